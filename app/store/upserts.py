"""Inserting: `ON CONFLICT`, which both databases know and SQLAlchemy spells once for each; one row, or many.

SQLite asks the triggers of a guarded table before it looks for a conflict, so such a row is inserted only where the
statement itself finds none (`insert_unless`); on PostgreSQL somebody may come in between, and the conflict decides.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Insert, Table, bindparam, exists, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


def insert_into(session: Session, table: Table) -> postgresql.Insert | sqlite.Insert:
    """Begin an insert that may say what happens on a conflict."""
    return insert_on(dialect_of(session), table)


def dialect_of(session: Session) -> str:
    """Name the database, for statements that are built once for each."""
    return session.get_bind().dialect.name


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


def insert_rows(session: Session, statement: Insert, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert `rows`, at least one; a single one without the drivers' machinery for many."""
    session.execute(statement, rows if len(rows) > 1 else rows[0])
