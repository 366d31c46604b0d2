"""Every command of the manual pages is run, in the order of the page, and prints what the page shows."""

import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass

import pytest

from tests.cli.commands import Combine, Ran
from tests.examples_of_documents import BRIEFS, ROOT
from tests.settings import STRONG_KEY

PAGES = ("docs/EXPORTS.md", "docs/AUDIT.md")
CONSOLE = re.compile(r"^```console\n(.*?)^```", re.DOTALL | re.MULTILINE)
BRIEF = BRIEFS["software-product-development"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A command as a page shows it."""

    command: str
    output: str
    """`…` stands for anything."""


def shown_in(page: str) -> list[Shown]:
    blocks = "".join(CONSOLE.findall((ROOT / page).read_text(encoding="utf-8")))
    parts = re.split(r"^\$ ", blocks, flags=re.MULTILINE)[1:]
    return [Shown(command=command, output=output) for command, _, output in (part.partition("\n") for part in parts)]


def run(combine: Combine, command: str) -> Ran:
    program, *words = shlex.split(command)
    if program == "combine":
        return combine.run(*words)
    assert program == "python3"
    done = subprocess.run(  # noqa: S603 - commands of our own pages
        [sys.executable, "-I", *words], cwd=combine.folder, capture_output=True, text=True, timeout=600, check=False
    )
    return Ran(code=done.returncode, out=done.stdout, err=done.stderr)


def matches(output: str, shown: str) -> bool:
    pattern = "(?:.|\n)*?".join(re.escape(part) for part in shown.strip().split("…"))
    return re.fullmatch(pattern, output.strip()) is not None


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_a_page_does_what_the_page_shows(page: str, combine: Combine) -> None:
    combine.settings({"SECRET_KEY": STRONG_KEY})
    shutil.copy(BRIEF, combine.folder / BRIEF.name)
    commands = shown_in(page)
    assert len(commands) > 4
    for shown in commands:
        done = run(combine, shown.command)
        assert (done.code, shown.command) == (0, shown.command), done.err
        assert matches(done.out, shown.output), f"{shown.command} printed\n{done.out}"


@pytest.mark.parametrize("page", PAGES)
def test_a_manual_fits_on_a_page(page: str) -> None:
    assert len((ROOT / page).read_text(encoding="utf-8").splitlines()) <= 90
