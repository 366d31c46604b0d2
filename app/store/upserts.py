"""Inserting: `ON CONFLICT`, which both databases know and SQLAlchemy spells once for each; one row, or many."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Insert, Table
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


def insert_rows(session: Session, statement: Insert, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert `rows`, at least one; a single one without the drivers' machinery for many."""
    session.execute(statement, rows if len(rows) > 1 else rows[0])
