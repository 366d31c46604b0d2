"""The slow round that heals what no event will: dead executors, lost wake-ups, orders without a job."""

import threading
from collections.abc import Callable

from app.core.database_errors import DatabaseError
from app.core.logging import get_logger
from app.domain.errors import AppError
from app.engine.healing import heal
from app.engine.locks import ExecutionLocks
from app.engine.patience import LONGEST_ASKED_SECONDS
from app.engine.queue import JobQueue
from app.engine.recovery import recover
from app.engine.work import Work
from app.store import projects

_log = get_logger(__name__)


class Sweeper:
    """Sweeps at once and then each `seconds`, while no other process does."""

    def __init__(
        self,
        work: Work,
        queue: JobQueue,
        locks: ExecutionLocks,
        *,
        executor_id: str,
        active: Callable[[], frozenset[str]],
        seconds: float,
    ) -> None:
        self._work = work
        self._queue = queue
        self._locks = locks
        self._executor_id = executor_id
        self._active = active
        self._seconds = seconds
        self._suspects: frozenset[str] = frozenset()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sweeper", daemon=True)

    def start(self) -> None:
        """Begin to sweep."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the round that runs, and end."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def sweep(self) -> None:
        """Make one round, unless another process is at it."""
        with self._locks.sweeping() as mine:
            if not mine:
                return
            self._suspects = recover(
                self._queue,
                self._locks,
                executor_id=self._executor_id,
                active=self._active(),
                suspects=self._suspects,
            )
            self._queue.shorten_pauses(longest_seconds=LONGEST_ASKED_SECONDS)
            with self._work.database.read() as session:
                open_projects = projects.ids_with_open_run(session)
            for project in open_projects:
                if not self._stop.is_set():
                    heal(self._work, self._queue, project)

    def _run(self) -> None:
        while True:
            try:
                self.sweep()
            except (DatabaseError, AppError) as error:
                _log.warning("sweep.given_up", "The next sweep tries again", reason=str(error))
            if self._stop.wait(timeout=self._seconds):
                return
