import psycopg
import pytest

from app.core.database import Database
from app.core.database_session import Session
from app.domain.accounts import LOCAL_OPERATOR, SYSTEM, ActorKind
from app.domain.events import Event, EventKind, Happening
from app.domain.names import ProjectId
from app.store import events
from tests.store.conftest import NOON, make_project
from tests.store.fact_samples import EPIC_INSTANCE, digest


def tell(database: Database, project: ProjectId, *happenings: Happening, run: int | None = None) -> int:
    with database.begin() as session:
        return events.append(session, project, happenings, at=NOON, actor=LOCAL_OPERATOR, run=run)


def test_an_event_comes_back_whole(database: Database, project: ProjectId) -> None:
    happening = Happening(
        kind=EventKind.DOCUMENT_WRITTEN, instance=EPIC_INSTANCE, data={"version": 2, "content": digest("a")}
    )
    tell(database, project, happening, run=3)
    with database.read() as session:
        (told,) = events.since(session, project, 0)
    assert told == Event(
        sequence=1,
        kind=EventKind.DOCUMENT_WRITTEN,
        at=NOON,
        actor_kind=ActorKind.LOCAL_OPERATOR,
        actor_id="local",
        run=3,
        instance=EPIC_INSTANCE,
        data={"version": 2, "content": digest("a")},
    )
    assert told.as_json()["instance"] == "story_backlog@E-03"


def test_numbers_rise_by_one_within_a_project(database: Database, project: ProjectId) -> None:
    other = make_project(database, "second")
    happening = Happening(kind=EventKind.RUN_STARTED)
    assert [tell(database, project, happening, happening), tell(database, other, happening)] == [2, 1]
    assert tell(database, project, happening) == 3


def test_nothing_told_changes_no_number(database: Database, project: ProjectId) -> None:
    assert tell(database, project) == 0


def tell_and_fail(session: Session, project: ProjectId) -> None:
    events.append(session, project, [Happening(kind=EventKind.RUN_STARTED)], at=NOON, actor=SYSTEM)
    raise ZeroDivisionError


def test_a_rolled_back_event_leaves_no_gap(database: Database, project: ProjectId) -> None:
    with pytest.raises(ZeroDivisionError), database.begin() as session:
        tell_and_fail(session, project)
    assert tell(database, project, Happening(kind=EventKind.RUN_STARTED)) == 1


def test_who_watches_reads_on_from_what_was_seen_in_pages(database: Database, project: ProjectId) -> None:
    tell(database, project, *[Happening(kind=EventKind.RUN_STARTED)] * 7)
    seen: list[int] = []
    with database.read() as session:
        while page := events.since(session, project, seen[-1] if seen else 0, limit=3):
            seen.extend(event.sequence for event in page)
    assert seen == list(range(1, 8))


def test_the_newest_numbers_of_several_projects_come_at_once(database: Database, project: ProjectId) -> None:
    other, empty = (make_project(database, slug) for slug in ("second", "third"))
    tell(database, project, *[Happening(kind=EventKind.RUN_STARTED)] * 3)
    tell(database, other, Happening(kind=EventKind.RUN_STARTED))
    with database.read() as session:
        newest = events.lasts(session, [project, other, empty, ProjectId("0" * 8 + "-0000-0000-0000-" + "0" * 12)])
    assert newest == {project: 3, other: 1, empty: 0}


def test_a_commit_tells_this_process_where_something_happened(database: Database, project: ProjectId) -> None:
    told: list[frozenset[ProjectId]] = []
    database.on_commit.append(lambda info: told.append(events.appended_in(info)))
    tell(database, project, Happening(kind=EventKind.RUN_STARTED))
    tell(database, project)
    with pytest.raises(ZeroDivisionError), database.begin() as session:
        tell_and_fail(session, project)
    assert told == [frozenset({project}), frozenset()]


def test_postgresql_tells_listeners_ids_alone_and_only_what_was_committed(postgresql_database: Database) -> None:
    project = make_project(postgresql_database, "first")
    url = postgresql_database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as listener:
        listener.execute(f"LISTEN {events.CHANNEL}")
        with pytest.raises(ZeroDivisionError), postgresql_database.begin() as session:
            tell_and_fail(session, project)
        tell(postgresql_database, project, *[Happening(kind=EventKind.RUN_STARTED, data={"secret": 1})] * 2)
        tell(postgresql_database, project)
        heard = [notice.payload for notice in listener.notifies(timeout=0.5)]
    assert heard == [f"{project} 2"]
