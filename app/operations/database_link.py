"""The connection by which health asks the database; loaded by the first question, not before."""

import os
import socket
import threading
from typing import Final

import psycopg
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from app.core.database import DatabaseKind, Timeouts, open_database
from app.core.logging import get_logger
from app.operations.health import PASS, CheckStatus, Outcome
from app.store.migrations import MigrationState, MigrationStatus, status

PROBE_TIMEOUTS: Final = Timeouts(connect=2, statement=2, lock=2, idle_in_transaction=10, tcp_user=3)

_TOO_SLOW: Final = (psycopg.errors.ConnectionTimeout, psycopg.errors.QueryCanceled)

_log = get_logger(__name__)


class DatabaseLink:
    """One connection of its own, kept between questions; two statements a question."""

    def __init__(self, url: str) -> None:
        self._database = open_database(
            url, pool_size=1, max_overflow=0, timeouts=PROBE_TIMEOUTS, application_name="combine-health"
        )
        self._connection: Connection | None = None
        self._lock = threading.Lock()
        self.server_version = "unknown"

    def ask(self) -> tuple[MigrationStatus, Outcome] | Outcome:
        """Tell where the migrations stand and what that means; or, after closing the connection, why nobody answers."""
        try:
            connection = self._connected()
            found = status(connection)
            connection.rollback()  # ends SQLite's read transaction; PostgreSQL is in autocommit and sends nothing
        except (SQLAlchemyError, OSError) as error:
            _log.debug("health.database_failed", "The database did not answer", kind=type(error).__name__)
            self.close()
            is_slow = isinstance(error, DBAPIError) and isinstance(error.orig, _TOO_SLOW)
            return Outcome(status=CheckStatus.FAIL, reason="timeout" if is_slow else "unreachable")
        if self._database.kind is DatabaseKind.SQLITE:
            self.close()  # an open file would go on answering after it was replaced by another
        return found, _judged(found, self._database.kind)

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


def _judged(found: MigrationStatus, kind: DatabaseKind) -> Outcome:
    """Judge a database by the revision graph; a server's may be ahead, as during a deploy or after a rollback."""
    if found.state is MigrationState.CURRENT:
        return PASS
    if found.state is MigrationState.AHEAD and kind is DatabaseKind.POSTGRESQL:
        return Outcome(status=CheckStatus.WARN, reason="ahead")
    return Outcome(status=CheckStatus.FAIL, reason=found.state.value.replace("_", " "))
