"""How long work waited for a connection of the database pool, counted."""

import threading
from bisect import bisect_left
from dataclasses import dataclass
from typing import Final

WAIT_BUCKETS: Final = (0.001, 0.005, 0.025, 0.1, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds in seconds; a free connection is had in far less than the first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WaitFigures:
    """The waits so far: how many ended in each bucket and beyond the last, all together, unfinished, and in vain."""

    counts: tuple[int, ...] = (0,) * (len(WAIT_BUCKETS) + 1)
    seconds: float = 0.0
    pending: int = 0
    timeouts: int = 0

    def __add__(self, other: "WaitFigures") -> "WaitFigures":
        return WaitFigures(
            counts=tuple(own + its for own, its in zip(self.counts, other.counts, strict=True)),
            seconds=self.seconds + other.seconds,
            pending=self.pending + other.pending,
            timeouts=self.timeouts + other.timeouts,
        )


class PoolWaits:
    """Counts the waits of one pool; many threads write."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts = [0] * (len(WAIT_BUCKETS) + 1)
        self._seconds = 0.0
        self._pending = 0
        self._timeouts = 0

    def begin(self) -> None:
        """Count somebody who asks for a connection."""
        with self._lock:
            self._pending += 1

    def end(self, seconds: float) -> None:
        """Count a wait that is over, one that ended in an error too."""
        with self._lock:
            self._pending -= 1
            self._counts[bisect_left(WAIT_BUCKETS, seconds)] += 1
            self._seconds += seconds

    def time_out(self) -> None:
        """Count a wait for which no connection became free in time."""
        with self._lock:
            self._timeouts += 1

    def figures(self) -> WaitFigures:
        """Give the figures of this moment."""
        with self._lock:
            return WaitFigures(
                counts=tuple(self._counts), seconds=self._seconds, pending=self._pending, timeouts=self._timeouts
            )
