"""Opening the database: engines, sessions, and faults in words that say what to do.

Everything here is synchronous; callers that must not block hop to a thread once a unit of work. SQLite gets one writer
connection, whose transactions begin IMMEDIATE, and separate readers. PostgreSQL gets one pool; units of work run at
READ COMMITTED, reads see one snapshot.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

from app.core import clock
from app.core.database_errors import UnsupportedDatabase
from app.core.database_faults import BEHIND_A_POOLER, translated
from app.core.database_pool import MeasuredPool
from app.core.database_session import Session

if TYPE_CHECKING:
    from app.core.signing import SigningKey

_POSTGRESQL_SCHEMES = ("postgres", "postgresql", "postgresql+psycopg")
_SQLITE_SCHEMES = ("sqlite", "sqlite+pysqlite")
_SQLITE_WITH_SUBSEC = (3, 42, 0)
_IDLE_SECONDS = 1.0
"""A connection that was unused for so long is asked for a sign of life before it is used again."""

_RETURNED = "combine returned"
_SIGNING = "combine signing key"


class DatabaseKind(StrEnum):
    """The two databases that the same store code runs on."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """How long the database may keep somebody waiting, in seconds."""

    connect: int = 5
    statement: int = 30
    lock: int = 10
    """Also SQLite's busy timeout and the wait for a free connection of the pool."""

    idle_in_transaction: int = 60
    tcp_user: int = 15
    """After this long without an acknowledgement a PostgreSQL link counts as broken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """An open database; whoever opens it disposes of it."""

    kind: DatabaseKind
    url: URL
    writer: Engine
    reader: Engine
    signing: "SigningKey | None" = None
    """Signs the audit of what is written through this database."""
    on_commit: list[Callable[[Mapping[Any, Any]], None]] = field(default_factory=list, compare=False)
    """Each is called with the notes of a session (`Session.info`) after its unit of work was committed, on the thread
    that did it; it must be quick and not fail."""

    @property
    def target(self) -> str:
        """Name the database for people: scheme, host and database, never user or password."""
        return describe(self.url)

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """Run one unit of work: commit at the end, roll back when an error passes through.

        Raises:
            app.core.database_errors.DatabaseError: unreachable, locked, full or not migrated; says what to do.

        """
        notes: dict[Any, Any] = {_SIGNING: self.signing}
        # `begin` takes SQLite's write lock here, not in the middle of the work.
        with translated(self.target), self.writer.connect() as connection, connection.begin():
            yield Session(connection, info=notes)
        for tell in self.on_commit:
            tell(notes)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Read one consistent snapshot; writing through this session fails.

        Raises:
            app.core.database_errors.DatabaseError: as for `begin`.

        """
        with translated(self.target), self.reader.connect() as connection:
            yield Session(connection, info={_SIGNING: self.signing})

    def dispose(self) -> None:
        """Close every connection; connections in use are closed when they are given back."""
        self.writer.dispose()
        self.reader.dispose()


def signing_key(session: Session) -> "SigningKey | None":
    """Give the key that signs what is recorded in this session; None where the installation has no secret."""
    key: SigningKey | None = session.info.get(_SIGNING)
    return key


def parse_url(text: str) -> URL:
    """Read a database URL; `postgres://`, `postgresql://` and `postgresql+psycopg://` are the same.

    Raises:
        UnsupportedDatabase: another scheme, an unreadable URL, or SQLite without a file.

    """
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise UnsupportedDatabase(
            "The database URL cannot be read. Write sqlite:///FILE or postgresql://..."
        ) from error
    if url.drivername in _POSTGRESQL_SCHEMES:
        return url.set(drivername="postgresql+psycopg")
    if url.drivername not in _SQLITE_SCHEMES:
        raise UnsupportedDatabase(
            f"The database URL starts with {url.drivername!r}. Write sqlite:///FILE or postgresql://..."
        )
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise UnsupportedDatabase("SQLite needs a file of its own. Write sqlite:///FILE.")
    return url.set(drivername="sqlite+pysqlite")


def describe(url: URL) -> str:
    """Name a database for people: scheme, host and database, never user or password."""
    scheme = url.get_backend_name()
    host = url.host or ""
    port = f":{url.port}" if url.port else ""
    return f"{scheme}://{host}{port}/{url.database or ''}"


def open_database(
    url: str | URL,
    *,
    pool_size: int = 10,
    max_overflow: int = 5,
    timeouts: Timeouts | None = None,
    application_name: str = "combine",
) -> Database:
    """Make the engines for `url`; the first connection is made by the first unit of work.

    Raises:
        UnsupportedDatabase: as for `parse_url`.

    """
    parsed = parse_url(url) if isinstance(url, str) else parse_url(url.render_as_string(hide_password=False))
    limits = timeouts or Timeouts()
    if parsed.get_backend_name() == "sqlite":
        return _open_sqlite(parsed, readers=pool_size, overflow=max_overflow, timeouts=limits)
    return _open_postgresql(
        parsed, pool_size=pool_size, max_overflow=max_overflow, timeouts=limits, application_name=application_name
    )


