"""Those who may enter, and the audit, in the hands of administrators."""

import json
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from app.core.database import Database
from app.domain.accounts import Permission
from app.services import sessions
from app.store import audit_tables
from app.store.users import User
from tests.api.people import Place, now, people_of, place_on
from tests.services.people import chained

HERE = "/api/v1/users"


@pytest.fixture
def place(database: Database) -> Iterator[Place]:
    with place_on(database) as made:
        yield made


@pytest.fixture
def people(place: Place) -> dict[str, User]:
    return people_of(place.database)


@pytest.fixture
def administrator(place: Place, people: dict[str, User]) -> TestClient:
    return place.signed_in(people["administrator"])


def test_everybody_is_listed_in_pages(administrator: TestClient, people: dict[str, User]) -> None:
    found, path = [], f"{HERE}?limit=3"
    while path:
        answer = administrator.get(path)
        found += [user["name"] for user in answer.json()]
        path = answer.links["next"]["url"] if "next" in answer.links else ""
    assert found == list(people)


def test_a_person_is_added_shown_by_key_or_address_and_not_added_twice(administrator: TestClient) -> None:
    made = administrator.post(HERE, json={"email": "New@Example.com", "name": "New"})
    assert (made.status_code, made.json()["email"]) == (201, "new@example.com")
    assert administrator.get(made.headers["location"]).json() == made.json()
    assert administrator.get(f"{HERE}/new@example.com").json() == made.json()
    again = administrator.post(HERE, json={"email": "new@example.com"})
    assert (again.status_code, again.json()["code"]) == (409, "email-taken")
    assert "New has the address 'new@example.com', since 20" in again.json()["detail"]


def test_a_disabled_person_is_out_until_they_are_enabled(
    place: Place, people: dict[str, User], administrator: TestClient
) -> None:
    ada = people["viewer"]
    client = place.signed_in(ada)
    assert administrator.post(f"{HERE}/{ada.id}/disable").json()["deactivated_at"] is not None
    assert client.get("/api/v1/me").status_code == 401
    assert administrator.post(f"{HERE}/{ada.id}/enable").json()["deactivated_at"] is None
    assert place.signed_in(ada).get("/api/v1/me").status_code == 200


def test_administrators_appoint_and_dismiss_and_the_last_one_stays(
    place: Place, people: dict[str, User], administrator: TestClient
) -> None:
    ada, last = people["viewer"], people["administrator"]
    appointed = administrator.put(f"{HERE}/{ada.id}/administrator")
    assert (appointed.status_code, appointed.json()["administrator_since"] is not None) == (200, True)
    other = place.signed_in(ada)
    assert other.get(HERE).status_code == 200
    assert administrator.delete(f"{HERE}/{ada.id}/administrator").json()["administrator_since"] is None
    assert other.get(HERE).status_code == 403
    refused = administrator.delete(f"{HERE}/{last.id}/administrator")
    assert (refused.status_code, refused.json()["code"]) == (409, "last-administrator")
    said = chained(place.database)
    assert [word in said for word in ("administrator.appointed", "administrator.dismissed")] == [True, True]


def test_a_sign_in_link_signs_its_person_in_once(
    place: Place, people: dict[str, User], administrator: TestClient
) -> None:
    made = administrator.post(f"{HERE}/{people['viewer'].id}/sign-in-link")
    assert made.status_code == 201
    secret = made.json()["url"].partition("/auth/link?token=")[2]
    assert [use(place, secret) for _ in range(2)] == ["viewer", None]


def use(place: Place, secret: str) -> str | None:
    """Sign in by a link; gives who one is then, None for nobody."""
    with place.database.begin() as session:
        try:
            return sessions.use_sign_in_link(session, secret, now=now()).name
        except sessions.NoEntry:
            return None


@pytest.mark.parametrize(
    ("method", "deed"), [("POST", "sign-in-link"), ("PUT", "administrator"), ("DELETE", "administrator")]
)
def test_a_program_appoints_nobody_and_makes_no_sign_in_link(
    place: Place, people: dict[str, User], method: str, deed: str
) -> None:
    program = place.bearing(people["administrator"], *Permission)
    assert program.request(method, f"{HERE}/{people['viewer'].id}/{deed}").status_code == 403
    assert program.get(HERE).status_code == 200


def test_the_tokens_of_others_are_listed_without_secrets(
    place: Place, people: dict[str, User], administrator: TestClient
) -> None:
    key, secret = place.token(people["viewer"], "project:read")
    listed = administrator.get(f"{HERE}/{people['viewer'].id}/tokens")
    assert ([token["id"] for token in listed.json()], secret in listed.text) == ([key], False)


@pytest.mark.parametrize("user", ["nobody@example.org", "x", "%00", "01a2062a-293e-77cb-8370-12b065ee176e"])
def test_nobody_is_found_who_is_not_there(administrator: TestClient, user: str) -> None:
    assert administrator.get(f"{HERE}/{user}").status_code == 404


def test_the_installations_audit_is_read_and_verified(administrator: TestClient) -> None:
    assert administrator.get("/api/v1/audit?limit=200").json()[0]["sequence"] == 1
    reports = administrator.get("/api/v1/audit/verification").json()
    assert reports[0]["project"] is None
    assert {report["project"] for report in reports} == {None, "school", "other"}
    assert all(report["holds"] for report in reports)


def test_the_audit_tells_from_which_request_a_deed_came(database: Database) -> None:
    with place_on(database, trusted_proxies="192.0.2.0/24") as place:
        client = place.signed_in(people_of(database)["administrator"])
        client.headers["X-Forwarded-For"] = "198.51.100.1, 203.0.113.9"
        answer = client.post(HERE, json={"email": "new@example.com"}, headers={"X-Request-ID": "r-77"})
        assert (answer.status_code, answer.headers["x-request-id"]) == (201, "r-77")
        newest = client.get("/api/v1/audit?limit=200").json()[-1]
        assert newest["origin"] == {"door": "http", "address": "203.0.113.9", "request": "r-77"}
        assert json.loads(newest["entry"])["action"] == "user.added"


def test_an_owner_verifies_their_own_chain_and_sees_where_it_breaks(place: Place, people: dict[str, User]) -> None:
    owner = place.signed_in(people["owner"])
    path = "/api/v1/projects/school/audit/verification"
    found = owner.get(path).json()
    assert (found["project"], found["holds"], found["breaks"]) == ("school", True, [])
    with place.database.begin() as session:
        head = audit_tables.audit_heads
        session.execute(head.update().where(head.c.chain == found["chain"]).values(digest="0" * 64))
    broken = owner.get(path).json()
    assert (broken["holds"], broken["breaks"][0]["sequence"]) == (False, found["entries"])
