"""Inserting: `ON CONFLICT`, which both databases know and SQLAlchemy spells once for each; one row, or many.

SQLite asks the triggers of a guarded table before it looks for a conflict, so such a row is inserted only where the
statement itself finds none (`insert_unless`); on PostgreSQL somebody may come in between, and the conflict decides.

PostgreSQL takes several changes in one statement, which saves ways to the server and back; SQLite does not, and there
is no way to save.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Insert, Table, Update, bindparam, exists, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from app.core.database_session import Session


def insert_into(session: Session, table: Table) -> postgresql.Insert | sqlite.Insert:
    """Begin an insert that may say what happens on a conflict."""
    return insert_on(dialect_of(session), table)


def dialect_of(session: Session) -> str:
    """Name the database, for statements that are built once for each."""
    return session.dialect


def insert_on(dialect: str, table: Table) -> postgresql.Insert | sqlite.Insert:
    """Begin such an insert for the database that `dialect_of` names."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


def insert_unless(
    dialect: str, table: Table, columns: Iterable[str], *, there: ColumnElement[bool]
) -> postgresql.Insert | sqlite.Insert:
    """Begin an insert of one row, with a parameter for each column, that does nothing where `there` holds of a row."""
    names = list(columns)
    row = select(*(bindparam(name, None, type_=table.c[name].type) for name in names))
    return insert_on(dialect, table).from_select(names, row.where(~exists().where(there)))


def insert_row(table: Table, columns: Iterable[str], *, prefix: str = "", **computed: ColumnElement[Any]) -> Insert:
    """Begin an insert of one row, with a parameter `PREFIXcolumn` for each column, and others `computed`.

    Unlike those that SQLAlchemy makes by itself, such parameters may stand in one statement with others.
    """
    names = list(columns)
    given = (bindparam(f"{prefix}{name}", type_=table.c[name].type) for name in names)
    return insert(table).from_select([*names, *computed], select(*given, *computed.values()))


@cache
def beside(statement: Insert, other: Insert | Update) -> Insert:
    """Give one statement of PostgreSQL that does both; parameters of one name are one parameter."""
    return statement.add_cte(other.cte("beside"))


def insert_together(
    session: Session, rows: Mapping[Table, Mapping[str, Any]], also: Update, given: Mapping[str, Any]
) -> None:
    """Insert a row into each of some tables and do `also`, by one statement of PostgreSQL."""
    statement = _together(tuple((table, tuple(row)) for table, row in rows.items()), also)
    named = {f"{table.name}_{column}": value for table, row in rows.items() for column, value in row.items()}
    session.execute(statement, named | dict(given))


@cache
def _together(rows: tuple[tuple[Table, tuple[str, ...]], ...], also: Update) -> Insert:
    last, *others = (insert_row(table, columns, prefix=f"{table.name}_") for table, columns in reversed(rows))
    for other in others:
        last = last.add_cte(other.cte(f"into_{other.table.name}"))
    return beside(last, also)


def insert_rows(session: Session, statement: Insert, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert `rows`, at least one; a single one without the drivers' machinery for many."""
    session.execute(statement, rows if len(rows) > 1 else rows[0])
