"""The command line before any work: help, version, and what is loaded for it."""

import re
import shlex
import shutil
import subprocess
import sys
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from app import __version__
from app.cli.exits import Exit
from app.cli.main import app
from tests.cli.commands import Combine
from tests.examples_of_documents import ROOT
from tests.settings import STRONG_KEY

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


def test_every_exit_code_is_told_in_the_help_and_on_the_first_page() -> None:
    codes = set(Exit)
    for told in (help_of(""), help_of("produce")):
        assert {int(code) for code in re.findall(r"\d+", told.partition("Exit:")[2].partition(".")[0])} == codes
    page = (ROOT / "README.md").read_text(encoding="utf-8").partition("| exit |")[2]
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", page, re.MULTILINE)} == codes


@pytest.mark.parametrize("words", ["", "run"])
def test_a_group_named_alone_shows_its_help_as_it_is(combine: Combine, words: str) -> None:
    shown = combine.run(*words.split())
    assert (shown.code, shown.out, shown.err) == (Exit.USAGE, "", combine.run(*words.split(), "--help").out)


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


def help_of(words: str, flag: str = "--help") -> str:
    shown = CliRunner().invoke(app, [*words.split(), flag], env={"COLUMNS": "80", "TERM": "dumb"})
    assert shown.exit_code == 0
    return shown.stdout


def example_of(words: str) -> list[str]:
    """Give the one example of a command, which stands alone on the last line of its help."""
    (example,) = re.findall(r"\n  Example: combine (.*)\n$", help_of(words))
    return shlex.split(example)


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_says_what_it_does_with_an_example_of_itself(words: str) -> None:
    assert COMMANDS[words].help is not None
    assert help_of(words, "-h") == help_of(words)
    assert example_of(words)[: len(words.split())] == words.split()


@pytest.mark.parametrize("words", dict.fromkeys(["", *(words.rpartition(" ")[0] for words in COMMANDS)]))
def test_the_list_of_commands_cuts_no_sentence_short(words: str) -> None:
    assert "..." not in help_of(words).partition("Commands:")[2]


STORY = (
    "definition seal",
    "definition validate",
    "produce --accept none",
    "answer",
    "produce --accept none",
    "project list",
    "run list",
    "run show",
    "send-back",
    "produce --accept none",
    "accept",
    "run cancel",
    "produce",
    "document show",
    "reopen",
    "produce --accept none",
    "send-back TA-1",
    "produce",
    "document compare TA-1",
    "project show",
    "export",
    "audit verify",
    "audit show",
    "audit sign",
    "audit key",
    "audit forget",
    "users add",
    "users invite bo@example.com",
    "users list",
    "users disable",
    "users enable",
    "users sign-in-link",
    "tokens create",
    "tokens list",
)
"""Commands whose example is run, in an order in which each has something to do; words that stand in for the example's
own follow: `send-back TA-1` sends back another document."""

NOT_RUN = {
    "migrate": "takes the streams of its process; run in tests/cli/test_terminal.py",
    "serve": "serves until it is told to stop",
    "worker": "works until it is told to stop",
    "run retry": "needs something that failed; run in tests/cli/test_gates.py",
    "tokens revoke": "needs the key of a token; run in tests/cli/test_people.py",
}


def of_the_story(line: str) -> list[str]:
    """Give the example of the command that `line` begins with, with the words of `line` in place of its own."""
    command = max((words for words in COMMANDS if f"{line} ".startswith(f"{words} ")), key=len)
    example, more = example_of(command), line.removeprefix(command).split()
    if more and not more[0].startswith("-"):
        example[len(command.split())] = more.pop(0)
    return example + more


def test_every_example_works_when_it_is_pasted_in_a_fresh_checkout(combine: Combine) -> None:
    for folder in ("examples", "definitions"):
        shutil.copytree(ROOT / folder, combine.folder / folder)
    combine.settings({"SECRET_KEY": STRONG_KEY})
    for line in STORY:
        ran = combine.run(*of_the_story(line))
        assert ran.code in {0, 3} if line.startswith("produce") else ran.code == 0, f"{line}: {ran.err}"
    told = {words for words in COMMANDS if any(f"{line} ".startswith(f"{words} ") for line in STORY)}
    assert COMMANDS.keys() - told == NOT_RUN.keys()


def test_an_argument_that_may_be_left_out_or_repeated_is_shown_once() -> None:
    shown = CliRunner().invoke(app, ["run", "retry", "-h"]).stdout
    assert "run retry [OPTIONS] [INSTANCE]...\n" in re.sub(" +\n", "\n", shown)
