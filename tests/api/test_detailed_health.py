"""The whole picture of a service's health is for operators: their token, or an administrator."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event

from app.core.database import Database
from app.domain.accounts import Permission
from app.services import sessions
from app.store.users import User
from tests.api.people import Place, disable, now, people_of, place_on
from tests.services.people import add
from tests.settings import STRONG_KEY, STRONG_TOKEN


@pytest.fixture
def place(database: Database) -> Iterator[Place]:
    with place_on(database, environment="production", secret_key=STRONG_KEY, ops_token=STRONG_TOKEN) as made:
        yield made


def browser(place: Place, user: User) -> TestClient:
    with place.database.begin() as session:
        made = sessions.begin_session(session, user, agent="test", now=now())
    return place.client(Cookie=f"__Host-combine={made.secret}")


def ask(client: TestClient, method: str = "GET") -> int:
    return client.request(method, "/health/detailed").status_code


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_administrator_sees_it_signed_in_or_by_a_token_with_the_scope(place: Place, method: str) -> None:
    administrator = people_of(place.database)["administrator"]
    program = place.bearing(administrator, Permission.INSTANCE_ADMINISTER)
    assert [ask(client, method) for client in (browser(place, administrator), program)] == [200, 200]
    assert "versions" in program.get("/health/detailed").json()


@pytest.mark.parametrize("who", ["owner", "decider", "viewer", "nobody"])
def test_others_are_refused_in_words(place: Place, who: str) -> None:
    user = people_of(place.database)[who]
    for client in (browser(place, user), place.bearing(user, *Permission)):
        answer = client.get("/health/detailed")
        assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")
        assert "versions" not in answer.text


def test_a_token_without_the_scope_is_refused(place: Place) -> None:
    administrator = people_of(place.database)["administrator"]
    scopes = set(Permission) - {Permission.INSTANCE_ADMINISTER}
    assert ask(place.bearing(administrator, *sorted(scopes))) == 403


def test_who_is_nobody_is_refused(place: Place) -> None:
    people_of(place.database)
    leaver = add(place.database, "leaver", is_administrator=True)
    client = browser(place, leaver)
    disable(place.database, leaver)
    assert [ask(client), ask(place.client()), ask(place.client(Authorization="Bearer cmb_x"))] == [401, 401, 401]


def test_the_operators_token_asks_no_database(place: Place) -> None:
    asked: list[str] = []
    runtime = place.app.state.runtime()
    event.listen(runtime.database.writer, "before_cursor_execute", lambda *given: asked.append(given[2]))
    if runtime.database.reader is not runtime.database.writer:
        event.listen(runtime.database.reader, "before_cursor_execute", lambda *given: asked.append(given[2]))
    assert ask(place.client(Authorization=f"Bearer {STRONG_TOKEN}")) == 200
    assert [
        query for query in asked if "FROM users" in query or "FROM sessions" in query or "FROM tokens" in query
    ] == []
