"""Events over HTTP: in pages, and live on a real socket."""

import http.client
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient

from app.core.database import Database
from app.domain.accounts import LOCAL_OPERATOR, SYSTEM, Permission, Standing
from app.domain.events import EventKind, Happening
from app.domain.names import ProjectId
from app.http.event_channel import MOST_KEPT, Ending
from app.http.event_hub import Timing
from app.operations.checks import pool_figures
from app.services import members, sessions, tokens
from app.store import events, projects
from app.store.credentials import StoredSession
from app.store.users import User
from tests.api.people import disable, now, people_of, place_on
from tests.api.serving import Serving, serving_on
from tests.databases import SQLiteTemplates, opened
from tests.event_reader import EventReader
from tests.operational.service_process import wait_for
from tests.services.people import add, join

NOON = datetime(2025, 6, 1, 12, 0, tzinfo=UTC)
QUICK = Timing(poll_embedded=0.1, poll=0.1, heartbeat=30, check=0.1, stall=30)
SCOPE = Permission.PROJECT_READ


@pytest.fixture
def people(database: Database) -> dict[str, User]:
    return people_of(database)


@pytest.fixture
def serving(database: Database, people: dict[str, User]) -> Iterator[Serving]:
    assert people
    with serving_on(database, timing=QUICK) as running:
        yield running


@pytest.fixture
def viewer(serving: Serving, people: dict[str, User]) -> str:
    """The secret of a viewer's token."""
    return serving.place.token(people["viewer"], SCOPE)[1]


@pytest.fixture(scope="module")
def quiet(sqlite_templates: SQLiteTemplates) -> Iterator[dict[str, TestClient]]:
    """Clients of an application that streams to none of them."""
    with opened(sqlite_templates) as database, place_on(database) as place:
        people = people_of(database)
        clients = {who: place.bearing(people[who], SCOPE) for who in ("viewer", "foreigner", "nobody")}
        clients["without the scope"] = place.bearing(people["owner"], Permission.PROJECT_EDIT)
        clients["with no token"] = place.client(Authorization="Bearer cmb_x")
        clients["unknown"] = place.client()
        yield clients


def school(database: Database) -> ProjectId:
    with database.read() as session:
        return projects.by_slug(session, "school").id


def tell(database: Database, count: int = 1, *, size: int = 0, slug: str = "school") -> int:
    """Let so many things happen and give the number of the last."""
    with database.begin() as session:
        project = projects.by_slug(session, slug).id
        projects.lock(session, project)
        happenings = [Happening(kind=EventKind.RUN_STARTED, data={"text": "x" * size} if size else {})] * count
        return events.append(session, project, happenings, at=NOON, actor=SYSTEM)


# -- pages -----------------------------------------------------------------------------------------------------------


def test_pages_lead_on_and_leave_nothing_out(serving: Serving, people: dict[str, User]) -> None:
    newest = tell(serving.place.database, 5)
    client, seen, address = serving.place.signed_in(people["viewer"]), [], "/api/v1/projects/school/events?limit=3"
    while address:
        page = client.get(address)
        seen += [event["sequence"] for event in page.json()]
        address = page.links.get("next", {}).get("url", "")
    assert seen == list(range(1, newest + 1))


def test_a_page_holds_an_event_as_the_stream_does(serving: Serving, people: dict[str, User], viewer: str) -> None:
    newest = tell(serving.place.database)
    with serving.stream(viewer) as stream:
        streamed = stream.until(newest)
    listed = serving.place.signed_in(people["viewer"]).get("/api/v1/projects/school/events").json()
    assert [event.data for event in streamed] == listed
    assert [(event.id, event.kind) for event in streamed] == [(one["sequence"], one["kind"]) for one in listed]
    assert streamed[-1].data == {
        "sequence": newest,
        "kind": "run.started",
        "at": "2025-06-01T12:00:00Z",
        "actor": {"kind": "system", "id": "system"},
        "run": None,
        "instance": None,
        "data": {},
    }


def test_a_page_after_the_newest_event_is_empty(serving: Serving, people: dict[str, User]) -> None:
    answer = serving.place.signed_in(people["viewer"]).get("/api/v1/projects/school/events?after=1000")
    assert (answer.status_code, answer.json(), "link" in answer.headers) == (200, [], False)


# -- streams ---------------------------------------------------------------------------------------------------------


