"""Sessions, tokens and members over HTTP, on both databases."""

import json
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from app.core.database import Database
from app.core.logging import configure_logging
from app.services.sessions import ABSOLUTE, IDLE, NOTED_EVERY
from tests.api.people import Place, now, people_of, place_on, settings_on

LATER = timedelta(minutes=1)


@pytest.fixture
def place(database: Database) -> Iterator[Place]:
    with place_on(database) as made:
        yield made


def test_a_person_sees_who_they_are(place: Place) -> None:
    ada = people_of(place.database)["viewer"]
    assert place.signed_in(ada).get("/api/v1/me").json() == {
        "id": ada.id,
        "kind": "person",
        "name": "viewer",
        "is_administrator": False,
        "scopes": None,
    }
    assert place.bearing(ada, "project:read").get("/api/v1/me").json()["scopes"] == ["project:read"]


def test_the_log_tells_who_asked_by_an_opaque_id_alone(place: Place, tmp_path: Path) -> None:
    ada = people_of(place.database)["viewer"]
    log = tmp_path / "log.jsonl"
    with log.open("wb") as file:
        handler = configure_logging(settings_on(place.database, log_format="json"), descriptor=file.fileno())
        try:
            for client in (place.signed_in(ada), place.bearing(ada, "project:read"), place.client()):
                client.get("/api/v1/me")
        finally:
            logging.getLogger().removeHandler(handler)
    lines = [line for line in map(json.loads, log.read_text().splitlines()) if line["event"] == "http.request"]
    assert [(line.get("user_id"), line["outcome"]) for line in lines] == [
        (ada.id, "answered"),
        (ada.id, "answered"),
        (None, "refused"),
    ]
    assert "viewer" not in log.read_text()


@pytest.mark.parametrize(("ago", "status"), [(IDLE - LATER, 200), (IDLE, 401), (ABSOLUTE, 401)])
def test_a_session_that_nobody_used_is_over(place: Place, ago: timedelta, status: int) -> None:
    ada = people_of(place.database)["viewer"]
    assert place.signed_in(ada, ago=ago).get("/api/v1/me").status_code == status


def test_use_keeps_a_session_alive(place: Place) -> None:
    ada = people_of(place.database)["viewer"]
    began = now() - IDLE + LATER
    client = place.signed_in(ada, ago=IDLE - LATER)
    seen = [datetime.fromisoformat(one["seen_at"]) for one in client.get("/api/v1/sessions").json()]
    assert [one > began + NOTED_EVERY for one in seen] == [True]


def test_one_signs_out_elsewhere(place: Place) -> None:
    people = people_of(place.database)
    here, there = place.signed_in(people["viewer"]), place.signed_in(people["viewer"])
    other = next(one["id"] for one in here.get("/api/v1/sessions").json() if not one["is_this_one"])
    assert place.signed_in(people["owner"]).delete(f"/api/v1/sessions/{other}").status_code == 404
    assert here.delete(f"/api/v1/sessions/{other}").status_code == 204
    assert (here.get("/api/v1/me").status_code, there.get("/api/v1/me").status_code) == (200, 401)


def test_a_token_is_made_used_listed_and_revoked(place: Place) -> None:
    ada = people_of(place.database)["viewer"]
    client = place.signed_in(ada)
    made = client.post("/api/v1/tokens", json={"name": "ci", "scopes": ["project:read"]}).json()
    program = place.client(Authorization=f"Bearer {made['token']}")
    assert program.get("/api/v1/projects/school").status_code == 200
    assert program.get("/api/v1/projects/other").status_code == 404
    listed = client.get("/api/v1/tokens")
    assert listed.json()[0]["used_at"] is not None
    assert made["token"] not in listed.text
    assert client.delete(f"/api/v1/tokens/{made['id']}").status_code == 204
    assert program.get("/api/v1/projects/school").status_code == 401


@pytest.mark.parametrize(
    "order",
    [
        {},
        {"name": "ci"},
        {"name": "ci", "scopes": []},
        {"name": "ci", "scopes": ["all"]},
        {"name": "", "scopes": ["project:read"]},
        {"name": "a\nb", "scopes": ["project:read"]},
        {"name": "ci", "scopes": ["project:read"], "days": 0},
        {"name": "ci", "scopes": ["project:read"], "days": 1e9},
        {"name": "ci", "scopes": ["project:read"], "user": "somebody"},
    ],
)
def test_a_token_that_cannot_be_is_refused(place: Place, order: dict[str, object]) -> None:
    client = place.signed_in(people_of(place.database)["viewer"])
    assert client.post("/api/v1/tokens", json=order).status_code == 422


def test_a_token_makes_no_token_and_ends_no_session(place: Place) -> None:
    program = place.bearing(people_of(place.database)["administrator"], "instance:administer", "project:read")
    assert program.post("/api/v1/tokens", json={"name": "x", "scopes": ["project:read"]}).status_code == 403
    assert program.get("/api/v1/sessions").status_code == 403


def test_who_begins_a_project_owns_it(place: Place) -> None:
    people = people_of(place.database)
    owner = place.signed_in(people["nobody"])
    assert owner.post("/api/v1/projects", json={"slug": "mine"}).status_code == 201
    assert [member["standing"] for member in owner.get("/api/v1/projects/mine/members").json()] == ["owner"]
    assert place.signed_in(people["owner"]).get("/api/v1/projects/mine").status_code == 404
    assert place.signed_in(people["administrator"]).get("/api/v1/projects/mine").status_code == 200


