"""Taking jobs from the queue: at each look, and at once where somebody says that there is work."""

import math
import threading

from dbos import DBOS, Queue
from dbos._queue import queue_worker_thread

from app.core.clock import monotonic_seconds

_SHORTEST_SECONDS = 0.03
"""Looks keep at least this distance, so that a burst of jobs is taken together."""

_JOIN_SECONDS = 10.0


class Taker:
    """Looks after the queue in a thread of its own.

    DBOS looks at its queues at fixed intervals, which a chain of short jobs would spend waiting. This runs the very
    loop that DBOS runs, with rests that can be cut short; so DBOS must be told to listen to no queue itself. The loop
    is the one private part of DBOS that is used here: it takes an event to stop at, and rests by waiting for it.
    """

    def __init__(self, dbos: DBOS, queue: Queue) -> None:
        # The limits of a process are its own; without this the loop would read them anew before each look.
        queue.database_backed_queue = False
        self._rests = Rests()
        self._thread = threading.Thread(
            target=queue_worker_thread, args=(self._rests, dbos, queue), name="taker", daemon=True
        )

    def start(self) -> None:
        """Begin to take jobs."""
        self._thread.start()

    def rouse(self, *, after_seconds: float = 0.0) -> None:
        """Look at the queue now, or a moment later."""
        self._rests.end(after_seconds=after_seconds)

    def stop(self) -> None:
        """Take no more jobs once the look that runs is over; does not wait for it."""
        self._rests.set()

    def join(self) -> None:
        """Wait for the look that runs."""
        if self._thread.is_alive():
            self._thread.join(timeout=_JOIN_SECONDS)


class Rests(threading.Event):
    """An event to stop at, whose waits others can end early."""

    def __init__(self) -> None:
        super().__init__()
        self._changed = threading.Condition()
        self._wanted: list[float] = []
        self._looked = -math.inf

    def set(self) -> None:
        """Stop, and end the wait that runs."""
        super().set()
        with self._changed:
            self._changed.notify_all()

    def end(self, *, after_seconds: float) -> None:
        """End the wait that runs then, or else the next one, once `after_seconds` have passed."""
        with self._changed:
            self._wanted.append(monotonic_seconds() + after_seconds)
            self._changed.notify_all()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until stopped, ended, or for `timeout` seconds; tells whether stopped."""
        latest = math.inf if timeout is None else monotonic_seconds() + timeout
        with self._changed:
            while not self.is_set():
                wanted = min(self._wanted, default=math.inf)
                until = min(latest, max(wanted, self._looked + _SHORTEST_SECONDS))
                left = until - monotonic_seconds()
                if left <= 0:
                    break
                self._changed.wait(timeout=None if left == math.inf else left)
            self._looked = monotonic_seconds()
            self._wanted = [moment for moment in self._wanted if moment > self._looked]
        return self.is_set()