def test_a_stream_says_how_it_is_to_be_treated(serving: Serving, viewer: str) -> None:
    with serving.stream(viewer) as stream:
        assert stream.status == 200
        told = {name: stream.headers[name] for name in ("content-type", "cache-control", "x-accel-buffering", "vary")}
        stream.take(1)
        assert 1000 <= (stream.parser.retry or 0) < 4000
    assert told == {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
        "vary": "accept",
    }
    assert "x-request-id" in stream.headers


def test_a_stream_gives_what_was_and_then_what_happens(serving: Serving, viewer: str) -> None:
    before = tell(serving.place.database, 3)
    with serving.stream(viewer) as stream:
        assert [event.id for event in stream.until(before)] == list(range(1, before + 1))
        after = tell(serving.place.database, 2)
        assert [event.id for event in stream.until(after)] == [before + 1, before + 2]


def test_a_long_history_is_replayed_from_the_table(serving: Serving, viewer: str) -> None:
    newest = tell(serving.place.database, 3 * MOST_KEPT)
    with serving.stream(viewer) as first, serving.stream(viewer) as second:
        assert [event.id for event in first.until(newest)] == list(range(1, newest + 1))
        assert [event.id for event in second.until(newest)] == list(range(1, newest + 1))


@pytest.mark.parametrize(
    ("last", "query", "first"),
    [(None, "", 1), (None, "?after=4", 5), (6, "", 7), (6, "?after=2", 7), (0, "?after=2", 1)],
)
def test_a_stream_goes_on_after_what_was_seen(
    serving: Serving, viewer: str, last: int | None, query: str, first: int
) -> None:
    newest = tell(serving.place.database, 10)
    with serving.stream(viewer, last=last, query=query) as stream:
        assert [event.id for event in stream.until(newest)] == list(range(first, newest + 1))


def test_an_empty_last_event_id_is_as_good_as_none(serving: Serving, viewer: str) -> None:
    headers = {"Authorization": f"Bearer {viewer}", "Last-Event-ID": ""}
    with EventReader(serving.port, headers=headers, query="?after=1") as stream:
        assert stream.take(1)[0].id == 2


@pytest.mark.parametrize("header", ["x", "-1", "1.0", "0x1", "1 2", "\xb2", "1" * 19, "9;DROP", "null"])
@pytest.mark.parametrize("accept", ["text/event-stream", "application/json"])
def test_a_last_event_id_that_is_no_number_is_a_bad_request(
    quiet: dict[str, TestClient], header: str, accept: str
) -> None:
    client = quiet["viewer"]
    sent = [(b"accept", accept.encode()), (b"last-event-id", header.encode("latin-1"))]
    answer = client.get("/api/v1/projects/school/events", headers=sent)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert "Last-Event-ID" in answer.json()["detail"]


def test_an_event_that_is_not_there_yet_cannot_be_the_last_seen(serving: Serving, viewer: str) -> None:
    newest = tell(serving.place.database)
    with serving.stream(viewer, last=newest + 1) as stream:
        assert stream.status == 409
        problem = stream.body()
    assert problem["code"] == "beyond-newest-event"
    assert f"the newest is {newest}" in str(problem["detail"])
    with serving.stream(viewer, last=newest) as stream:
        assert (stream.status, tell(serving.place.database)) == (200, newest + 1)
        assert stream.take(1)[0].id == newest + 1


def test_streams_of_projects_do_not_mix(serving: Serving, people: dict[str, User], viewer: str) -> None:
    foreign = serving.place.token(people["foreigner"], SCOPE)[1]
    here, there = (tell(serving.place.database, slug=slug) for slug in ("school", "other"))
    with serving.stream(viewer, last=here) as stream:
        headers = {"Authorization": f"Bearer {foreign}"}
        with EventReader(serving.port, slug="other", last=there, headers=headers) as elsewhere:
            for _ in range(3):
                tell(serving.place.database, slug="other")
            assert [event.id for event in elsewhere.take(3)] == [there + 1, there + 2, there + 3]
        tell(serving.place.database)
        assert [event.id for event in stream.take(1)] == [here + 1]


def test_a_quiet_stream_gets_comments(database: Database, people: dict[str, User]) -> None:
    with serving_on(database, timing=Timing(heartbeat=0.1)) as serving:
        secret = serving.place.token(people["viewer"], SCOPE)[1]
        with serving.stream(secret, last=1) as stream:
            while stream.parser.comments < 2:
                assert stream.read() is not None