def _open_sqlite(url: URL, *, readers: int, overflow: int, timeouts: Timeouts) -> Database:
    arguments: dict[str, Any] = {
        "hide_parameters": True,
        "poolclass": MeasuredPool,
        "pool_timeout": timeouts.lock,
        "connect_args": {"timeout": timeouts.lock, "check_same_thread": False},
    }
    writer = create_engine(url, pool_size=1, max_overflow=0, **arguments)
    reader = create_engine(url, pool_size=readers, max_overflow=overflow, **arguments)
    event.listen(writer, "connect", _prepare_sqlite_writer)
    event.listen(writer, "begin", _begin_immediate)
    event.listen(reader, "connect", _prepare_sqlite_reader)
    event.listen(reader, "begin", _begin_deferred)
    return Database(kind=DatabaseKind.SQLITE, url=url, writer=writer, reader=reader)


def _prepare_sqlite_writer(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    # INSERT OR REPLACE deletes without firing delete triggers unless this is on.
    connection.execute("PRAGMA recursive_triggers = ON")
    register_unixepoch(connection)


def _prepare_sqlite_reader(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA query_only = ON")
    register_unixepoch(connection)


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_deferred(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def register_unixepoch(connection: sqlite3.Connection) -> None:
    """Give SQLite before 3.42 a `unixepoch` that knows `subsec`; do nothing on later ones.

    The engine's tables ask for `unixepoch('subsec')`, which is NULL there. Remove this when the lowest supported SQLite
    is 3.42: https://sqlite.org/releaselog/3_42_0.html
    """
    if sqlite3.sqlite_version_info < _SQLITE_WITH_SUBSEC:
        connection.create_function("unixepoch", -1, _unixepoch)


def _unixepoch(*modifiers: str) -> float | int:
    seconds = clock.now().timestamp()
    if set(modifiers) <= {"now", "auto"}:
        return int(seconds)
    if set(modifiers) <= {"now", "subsec", "subsecond"}:
        return seconds
    raise ValueError(f"unixepoch{modifiers!r} is not known to SQLite {sqlite3.sqlite_version}")


def _open_postgresql(
    url: URL, *, pool_size: int, max_overflow: int, timeouts: Timeouts, application_name: str
) -> Database:
    options = {
        "statement_timeout": timeouts.statement * 1000,
        "lock_timeout": timeouts.lock * 1000,
        "idle_in_transaction_session_timeout": timeouts.idle_in_transaction * 1000,
        "timezone": "UTC",
    }
    writer = create_engine(
        url,
        hide_parameters=True,
        poolclass=MeasuredPool,
        isolation_level="READ COMMITTED",
        pool_size=pool_size,
        max_overflow=max_overflow,
        pool_timeout=timeouts.lock,
        pool_use_lifo=True,
        connect_args={
            "application_name": application_name,
            "connect_timeout": timeouts.connect,
            "options": " ".join(f"-c {name}={value}" for name, value in options.items()),
            "keepalives": 1,
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "tcp_user_timeout": timeouts.tcp_user * 1000,
        },
    )
    event.listen(writer, "connect", partial(_require_own_settings, describe(url), timeouts.statement))
    event.listen(writer, "checkin", _note_return)
    event.listen(writer, "checkout", partial(_ping_if_idle, writer))
    reader = writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return Database(kind=DatabaseKind.POSTGRESQL, url=url, writer=writer, reader=reader)


def _require_own_settings(target: str, statement_seconds: int, connection: Any, _entry: ConnectionPoolEntry) -> None:  # noqa: ANN401 - a driver's connection
    """Refuse a connection on which nothing holds that was asked for: what it is given next may be another server's.

    Raises:
        UnsupportedDatabase: a pooler in between ignores it.

    """
    connection.autocommit = True
    asked = connection.execute("SELECT extract(epoch FROM current_setting('statement_timeout')::interval)::integer")
    (seconds,) = asked.fetchone()
    if seconds != statement_seconds:
        connection.close()
        raise UnsupportedDatabase(f"The database {target} {BEHIND_A_POOLER}")
    connection.autocommit = False


def _note_return(_connection: object, entry: ConnectionPoolEntry) -> None:
    entry.info[_RETURNED] = clock.monotonic_seconds()


def _ping_if_idle(engine: Engine, connection: Any, entry: ConnectionPoolEntry, _proxy: object) -> None:  # noqa: ANN401 - a driver's connection
    """Ask the server for a sign of life where the connection lay unused; one in use all the time needs no question."""
    returned = entry.info.get(_RETURNED)
    if returned is None or clock.monotonic_seconds() - returned < _IDLE_SECONDS:
        return
    try:
        engine.dialect.do_ping(connection)
    except engine.dialect.loaded_dbapi.Error as error:
        raise InvalidatePoolError("the server closed it meanwhile") from error
