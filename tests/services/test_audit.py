import json
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.core.origin import RequestOrigin, reset_origin, set_origin
from app.domain.accounts import LOCAL_OPERATOR, Actor, ActorKind
from app.domain.audit import Origin
from app.domain.errors import NotFound
from app.domain.names import ProjectId
from app.services import audit, projects
from app.services.users import NotAdministrator
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


ELSEWHERE = RequestOrigin("203.0.113.9", "r-1")


def archive_from(line: Line, origin: RequestOrigin) -> None:
    token = set_origin(origin)
    try:
        with line.database.begin() as session:
            projects.archive_project(session, LOCAL_OPERATOR, project=line.project, now=NOON)
    finally:
        reset_origin(token)


def told(line: Line, project: ProjectId | None) -> list[tuple[str, Origin | None]]:
    """Give of each entry who did it, and from where as far as that is known."""
    with line.database.read() as session:
        entries = audit.newest_entries(session, LOCAL_OPERATOR, project=project)
        origins = audit.origins_of(session, LOCAL_OPERATOR, entries)
    return [(json.loads(entry.entry)["actor"]["kind"], origins.get(entry.sequence)) for entry in entries]


def test_an_entry_tells_where_people_did_it_and_of_the_system_nothing(line: Line) -> None:
    before = told(line, line.project)
    archive_from(line, ELSEWHERE)
    after = told(line, line.project)[len(before) :]
    assert set(before) == {("local_operator", Origin(door="local"))}
    assert set(after) == {("local_operator", Origin(door="http", address="203.0.113.9", request="r-1"))}
    assert set(told(line, None)) == {("system", None)}
    assert all(not report.breaks for report in reports(line).values())


def test_no_address_stands_in_a_chain_and_none_is_found_again_by_its_digest(line: Line) -> None:
    for _ in range(2):
        archive_from(line, ELSEWHERE)
        with line.database.begin() as session:
            projects.unarchive_project(session, LOCAL_OPERATOR, project=line.project, now=NOON)
    with line.database.read() as session:
        entries = [sealed.entry for sealed in audit.newest_entries(session, LOCAL_OPERATOR, project=line.project)]
    from_elsewhere = [json.loads(entry)["origin"] for entry in entries if '"project.archived"' in entry]
    assert len(set(from_elsewhere)) == 2
    assert "203.0.113.9" not in "".join(entries)


def test_what_was_forgotten_is_not_told_and_every_chain_holds(line: Line) -> None:
    archive_from(line, ELSEWHERE)
    with line.database.begin() as session:
        count = audit.forget_origins(session, LOCAL_OPERATOR, before=NOON + timedelta(seconds=1), now=NOON)
    assert count == 1
    assert {origin for _, origin in told(line, line.project)} == {Origin(door="local"), None}
    assert told(line, None)[-1] == ("local_operator", Origin(door="local"))
    assert all(not report.breaks for report in reports(line).values())


def test_an_origin_that_was_changed_is_not_told(line: Line) -> None:
    archive_from(line, ELSEWHERE)
    with line.database.begin() as session:
        session.execute(text("UPDATE origins SET content = replace(content, '203.0.113.9', '192.0.2.1')"))
    assert told(line, line.project)[-1] == ("local_operator", None)


def test_only_an_administrator_has_origins_forgotten(line: Line) -> None:
    nobody = Actor(kind=ActorKind.PERSON, id="x", name="x", user="x")
    with line.database.begin() as session, pytest.raises(NotAdministrator):
        audit.forget_origins(session, nobody, before=NOON, now=NOON)


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