def test_a_stream_that_waits_holds_no_connection_of_the_database(serving: Serving, viewer: str) -> None:
    with serving.stream(viewer) as stream:
        stream.until(tell(serving.place.database))
        opened = serving.served.service.execution.database
        assert opened is not None
        wait_for(lambda: pool_figures(opened)[0] == 0, "the connections to be given back")
        assert serving.figure("combine_event_streams") == 1


def test_streams_and_their_events_are_counted(serving: Serving, viewer: str) -> None:
    newest = tell(serving.place.database, 4)
    for _ in range(2):
        with serving.stream(viewer) as stream:
            stream.until(newest)
    wait_for(lambda: serving.figure("combine_event_streams") == 0, "the streams to end")
    assert serving.figure("combine_events_sent_total") == 2 * newest
    assert serving.figure('combine_event_streams_ended_total{reason="client"}') == 2


# -- who may watch ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [("foreigner", 404), ("nobody", 404), ("without the scope", 403), ("with no token", 401), ("unknown", 401)],
)
def test_who_may_not_read_the_project_gets_no_stream(quiet: dict[str, TestClient], who: str, status: int) -> None:
    answer = quiet[who].get("/api/v1/projects/school/events", headers={"Accept": "text/event-stream"})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


def test_an_administrator_watches_every_project(serving: Serving, people: dict[str, User]) -> None:
    with serving.stream(serving.place.token(people["administrator"], SCOPE)[1]) as stream:
        assert stream.take(1)[0].id == 1


def revoke_token(serving: Serving, user: User, key: str) -> None:
    assert key != user.id
    with serving.place.database.begin() as session:
        tokens.revoke_token(session, LOCAL_OPERATOR, key=key, now=now())


def disable_person(serving: Serving, user: User, _key: str) -> None:
    disable(serving.place.database, user)


def let_it_expire(serving: Serving, _user: User, _key: str) -> None:
    real = serving.served.service.execution.runtime().work
    real.clock = lambda: now().replace(year=now().year + 2)


@pytest.mark.parametrize("end_it", [revoke_token, disable_person, let_it_expire])
def test_a_stream_ends_with_what_it_stands_on(serving: Serving, people: dict[str, User], end_it: object) -> None:
    assert callable(end_it)
    key, secret = serving.place.token(people["viewer"], SCOPE)
    other = serving.place.token(people["owner"], SCOPE)[1]
    with serving.stream(secret, last=1) as stream, serving.stream(other, last=1) as others:
        others.take(1)
        end_it(serving, people["viewer"], key)
        assert stream.rest()[-1:] == [] or stream.parser.retry
        wait_for(lambda: serving.figure('combine_event_streams_ended_total{reason="access"}') >= 1, "the end")
    with serving.stream(secret) as stream:
        assert stream.status == 401


def test_a_stream_ends_with_the_session_it_was_begun_in(serving: Serving, people: dict[str, User]) -> None:
    with serving.place.database.begin() as session:
        made = sessions.begin_session(session, people["viewer"], agent="test", now=now())
    with EventReader(serving.port, headers={"Cookie": f"combine={made.secret}"}, last=1) as stream:
        stream.take(1)
        actor = sessions.actor_of(people["viewer"])
        with serving.place.database.begin() as session:
            sessions.end_session(session, actor, key=made.stored.id, now=now())
        assert stream.rest() is not None
    assert serving.figure('combine_event_streams_ended_total{reason="access"}') == 1


def test_watching_is_no_use_of_a_session(serving: Serving, people: dict[str, User]) -> None:
    then = now() - sessions.NOTED_EVERY * 2
    with serving.place.database.begin() as session:
        made = sessions.begin_session(session, people["viewer"], agent="test", now=then)
    with EventReader(serving.port, headers={"Cookie": f"combine={made.secret}"}, last=1) as stream:
        stream.take(1)
        began = seen_at(serving.place.database, made.secret)
        real = serving.served.service.execution.runtime().work
        real.clock = lambda: now() + sessions.NOTED_EVERY * 3
        time.sleep(0.5)  # several looks at the permission
        assert seen_at(serving.place.database, made.secret) == began


def seen_at(database: Database, secret: str) -> datetime:
    with database.read() as session:
        found = sessions.recognise_session(session, secret, now=now())
    assert found is not None
    assert isinstance(found.credential, StoredSession)
    return found.credential.seen_at


