"""The checks of every process: the database on its own connection, migrations, pool, disk, event loop."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from app.core.database import Database, DatabaseKind, Timeouts, open_database
from app.core.logging import get_logger
from app.operations.health import PASS, Check, CheckStatus, Criticality, Outcome
from app.store.migrations import MigrationState, MigrationStatus, status

PROBE_TIMEOUTS: Final = Timeouts(connect=2, statement=2, lock=2, idle_in_transaction=10, tcp_user=3)
CHECK_TIMEOUT_SECONDS: Final = 2.5
DATABASE_INTERVAL_SECONDS: Final = 2.0
LEAST_FREE_BYTES: Final = 256 * 1024 * 1024
RUNBOOK: Final = "docs/RUNBOOK.md"

_log = get_logger(__name__)


class DatabaseProbe:
    """Asks the database where its migrations stand, on one connection that nobody else uses.

    One answer serves both questions: is it there, and is it migrated. Two statements a round, one round in two seconds.
    """

    def __init__(self, url: str) -> None:
        self._database = open_database(
            url, pool_size=1, max_overflow=0, timeouts=PROBE_TIMEOUTS, application_name="combine-health"
        )
        self._connection: Connection | None = None
        self._lock = threading.Lock()
        self._over = threading.Event()
        self.migrations: MigrationStatus | None = None
        self.server_version = "unknown"

    def run(self) -> Outcome:
        """Ask; a failure closes the connection, so that the next round begins with a new one."""
        if self._over.is_set():
            return Outcome(status=CheckStatus.FAIL, reason="stopped")
        try:
            connection = self._connected()
            self.migrations = status(connection)
            connection.rollback()  # ends SQLite's read transaction; PostgreSQL is in autocommit and sends nothing
        except (SQLAlchemyError, OSError) as error:
            _log.debug("health.database_failed", "The database did not answer", kind=type(error).__name__)
            self.close()
            return Outcome(status=CheckStatus.FAIL, reason="unreachable")
        if self._over.is_set() or self._database.kind is DatabaseKind.SQLITE:
            self.close()  # an open file would go on answering after it was replaced by another
        return PASS

    def judge_migrations(self) -> Outcome:
        """Judge the latest answer by the revision graph; does no I/O."""
        if self.migrations is None:
            return Outcome(status=CheckStatus.FAIL, reason="unknown")
        state = self.migrations.state
        if state is MigrationState.CURRENT:
            return PASS
        if state is MigrationState.AHEAD:
            return Outcome(status=CheckStatus.WARN, reason="ahead")
        return Outcome(status=CheckStatus.FAIL, reason=state.value.replace("_", " "))

    def abort(self) -> None:
        """End a question that hangs, from another thread, by shutting down its socket."""
        connection = self._connection
        if connection is None or self._database.kind is DatabaseKind.SQLITE:
            return
        try:
            descriptor = getattr(connection.connection.dbapi_connection, "fileno", int)()
            with socket.socket(fileno=os.dup(descriptor)) as link:
                link.shutdown(socket.SHUT_RDWR)
        except (OSError, SQLAlchemyError, AttributeError):
            return  # the connection ended by itself meanwhile

    def end(self) -> None:
        """Ask no more; a question that is under way closes its connection itself."""
        self._over.set()
        self.close()

    def close(self) -> None:
        """Close the connection; the next question opens another."""
        with self._lock:
            connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.invalidate()
                connection.close()
            except SQLAlchemyError:
                return  # it was broken already
        self._database.dispose()

    def _connected(self) -> Connection:
        if self._connection is None:
            connection = self._database.reader.connect().execution_options(isolation_level="AUTOCOMMIT")
            self._connection = connection
            version = connection.dialect.server_version_info or ()
            name = "SQLite" if self._database.kind is DatabaseKind.SQLITE else "PostgreSQL"
            self.server_version = f"{name} {'.'.join(str(part) for part in version)}"
        return self._connection


class LoopWatch:
    """Measures how late the event loop is; the service beats it, a check reads it."""

    def __init__(self) -> None:
        self.lag_seconds = 0.0
        self._beat = time.monotonic()

    def beat(self, *, expected_seconds: float) -> None:
        """Record a wake-up that was due `expected_seconds` after the one before."""
        now = time.monotonic()
        self.lag_seconds = max(0.0, now - self._beat - expected_seconds)
        self._beat = now


def database_checks(probe: DatabaseProbe) -> tuple[Check, Check]:
    """The two required checks: the database answers, and it is migrated."""
    return (
        Check(
            name="database",
            run=probe.run,
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


def pool_check(read: Callable[[], tuple[int, int]]) -> Check:
    """Warn while every connection of the pool is in use; `read` gives those in use and the most allowed."""

    def run() -> Outcome:
        used, most = read()
        return Outcome(status=CheckStatus.WARN, reason="saturated") if used >= most else PASS

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


def pool_figures(database: Database) -> tuple[int, int]:
    """Give how many connections of the pools are in use, and the most that may be."""
    pools = {database.writer.pool, database.reader.pool}
    used = sum(getattr(pool, "checkedout", int)() for pool in pools)
    most = sum(getattr(pool, "size", int)() + max(0, getattr(pool, "_max_overflow", 0)) for pool in pools)
    return used, most
