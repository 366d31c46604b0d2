"""The audit chains on a real database: paged, anchored, one writer a chain at a time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import text

from app.core.database import Database
from app.domain.accounts import LOCAL_OPERATOR, SYSTEM
from app.domain.audit import INSTANCE_CHAIN, Break, Deed, Head
from app.domain.names import ProjectId
from app.store import audit, projects
from tests.store.conftest import NOON, make_project, unguarded

WRITERS = 8
EACH = 10


def record(database: Database, project: ProjectId, count: int, *, page: int = 1) -> None:
    for start in range(0, count, page):
        with database.begin() as session:
            projects.lock(session, project)
            for number in range(start, min(start + page, count)):
                deed = Deed(action="thing.done", subject=f"S-{number + 1}")
                audit.record(session, project, deed, at=NOON + timedelta(seconds=number), actor=LOCAL_OPERATOR)


def breaks(database: Database, chain: str, *, page: int = 1000) -> tuple[Break, ...]:
    with database.read() as session:
        return audit.verify_chain(session, chain, page=page)


@pytest.mark.parametrize("page", [1, 3, 7, 1000])
def test_a_chain_holds_whatever_the_size_of_the_pages(database: Database, project: ProjectId, page: int) -> None:
    record(database, project, 7, page=7)
    assert breaks(database, project, page=page) == ()


CHANGES = {
    "entry": ("entry = replace(entry, 'S-4', 'S-9')", "its text was changed"),
    "digest": ("digest = replace(digest, substr(digest, 1, 1), 'g')", "its text was changed"),
    "previous": (f"previous = '{'e' * 64}'", "it does not follow the entry before it"),
    "time": ("recorded_at = '1999-01-01 00:00:00+00:00'", "it is filed under another time or project than it says"),
    "project": ("project = NULL", "it is filed under another time or project than it says"),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("page", [2, 1000])
def test_a_change_is_named_by_its_entry(database: Database, project: ProjectId, change: str, page: int) -> None:
    assignment, reason = CHANGES[change]
    record(database, project, 7, page=7)
    with unguarded(database) as session:
        session.execute(text(f"UPDATE audit SET {assignment} WHERE sequence = 4"))  # noqa: S608 - written above
    assert breaks(database, project, page=page)[0] == Break(sequence=4, reason=reason)


def test_an_entry_taken_out_of_the_middle_is_named(database: Database, project: ProjectId) -> None:
    record(database, project, 7, page=7)
    with unguarded(database) as session:
        session.execute(text("DELETE FROM audit WHERE sequence = 3"))
    assert breaks(database, project)[0] == Break(sequence=3, reason="the entry is missing")


def test_an_end_lost_together_with_its_head_is_seen_by_the_anchor(database: Database, project: ProjectId) -> None:
    record(database, project, 7, page=7)
    with database.begin() as session:
        audit.anchor(session, project, at=NOON)
    with unguarded(database) as session:
        kept = audit.entries(session, project)[4]
        session.execute(text("DELETE FROM audit WHERE chain = :chain AND sequence > 5"), {"chain": project})
        session.execute(
            text("UPDATE audit_heads SET sequence = 5, digest = :digest WHERE chain = :chain"),
            {"digest": kept.digest, "chain": project},
        )
    assert breaks(database, project) == ()
    with database.read() as session:
        (found,) = audit.verify_anchor(session, audit.newest_anchors(session)[project])
    assert found == Break(sequence=7, reason="it is missing, or not the one that was anchored")


def test_the_newest_anchor_of_each_chain_counts(database: Database, project: ProjectId) -> None:
    other = make_project(database, "second")
    for count in (2, 3):
        record(database, project, count, page=5)
        with database.begin() as session:
            audit.anchor(session, project, at=NOON)
            audit.anchor(session, other, at=NOON)
    with database.read() as session:
        anchors = audit.newest_anchors(session, page=1)
        assert {chain: anchor.head for chain, anchor in anchors.items()} == {
            project: audit.head(session, project),
            other: Head(),
        }
        assert [audit.verify_anchor(session, anchor) for anchor in anchors.values()] == [(), ()]
        assert {chain: audit.newest_anchor(session, chain, within=2) for chain in (project, other)} == dict(anchors)
        assert audit.newest_anchor(session, project, within=1) is None


def test_every_chain_is_named_once_in_order(database: Database, project: ProjectId) -> None:
    other = make_project(database, "second")
    for chain in (other, project):
        record(database, chain, 2)
    with database.begin() as session:
        audit.record_for_instance(session, Deed(action="thing.done"), at=NOON, actor=SYSTEM)
    with database.read() as session:
        assert list(audit.chains(session)) == sorted([project, other, INSTANCE_CHAIN])


def test_the_first_writers_of_a_chain_at_once_all_get_their_place(database: Database) -> None:
    ready = Barrier(WRITERS)

    def write(number: int) -> None:
        with database.begin() as session:
            if database.writer.dialect.name == "postgresql":  # on SQLite `begin` itself lets in one after the other
                ready.wait(timeout=20)
            audit.record_for_instance(session, Deed(action="thing.done", subject=str(number)), at=NOON, actor=SYSTEM)

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    with database.read() as session:
        assert audit.head(session, INSTANCE_CHAIN).sequence == WRITERS
    assert breaks(database, INSTANCE_CHAIN) == ()
