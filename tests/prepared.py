"""What many tests begin with: done once for each kind of database, and put into every further one as rows."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection

from app.core.database import Database, DatabaseKind
from app.store.audit_tables import audit_heads
from app.store.tables import metadata

T = TypeVar("T")
Rows = Mapping[str, Any]
"""By table: what PostgreSQL's COPY gives and takes, or the rows of SQLite."""


class Prepared(Generic[T]):
    """Prepares a database that is migrated and empty.

    `prepare` does it through the use cases and tells what it made; `on_another` gives the same for another database
    that holds the same rows, and shares nothing with it that a test may change.
    """

    def __init__(self, prepare: Callable[[Database], T], on_another: Callable[[T, Database], T]) -> None:
        self._prepare = prepare
        self._on_another = on_another
        self._kept: dict[DatabaseKind, tuple[Rows, T]] = {}

    def on(self, database: Database) -> T:
        """Prepare this database."""
        if database.kind in self._kept:
            rows, made = self._kept[database.kind]
            with database.writer.connect() as connection, connection.begin():
                _fill(connection, rows)
        else:
            made = self._prepare(database)
            with database.reader.connect() as connection:
                self._kept[database.kind] = (_rows(connection), made)
        return self._on_another(made, database)


def _tables() -> Sequence[str]:
    return [table.name for table in metadata.sorted_tables]


def _rows(connection: Connection) -> Rows:
    if connection.dialect.name == "sqlite":
        found = {name: connection.exec_driver_sql(f"SELECT * FROM {name}").all() for name in _tables()}  # noqa: S608 - our own names
        return {name: [tuple(row) for row in rows] for name, rows in found.items() if rows}
    copied: dict[str, bytes] = {}
    with _driver(connection).cursor() as cursor:
        for name in _tables():
            with cursor.copy(f"COPY {name} TO STDOUT") as copy:
                copied[name] = b"".join(bytes(piece) for piece in copy)
    return {name: lines for name, lines in copied.items() if lines}


def _fill(connection: Connection, kept: Rows) -> None:
    connection.execute(audit_heads.delete())  # the one table that is not empty after a migration
    if connection.dialect.name == "sqlite":
        for name, rows in kept.items():
            places = ", ".join("?" * len(rows[0]))
            connection.exec_driver_sql(f"INSERT INTO {name} VALUES ({places})", rows)  # noqa: S608 - our own names
        return
    with _driver(connection).cursor() as cursor:
        for name, lines in kept.items():
            with cursor.copy(f"COPY {name} FROM STDIN") as copy:
                copy.write(lines)


def _driver(connection: Connection) -> Any:  # noqa: ANN401 - psycopg's own connection
    return connection.connection.driver_connection
