"""Who may watch a project, and for how long."""

import time
from collections.abc import Iterator
from datetime import datetime

import pytest
from fastapi.testclient import TestClient

from app.core.database import Database
from app.domain.accounts import LOCAL_OPERATOR, Permission, Standing
from app.http.event_hub import Timing
from app.services import members, sessions, tokens
from app.store.credentials import StoredSession
from app.store.users import User
from tests.api.happenings import SCOPE, school, tell
from tests.api.people import disable, now, people_of, place_on
from tests.api.serving import Serving, serving_on
from tests.databases import SQLiteTemplates, opened
from tests.event_reader import EventReader
from tests.operational.service_process import wait_for
from tests.services.people import add, join


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


def test_a_new_member_may_watch_at_once(serving: Serving, people: dict[str, User]) -> None:
    person = add(serving.place.database, "newcomer")
    secret = serving.place.token(person, SCOPE)[1]
    with serving.stream(secret) as stream:
        assert stream.status == 404
    join(serving.place.database, school(serving.place.database), person, Standing.VIEWER)
    with serving.stream(secret) as stream:
        assert stream.take(1)[0].kind == "project.created"
    assert people
