"""Every route has a policy, and every policy keeps out whom it should."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import product

import pytest
from fastapi.testclient import TestClient

from app.domain.accounts import LOCAL_OPERATOR, Permission, Standing
from app.http.identity import Allowed, AllowedHere
from app.services import tokens
from app.services.projects import find_project
from app.services.sessions import IDLE
from app.store.users import User
from tests.api.people import Place, disable, now, people_of, place_on
from tests.api.routes import SOMEBODY, Operation, guarded, operations
from tests.databases import SQLiteTemplates, opened
from tests.services.people import add, join

PUBLIC = {
    "/health": "probe",
    "/health/live": "probe",
    "/health/ready": "probe",
    "/health/startup": "probe",
    "/livez": "probe",
    "/readyz": "probe",
    "/healthz": "probe",
    "/__lbheartbeat__": "probe",
    "/__heartbeat__": "probe",
    "/__version__": "names the build",
    "/docs": "the reference of the interface",
    "/errors": "what the types of problems lead to",
    "/errors/{name}": "as above",
    "/sign-in": "the way in",
    "/sign-in.css": "its style",
    "/sign-out": "checks the session's own form token",
    "/auth/{provider}/start": "the way to a provider",
    "/auth/{provider}/callback": "checks what the provider says",
    "/auth/link": "checks the link's secret",
    "/auth/development": "checks that it is allowed, and this computer",
}
GUARDED = guarded()
IN_PROJECT = [operation for operation in GUARDED if operation.is_in_project]
BEYOND_READING = [operation for operation in IN_PROJECT if operation.permission is not Permission.PROJECT_READ]
READS_BY_POST = {"/api/v1/definitions/validate"}
CHANGES = [one for one in GUARDED if one.method not in {"GET", "HEAD"} and one.path not in READS_BY_POST]
WITH_PERMISSION = [operation for operation in GUARDED if operation.permission is not None]


@pytest.fixture(scope="module")
def place(sqlite_templates: SQLiteTemplates) -> Iterator[Place]:
    with opened(sqlite_templates) as database, place_on(database) as made:
        yield made


@pytest.fixture(scope="module")
def people(place: Place) -> dict[str, User]:
    return people_of(place.database)


@dataclass(frozen=True, kw_only=True)
class Leaver:
    """Somebody who administered the installation, owned the project, and was disabled since."""

    browser: TestClient
    program: TestClient


@pytest.fixture(scope="module")
def leaver(place: Place, people: dict[str, User]) -> Leaver:
    assert people
    user = add(place.database, "former", is_administrator=True)
    with place.database.read() as session:
        school = find_project(session, LOCAL_OPERATOR, slug="school").id
    join(place.database, school, user, Standing.OWNER, "pm")
    made = Leaver(browser=place.signed_in(user), program=place.bearing(user, *Permission))
    assert made.browser.get("/api/v1/projects/school").status_code == 200
    disable(place.database, user)
    return made


@pytest.fixture(scope="module")
def secrets(place: Place, people: dict[str, User]) -> dict[str, str]:
    """What opens everything, in its right place."""
    _, token = place.token(people["administrator"], *Permission)
    return {"token": token, "session": place.signed_in(people["administrator"]).cookies["combine"]}


def ask(client: TestClient, operation: Operation) -> int:
    return client.request(operation.method, operation.address, json={}).status_code


def test_every_route_has_a_policy() -> None:
    without = {operation.path for operation in operations() if operation.policy is None}
    assert without - set(PUBLIC) == set()


def test_every_path_of_a_project_is_guarded_by_it() -> None:
    inside = {str(operation) for operation in operations() if "{slug}" in operation.path}
    assert inside == {str(operation) for operation in IN_PROJECT}
    assert inside


@pytest.mark.parametrize("operation", GUARDED, ids=str)
class TestNobodyEnters:
    def test_without_a_credential(self, place: Place, operation: Operation) -> None:
        assert ask(place.client(), operation) == 401

    @pytest.mark.parametrize("header", ["Bearer ", "Bearer cmb_x", "Basic YTpi", "Bearer " + "x" * 300, "\x7f"])
    def test_with_a_credential_that_is_none(self, place: Place, operation: Operation, header: str) -> None:
        assert ask(place.client(Authorization=header), operation) == 401

    def test_with_an_expired_token(self, place: Place, people: dict[str, User], operation: Operation) -> None:
        _, secret = place.token(people["owner"], *Permission, ago=timedelta(days=2), days=1)
        assert ask(place.client(Authorization=f"Bearer {secret}"), operation) == 401

    def test_with_a_revoked_token(self, place: Place, people: dict[str, User], operation: Operation) -> None:
        key, secret = place.token(people["owner"], *Permission)
        with place.database.begin() as session:
            tokens.revoke_token(session, LOCAL_OPERATOR, key=key, now=now())
        assert ask(place.client(Authorization=f"Bearer {secret}"), operation) == 401

    def test_with_a_session_that_is_over(self, place: Place, people: dict[str, User], operation: Operation) -> None:
        assert ask(place.signed_in(people["owner"], ago=IDLE), operation) == 401

    def test_with_a_session_that_was_ended(self, place: Place, people: dict[str, User], operation: Operation) -> None:
        client = place.signed_in(people["administrator"])
        (this,) = (one["id"] for one in client.get("/api/v1/sessions").json() if one["is_this_one"])
        assert client.delete(f"/api/v1/sessions/{this}").status_code == 204
        assert ask(client, operation) == 401

    def test_as_somebody_who_was_disabled(self, leaver: Leaver, operation: Operation) -> None:
        assert [ask(client, operation) for client in (leaver.browser, leaver.program)] == [401, 401]

    @pytest.mark.parametrize("secret", ["cookie in the header", "token in the cookie", "token in the query"])
    def test_with_a_credential_in_the_wrong_place(
        self, place: Place, secrets: dict[str, str], operation: Operation, secret: str
    ) -> None:
        client, token, address = place.client(), secrets["token"], operation.address
        if secret == "cookie in the header":
            client.headers["Authorization"] = f"Bearer {secrets['session']}"
        elif secret == "token in the cookie":
            client.cookies.set("combine", token)
        else:
            address = f"{address}?access_token={token}&token={token}"
        assert client.request(operation.method, address, json={}).status_code == 401

    def test_with_a_cookie_of_another_sites_page(
        self, place: Place, people: dict[str, User], operation: Operation
    ) -> None:
        client = place.signed_in(people["nobody"])
        client.headers["Sec-Fetch-Site"] = "cross-site"
        is_read = operation.method == "GET" and not isinstance(operation.policy, AllowedHere)
        allowed = {200, 404} if is_read else {403}
        assert ask(client, operation) in allowed


@pytest.mark.parametrize("operation", IN_PROJECT, ids=str)
@pytest.mark.parametrize("who", ["foreigner", "nobody"])
def test_to_strangers_a_project_is_not_there(
    place: Place, people: dict[str, User], operation: Operation, who: str
) -> None:
    assert ask(place.signed_in(people[who]), operation) == 404
    assert ask(place.bearing(people[who], *Permission), operation) == 404


@pytest.mark.parametrize("operation", BEYOND_READING, ids=str)
def test_a_viewer_only_reads(place: Place, people: dict[str, User], operation: Operation) -> None:
    assert ask(place.signed_in(people["viewer"]), operation) == 403


@pytest.mark.parametrize("operation", WITH_PERMISSION, ids=str)
def test_a_token_without_the_scope_is_refused(place: Place, people: dict[str, User], operation: Operation) -> None:
    scopes = set(Permission) - {operation.permission}
    for who in ("owner", "administrator"):
        answer = place.bearing(people[who], *sorted(scopes)).request(operation.method, operation.address, json={})
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize("operation", CHANGES, ids=str)
def test_a_token_that_may_only_read_changes_nothing(
    place: Place, people: dict[str, User], operation: Operation
) -> None:
    for who in ("owner", "administrator"):
        address = operation.address.replace(SOMEBODY, people[who].id)
        answer = place.bearing(people[who], "project:read").request(operation.method, address, json={})
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_head_is_answered_as_get_to_the_same_people(place: Place, people: dict[str, User]) -> None:
    reads = [operation.address for operation in operations() if operation.method == "GET"]
    measured = ("content-type", "content-length", "etag", "link", "location", "www-authenticate", "allow")
    clients = [place.client(), place.signed_in(people["foreigner"]), place.signed_in(people["administrator"])]
    statuses = set()
    for client, address in product(
        clients, [*reads, "/openapi.json", "/docs/static/docs.js", "/api/v1/definitions/validate"]
    ):
        got, head = client.get(address), client.head(address)
        assert (head.status_code, head.content) == (got.status_code, b""), address
        moves = address == "/metrics" or address.startswith("/health")
        for name in measured if not moves else ("content-type",):
            assert head.headers.get(name) == got.headers.get(name), (address, name)
        statuses.add(head.status_code)
    assert {200, 401, 403, 404, 405} <= statuses


def test_a_disabled_person_is_nobody(place: Place) -> None:
    person = add(place.database, "leaver")
    client, program = place.signed_in(person), place.bearing(person, *Permission)
    assert (client.get("/api/v1/me").status_code, program.get("/api/v1/me").status_code) == (200, 200)
    disable(place.database, person)
    assert (client.get("/api/v1/me").status_code, program.get("/api/v1/me").status_code) == (401, 401)


def test_what_the_routes_require_is_one_of_the_permissions() -> None:
    policies = [operation.policy for operation in GUARDED]
    assert any(isinstance(policy, Allowed) for policy in policies)
    assert any(isinstance(policy, AllowedHere) for policy in policies)
