"""The command line before any work: help, version, and what is loaded for it."""

import subprocess
import sys

import pytest
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
    result = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)  # noqa: S603 - our own words
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
