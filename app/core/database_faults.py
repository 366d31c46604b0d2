"""Which fault of the database a driver's error is, for SQLite and PostgreSQL."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.core.database_errors import (
    DatabaseBehind,
    DatabaseDamaged,
    DatabaseError,
    DatabaseFull,
    DatabaseLocked,
    DatabaseReadOnly,
    DatabaseUnreachable,
    UnsupportedDatabase,
)

_NOT_OPENED = (
    "cannot be opened. See that its folder is there and that you may write in it, or name another file in DATABASE_URL."
)
"""Of a file, which no network is on the way to."""

BEHIND_A_POOLER = (
    "is behind a pooler that does not hand on what a connection asks for, such as PgBouncer. Name PostgreSQL itself in"
    " DATABASE_URL: locks, timeouts and notices belong to a connection."
)
_REFUSED_BY_POOLER = "unsupported startup parameter"

_NOT_PERMITTED = (
    "does not let its user do this. The role in DATABASE_URL must own the database, with CREATE on it and on its schema"
    " public, as deploy/database.sql sets it up."
)
"""Of a server, where the role is there and may not do what is asked."""

_SHUT_OUT = (
    (
        ("too many clients", "too many connections", "remaining connection slots"),
        "has no connection left. Close others, lower DB_POOL_SIZE, or raise max_connections or the role's limit.",
    ),
    (
        ("authentication failed", "no password supplied", "no pg_hba.conf entry", "is not permitted to log in"),
        "does not let this user in. Check user and password in DATABASE_URL, and the server's pg_hba.conf.",
    ),
    (('FATAL:  role "',), "does not know this user. Create the role, or correct DATABASE_URL."),
    (('FATAL:  database "',), "does not exist on its server. Create it, or correct DATABASE_URL."),
)
"""What a server says to whom it does not let in; the driver has no code for it. One in another language: as below."""

_SENTENCES: dict[type[DatabaseError], str] = {
    UnsupportedDatabase: BEHIND_A_POOLER,
    DatabaseUnreachable: "cannot be reached. Check that it runs, that DATABASE_URL is right and that the network lets"
    " this machine through.",
    DatabaseLocked: "is locked by somebody else. Wait for the other program to finish, or stop it, and try again.",
    DatabaseFull: "is full. Free some disk space and try again; nothing was half-written.",
    DatabaseDamaged: "is not a readable database. Restore it from a backup, or name another file.",
    DatabaseReadOnly: "may not be written. Check the permissions of the file and its folder, or of the database role.",
    DatabaseBehind: "has no tables for this version yet. Run `combine migrate`.",
}

# Primary result codes: https://sqlite.org/rescode.html
_SQLITE_CODES: dict[int, type[DatabaseError]] = {
    sqlite3.SQLITE_BUSY: DatabaseLocked,
    sqlite3.SQLITE_LOCKED: DatabaseLocked,
    sqlite3.SQLITE_FULL: DatabaseFull,
    sqlite3.SQLITE_CANTOPEN: DatabaseUnreachable,
    sqlite3.SQLITE_IOERR: DatabaseUnreachable,
    sqlite3.SQLITE_PERM: DatabaseReadOnly,
    sqlite3.SQLITE_READONLY: DatabaseReadOnly,
    sqlite3.SQLITE_CORRUPT: DatabaseDamaged,
    sqlite3.SQLITE_NOTADB: DatabaseDamaged,
}
_SQLITE_PRIMARY_CODE = 0xFF

# https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRESQL_STATES: dict[str, type[DatabaseError]] = {
    "40001": DatabaseLocked,
    "40P01": DatabaseLocked,
    "55P03": DatabaseLocked,
    "57014": DatabaseLocked,
    "25P03": DatabaseLocked,
    "53100": DatabaseFull,
    "53300": DatabaseUnreachable,
    "3D000": DatabaseUnreachable,
    "25006": DatabaseReadOnly,
    "42501": DatabaseReadOnly,
    "42P01": DatabaseBehind,
    "42703": DatabaseBehind,
    "XX001": DatabaseDamaged,
}
_POSTGRESQL_UNREACHABLE_CLASSES = ("08", "57", "28")


@contextmanager
def translated(target: str) -> Iterator[None]:
    """Turn the driver's errors into `DatabaseError` where an operator can mend them; let others pass.

    Raises:
        DatabaseError: a fault of the database named `target`.

    """
    try:
        yield
    except PoolTimeout as error:
        raise DatabaseLocked(
            f"All connections to {target} are in use. Try again, or raise DB_POOL_SIZE if it happens often."
        ) from error
    except (DBAPIError, psycopg.Error) as error:
        fault = fault_of(target, error)
        if fault is None:
            raise
        raise fault from error


def fault_of(target: str, error: DBAPIError | psycopg.Error) -> DatabaseError | None:
    """Give the fault of the database `target` that a driver's error is; None for one of the statement or its data."""
    said, is_lost = (error.orig, error.connection_invalidated) if isinstance(error, DBAPIError) else (error, False)
    kind = None
    if isinstance(said, sqlite3.Error):
        kind = _fault_of_sqlite(said)
    elif isinstance(said, psycopg.Error):
        kind = _fault_of_postgresql(said, connection_lost=is_lost)
    return None if kind is None else kind(f"The database {target} {_sentence(kind, said)}")


def _sentence(kind: type[DatabaseError], error: BaseException | None) -> str:
    if kind is DatabaseUnreachable and isinstance(error, sqlite3.Error):
        return _NOT_OPENED
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return _NOT_PERMITTED
    if kind is DatabaseUnreachable:
        said = str(error)
        for signs, sentence in _SHUT_OUT:
            if any(sign in said for sign in signs):
                return sentence
    return _SENTENCES[kind]


def _fault_of_sqlite(error: sqlite3.Error) -> type[DatabaseError] | None:
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    if code == sqlite3.SQLITE_ERROR and str(error).startswith(("no such table", "no such column")):
        return DatabaseBehind
    return _SQLITE_CODES.get(code & _SQLITE_PRIMARY_CODE)


def _fault_of_postgresql(error: psycopg.Error, *, connection_lost: bool) -> type[DatabaseError] | None:
    state = error.sqlstate
    if _REFUSED_BY_POOLER in str(error):
        return UnsupportedDatabase
    if state is None:
        return DatabaseUnreachable if isinstance(error, psycopg.OperationalError) or connection_lost else None
    if state in _POSTGRESQL_STATES:
        return _POSTGRESQL_STATES[state]
    return DatabaseUnreachable if state.startswith(_POSTGRESQL_UNREACHABLE_CLASSES) or connection_lost else None
