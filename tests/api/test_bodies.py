"""What is asked before a body is read, and how much of one is read."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event

from app.http.guarded import MOST_JSON_BYTES
from tests.api.conftest import School
from tests.api.people import ELSEWHERE, Place, place_on
from tests.api.routes import Operation, guarded
from tests.databases import SQLiteTemplates, opened

PROBLEM = "application/problem+json"
CHANGES = [operation for operation in guarded() if operation.method != "GET"]
JSON = {"Content-Type": "application/json"}
NEW = b'{"slug": "bridge"}'


@pytest.fixture(scope="module")
def empty(sqlite_templates: SQLiteTemplates) -> Iterator[Place]:
    with opened(sqlite_templates) as database, place_on(database) as made:
        made.app.add_interface()  # type: ignore[attr-defined]  # our own application
        yield made


@pytest.mark.parametrize("operation", CHANGES, ids=str)
def test_nothing_is_read_from_nobody(empty: Place, operation: Operation) -> None:
    reads: list[None] = []
    statuses: list[int] = []

    async def receive() -> dict[str, Any]:
        reads.append(None)
        return {"type": "http.request", "body": b"[" * 1000, "more_body": False}

    async def send(message: Any) -> None:  # noqa: ANN401 - of the protocol
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    scope = {
        "type": "http",
        "method": operation.method,
        "path": operation.address,
        "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"content-type", b"application/json"), (b"content-length", b"1000")],
        "client": ELSEWHERE,
        "scheme": "http",
    }
    asyncio.run(empty.app(scope, receive, send))
    assert (statuses, reads) == ([401], [])


def pieces(body: bytes) -> Iterator[bytes]:
    yield from (body[start : start + 65536] for start in range(0, len(body), 65536))


@pytest.mark.parametrize("is_announced", [True, False])
@pytest.mark.parametrize(("size", "status"), [(MOST_JSON_BYTES, 201), (MOST_JSON_BYTES + 1, 413)])
def test_json_is_read_in_moderation(school: School, size: int, status: int, *, is_announced: bool) -> None:
    body = NEW.ljust(size)
    client = school.program_of("owner")
    answer = client.post("/api/v1/projects", content=body if is_announced else pieces(body), headers=JSON)
    assert answer.status_code == status
    assert (answer.headers["content-type"] == PROBLEM) == (status == 413)


ODD = {
    "a key twice": ('{"slug": "bridge", "slug": "gate"}', 400, "the key 'slug' stands twice"),
    "a key twice below": ('{"slug": "bridge", "title": {"a": 1, "\\u0061": 2}}', 400, "the key 'a' stands twice"),
    "no number": ('{"slug": NaN}', 400, "NaN is not a JSON number"),
    "a number beyond all": ('{"slug": 1e999}', 400, "is too large"),
    "a number of many digits": ('{"slug": %s}' % ("9" * 200_000), 400, "is beyond 2^53 - 1"),
    "deep": ('{"slug": %s}' % ("[" * 70 + "]" * 70), 400, "nested deeper than 64 levels"),
    "deeper": ("[" * 200_000, 400, "more than 5,000 values"),
    "half a pair": ('{"slug": "\\ud800"}', 400, "half of a surrogate pair"),
    "no UTF-8": (b'{"slug": "\xff"}', 400, "no UTF-8"),
    "many keys": (json.dumps(dict.fromkeys(map(str, range(10_000)))), 400, "more than 5,000 values"),
    "many values": (json.dumps({"slug": [0] * 50_000}), 400, "more than 5,000 values"),
    "many commas in a text": ('{"slug": "%s"}' % ("," * 100_000), 422, "each fault is listed"),
    "many quotes in a text": ('{"slug": "%s' % ('\\"' * 100_000), 422, "each fault is listed"),
    "no JSON": ("{slug}", 422, "each fault is listed"),
}


@pytest.mark.parametrize(("body", "status", "said"), ODD.values(), ids=ODD)
def test_json_that_is_not_read_alike_by_all_is_refused_with_the_reason(
    school: School, body: str | bytes, status: int, said: str
) -> None:
    answer = school.program_of("owner").post("/api/v1/projects", content=body, headers=JSON)
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)
    assert said in answer.json()["detail"]
    assert len(answer.content) < 20_000


def test_a_file_that_is_sent_twice_in_one_upload_is_refused(school: School) -> None:
    body = b'{"files": {"a.txt": "one", "a.txt": "two"}}'
    answer = school.by("contributor").post("/api/v1/definitions/validate", content=body, headers=JSON)
    assert (answer.status_code, "'a.txt' stands twice" in answer.json()["detail"]) == (422, True)


def test_uploads_may_be_long(school: School) -> None:
    text = b"A gate. " * 60_000
    client = school.by("contributor")
    brief = client.post("/api/v1/projects/school/briefs", content=text, headers={"Content-Type": "text/plain"})
    judged = client.post("/api/v1/definitions/validate", content=b'{"files": {"a.txt": "%s"}}' % text, headers=JSON)
    assert len(text) > MOST_JSON_BYTES
    assert (brief.status_code, judged.status_code) == (201, 200)


@pytest.mark.parametrize("text", [b"", b" \n"])
def test_a_brief_without_words_is_refused_as_one(school: School, text: bytes) -> None:
    path = "/api/v1/projects/school/briefs"
    answer = school.by("contributor").post(path, content=text, headers={"Content-Type": "text/plain"})
    assert (answer.status_code, answer.json()["code"]) == (422, "unreadable-brief")


def test_a_change_asks_once_who_makes_it(school: School) -> None:
    client = school.program_of("contributor")
    path = "/api/v1/projects/school/briefs"
    headers = {"Content-Type": "text/plain"}
    assert client.post(path, content=b"A gate.", headers=headers).status_code == 201
    asked: list[str] = []
    runtime = school.place.app.state.runtime()
    for engine in {runtime.database.writer, runtime.database.reader}:
        event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    assert client.post(path, content=b"Two gates.", headers=headers).status_code == 201
    assert len({query for query in asked if "api_tokens" in query}) == 1
