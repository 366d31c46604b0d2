"""`combine produce` in a process of its own: on a real terminal it asks, a signal leaves it resumable."""

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from app.cli.interruption import Interrupted, Interruption
from tests.cli.commands import Combine
from tests.operational.service_process import ROOT, wait_for

STRATEGY = ("--workflow", "strategy-document")
BRIEF = "# School\n\nWe want more pupils.\n\n- The school must offer evening lessons.\n"
PATIENCE_SECONDS = 120.0
TAKES_THE_TERMINAL = (
    sys.executable,
    "-c",
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])",
)
"""Makes the terminal its own, so that Ctrl-C typed there is a signal, and becomes what is named after it."""


def command(combine: Combine, *words: str, verb: str = "produce") -> tuple[list[str], dict[str, str]]:
    said = (verb, str(combine.write("school.md", BRIEF)), *STRATEGY) if verb == "produce" else (verb,)
    variables = {
        "PATH": os.environ["PATH"],  # noqa: TID251 - the child finds its tools as this process does
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": combine.url,
        "TERM": "xterm",
        "GRACE_SECONDS": "0",
    }
    return [sys.executable, "-m", "app.cli.main", *said, *words], variables


class Terminal:
    """A person at a terminal: reads what is shown, types when asked."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._unread = ""
        self.shown = ""

    def until(self, said: str) -> None:
        """Read until `said` is shown."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while said not in self._unread:
            assert time.monotonic() < deadline, f"waited for {said!r}, saw {self._unread[-2000:]!r}"
            if not self._read():
                raise AssertionError(f"it ended before {said!r}; it said {self._unread[-2000:]!r}")
        self._unread = self._unread.partition(said)[2]

    def answer_until(self, said: str) -> None:
        """Press Enter at every question until `said` is shown."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while said not in self._unread:
            assert time.monotonic() < deadline, f"waited for {said!r}, saw {self._unread[-2000:]!r}"
            if "Your answer" in self._unread:
                self.until("Your answer")
                self.type("")
            assert self._read(), "it ended while it asked"
        self.until(said)

    def type(self, line: str, *, end: str = "\n") -> None:
        """Type a line."""
        os.write(self._handle, (line + end).encode())

    def rest(self) -> str:
        """Read until the end."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self._read():
            assert time.monotonic() < deadline
        return self._unread

    def _read(self) -> bool:
        if not select.select([self._handle], [], [], 1.0)[0]:
            return True
        try:
            piece = os.read(self._handle, 65_536).decode(errors="replace")
        except OSError:  # Linux says so when the other end is closed
            return False
        text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", piece)
        self._unread += text
        self.shown += text
        return bool(piece)


