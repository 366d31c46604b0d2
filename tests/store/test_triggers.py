from collections.abc import Iterator

import pytest
from sqlalchemy import delete, insert, text, update
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
PEOPLE = {"users", "identities", "sessions", "sign_in_links", "api_tokens", "members", "invitations"}
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


@pytest.mark.parametrize("name", triggers.APPEND_ONLY)
def test_a_row_cannot_be_replaced(filled_sqlite: Database, name: str) -> None:
    table = tables.metadata.tables[name]
    with filled_sqlite.read() as session:
        row = dict(session.execute(table.select()).mappings().first() or {})
    assert row
    with pytest.raises(IntegrityError, match="append-only"), filled_sqlite.begin() as session:
        session.execute(insert(table).prefix_with("OR REPLACE").values(row))


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
