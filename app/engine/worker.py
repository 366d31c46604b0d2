"""The executing side of a process: locks, jobs, calls and the sweep, opened and closed in order."""

import os
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from app.core.clock import uuid7
from app.core.database import Database, DatabaseKind
from app.core.database_errors import DatabaseFull, DatabaseReadOnly
from app.core.logging import get_logger
from app.domain.completions import Completers
from app.domain.names import ProjectId
from app.engine.calls import Calls
from app.engine.durable import Executor, Limits
from app.engine.locks import AdvisoryLocks, ExecutionLocks, FileLock
from app.engine.lookout import Lookout
from app.engine.orders import Order
from app.engine.owners import Owners
from app.engine.patience import Patience
from app.engine.produce import Producer
from app.engine.queue import JobQueue
from app.engine.reconcile import Reconciled
from app.engine.recorder import Recorder
from app.engine.sweeper import Sweeper
from app.engine.work import Work
from app.llm.prices import PriceTable

_LOOKOUT_SECONDS = 1.0

_EXIT_SOFTWARE = 70
"""EX_SOFTWARE of sysexits.h: whoever supervises the process starts it again."""

_log = get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What a worker works with."""

    work: Work
    queue: JobQueue
    completers: Completers
    prices: PriceTable
    limits: Limits


class Worker:
    """Executes the work of a database; one a process, and on SQLite one a database."""

    def __init__(self, tools: Tools, *, sweep_seconds: float, on_lost: Callable[[], None] | None = None) -> None:
        database = tools.work.database
        self.executor_id = str(uuid7())
        self._locks = locks_of(database, executor_id=self.executor_id, on_lost=on_lost or _die)
        stopping = threading.Event()
        patience = self._patience = Patience(stopping=stopping)
        self._calls = Calls(tools.completers)
        owners = Owners(
            queue=tools.queue,
            locks=self._locks,
            executor_id=self.executor_id,
            active=lambda: self._executor.active(),  # noqa: PLW0108 - the executor is made later, of the producer
        )
        producer = Producer(
            work=tools.work,
            owners=owners,
            calls=self._calls,
            recorder=Recorder(work=tools.work, patience=patience),
            prices=tools.prices,
            patience=patience,
        )
        self._executor = Executor(
            tools.queue,
            producer,
            executor_id=self.executor_id,
            limits=tools.limits,
            stopping=stopping,
            on_fault=patience.note,
        )
        self._sweeper = Sweeper(
            tools.work,
            tools.queue,
            self._locks,
            executor_id=self.executor_id,
            active=self._executor.active,
            seconds=sweep_seconds,
        )
        self._lookout = Lookout(tools.work, self._calls, seconds=_LOOKOUT_SECONDS)
        self._work = tools.work

    def launch(self) -> None:
        """Begin to execute; where that fails, nothing of it stays.

        Raises:
            app.core.database_errors.DatabaseError: the database cannot be asked or written.

        """
        try:
            self._executor.launch(self._work.database)
        except BaseException:
            self.close()
            raise
        self._work.tell(self._follow)
        self._sweeper.start()
        self._lookout.start()

    def in_flight(self) -> int:
        """Count the calls that are waited for."""
        return len(self._calls.in_flight())

    def trouble(self) -> DatabaseFull | DatabaseReadOnly | None:
        """Give the fault of the database that work waits for and only a person can mend."""
        return self._patience.trouble

    def close(self, *, grace_seconds: float = 0.0) -> None:
        """Take no more work, let calls finish for `grace_seconds`, and leave the rest to whoever comes next."""
        with ExitStack() as closing:
            closing.callback(self._locks.close)
            closing.callback(self._executor.close)
            closing.callback(self._calls.stop)
            self._work.tell(None)
            self._executor.stop()
            self._sweeper.stop()
            self._lookout.stop()
            self._executor.wait_until_idle(grace_seconds)

    def _follow(self, project: ProjectId, done: Reconciled) -> None:
        self._calls.cut(Order(project=project, dispatch=key) for key in done.superseded)
        if done.dispatches:
            self._executor.rouse()


def locks_of(database: Database, *, executor_id: str, on_lost: Callable[[], None]) -> ExecutionLocks:
    """Take the locks of an executor.

    Raises:
        app.domain.errors.Conflict: another process executes on this SQLite file.
        app.core.database_errors.DatabaseError: PostgreSQL cannot be asked.

    """
    if database.kind is DatabaseKind.SQLITE:
        return FileLock(Path(database.url.database or ""), executor_id=executor_id)
    return AdvisoryLocks(database.url.render_as_string(hide_password=False), executor_id=executor_id, on_lost=on_lost)


def _die() -> None:
    # Others take this executor for dead from here on, so nothing of it may go on.
    _log.error("worker.lost", "The connection that proves this executor alive is lost; the process ends")
    os._exit(_EXIT_SOFTWARE)
