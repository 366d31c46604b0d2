import json

import pytest
from sqlalchemy import text

from app.domain.accounts import LOCAL_OPERATOR
from app.domain.errors import NotFound
from app.domain.names import ProjectId
from app.services import audit, projects
from tests.services.line import NOON, Line
from tests.store.conftest import unguarded

STRANGER = ProjectId("01890000-0000-7000-8000-000000000000")


def reports(line: Line, project: ProjectId | None = None) -> dict[str, audit.ChainReport]:
    with line.database.read() as session:
        found = audit.verify_audit(session, LOCAL_OPERATOR, project=project)
    return {report.name: report for report in found}


def test_every_chain_of_the_installation_is_verified(line: Line) -> None:
    with line.database.begin() as session:
        projects.create_project(session, LOCAL_OPERATOR, slug="other", now=NOON)
    found = reports(line)
    assert set(found) == {"instance", "school", "other"}
    assert [report.breaks for report in found.values()] == [(), (), ()]
    assert found["school"].head.sequence > found["other"].head.sequence > 0


def test_one_project_is_verified_with_the_chain_that_anchors_it(line: Line) -> None:
    assert set(reports(line, line.project)) == {"instance", "school"}


def test_a_break_is_reported_of_its_chain_alone(line: Line) -> None:
    with unguarded(line.database) as session:
        session.execute(
            text("UPDATE audit SET entry = replace(entry, 'brief', 'grief') WHERE chain = :chain AND sequence = 2"),
            {"chain": line.project},
        )
    found = reports(line)
    assert {name: [broken.sequence for broken in report.breaks] for name, report in found.items()} == {
        "instance": [],
        "school": [2],
    }


def test_a_chain_that_was_taken_away_whole_is_missed(line: Line) -> None:
    with unguarded(line.database) as session:
        session.execute(text("DELETE FROM audit WHERE chain = :chain"), {"chain": line.project})
        session.execute(text("DELETE FROM audit_heads WHERE chain = :chain"), {"chain": line.project})
    (broken,) = reports(line)["school"].breaks
    assert broken.reason == "it is missing, or not the one that was anchored"


def alone(line: Line, project: ProjectId) -> audit.ChainReport:
    with line.database.read() as session:
        return audit.verify_project(session, LOCAL_OPERATOR, project=project)


def test_a_project_verified_alone_is_found_as_among_all_and_checks_nothing_of_the_installation(line: Line) -> None:
    assert alone(line, line.project) == reports(line)["school"]
    with unguarded(line.database) as session:
        session.execute(text("UPDATE audit SET entry = '' WHERE chain = 'instance' AND sequence = 1"))
    assert reports(line)["instance"].breaks
    assert alone(line, line.project).breaks == ()


def test_a_project_verified_alone_misses_its_end(line: Line) -> None:
    with unguarded(line.database) as session:
        session.execute(text("DELETE FROM audit WHERE chain = :chain"), {"chain": line.project})
        session.execute(text("DELETE FROM audit_heads WHERE chain = :chain"), {"chain": line.project})
    (broken,) = alone(line, line.project).breaks
    assert broken.reason == "it is missing, or not the one that was anchored"
    with pytest.raises(NotFound):
        alone(line, STRANGER)


@pytest.mark.parametrize("limit", [1, 2, 3, 9])
def test_chains_verified_in_pages_are_all_of_them(line: Line, limit: int) -> None:
    with line.database.begin() as session:
        projects.create_project(session, LOCAL_OPERATOR, slug="other", now=NOON)
    found: list[audit.ChainReport] = []
    with line.database.read() as session:
        while page := audit.verify_chains(session, LOCAL_OPERATOR, after=found[-1].chain if found else "", limit=limit):
            found.extend(page)
    assert found == list(reports(line).values())


def test_an_unknown_project_is_not_verified_but_refused(line: Line) -> None:
    with pytest.raises(NotFound):
        reports(line, STRANGER)


@pytest.mark.parametrize(("limit", "expected"), [(1, [-1]), (2, [-2, -1])])
def test_the_newest_entries_are_read_oldest_first(line: Line, limit: int, expected: list[int]) -> None:
    with line.database.read() as session:
        everything = audit.newest_entries(session, LOCAL_OPERATOR, project=line.project)
        newest = audit.newest_entries(session, LOCAL_OPERATOR, project=line.project, limit=limit)
    assert [entry.sequence for entry in everything] == list(range(1, len(everything) + 1))
    assert list(newest) == [everything[place] for place in expected]


def test_the_chain_of_the_installation_is_read_without_a_project(line: Line) -> None:
    with line.database.read() as session:
        entries = audit.newest_entries(session, LOCAL_OPERATOR, project=None)
    assert {json.loads(entry.entry)["action"] for entry in entries} == {"chain.anchored"}
