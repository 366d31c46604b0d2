"""Locks between processes: which executor lives, and who sweeps after the dead.

PostgreSQL holds them as session advisory locks on one dedicated connection, so that they end with the process or its
connection. SQLite allows one executing process a file, guarded by a lock on a file beside it.
"""

import fcntl
import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

import psycopg
from psycopg.conninfo import make_conninfo

from app.core.database import Database, DatabaseKind, describe, parse_url
from app.core.database_faults import translated
from app.domain.errors import Conflict
from app.engine.connections import driverless

_WATCH_SECONDS = 2.0
_CLIENT_KEEPALIVE = {
    "connect_timeout": "10",
    "keepalives": "1",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
}
# The server must notice a vanished client too, or its lock would outlive it for hours.
_SERVER_KEEPALIVE = (
    "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3 "
    "-c tcp_user_timeout=10000 -c idle_session_timeout=0 -c statement_timeout=10000"
)
_SWEEPER = "sweeper"
_NAME = "combine-executor"
"""What the connection that proves an executor alive calls itself."""

_ANYBODY = "anybody"
"""A lock that every executor shares, by which is seen whether there is any."""

_HELD = (
    "SELECT EXISTS (SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database"
    " WHERE pg_database.datname = current_database() AND pg_locks.locktype = 'advisory' AND pg_locks.granted"
    " AND pg_locks.classid::bigint = %s AND pg_locks.objid::bigint = %s AND pg_locks.objsubid = 1)"
)
_ASKED_TRIES = 10
_ASKED_SECONDS = 0.02
"""Whoever asks whether a file is executed holds it for less than that."""


class ExecutionLocks(Protocol):
    """Says which executors live, and lets one of them sweep at a time."""

    def lives(self, executor_id: str) -> bool:
        """Tell whether the process that runs under `executor_id` still holds its lock."""
        ...

    @contextmanager
    def sweeping(self) -> Iterator[bool]:
        """Take the one sweeper lock for the block, if it is free; gives whether it was."""
        ...

    def close(self) -> None:
        """Let go of everything."""
        ...


class AdvisoryLocks:
    """Execution locks of PostgreSQL; `on_lost` is called once, from a thread, when the connection drops.

    Raises:
        app.domain.errors.Conflict: another process has this id.
        app.core.database_errors.DatabaseError: there is no connection to be had.

    """

    def __init__(
        self,
        database_url: str,
        *,
        executor_id: str,
        on_lost: Callable[[], None],
        watch_seconds: float = _WATCH_SECONDS,
    ) -> None:
        self._executor_id = executor_id
        self._watch_seconds = watch_seconds
        self._on_lost = on_lost
        self._stop = threading.Event()
        with translated(describe(parse_url(database_url))):
            self._connection = psycopg.connect(
                make_conninfo(
                    driverless(database_url),
                    application_name=_NAME,
                    options=_SERVER_KEEPALIVE,
                    **_CLIENT_KEEPALIVE,
                ),
                autocommit=True,
            )
            if not self._try_lock(executor_id):
                self._connection.close()
                raise Conflict(f"another process runs as executor {executor_id}; start again to get an id of your own")
            self._connection.execute("SELECT pg_advisory_lock_shared(%s)", (_lock_key(_ANYBODY),))
        self._watcher = threading.Thread(target=self._watch, name="executor-lock", daemon=True)
        self._watcher.start()

    def lives(self, executor_id: str) -> bool:
        """Tell whether anybody holds the lock of `executor_id`, by trying to take it.

        Without the connection nobody can be told from the dead, and this process is about to end: all count as living.
        """
        if executor_id == self._executor_id:
            return True
        try:
            if not self._try_lock(executor_id):
                return True
            self._unlock(executor_id)
        except psycopg.OperationalError:
            return True
        return False

    @contextmanager
    def sweeping(self) -> Iterator[bool]:
        """Take the sweeper lock of the database for the block, if no other process has it."""
        try:
            taken = self._try_lock(_SWEEPER)
        except psycopg.OperationalError:  # whoever cannot ask does not sweep; the watch tells what that means
            taken = False
        try:
            yield taken
        finally:
            if taken:
                # Where the connection is gone, so is the lock.
                with suppress(psycopg.OperationalError):
                    self._unlock(_SWEEPER)

    def close(self) -> None:
        """Stop watching and end the connection, which frees the locks."""
        self._stop.set()
        self._connection.close()
        self._watcher.join(timeout=self._watch_seconds)

    def _watch(self) -> None:
        while not self._stop.wait(self._watch_seconds):
            try:
                self._connection.execute("SELECT 1")
            except psycopg.errors.QueryCanceled:
                continue  # the server is slow, and has kept the connection with its locks
            except psycopg.Error:
                if not self._stop.is_set():
                    self._on_lost()
                return

    def _try_lock(self, name: str) -> bool:
        row = self._connection.execute("SELECT pg_try_advisory_lock(%s)", (_lock_key(name),)).fetchone()
        return row is not None and bool(row[0])

    def _unlock(self, name: str) -> None:
        self._connection.execute("SELECT pg_advisory_unlock(%s)", (_lock_key(name),))


class FileLock:
    """The execution lock of a SQLite database; every executor but this one is dead."""

    def __init__(self, database_file: Path, *, executor_id: str, wait: Callable[[float], object] = time.sleep) -> None:
        self._executor_id = executor_id
        self._file = _lock_file(database_file).open("a")
        for _ in range(_ASKED_TRIES):
            if self._try_lock():
                return
            wait(_ASKED_SECONDS)
        self._file.close()
        raise Conflict(f"another process executes the work of {database_file}; SQLite allows one, PostgreSQL many")

    def lives(self, executor_id: str) -> bool:
        """Tell whether `executor_id` is the one that holds the file."""
        return executor_id == self._executor_id

    @contextmanager
    def sweeping(self) -> Iterator[bool]:
        """Give True: whoever executes is alone."""
        yield True

    def close(self) -> None:
        """Free the file; it stays, empty, for the next process."""
        self._file.close()

    def _try_lock(self) -> bool:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def is_executed(database: Database) -> bool:
    """Tell whether any process executes the work of a database now; asking keeps nobody from beginning to.

    Raises:
        app.core.database_errors.DatabaseError: PostgreSQL cannot be asked.

    """
    if database.kind is DatabaseKind.POSTGRESQL:
        with database.read() as session:
            found = session.connection().exec_driver_sql(_HELD, _halves(_lock_key(_ANYBODY)))
            return bool(found.scalar_one())
    path = _lock_file(Path(database.url.database or ""))
    try:
        file = path.open()
    except FileNotFoundError:
        return False
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _lock_file(database_file: Path) -> Path:
    return database_file.with_name(f"{database_file.name}.executing")


def _lock_key(name: str) -> int:
    """Give the 64-bit number of an advisory lock."""
    return int.from_bytes(hashlib.sha256(f"combine:{name}".encode()).digest()[:8], "big", signed=True)


def _halves(key: int) -> tuple[int, int]:
    """Give a 64-bit key as `pg_locks` shows it: the high half and the low one, both without a sign."""
    return key >> 32 & 0xFFFF_FFFF, key & 0xFFFF_FFFF
