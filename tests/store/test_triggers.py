import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import IntegrityError

from app.core.database import Database
from app.domain.accounts import SYSTEM
from app.domain.audit import Deed
from app.domain.calls import CallFailure
from app.domain.events import EventKind, Happening
from app.domain.names import Digest, ProjectId
from app.store import audit, blobs, events, facts, ledger, published, tables, triggers
from app.store.published import PublishedRelease
from tests.databases import PostgreSQLTemplates, SQLiteTemplates, opened
from tests.store.conftest import NOON, make_project
from tests.store.fact_samples import DISPATCH_KEY, FACTS
from tests.store.request_samples import request

FACTS_DIGEST = Digest("a" * 64)
PEOPLE = {"origins", "users", "identities", "sessions", "sign_in_links", "api_tokens", "members", "invitations"}
"""What may be changed and erased, because it holds addresses and names."""


# What is refused changes nothing, so that all of these tests can share one database of each kind.


@pytest.fixture(scope="module")
def filled_sqlite(sqlite_templates: SQLiteTemplates) -> Iterator[Database]:
    """A SQLite database with at least one row in every append-only table."""
    with opened(sqlite_templates) as fresh:
        fill(fresh)
        yield fresh


@pytest.fixture(scope="module")
def filled_postgresql(postgresql_templates: PostgreSQLTemplates) -> Iterator[Database]:
    """A PostgreSQL database with at least one row in every append-only table."""
    with opened(postgresql_templates) as fresh:
        fill(fresh)
        yield fresh


@pytest.fixture(params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest) -> Database:
    """Either of them."""
    database: Database = request.getfixturevalue(f"filled_{request.param}")
    return database


def fill(database: Database) -> None:
    project = make_project(database, "full")
    with database.begin() as session:
        facts.append(session, project, FACTS, at=NOON, actor=SYSTEM)
        call = ledger.intend(session, project, request(), dispatch=DISPATCH_KEY, retry=0, run=1, at=NOON)
        ledger.fail(session, project, call, CallFailure.QUOTA, explanation="no money", latency_ms=3, at=NOON)
        events.append(session, project, [Happening(kind=EventKind.RUN_STARTED)], at=NOON, actor=SYSTEM)
        audit.record(session, project, Deed(action="run.started"), at=NOON, actor=SYSTEM)
        release = PublishedRelease(name="w", version="1.0.0", digest=FACTS_DIGEST)
        published.add(session, release, {"workflow.yaml": b"name: w"}, at=NOON, actor=SYSTEM)


def test_every_table_of_facts_is_append_only() -> None:
    mutable = {"projects", "blobs", "idempotency_keys", "audit_heads", "runs", "instances", "gates"} | PEOPLE
    assert set(tables.metadata.tables) - mutable == set(triggers.APPEND_ONLY)


@pytest.mark.parametrize("name", triggers.APPEND_ONLY)
def test_a_row_cannot_be_changed(filled: Database, name: str) -> None:
    table = tables.metadata.tables[name]
    with pytest.raises(IntegrityError, match="append-only"), filled.begin() as session:
        session.execute(update(table).values(recorded_at=NOON))


@pytest.mark.parametrize("name", [*triggers.APPEND_ONLY, "blobs"])
def test_a_row_cannot_be_deleted(filled: Database, name: str) -> None:
    with pytest.raises(IntegrityError, match=r"append-only|blanked"), filled.begin() as session:
        session.execute(delete(tables.metadata.tables[name]))


@pytest.mark.parametrize("name", [*triggers.APPEND_ONLY, "blobs"])
def test_a_table_cannot_be_emptied_at_once(filled_postgresql: Database, name: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), filled_postgresql.begin() as session:
        session.execute(text(f"TRUNCATE {name} CASCADE"))


@pytest.mark.parametrize("name", [*triggers.APPEND_ONLY, "blobs"])
def test_a_row_cannot_be_replaced_under_any_of_its_keys_by_whoever_opens_the_file(
    filled_sqlite: Database, name: str
) -> None:
    with closing(sqlite3.connect(str(filled_sqlite.url.database))) as outside:
        outside.row_factory = sqlite3.Row
        row = dict(outside.execute(f"SELECT rowid, * FROM {name}").fetchone())  # noqa: S608 - our own table
        for key in [["rowid"], *unique_columns(outside, name)]:
            with pytest.raises(sqlite3.IntegrityError, match=f"{name} is append-only: replace refused"):
                replace_into(outside, name, {**others(row), **{column: row[column] for column in key}})
        assert dict(outside.execute(f"SELECT rowid, * FROM {name}").fetchone()) == row  # noqa: S608 - as above


def unique_columns(connection: sqlite3.Connection, table: str) -> list[list[str]]:
    """Give every key of a table as the database itself tells them."""
    indexes = connection.execute(f"PRAGMA index_list({table})").fetchall()
    keys = [
        [column["name"] for column in connection.execute(f"PRAGMA index_info({index['name']})")]
        for index in indexes
        if index["unique"]
    ]
    assert keys
    return keys


def others(row: dict[str, Any]) -> dict[str, Any]:
    """Give a row that has no value in common with this one."""
    return {
        column: value + 1000 if isinstance(value, int) else f"other {value!r}"
        for column, value in row.items()
        if value is not None
    }


def replace_into(connection: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    names, places = ", ".join(row), ", ".join("?" * len(row))
    connection.execute(f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({places})", list(row.values()))  # noqa: S608 - as above


def test_an_erased_blob_cannot_be_replaced_by_something_else(sqlite_database: Database) -> None:
    project = make_project(sqlite_database, "erasing")
    with sqlite_database.begin() as session:
        digest = blobs.put(session, project, b"content", at=NOON)
        blobs.blank(session, project, digest, at=NOON, why="asked for")
    with closing(sqlite3.connect(str(sqlite_database.url.database))) as outside:
        outside.row_factory = sqlite3.Row
        row = dict(outside.execute("SELECT project, digest, created_at FROM blobs").fetchone())
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            replace_into(outside, "blobs", {**row, "content": b"x", "size": 1})
    with sqlite_database.begin() as session:
        assert blobs.put(session, project, b"content", at=NOON) == digest


@pytest.mark.parametrize("change", [{"size": 1}, {"created_at": NOON.replace(year=2020)}, {"digest": "0" * 64}])
def test_nothing_of_a_blob_changes_but_whether_it_is_there(
    database: Database, project: ProjectId, change: dict[str, object]
) -> None:
    with database.begin() as session:
        blobs.put(session, project, b"content", at=NOON)
    with pytest.raises(IntegrityError), database.begin() as session:
        session.execute(update(tables.blobs).values(change))


def test_a_blob_cannot_be_given_another_content(database: Database, project: ProjectId) -> None:
    with database.begin() as session:
        blobs.put(session, project, b"content", at=NOON)
    with pytest.raises(IntegrityError), database.begin() as session:
        session.execute(update(tables.blobs).values(content=b"other"))


def test_a_blob_cannot_be_erased_without_a_reason(database: Database, project: ProjectId) -> None:
    with database.begin() as session:
        blobs.put(session, project, b"content", at=NOON)
    with pytest.raises(IntegrityError), database.begin() as session:
        session.execute(update(tables.blobs).values(content=None, blanked_at=NOON))
