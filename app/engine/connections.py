"""The database connections that the durable engine uses for its own tables."""

import sqlite3
from collections.abc import Callable

from sqlalchemy import Engine, ExceptionContext, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from app.core.database import parse_url, register_unixepoch
from app.core.database_errors import DatabaseError
from app.core.database_faults import fault_of

_BUSY_MILLISECONDS = 30_000
_POOL = 8


def is_sqlite(database_url: str) -> bool:
    """Tell whether the database is a SQLite file."""
    return parse_url(database_url).get_backend_name() == "sqlite"


def sqlite_engine(database_url: str) -> Engine:
    """Give an engine on a SQLite file, set up as the durable engine needs it."""
    engine = create_engine(parse_url(database_url), pool_size=_POOL, max_overflow=0, pool_timeout=30)
    event.listen(engine, "connect", _prepare)
    return engine


def driverless(database_url: str) -> str:
    """Write the URL without SQLAlchemy's driver, as libpq and DBOS take it."""
    url = parse_url(database_url)
    return url.set(drivername=url.get_backend_name()).render_as_string(hide_password=False)


def tell_faults(engine: Engine, target: str, tell: Callable[[DatabaseError], None]) -> None:
    """Tell of each fault of the database `target` that anybody meets through `engine`, whatever he makes of it."""

    def met(context: ExceptionContext) -> None:
        error = context.sqlalchemy_exception
        fault = fault_of(target, error) if isinstance(error, DBAPIError) else None
        if fault is not None:
            tell(fault)

    event.listen(engine, "handle_error", met)


def _prepare(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    # Writers take the write lock when they begin; a late upgrade from reading to writing would fail at once.
    connection.isolation_level = "IMMEDIATE"
    connection.execute(f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA synchronous=FULL")
    register_unixepoch(connection)
