"""The picture on the front page is what the command prints today."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.commands import Combine
from tests.operational.service_process import ROOT

BRIEF = ROOT / "examples/briefs/bicycle-workshop.md"
PICTURE = re.compile(r"<!-- output: make demo -->\n```text\n\$ make demo\n(.*?)```\n<!-- end of output -->", re.DOTALL)
PROGRESS = re.compile(r"^ *\d+\.\d s  ")


def picture() -> list[str]:
    found = PICTURE.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert found is not None
    return found[1].splitlines()


def states(lines: list[str]) -> list[str]:
    """Give the lines of progress without their times; how long a step is seen at work depends on the machine."""
    shown = [PROGRESS.sub("", line) for line in lines if PROGRESS.match(line)]
    return [line for line in shown if not line.endswith(": working")]


def test_the_front_page_shows_what_the_demo_prints(combine: Combine) -> None:
    ran = combine.run("produce", BRIEF, "--accept", "all", "--out", "demo")
    shown = picture()
    gap = shown.index("    ...")
    before, after, real = states(shown[:gap]), states(shown[gap:]), states(ran.err.splitlines())
    assert (real[: len(before)], real[-len(after) :]) == (before, after)
    results = shown[gap + 1 + sum(bool(PROGRESS.match(line)) for line in shown[gap + 1 :]) : shown.index("")]
    assert [line.rstrip() for line in ran.out.splitlines()] == results


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make here")
def test_the_front_page_shows_what_the_demo_says_to_look_at(tmp_path: Path) -> None:
    """Make says what it would run; its last command prints the list."""
    would = subprocess.run(
        ["make", "--dry-run", "demo"],  # noqa: S607 - wherever the system has it
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    ).stdout
    printed = subprocess.run(  # noqa: S603 - our own words
        ["sh", "-c", would[would.index("printf '\\nLook") :]],  # noqa: S607 - as above
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    ).stdout
    shown = picture()
    assert printed.splitlines() == shown[shown.index("") :]