def test_an_owner_sets_removes_and_invites(place: Place) -> None:
    people = people_of(place.database)
    owner, nobody = place.signed_in(people["owner"]), place.signed_in(people["nobody"])
    member = f"/api/v1/projects/school/members/{people['nobody'].id}"
    assert owner.put(member, json={"standing": "viewer", "roles": ["pm"]}).status_code == 204
    assert nobody.get("/api/v1/projects/school").status_code == 200
    assert nobody.put(member, json={"standing": "owner"}).status_code == 403
    assert nobody.delete(member).status_code == 204
    assert nobody.get("/api/v1/projects/school").status_code == 404
    invited = owner.post("/api/v1/projects/school/invitations", json={"email": "E@x.org", "standing": "viewer"})
    assert (invited.status_code, invited.json()["email"]) == (201, "e@x.org")


def test_the_last_owner_stays(place: Place) -> None:
    people = people_of(place.database)
    answer = place.signed_in(people["owner"]).delete(f"/api/v1/projects/school/members/{people['owner'].id}")
    assert (answer.status_code, answer.json()["code"]) == (409, "last-owner")


@pytest.mark.parametrize("body", [{"standing": "king"}, {"standing": "viewer", "roles": ["Owner"]}, {}, []])
def test_a_membership_that_cannot_be_is_refused(place: Place, body: object) -> None:
    people = people_of(place.database)
    member = f"/api/v1/projects/school/members/{people['nobody'].id}"
    assert place.signed_in(people["owner"]).put(member, json=body).status_code == 422


@pytest.mark.parametrize("way", ["member", "invitation"])
def test_a_role_that_no_workflow_names_is_refused_with_those_that_are_known(place: Place, way: str) -> None:
    people = people_of(place.database)
    owner, order = place.signed_in(people["owner"]), {"standing": "viewer", "roles": ["pm", "notarole"]}
    if way == "member":
        answer = owner.put(f"/api/v1/projects/school/members/{people['nobody'].id}", json=order)
    else:
        answer = owner.post("/api/v1/projects/school/invitations", json={"email": "e@x.org", **order})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert ("'notarole'" in answer.text, "'pm'" in answer.text) == (True, False)
    assert all(role in answer.json()["detail"] for role in ("lead", "pm", "sponsor"))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 201),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Origin": "http://localhost"}, 201),
        ({"Origin": "https://localhost"}, 403),
        ({"Origin": "http://localhost:81"}, 403),
        ({"Origin": "http://localhost.evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://evil.example", "Sec-Fetch-Site": "same-origin"}, 201),
        ({}, 403),
    ],
)
def test_a_cookie_changes_things_only_from_our_own_pages(place: Place, headers: dict[str, str], status: int) -> None:
    client = place.signed_in(people_of(place.database)["viewer"])
    del client.headers["Sec-Fetch-Site"]
    assert client.post("/api/v1/projects", json={"slug": "new"}, headers=headers).status_code == status


def test_a_request_with_a_credential_asks_the_database_once(place: Place) -> None:
    people = people_of(place.database)
    clients = [place.signed_in(people["viewer"]), place.bearing(people["viewer"], "project:read")]
    for client in clients:
        client.get("/api/v1/projects/school")  # notes the use, which the next five minutes need not
    asked: list[str] = []
    runtime = place.app.state.runtime()
    event.listen(runtime.database.writer, "before_cursor_execute", lambda *given: asked.append(given[2]))
    if runtime.database.reader is not runtime.database.writer:
        event.listen(runtime.database.reader, "before_cursor_execute", lambda *given: asked.append(given[2]))
    counts = []
    for client in [*clients, place.client(), place.client(Authorization="Bearer cmb_" + "x" * 49)]:
        asked.clear()
        client.get("/api/v1/projects/school")
        client.get("/health/live")
        counts.append(len({query for query in asked if query.startswith("SELECT")}))
    assert (counts, NOTED_EVERY) == ([1, 1, 0, 0], timedelta(minutes=5))


ASKS_NOTHING = (
    "/docs",
    "/docs/static/docs.js",
    "/docs/static/swagger-ui/swagger-ui.css",
    "/openapi.json",
    "/sign-in.css",
    "/health",
    "/health/live",
    "/health/ready",
    "/health/startup",
    "/livez",
    "/readyz",
    "/healthz",
    "/__lbheartbeat__",
    "/__version__",
)


def test_static_files_and_probes_ask_the_database_nothing(place: Place) -> None:
    ada = people_of(place.database)["viewer"]
    clients = [place.signed_in(ada), place.bearing(ada, "project:read")]
    runtime = place.app.state.runtime()
    asked: list[str] = []
    for engine in {runtime.database.writer, runtime.database.reader}:
        event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    statuses = {path: [client.get(path).status_code for client in clients] for path in ASKS_NOTHING}
    assert asked == []
    assert {path for path, found in statuses.items() if 404 in found} == set()
    clients[0].get("/api/v1/projects/school")
    assert len({query for query in asked if query.startswith("SELECT")}) == 1
