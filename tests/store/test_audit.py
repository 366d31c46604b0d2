from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Executable, delete, text, update

from app.core.database import Database, DatabaseKind
from app.domain.accounts import LOCAL_OPERATOR, SYSTEM
from app.domain.audit import INSTANCE_CHAIN, Deed, Head
from app.domain.events import EventKind, Happening
from app.domain.facts import Brief
from app.domain.names import ProjectId
from app.store import audit, audit_tables, blobs, events, facts, projects
from tests.store.conftest import NOON, make_project
from tests.store.fact_samples import digest

WRITERS, EACH = 6, 8


def write(database: Database, project: ProjectId, *, times: int = 1) -> None:
    for _ in range(times):
        with database.begin() as session:
            projects.lock(session, project)
            number = events.last(session, project) + 1
            brief = Brief(number=number, digest=digest("a"), blocks=())
            facts.append(session, project, [brief], at=NOON, actor=SYSTEM)
            events.append(session, project, [Happening(kind=EventKind.RUN_STARTED)], at=NOON, actor=SYSTEM)
            audit.record(session, project, Deed(action="x"), at=NOON, actor=LOCAL_OPERATOR)


def unguarded(database: Database, *statements: Executable) -> None:
    """Change what the triggers guard, as somebody with the rights of the owner could."""
    with database.begin() as session:
        if database.kind is DatabaseKind.POSTGRESQL:
            session.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
        else:
            session.execute(text("DROP TRIGGER audit_refuse_update"))
            session.execute(text("DROP TRIGGER audit_refuse_delete"))
        for statement in statements:
            session.execute(statement)


def breaks(database: Database, chain: str) -> list[int]:
    with database.read() as session:
        return [broken.sequence for broken in audit.verify_chain(session, chain, page=3)]


def test_writers_at_once_keep_one_unbroken_chain_and_gapless_numbers(database: Database, project: ProjectId) -> None:
    with ThreadPoolExecutor(WRITERS) as pool:
        for done in [pool.submit(write, database, project, times=EACH) for _ in range(WRITERS)]:
            done.result()
    with database.read() as session:
        told = events.since(session, project, 0, limit=1000)
        assert [event.sequence for event in told] == list(range(1, WRITERS * EACH + 1))
        assert audit.head(session, project).sequence == WRITERS * EACH
        assert facts.load_since(session, project, 0).last == WRITERS * EACH
    assert breaks(database, project) == []


def test_writers_of_several_projects_that_anchor_keep_every_chain(database: Database) -> None:
    made = [make_project(database, f"p{number}") for number in range(3)]

    def work(project: ProjectId) -> None:
        for _ in range(EACH):
            with database.begin() as session:
                projects.lock(session, project)
                audit.record(session, project, Deed(action="x"), at=NOON, actor=SYSTEM)
                audit.anchor(session, project, at=NOON)

    with ThreadPoolExecutor(WRITERS) as pool:
        for done in [pool.submit(work, project) for project in made * 2]:
            done.result()
    assert [breaks(database, chain) for chain in (*made, INSTANCE_CHAIN)] == [[], [], [], []]
    with database.read() as session:
        assert audit.head(session, INSTANCE_CHAIN).sequence == WRITERS * EACH


def test_a_new_chain_is_empty_and_holds(database: Database, project: ProjectId) -> None:
    with database.read() as session:
        assert audit.head(session, project) == Head()
    assert breaks(database, project) == []


def test_a_changed_byte_is_found(database: Database, project: ProjectId) -> None:
    write(database, project, times=7)
    forged = update(audit_tables.audit).where(audit_tables.audit.c.sequence == 4).values(entry="{}")
    unguarded(database, forged.where(audit_tables.audit.c.chain == project))
    assert breaks(database, project)[0] == 4


@pytest.mark.parametrize("from_number", [1, 4, 7])
def test_a_chain_that_lost_its_end_is_found(database: Database, project: ProjectId, from_number: int) -> None:
    write(database, project, times=7)
    lost = delete(audit_tables.audit).where(
        audit_tables.audit.c.chain == project, audit_tables.audit.c.sequence >= from_number
    )
    unguarded(database, lost)
    assert breaks(database, project) == [7]


def test_a_lost_end_with_a_forged_head_is_seen_in_the_anchor(database: Database, project: ProjectId) -> None:
    write(database, project, times=3)
    with database.begin() as session:
        anchored = audit.anchor(session, project, at=NOON)
        true_head = audit.head(session, project)
        before = audit.entries(session, project)[1].head
    unguarded(
        database,
        delete(audit_tables.audit).where(audit_tables.audit.c.chain == project, audit_tables.audit.c.sequence > 2),
        update(audit_tables.audit_heads)
        .where(audit_tables.audit_heads.c.chain == project)
        .values(sequence=before.sequence, digest=before.digest),
    )
    assert breaks(database, project) == []
    assert f"{project} 3" in anchored.entry
    assert true_head.digest in anchored.entry


def test_erasing_a_content_leaves_the_chain_whole(database: Database, project: ProjectId) -> None:
    with database.begin() as session:
        stored = blobs.put_text(session, project, "a comment", at=NOON)
        audit.record(session, project, Deed(action="x", digests={"comment": stored}), at=NOON, actor=SYSTEM)
    with database.begin() as session:
        blobs.blank(session, project, stored, at=NOON, why="asked for")
    assert breaks(database, project) == []