@contextmanager
def at_terminal(
    combine: Combine, *words: str, latency: str = "0", verb: str = "produce"
) -> Iterator[tuple[Terminal, subprocess.Popen[bytes]]]:
    ours, theirs = pty.openpty()
    arguments, variables = command(combine, *words, verb=verb)
    process = subprocess.Popen(  # noqa: S603 - our own program
        [*TAKES_THE_TERMINAL, *arguments],
        cwd=combine.folder,
        env={**variables, "OFFLINE_LATENCY_SECONDS": latency},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    try:
        yield Terminal(ours), process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(PATIENCE_SECONDS)
        os.close(ours)


def test_a_person_answers_reads_accepts_and_leaves_the_rest_for_later(combine: Combine) -> None:
    with at_terminal(combine) as (terminal, process):
        terminal.until("SD-1 Strategy discovery asks:")
        terminal.answer_until("SD-1 Strategy discovery, version 1, waits for acceptance by: ")
        terminal.until("[l]ater:")
        terminal.type("r")
        terminal.until("# ")
        terminal.until("[l]ater:")
        terminal.type("what?")
        terminal.until("Type a, s, r or l.")
        terminal.until("[l]ater:")
        terminal.type("a")
        terminal.until("[l]ater:")
        terminal.type("l")
        assert "accept" in terminal.rest()
        assert process.wait(PATIENCE_SECONDS) == 3
    released = combine.run("project", "show", "--json").json()["instances"][0]
    assert (released["state"], released["version"]) == ("released", 1)
    assert len(combine.run("run", "show", "--json").json()["waiting"]) == 1


def test_a_person_who_migrates_is_told_from_where_to_where_and_nothing_else(combine: Combine) -> None:
    fresh = replace(combine, url=f"sqlite:///{combine.folder}/fresh.db")
    for said in (r"migrated sqlite:///\S+ from nothing to \d+", r"nothing to do: sqlite:///\S+ is at \d+"):
        with at_terminal(fresh, verb="migrate") as (terminal, process):
            assert re.fullmatch(said, terminal.rest().strip())
            assert process.wait(PATIENCE_SECONDS) == 0


def test_a_person_is_asked_whether_an_unrelated_brief_is_meant_for_the_project_of_its_name(combine: Combine) -> None:
    told = combine.write("other/school.md", "An app that reminds our allotment club who waters the greenhouse.\n")
    assert combine.run("produce", told, *STRATEGY, "--accept", "none").code == 3
    for said, ends in (("n", 2), ("y", 3)):
        with at_terminal(combine, "--accept", "none") as (terminal, process):
            terminal.until("Put it in the place of that brief? [y]es, [n]o: ")
            terminal.type(said)
            terminal.rest()
            assert process.wait(PATIENCE_SECONDS) == ends


def test_a_person_sends_back_and_what_they_say_is_acted_on(combine: Combine) -> None:
    with at_terminal(combine) as (terminal, process):
        terminal.answer_until("[l]ater:")
        terminal.type("s")
        terminal.until("What must change?")
        terminal.type("")
        terminal.until("[l]ater:")
        terminal.type("s")
        terminal.until("What must change?")
        terminal.type("Name the teachers.")
        terminal.until("[l]ater:")
        terminal.type("r")
        terminal.until("A person asked")
        terminal.until("[l]ater:")
        terminal.type("l")
        terminal.rest()
        assert process.wait(PATIENCE_SECONDS) == 3
    (first, *_) = combine.run("project", "show", "--json").json()["instances"]
    assert (first["version"], first["work"]) == (2, "waiting_for_acceptance")


def test_a_person_presses_ctrl_c_while_work_goes_on(combine: Combine) -> None:
    with at_terminal(combine, latency="600") as (terminal, process):
        terminal.until("working")
        terminal.type("\x03", end="")
        assert "the same command goes on from there" in terminal.rest()
        assert process.wait(PATIENCE_SECONDS) == 130
    assert "Traceback" not in terminal.shown


def test_a_person_who_presses_ctrl_c_at_a_question_leaves_it_open(combine: Combine) -> None:
    with at_terminal(combine) as (terminal, process):
        terminal.until("Your answer")
        terminal.type("\x03", end="")
        assert "the same command goes on from there" in terminal.rest()
        assert process.wait(PATIENCE_SECONDS) == 130
    (waits,) = combine.run("run", "show", "--json").json()["waiting"]
    assert waits["for"] == "answers"


def test_a_signal_that_came_before_the_person_is_waited_for_breaks_the_question_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reads, types = os.pipe()
    os.write(types, "näin\nand".encode())
    os.close(types)
    with open(reads, encoding="utf-8") as keyboard:  # noqa: PTH123 - a descriptor has no path
        monkeypatch.setattr(sys, "stdin", keyboard)
        interruption = Interruption()
        assert [interruption.read_line(), interruption.read_line()] == ["näin", "and"]
        with pytest.raises(EOFError):
            interruption.read_line()
        interruption.handle(signal.SIGINT, None)
        with pytest.raises(Interrupted):
            interruption.read_line()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_while_work_goes_on_leaves_it_resumable(combine: Combine, number: signal.Signals, code: int) -> None:
    arguments, variables = command(combine, "--accept", "all", "--json")
    slow = {**variables, "OFFLINE_LATENCY_SECONDS": "600"}
    progress = combine.folder / "progress"
    with progress.open("wb") as errors:
        process = subprocess.Popen(  # noqa: S603 - our own program
            arguments, cwd=combine.folder, env=slow, stdout=subprocess.PIPE, stderr=errors
        )
        try:
            wait_for(lambda: "discovery: working" in progress.read_text(), "the first call", seconds=PATIENCE_SECONDS)
            process.send_signal(number)
            out, _ = process.communicate(timeout=PATIENCE_SECONDS)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait(PATIENCE_SECONDS)
    assert (process.returncode, out) == (code, b"")
    said = progress.read_text()
    assert "the same command goes on from there" in said
    assert "Traceback" not in said
    ran = combine.run("produce", Path("school.md"), "--accept", "all", "--json")
    assert (ran.code, json.loads(ran.out)["state"]) == (0, "finished")
