import json

import pytest
from fastapi.testclient import TestClient

from app.domain import errors
from app.http.problem_types import CODES
from app.http.problems import problem_body, status_of
from tests.http.applications import PLANTED


def test_an_error_of_the_domain_is_a_problem_with_its_sentence(client: TestClient) -> None:
    answer = client.get("/test/missing", headers={"X-Request-ID": "r-404"})
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "/errors/not-found",
        "title": "There is no such thing",
        "status": 404,
        "detail": "There is no project 'harbour'.",
        "code": "not-found",
        "request_id": "r-404",
    }


def test_a_subclass_keeps_its_own_code(client: TestClient) -> None:
    answer = client.get("/test/taken").json()
    assert (answer["status"], answer["code"]) == (409, "slug-taken")


def test_a_retryable_error_says_when(client: TestClient) -> None:
    answer = client.get("/test/busy")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "7")


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (errors.AppError, 500),
        (errors.Invalid, 422),
        (errors.NotFound, 404),
        (errors.Conflict, 409),
        (errors.Forbidden, 403),
        (errors.LimitReached, 429),
        (errors.Upstream, 502),
        (errors.Retryable, 503),
        (errors.QuotaExceeded, 502),
        (errors.Permanent, 502),
    ],
)
def test_each_error_has_a_status(kind: type[errors.AppError], status: int) -> None:
    assert status_of(kind("x")) == status


BODIES = {
    "missing field": {"title": "t"},
    "wrong type": {"title": "t", "count": PLANTED},
    "out of range": {"title": "t", "count": 0},
    "unknown field": {"title": "t", "count": 1, "password": PLANTED},
    "list": [PLANTED],
    "text": PLANTED,
    "null": None,
}


@pytest.mark.parametrize("case", BODIES)
def test_a_refused_body_is_explained_and_never_repeated(client: TestClient, case: str) -> None:
    answer = client.post("/test/orders", json=BODIES[case])
    assert answer.status_code == 422
    told = answer.json()
    assert told["errors"]
    assert all(set(error) == {"field", "message", "type"} for error in told["errors"])
    assert PLANTED not in answer.text


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b'{"title": "' + PLANTED.encode(), b"[" * 100])
def test_a_body_that_is_no_json_is_explained(client: TestClient, content: bytes) -> None:
    answer = client.post("/test/orders", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code in {400, 422}
    assert answer.headers["content-type"] == "application/problem+json"
    assert PLANTED not in answer.text


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_a_body_without_bottom_is_told_so(client: TestClient, opening: str) -> None:
    content = opening * 100_000
    answer = client.post("/test/orders", content=content, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["detail"]) == (400, "The body is nested too deeply")


def test_an_address_that_is_not_there_is_a_problem(client: TestClient) -> None:
    assert client.get("/nowhere").json()["detail"] == "There is nothing at this address"


def test_every_problem_is_strict_json(client: TestClient) -> None:
    for path in ("/nowhere", "/test/unhandled", "/test/taken"):
        assert json.loads(client.get(path).content)["request_id"]


@pytest.mark.parametrize(("status", "code"), CODES.items())
def test_every_problem_has_a_code(status: int, code: str) -> None:
    assert json.loads(problem_body(status, "No."))["code"] == code
    assert json.loads(problem_body(status, "No.", code="run-open"))["code"] == "run-open"
