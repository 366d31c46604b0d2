"""Every command of the manual pages is run, in the order of the page, and prints what the page shows."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

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


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    words = shlex.split(command)
    programs = {"combine": [sys.executable, "-m", "app.cli.main"], "python3": [sys.executable]}
    variables = {
        "PATH": os.defpath,
        "PYTHONPATH": str(ROOT),
        "ENVIRONMENT": "development",
        "DATABASE_URL": f"sqlite:///{folder / 'combine.db'}",
        "MODEL_PROVIDER": "offline",
        "SECRET_KEY": STRONG_KEY,
    }
    return subprocess.run(  # noqa: S603 - commands of our own pages
        [*programs[words[0]], *words[1:]],
        cwd=folder,
        env=variables,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def matches(output: str, shown: str) -> bool:
    pattern = "(?:.|\n)*?".join(re.escape(part) for part in shown.strip().split("…"))
    return re.fullmatch(pattern, output.strip()) is not None


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_a_page_does_what_the_page_shows(page: str, tmp_path: Path) -> None:
    shutil.copy(BRIEF, tmp_path / BRIEF.name)
    commands = shown_in(page)
    assert len(commands) > 4
    for shown in commands:
        done = run(shown.command, tmp_path)
        assert (done.returncode, shown.command) == (0, shown.command), done.stderr
        assert matches(done.stdout, shown.output), f"{shown.command} printed\n{done.stdout}"


@pytest.mark.parametrize("page", PAGES)
def test_a_manual_fits_on_a_page(page: str) -> None:
    assert len((ROOT / page).read_text(encoding="utf-8").splitlines()) <= 90
