"""What a person sees of a run while it goes on."""

import re
import time
from io import StringIO

import pytest
from rich.console import Console

from app.cli.progress import PlainProgress, Row, TerminalProgress, foremost, progress_on
from app.domain.states import DocumentState, WorkState

STEP = re.compile(r"^ *\d+\.\d s  (.*)$", re.MULTILINE)


def row(name: str, work: WorkState = WorkState.WORKING, *, is_released: bool = False) -> Row:
    document = DocumentState.RELEASED if is_released else DocumentState.NONE
    return Row(name=name, work=work, document=document, version=1 if is_released else None)


def released(name: str) -> Row:
    return row(name, WorkState.IDLE, is_released=True)


def retrying(number: int, words: str, *, reason: str = "nobody there") -> Row:
    return Row(
        name="a",
        work=WorkState.WORKING,
        document=DocumentState.NONE,
        version=None,
        attempt=number,
        retry=words,
        reason=reason,
    )


# -- plain lines -----------------------------------------------------------------------------------------------------

SHOWN: dict[str, tuple[list[Row], list[str]]] = {
    "a change is one line": ([row("a"), row("a"), released("a")], ["a: working", "a: released v1"]),
    "who only waits their turn is not worth one": (
        [row("a", WorkState.BLOCKED), row("a", WorkState.READY), row("a")],
        ["a: working"],
    ),
    "a retry is told once, and its reason before it": (
        [row("a"), retrying(2, "retrying, attempt 2 of 6, in 2 s"), retrying(2, "retrying, attempt 2 of 6, in 1 s")],
        ["a: working", "a: nobody there", "a: retrying, attempt 2 of 6, in 2 s"],
    ),
    "the same reason is told once": (
        [retrying(2, "retrying, attempt 2 of 6"), row("a"), retrying(3, "retrying, attempt 3 of 6, in 4 s")],
        ["a: nobody there", "a: retrying, attempt 2 of 6", "a: retrying, attempt 3 of 6, in 4 s"],
    ),
    "another reason is told": (
        [retrying(2, "retrying, attempt 2 of 6"), retrying(3, "retrying, attempt 3 of 6", reason="too busy")],
        ["a: nobody there", "a: retrying, attempt 2 of 6", "a: too busy", "a: retrying, attempt 3 of 6"],
    ),
}


@pytest.mark.parametrize("case", SHOWN)
def test_plain_lines_tell_what_changed(case: str) -> None:
    rows, lines = SHOWN[case]
    written = StringIO()
    with PlainProgress(Console(file=written, width=200), began=time.monotonic() - 3600) as progress:
        for one in rows:
            progress.show([one])
    assert STEP.findall(written.getvalue()) == lines
    assert all(float(line.split()[0]) >= 3600 for line in written.getvalue().splitlines()), "counted from the beginning"


@pytest.mark.parametrize(
    ("is_terminal", "term", "redraws"), [(True, "xterm", True), (True, "dumb", False), (False, "xterm", False)]
)
def test_only_a_terminal_that_can_be_redrawn_is(*, is_terminal: bool, term: str, redraws: bool) -> None:
    console = Console(file=StringIO(), force_terminal=is_terminal, _environ={"TERM": term})
    assert isinstance(progress_on(console, began=0), TerminalProgress) is redraws


# -- on a terminal ---------------------------------------------------------------------------------------------------

MANY = [
    *(released(f"done-{n}") for n in range(8)),
    *(row(f"busy-{n}") for n in range(4)),
    row("late", WorkState.BLOCKED),
]


@pytest.mark.parametrize(
    ("most", "names"),
    [
        (20, [one.name for one in MANY]),
        (5, ["busy-0", "busy-1", "busy-2", "busy-3", "late"]),
        (6, ["done-0", "busy-0", "busy-1", "busy-2", "busy-3", "late"]),
        (2, ["busy-0", "busy-1"]),
    ],
)
def test_of_too_many_rows_those_that_move_are_shown(most: int, names: list[str]) -> None:
    assert [one.name for one in foremost(MANY, most=most)] == names


@pytest.mark.parametrize("columns", [40, 80])
def test_a_low_terminal_shows_the_bar_and_how_much_is_hidden_and_at_the_end_everything(columns: int) -> None:
    written = StringIO()
    console = Console(file=written, force_terminal=True, width=columns, height=10, color_system=None)
    with TerminalProgress(console) as progress:
        progress.show(MANY)
        progress.pause()
        low = written.getvalue()
        console.print("a question")
        progress.resume()
        progress.show(MANY)
    assert "busy-3" in low
    assert "\x1b[1A" not in written.getvalue().rpartition("a question")[2].partition("busy-0")[0], "it stays readable"
    assert "… and 7 more" in low
    assert "8 of 13" in low
    assert all(one.name in written.getvalue().rpartition("… and")[2] for one in MANY)


def test_a_retry_counts_down_with_its_reason_below() -> None:
    written = StringIO()
    console = Console(file=written, force_terminal=True, width=80, height=20, color_system=None)
    with TerminalProgress(console) as progress:
        progress.show([retrying(2, "retrying, attempt 2 of 6, in 3 s")])
    lines = [line.strip() for line in re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", written.getvalue()).splitlines()]
    (shown,) = {line for line in lines if line.startswith("↻  a")}
    assert "retrying, attempt 2 of 6, in 3 s" in shown
    assert "↻ nobody there" in lines