def test_who_is_taken_out_of_a_project_does_not_hear_of_it(database: Database, people: dict[str, User]) -> None:
    with serving_on(database, timing=Timing(check=600)) as serving:
        streams = [serving.stream(serving.place.token(people[who], SCOPE)[1]) for who in ("viewer", "owner")]
        newest = tell(database)
        for stream in streams:
            stream.until(newest)
        with database.begin() as session:
            members.remove_member(session, LOCAL_OPERATOR, project=school(database), who=people["viewer"].id, now=now())
        assert streams[0].rest() == []
        assert [event.kind for event in streams[1].take(1)] == ["member.removed"]
        for stream in streams:
            stream.close()


def test_a_person_holds_a_limited_number_of_streams(database: Database, people: dict[str, User]) -> None:
    with serving_on(database, event_streams_per_person=2) as serving:
        first, second = (serving.place.token(people["viewer"], SCOPE)[1] for _ in range(2))
        other = serving.place.token(people["owner"], SCOPE)[1]
        held = [serving.stream(secret, last=0) for secret in (first, second, other)]
        with serving.stream(first) as refused:
            assert (refused.status, refused.body()["code"]) == (429, "too-many-streams")
        for stream in held:
            stream.take(1)
            stream.close()
        wait_for(lambda: serving.figure("combine_event_streams") == 0, "the streams to end")
        with serving.stream(first) as stream:
            assert stream.status == 200


# -- slow clients and the end ----------------------------------------------------------------------------------------


def test_a_client_that_does_not_read_is_cut_off_and_recovers(serving: Serving, viewer: str) -> None:
    database = serving.place.database
    before = tell(database)
    cut = 'combine_event_streams_ended_total{reason="overflow"}'
    with serving.stream(viewer, last=before, buffer=4096) as slow, serving.stream(viewer, last=before) as quick:
        newest = before
        while not serving.figure(cut):
            newest = tell(database, 10, size=20_000)
            assert quick.until(newest)
            assert newest < before + 2000
        got = whole_events(slow)
    seen = got[-1] if got else before
    assert got == list(range(before + 1, seen + 1))
    assert seen < newest
    with serving.stream(viewer, last=seen) as stream:
        assert [event.id for event in stream.until(newest)] == list(range(seen + 1, newest + 1))


def whole_events(stream: EventReader) -> list[int]:
    """Read what is left on a connection that was cut, and give the numbers of what arrived whole."""
    found = []
    try:
        while (read := stream.read()) is not None:
            found += [event.id for event in read]
    except (OSError, http.client.HTTPException):
        return found
    return found


def test_a_client_that_takes_nothing_is_cut_off_even_while_nothing_happens(
    database: Database, people: dict[str, User]
) -> None:
    tell(database, 500, size=20_000)
    with serving_on(database, timing=Timing(stall=0.5)) as serving:
        secret = serving.place.token(people["viewer"], SCOPE)[1]
        with serving.stream(secret, buffer=4096):
            cut = 'combine_event_streams_ended_total{reason="overflow"}'
            wait_for(lambda: serving.figure(cut) == 1, "the stream to be cut", seconds=10)


def test_streams_end_in_order_as_soon_as_the_process_drains(serving: Serving, viewer: str) -> None:
    newest = tell(serving.place.database)
    with serving.stream(viewer) as stream, serving.stream(viewer, last=newest) as quiet:
        stream.until(newest)
        serving.served.service.drain.begin(reason="test")
        assert (stream.rest(), quiet.rest()) == ([], [])
    with serving.stream(viewer) as late:
        assert (late.status, late.headers["connection"], late.rest()) == (200, "close", [])
        assert late.parser.retry
    assert serving.figure(f'combine_event_streams_ended_total{{reason="{Ending.DRAIN}"}}') == 3


def test_a_new_member_may_watch_at_once(serving: Serving, people: dict[str, User]) -> None:
    person = add(serving.place.database, "newcomer")
    secret = serving.place.token(person, SCOPE)[1]
    with serving.stream(secret) as stream:
        assert stream.status == 404
    join(serving.place.database, school(serving.place.database), person, Standing.VIEWER)
    with serving.stream(secret) as stream:
        assert stream.take(1)[0].kind == "project.created"
    assert people
