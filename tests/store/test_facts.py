from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.database import Database
from app.domain import facts as f
from app.domain.accounts import LOCAL_OPERATOR, SYSTEM
from app.domain.errors import Conflict, NotFound
from app.domain.names import ProjectId
from app.store import facts, tables
from app.store.fact_rows import SHAPE_OF
from tests.store.conftest import NOON, make_project
from tests.store.fact_samples import DISPATCH, FACTS, digest


def append(database: Database, project: ProjectId, *given: f.Fact) -> int:
    with database.begin() as session:
        return facts.append(session, project, given, at=NOON, actor=SYSTEM)


def test_samples_hold_every_kind_of_fact() -> None:
    assert {type(fact) for fact in FACTS} == set(SHAPE_OF)


def test_facts_come_back_as_they_were_appended_and_in_that_order(database: Database, project: ProjectId) -> None:
    append(database, project, *FACTS)
    with database.read() as session:
        assert facts.load(session, project) == FACTS


def test_the_order_of_items_survives_storage(database: Database, project: ProjectId) -> None:
    append(database, project, *FACTS)
    with database.read() as session:
        (version,) = (fact for fact in facts.load(session, project) if isinstance(fact, f.Version))
    assert list(version.items["stories"]) == ["E-03/S-02", "E-03/S-01"]


def test_a_reader_that_holds_a_part_reads_only_what_is_new(database: Database, project: ProjectId) -> None:
    last = append(database, project, *FACTS[:4])
    newest = append(database, project, *FACTS[4:])
    with database.read() as session:
        assert facts.load_since(session, project, last) == facts.FactPage(facts=FACTS[4:], last=newest)
        assert facts.load_since(session, project, newest) == facts.FactPage(facts=(), last=newest)


def test_facts_of_one_project_are_not_seen_in_another(database: Database, project: ProjectId) -> None:
    other = make_project(database, "second")
    append(database, project, FACTS[0])
    with database.read() as session:
        assert facts.load(session, other) == ()


def test_numbers_have_no_gaps_after_a_rollback(database: Database, project: ProjectId) -> None:
    append(database, project, FACTS[0])
    with pytest.raises(Conflict), database.begin() as session:
        facts.append(session, project, FACTS[:2], at=NOON, actor=SYSTEM)
    assert append(database, project, FACTS[1]) == 2


def test_a_row_says_when_by_whom_and_in_which_run(database: Database, project: ProjectId) -> None:
    with database.begin() as session:
        facts.append(session, project, FACTS[:1], at=NOON + timedelta(microseconds=7), actor=LOCAL_OPERATOR, run=3)
    with database.read() as session:
        row = session.execute(select(tables.briefs)).mappings().one()
    assert (row["recorded_at"], row["actor_kind"], row["actor_id"], row["run"]) == (
        NOON + timedelta(microseconds=7),
        "local_operator",
        "local",
        3,
    )


def test_facts_of_an_unknown_project_are_neither_read_nor_written(database: Database) -> None:
    nobody = ProjectId("01890000-0000-7000-8000-000000000000")
    with database.read() as session, pytest.raises(NotFound):
        facts.load(session, nobody)
    with pytest.raises(NotFound), database.begin() as session:
        facts.append(session, nobody, FACTS[:1], at=NOON, actor=SYSTEM)


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: type(fact).__name__)
def test_the_same_fact_is_refused_a_second_time(database: Database, project: ProjectId, fact: f.Fact) -> None:
    append(database, project, *FACTS)
    with pytest.raises(Conflict, match="somebody was faster"):
        append(database, project, fact)


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: type(fact).__name__)
def test_the_same_fact_is_taken_in_another_project(database: Database, project: ProjectId, fact: f.Fact) -> None:
    other = make_project(database, "second")
    needed = () if fact is DISPATCH else (DISPATCH,)
    append(database, project, *needed, fact)
    append(database, other, *needed, fact)
    with database.read() as session:
        assert fact in facts.load(session, other)


def test_an_attempt_of_no_dispatch_is_refused(database: Database, project: ProjectId) -> None:
    attempt = f.Attempt(dispatch=DISPATCH.key, number=1, outcome=f.Wrote(content=digest("1")))
    with pytest.raises(Conflict):
        append(database, project, attempt)
    with database.read() as session:
        assert facts.load(session, project) == ()
