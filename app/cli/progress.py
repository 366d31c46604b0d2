"""Live progress of a run: rows and a bar on a terminal, plain lines elsewhere; always on standard error."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from app.domain.states import DocumentState, WorkState

_REFRESHES_PER_SECOND = 8
_LONGEST_BAR = 40
_ROOM_BELOW = 4
"""Lines that the bar, its distance, what is hidden and the cursor take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One instance as a person follows it."""

    name: str
    work: WorkState
    document: DocumentState
    version: int | None
    attempt: int = 0
    """The number of the call that comes next, where the last one failed in a way that passes; else 0."""

    retry: str = ""
    """The same in words, with how long it is until then."""

    reason: str = ""
    """What the last call failed of."""

    @property
    def is_done(self) -> bool:
        """Tell whether nothing more happens here."""
        return self.work is WorkState.IDLE and self.document in (DocumentState.RELEASED, DocumentState.RETIRED)

    @property
    def shown(self) -> WorkState:
        """The state as a person sees it: a call that is made again is a retry."""
        return WorkState.RETRYING if self.attempt else self.work

    @property
    def words(self) -> str:
        """Say the state in words: the document's once the work is idle."""
        if self.retry:
            return self.retry
        if self.work is not WorkState.IDLE:
            return self.work.value.replace("_", " ")
        return "not written" if self.document is DocumentState.NONE else self.document.value


_STYLES: Mapping[WorkState, tuple[str, str]] = {
    WorkState.BLOCKED: ("○", "dim"),
    WorkState.READY: ("○", "blue"),
    WorkState.WORKING: ("●", "blue"),
    WorkState.RETRYING: ("↻", "blue"),
    WorkState.WAITING_FOR_ANSWERS: ("◆", "yellow"),
    WorkState.WAITING_FOR_ACCEPTANCE: ("◆", "yellow"),
    WorkState.FAILED: ("✗", "red"),
    WorkState.IDLE: ("✓", "green"),
}


class Progress(Protocol):
    """Shows rows as they change."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *_: object) -> None: ...
    def show(self, rows: Sequence[Row]) -> None:
        """Show the present state of every instance."""
        ...

    def pause(self) -> None:
        """Leave the terminal to a question."""
        ...

    def resume(self) -> None:
        """Go on after a question."""
        ...


class _Durations:
    """How long each row has been, or was, at work, as seen from here; seconds."""

    def __init__(self) -> None:
        self._started: dict[str, float] = {}
        self._taken: dict[str, float] = {}

    def of(self, row: Row) -> float | None:
        now = time.monotonic()
        if row.work in (WorkState.WORKING, WorkState.RETRYING):
            started = self._started.setdefault(row.name, now)
            self._taken[row.name] = now - started
        else:
            self._started.pop(row.name, None)
        return self._taken.get(row.name)


class TerminalProgress:
    """A row an instance with state and duration, and a bar over all."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._durations = _Durations()
        self._rows: Sequence[Row] = ()
        self._live = self._begun()

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.update(self._picture(self._rows, most=len(self._rows)))
        self._live.stop()

    def show(self, rows: Sequence[Row]) -> None:
        """Redraw the table; of more rows than the terminal has, those that move or wait are shown."""
        self._rows = rows
        self._live.update(self._fitting())

    def pause(self) -> None:
        """Stop redrawing; the last picture stays."""
        self._live.stop()

    def resume(self) -> None:
        """Start a new picture below; the one before would be redrawn over what was said meanwhile."""
        self._live = self._begun()
        self._live.start()

    def _begun(self) -> Live:
        return Live(self._fitting(), console=self._console, refresh_per_second=_REFRESHES_PER_SECOND, transient=False)

    def _fitting(self) -> RenderableType:
        return self._picture(self._rows, most=max(1, self._console.height - _ROOM_BELOW))

    def _picture(self, rows: Sequence[Row], *, most: int) -> RenderableType:
        taken = {row.name: self._durations.of(row) for row in rows}
        reasons = dict.fromkeys(row.reason for row in rows if row.reason)
        shown = foremost(rows, most=max(1, most - len(reasons)))
        done = sum(row.is_done for row in rows)
        bar = Table.grid(padding=(0, 2))
        bar.add_row(
            ProgressBar(total=max(len(rows), 1), completed=done, width=min(40, self._console.width // 2)),
            Text(f"{done} of {len(rows)}"),
        )
        hidden = [Text(f"… and {len(rows) - len(shown)} more", style="dim")] if len(shown) < len(rows) else []
        told = [Text(f"↻ {reason}", style="dim") for reason in reasons]
        return Group(_table(shown, taken), *hidden, *told, Text(""), bar)


def foremost(rows: Sequence[Row], *, most: int) -> Sequence[Row]:
    """Give up to `most` rows in their order: what moves, waits or failed before what is still to come or done."""
    if len(rows) <= most:
        return rows
    ranks = {WorkState.READY: 1, WorkState.BLOCKED: 2, WorkState.IDLE: 3}
    ranked = sorted(range(len(rows)), key=lambda place: ranks.get(rows[place].shown, 0))
    return [rows[place] for place in sorted(ranked[:most])]


def _table(rows: Sequence[Row], taken: Mapping[str, float | None]) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    for row in rows:
        mark, style = _STYLES[row.shown]
        seconds = taken[row.name]
        table.add_row(
            Text(mark, style=style),
            Text(row.name, overflow="fold"),
            Text(row.words, style=style),
            Text("" if seconds is None else f"{seconds:.1f} s", style="dim"),
        )
    return table


class PlainProgress:
    """One line a change, with the seconds since the command began."""

    def __init__(self, console: Console, *, began: float) -> None:
        self._console = console
        self._began = began
        self._seen: dict[str, tuple[WorkState, str]] = {}
        self._reasons: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return

    def show(self, rows: Sequence[Row]) -> None:
        """Write what changed since the last call; steps that only wait their turn are not worth a line."""
        for row in rows:
            seen = (row.shown, str(row.attempt) if row.attempt else row.words)
            before = self._seen.get(row.name)
            if before == seen or (before and before[0] is WorkState.RETRYING and row.shown is WorkState.WORKING):
                continue  # between its pause and its call, a job waits its turn
            self._seen[row.name] = seen
            if row.reason and self._reasons.get(row.name) != row.reason:
                self._reasons[row.name] = row.reason
                self._line(f"{row.name}: {row.reason}")
            version = f" v{row.version}" if row.is_done and row.version else ""
            if row.work not in (WorkState.BLOCKED, WorkState.READY):
                self._line(f"{row.name}: {row.words}{version}")

    def _line(self, words: str) -> None:
        elapsed = time.monotonic() - self._began
        self._console.print(f"{elapsed:7.1f} s  {words}", markup=False, highlight=False)

    def pause(self) -> None:
        """Plain lines need no pause."""

    def resume(self) -> None:
        """Plain lines need no pause."""


def progress_on(console: Console, *, began: float) -> Progress:
    """Choose the form that fits where the output goes; `began` is when the command did, on the monotonic clock."""
    redraws = console.is_terminal and not console.is_dumb_terminal
    return TerminalProgress(console) if redraws else PlainProgress(console, began=began)
