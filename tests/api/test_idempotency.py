"""Requests with an `Idempotency-Key`: carried out once, answered alike each time."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.core.database import Database
from app.domain.names import Digest
from app.services import idempotency
from app.services.idempotency import KEPT_FOR, Claimed, KeptAnswer, KeyedRequest, KeyInFlight, KeyReused
from app.store import projects
from app.store.account_tables import idempotency_keys
from tests.api.conftest import School
from tests.api.people import place_on
from tests.services.line import DISCOVERY, NOON, document
from tests.services.people import add

HERE = "/api/v1/projects/school"
KEY = '"8e03978e-40d5-43dd-bc93-6894a57f9324"'
PROBLEM = "application/problem+json"
REPLAYED = "idempotent-replayed"
KEYED = KeyedRequest(actor="person:ada", route="POST /x", key=Digest("a" * 64), request=Digest("b" * 64))
ANSWER = KeptAnswer(status=201, headers={"Location": "/x/1"}, body=b"{}")


def post(client: TestClient, path: str, *, key: str | None = KEY, **sent: Any) -> Any:  # noqa: ANN401 - the client's own
    headers = {**sent.pop("headers", {}), **({} if key is None else {"Idempotency-Key": key})}
    return client.post(path, headers=headers, **sent)


def twice(client: TestClient, path: str, **sent: Any) -> Any:  # noqa: ANN401 - as above
    """Send a request and send it again; the second answer, once both are seen to be alike."""
    first, second = (post(client, path, **sent) for _ in range(2))
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert first.headers.get("location") == second.headers.get("location")
    assert (first.headers.get(REPLAYED), second.headers.get(REPLAYED)) == (None, "true")
    return second


class TestTheSameRequestAgain:
    def test_begins_one_project(self, school: School) -> None:
        answer = twice(school.by("owner"), "/api/v1/projects", json={"slug": "bridge"})
        assert (answer.status_code, answer.headers["location"]) == (201, "/api/v1/projects/bridge")

    def test_takes_one_brief(self, school: School) -> None:
        headers = {"Content-Type": "text/plain"}
        answer = twice(school.by("owner"), f"{HERE}/briefs", content=b"A bridge.", headers=headers)
        assert answer.json() == {**answer.json(), "number": 2, "is_new": True}

    def test_adopts_one_workflow(self, school: School) -> None:
        order = {"workflow": "software-product-development", "provider": "offline"}
        assert twice(school.by("owner"), f"{HERE}/adoption", json=order).json()["is_new"]

    def test_orders_one_run(self, school: School) -> None:
        owner = school.by("owner")
        assert twice(owner, f"{HERE}/runs/1/cancel").json() == {"number": 1, "outcome": "cancelled"}
        assert twice(owner, f"{HERE}/runs").json() == {"number": 2}
        assert len(owner.get(f"{HERE}/runs").json()) == 2

    def test_orders_one_retry(self, school: School) -> None:
        school.line.fail(DISCOVERY)
        answer = twice(school.by("owner"), f"{HERE}/instances/strategy_discovery/retry")
        assert (answer.status_code, answer.json()["number"]) == (201, 1)

    def test_answers_questions_once(self, school: School) -> None:
        path = f"{HERE}/instances/strategy_discovery/questions/{school.line.ask(DISCOVERY)}/answers"
        assert len(twice(school.by("contributor"), path, json={"values": {"q1": 3}}).json()) == 2

    def test_decides_once(self, school: School) -> None:
        headers = {"If-Match": f'"{school.line.write(DISCOVERY, document())}"'}
        answer = twice(school.by("lead"), f"{HERE}/documents/SD-1/accept", headers=headers)
        assert (answer.status_code, answer.json()["verdict"]) == (200, "accept")

    def test_invites_once(self, school: School) -> None:
        order = {"email": "e@example.org", "standing": "viewer"}
        assert twice(school.by("owner"), f"{HERE}/invitations", json=order).json()["email"] == "e@example.org"

    def test_makes_one_token_and_shows_it_to_the_session_that_asked_alone(self, school: School) -> None:
        owner, order = school.by("owner"), {"name": "ci", "scopes": ["project:read"]}
        secret = twice(owner, "/api/v1/tokens", json=order).json()["token"]
        assert len(owner.get("/api/v1/tokens").json()) == 1
        elsewhere = post(school.by("owner"), "/api/v1/tokens", json=order)
        assert (elsewhere.status_code, elsewhere.json()["code"]) == (409, "answer-concealed")
        with school.place.database.read() as session:
            (row,) = session.execute(idempotency_keys.select()).all()
        assert secret.encode() not in bytes(row.body)
        assert b"project:read" not in bytes(row.body)

    def test_is_another_request_when_somebody_else_sends_it(self, school: School) -> None:
        answers = [post(school.by(who), "/api/v1/projects", json={"slug": who}) for who in ("owner", "viewer")]
        assert [(answer.status_code, REPLAYED in answer.headers) for answer in answers] == [(201, False)] * 2

    def test_is_another_request_at_another_route(self, school: School) -> None:
        owner = school.by("owner")
        answers = [post(owner, f"{HERE}/runs/1/cancel"), post(owner, f"{HERE}/runs")]
        assert [answer.status_code for answer in answers] == [200, 201]

    def test_with_every_escape_is_the_same_key(self, school: School) -> None:
        client = school.by("owner")
        answers = [post(client, "/api/v1/projects", key=r' "a\"b\\" ', json={"slug": "bridge"}) for _ in range(2)]
        assert [answer.headers.get(REPLAYED) for answer in answers] == [None, "true"]

    @pytest.mark.parametrize("word", ["8e03978e-40d5-43dd-bc93-6894a57f9324", "5", "_n~a+n/o=.id-"])
    def test_as_a_bare_word_is_the_key_of_the_quoted_one(self, school: School, word: str) -> None:
        client = school.by("owner")
        answers = [post(client, "/api/v1/projects", key=key, json={"slug": "bridge"}) for key in (word, f'"{word}"')]
        assert [answer.headers.get(REPLAYED) for answer in answers] == [None, "true"]


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/api/v1/projects", {"json": {"slug": "tunnel"}}),
        ("/api/v1/projects?a=1", {"json": {"slug": "bridge"}}),
        ("/api/v1/projects", {"content": b'{"slug":  "bridge"}', "headers": {"Content-Type": "application/json"}}),
    ],
    ids=["body", "query", "spelling"],
)
def test_a_key_stands_for_one_request(school: School, path: str, sent: dict[str, Any]) -> None:
    owner = school.by("owner")
    assert post(owner, "/api/v1/projects", json={"slug": "bridge"}).status_code == 201
    answer = post(owner, path, **sent)
    assert (answer.status_code, answer.json()["code"]) == (422, "key-reused")


def test_a_key_stands_for_one_project(school: School) -> None:
    owner = school.by("owner")
    owner.post("/api/v1/projects", json={"slug": "bridge"})
    content: dict[str, Any] = {"content": b"A bridge.", "headers": {"Content-Type": "text/plain"}}
    assert post(owner, f"{HERE}/briefs", **content).status_code == 201
    assert post(owner, "/api/v1/projects/bridge/briefs", **content).status_code == 422


@pytest.mark.parametrize(
    "key",
    ["", '""', "a b", "a" * 256, '"a', 'a"', '"a"b"', r'"\a"', '"a";x=1', '"a", "b"',
     '"\x7f"', '"' + "a" * 256 + '"', ":YQ==:", "?1", "a;x=1"],
)  # fmt: skip
def test_a_malformed_key_is_a_bad_request_and_changes_nothing(school: School, key: str) -> None:
    answer = post(school.by("owner"), "/api/v1/projects", key=key, json={"slug": "bridge"})
    assert (answer.status_code, answer.headers["content-type"]) == (400, PROBLEM)
    assert "quoted string" in answer.json()["detail"]
    assert school.by("owner").get("/api/v1/projects/bridge").status_code == 404


def test_two_keys_are_no_key(school: School) -> None:
    headers = [("Idempotency-Key", '"a"'), ("Idempotency-Key", '"b"'), ("Content-Type", "application/json")]
    answer = school.by("owner").post("/api/v1/projects", content=b'{"slug": "bridge"}', headers=headers)
    assert answer.status_code == 400


def test_what_was_refused_may_be_sent_again_under_its_key(school: School) -> None:
    owner = school.by("owner")
    assert post(owner, f"{HERE}/runs").status_code == 409
    assert post(owner, f"{HERE}/runs/1/cancel", key=None).status_code == 200
    answer = post(owner, f"{HERE}/runs")
    assert (answer.status_code, REPLAYED in answer.headers) == (201, False)


def test_an_answer_is_not_given_to_whoever_may_no_longer_ask(school: School) -> None:
    owner = school.by("owner")
    order = {"email": "e@example.org", "standing": "viewer"}
    assert post(owner, f"{HERE}/invitations", json=order).status_code == 201
    for who, standing in (("lead", "owner"), ("owner", "viewer")):
        member = f"{HERE}/members/{school.people[who].id}"
        assert owner.put(member, json={"standing": standing}).status_code == 204
    assert post(owner, f"{HERE}/invitations", json=order).status_code == 403


def test_who_comes_while_the_first_is_answered_is_told_so_and_does_not_wait(school: School) -> None:
    first, second = school.by("owner"), school.by("owner")
    path, runtime = f"{HERE}/runs/1/cancel", school.place.app.state.runtime()
    with ThreadPoolExecutor(1) as pool:
        with school.place.database.begin() as session:
            projects.lock(session, school.line.project)  # holds the first one up
            begun = pool.submit(post, first, path)
            wait_for(lambda: runtime.keys_in_flight)
            meanwhile = post(second, path)
        assert begun.result().status_code == 200
    assert (meanwhile.status_code, meanwhile.json()["code"]) == (409, "key-in-flight")
    assert post(second, path).headers[REPLAYED] == "true"


def test_a_key_that_another_process_holds_is_in_flight(postgresql_database: Database) -> None:
    keyed = KeyedRequest(actor="a", route="r", key=KEYED.key, request=KEYED.request)
    with postgresql_database.begin() as one, postgresql_database.begin() as other:
        assert idempotency.claim(one, keyed, now=NOON) is None
        with pytest.raises(KeyInFlight):
            idempotency.claim(other, keyed, now=NOON)
        one.connection().rollback()
        assert idempotency.claim(other, keyed, now=NOON) is None


def wait_for(condition: Callable[[], object]) -> None:
    for _ in range(9000):
        if condition():
            return
        time.sleep(0.01)
    raise TimeoutError("it did not come")


def test_of_many_at_once_in_two_processes_one_is_carried_out(postgresql_database: Database) -> None:
    with place_on(postgresql_database) as one, place_on(postgresql_database) as other:
        ada = add(postgresql_database, "ada")
        clients = [place.signed_in(ada) for place in (one, other) for _ in range(4)]
        with ThreadPoolExecutor(len(clients)) as pool:
            answers = list(pool.map(lambda client: post(client, "/api/v1/projects", json={"slug": "bridge"}), clients))
        fresh = [answer for answer in answers if answer.status_code == 201 and REPLAYED not in answer.headers]
        assert len(fresh) == 1
        others = {(answer.status_code, answer.headers.get(REPLAYED)) for answer in answers if answer not in fresh}
        assert others <= {(201, "true"), (409, None)}
        assert {answer.content for answer in answers if answer.status_code == 201} == {fresh[0].content}
        assert post(clients[-1], "/api/v1/projects", json={"slug": "bridge"}).headers[REPLAYED] == "true"


class TestKept:
    def test_for_a_day_and_then_forgotten(self, database: Database) -> None:
        keep(database, KEYED, NOON)
        almost, after = NOON + KEPT_FOR - timedelta(seconds=1), NOON + KEPT_FOR
        assert (claimed(database, KEYED, almost), claimed(database, KEYED, after)) == (ANSWER, None)

    def test_anew_once_the_day_is_over(self, database: Database) -> None:
        keep(database, KEYED, NOON)
        keep(database, KEYED, NOON + KEPT_FOR)
        assert claimed(database, KEYED, NOON + 1.5 * KEPT_FOR) == ANSWER

    def test_ones_whose_day_is_over_are_swept_by_those_that_come(self, database: Database) -> None:
        for number in range(120):
            keep(database, numbered(number), NOON)
        for number, left in ((200, 21), (201, 2)):
            keep(database, numbered(number), NOON + KEPT_FOR)
            with database.read() as session:
                assert len(session.execute(idempotency_keys.select()).all()) == left

    def test_stands_for_its_own_request(self, database: Database) -> None:
        keep(database, KEYED, NOON)
        other = KeyedRequest(actor=KEYED.actor, route=KEYED.route, key=KEYED.key, request=Digest("c" * 64))
        with pytest.raises(KeyReused):
            claimed(database, other, NOON)


def numbered(number: int) -> KeyedRequest:
    return KeyedRequest(actor="a", route="r", key=Digest(f"{number:064}"), request=KEYED.request)


def keep(database: Database, keyed: KeyedRequest, at: datetime) -> None:
    with database.begin() as session:
        assert idempotency.claim(session, keyed, now=at) is None
        idempotency.keep(Claimed(session=session, keyed=keyed, now=at), ANSWER)


def claimed(database: Database, keyed: KeyedRequest, at: datetime) -> KeptAnswer | None:
    with database.begin() as session:
        return idempotency.claim(session, keyed, now=at)


COMPUTED_ONLY = {"/api/v1/definitions/validate", "/api/v1/projects/{slug}/adoption/preview"}
"""Operations that are POST for the size of what they are given, and change nothing."""


def test_every_post_that_changes_something_takes_a_key(school: School) -> None:
    described = school.place.app.openapi()["paths"]
    without = {
        path
        for path, methods in described.items()
        if path.startswith("/api/") and "post" in methods
        if "Idempotency-Key" not in {parameter["name"] for parameter in methods["post"].get("parameters", [])}
    }
    assert without == COMPUTED_ONLY
