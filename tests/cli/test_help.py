"""The command line before any work: help, version, and what is loaded for it."""

import re
import subprocess
import sys
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from app import __version__
from app.cli.main import app

HEAVY = ("sqlalchemy", "psycopg", "dbos", "alembic", "pydantic_ai", "openai", "anthropic", "fastapi", "jsonschema_rs")


def test_help_loads_no_database_engine_or_model_library() -> None:
    script = (
        "import sys\nfrom app.cli.main import app\n"
        "try:\n    app(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    command = [sys.executable, "-c", script]
    result = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)  # noqa: S603 - our own words
    assert result.stdout.splitlines()[-1] == "[]"


def test_version_is_printed() -> None:
    assert CliRunner().invoke(app, ["--version"]).stdout == f"combine {__version__}\n"


@pytest.mark.parametrize("words", [["--help"], ["definition", "--help"], ["definition", "validate", "--help"]])
def test_help_is_an_answer_and_not_an_error(words: list[str]) -> None:
    result = CliRunner().invoke(app, words)
    assert (result.exit_code, "Usage" in result.stdout) == (0, True)


@pytest.mark.parametrize("words", [["no-such-command"], ["definition", "validate"], ["migrate", "--no-such-option"]])
def test_wrong_words_are_a_usage_error(words: list[str]) -> None:
    assert CliRunner().invoke(app, words).exit_code == 2


def commands() -> dict[str, Any]:
    """Give every command by the words that call it."""
    found: dict[str, Any] = {}

    def walk(command: Any, words: tuple[str, ...]) -> None:  # noqa: ANN401  typer's own kinds of groups
        inner = getattr(command, "commands", None)
        if inner is None:
            found[" ".join(words)] = command
        for name, one in (inner or {}).items():
            walk(one, (*words, name))

    walk(get_command(app), ())
    return found


COMMANDS = commands()


@pytest.mark.parametrize("words", COMMANDS)
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_every_command_says_what_it_does_with_an_example_of_itself(words: str, flag: str) -> None:
    shown = CliRunner().invoke(app, [*words.split(), flag], env={"COLUMNS": "200", "TERM": "dumb"})
    assert (shown.exit_code, COMMANDS[words].help is not None) == (0, True)
    (example,) = re.findall(r"Example: (?:[A-Z_]+=\S+ )?combine (.*)", shown.stdout)
    assert example.startswith(words)


def test_an_argument_that_may_be_left_out_or_repeated_is_shown_once() -> None:
    shown = CliRunner().invoke(app, ["run", "retry", "-h"]).stdout
    assert "run retry [OPTIONS] [INSTANCE]...\n" in re.sub(" +\n", "\n", shown)
