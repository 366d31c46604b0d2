"""The checks of every process: the database on its own connection, migrations, pool, disk."""

import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.core.pool_waits import WaitFigures
from app.operations.health import NOT_CHECKED, PASS, Check, CheckStatus, Criticality, Outcome

if TYPE_CHECKING:
    from app.core.database import Database
    from app.operations.database_link import DatabaseLink
    from app.store.migrations import MigrationStatus

CHECK_TIMEOUT_SECONDS: Final = 2.5
DATABASE_INTERVAL_SECONDS: Final = 2.0
LEAST_FREE_BYTES: Final = 256 * 1024 * 1024
RUNBOOK: Final = "docs/RUNBOOK.md"


class DatabaseProbe:
    """Asks the database where its migrations stand, on one connection that nobody else uses.

    One answer serves both questions: is it there, and is it migrated. What it asks with is loaded by `prepare`, on the
    thread of the first question, so that the first answer of a new process does not wait for database libraries.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._link: DatabaseLink | None = None
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._judged = NOT_CHECKED
        self.migrations: MigrationStatus | None = None

    @property
    def server_version(self) -> str:
        """The database's own version, once it was asked."""
        return self._link.server_version if self._link is not None else "unknown"

    def prepare(self) -> None:
        """Load what questions are asked with; does nothing the second time."""
        self._opened()

    def run(self) -> Outcome:
        """Ask; a failure closes the connection, so that the next round begins with a new one."""
        if self._over.is_set():
            return Outcome(status=CheckStatus.FAIL, reason="stopped")
        link = self._opened()
        answer = link.ask()
        if isinstance(answer, Outcome):
            return answer
        self.migrations, self._judged = answer
        if self._over.is_set():
            link.close()
        return PASS

    def judge_migrations(self) -> Outcome:
        """Give what the latest answer means for traffic; does no I/O."""
        return self._judged

    def abort(self) -> None:
        """End a question that hangs, from another thread."""
        if self._link is not None:
            self._link.abort()

    def end(self) -> None:
        """Ask no more; a question that is under way closes its connection itself."""
        self._over.set()
        if self._link is not None:
            self._link.close()

    def _opened(self) -> "DatabaseLink":
        from app.operations.database_link import DatabaseLink  # noqa: PLC0415 - loaded by the first question

        with self._lock:
            if self._link is None:
                self._link = DatabaseLink(self._url)
            return self._link


@dataclass(frozen=True, kw_only=True, slots=True)
class PoolFigures:
    """Connections in use, open and free, and the most that may be in use; none is opened before somebody needs it."""

    used: int = 0
    idle: int = 0
    most: int


class LoopWatch:
    """Measures how late the event loop is; the service beats it, a metric reads it."""

    def __init__(self) -> None:
        self.lag_seconds = 0.0
        self._beat = time.monotonic()

    def beat(self, *, expected_seconds: float) -> None:
        """Record a wake-up that was due `expected_seconds` after the one before."""
        now = time.monotonic()
        self.lag_seconds = max(0.0, now - self._beat - expected_seconds)
        self._beat = now


def database_checks(probe: DatabaseProbe, *, prepare: Callable[[], None] | None = None) -> tuple[Check, Check]:
    """The two required checks: the database answers, and it is migrated.

    `prepare` loads what the first question, and the first request after it, would else wait for.
    """
    return (
        Check(
            name="database",
            run=probe.run,
            prepare=prepare or probe.prepare,
            abort=probe.abort,
            criticality=Criticality.REQUIRED,
            interval_seconds=DATABASE_INTERVAL_SECONDS,
            timeout_seconds=CHECK_TIMEOUT_SECONDS,
            runbook=f"{RUNBOOK}#database-unreachable",
        ),
        Check(
            name="migrations",
            run=probe.judge_migrations,
            criticality=Criticality.REQUIRED,
            interval_seconds=0.5,
            timeout_seconds=1.0,
            runbook=f"{RUNBOOK}#migrations-behind",
        ),
    )


def pool_check(read: Callable[[], PoolFigures]) -> Check:
    """Warn while every connection of the pool is in use."""

    def run() -> Outcome:
        figures = read()
        return Outcome(status=CheckStatus.WARN, reason="saturated") if figures.used >= figures.most else PASS

    return Check(
        name="pool",
        run=run,
        criticality=Criticality.DEGRADED,
        interval_seconds=2.0,
        timeout_seconds=1.0,
        runbook=f"{RUNBOOK}#database-pool-saturated",
    )


def disk_check(path: Path) -> Check:
    """Warn while the file system under `path` is nearly full."""

    def run() -> Outcome:
        free = shutil.disk_usage(path).free
        return Outcome(status=CheckStatus.WARN, reason="nearly full") if free < LEAST_FREE_BYTES else PASS

    return Check(
        name="disk",
        run=run,
        criticality=Criticality.DEGRADED,
        interval_seconds=15.0,
        timeout_seconds=2.0,
        runbook=f"{RUNBOOK}#disk-full",
    )


def pool_waits(database: "Database") -> WaitFigures:
    """Give how long work waited for connections of the pools."""
    pools = {database.writer.pool, database.reader.pool}
    return sum((pool.waits.figures() for pool in pools if hasattr(pool, "waits")), start=WaitFigures())


def pool_figures(database: "Database") -> PoolFigures:
    """Count the connections of the pools."""
    pools = {database.writer.pool, database.reader.pool}
    return PoolFigures(
        used=sum(getattr(pool, "checkedout", int)() for pool in pools),
        idle=sum(getattr(pool, "checkedin", int)() for pool in pools),
        most=sum(getattr(pool, "size", int)() + max(0, getattr(pool, "_max_overflow", 0)) for pool in pools),
    )
