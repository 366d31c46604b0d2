"""Completion of words in bash, as a person has it after installing it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.operational.service_process import ROOT

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")

ASKS = """
{setup}
COMP_WORDS=({words}); COMP_CWORD=$(( ${{#COMP_WORDS[@]}} - 1 ))
$(complete -p combine | sed 's/.*-F \\([^ ]*\\).*/\\1/') combine
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose PATH has `combine`."""
    command = tmp_path / "bin/combine"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m app.cli.main "$@"\n')
    command.chmod(0o755)
    return tmp_path


def bash(home: Path, script: str) -> str:
    path = os.environ["PATH"]  # noqa: TID251 - the child finds its tools as this process does
    done = subprocess.run(  # noqa: S603 - our own words
        ["bash", "--norc", "-c", script],  # noqa: S607 - wherever the system has it
        env={"PATH": f"{home}/bin:{path}", "HOME": str(home), "SHELL": "/bin/bash", "PYTHONPATH": str(ROOT)},
        cwd=home,
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout


COMPLETED: dict[str, set[str]] = {
    "combine pro": {"produce", "project"},
    "combine run ": {"list", "show", "cancel", "retry"},
    "combine produce b.md --acc": {"--accept"},
    "combine produce b.md --accept ": {"all", "none", "ask"},
}


@pytest.mark.parametrize("typed", COMPLETED)
def test_bash_completes_commands_options_and_choices(home: Path, typed: str) -> None:
    words = " ".join(f"'{word}'" for word in typed.split(" "))
    shown = bash(home, ASKS.format(setup='eval "$(combine --show-completion bash)"', words=words))
    assert set(shown.split()) == COMPLETED[typed]


def test_installed_completion_is_there_in_the_next_shell(home: Path) -> None:
    assert "completion installed" in bash(home, "combine --install-completion && true")  # a shell stays beside it
    shown = bash(home, ASKS.format(setup="source ~/.bashrc", words="combine defin"))
    assert shown.split() == ["definition"]
