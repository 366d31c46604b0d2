"""Requests that no honest client makes, over real sockets: each is refused with a problem and an id, never with a 5xx.

Both ways of serving are asked: `combine serve`, and plain uvicorn with the application alone.
"""

import json
import re
import socket
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress

import pytest

from tests.databases import SQLiteTemplates
from tests.operational.service_process import PATIENCE_SECONDS, PLAIN_UVICORN, PROGRAM, ServiceProcess

ME = b"GET /api/v1/me HTTP/1.1\r\nHost: localhost\r\n"
BEGIN = b"POST /api/v1/projects HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
END = b"\r\n"
STATUS = re.compile(rb"HTTP/1\.1 (\d{3})")
SLOW_SECONDS = "0.5"

# What the parser refuses is refused by each server in its own words; what reaches the application, in ours.
MALFORMED: dict[str, bytes] = {
    "a length and chunks": BEGIN + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks and a length": BEGIN + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
    "an unknown coding": BEGIN + b"Transfer-Encoding: xchunked\r\nContent-Length: 4\r\n\r\nabcd",
    "chunks that are not last": BEGIN + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "two lengths": BEGIN + b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
    "a signed length": BEGIN + b"Content-Length: +2\r\n\r\n{}",
    "an endless length": BEGIN + b"Content-Length: 99999999999999999999999999\r\n\r\n{}",
    "a negative chunk": BEGIN + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n{}\r\n0\r\n\r\n",
    "an endless chunk": BEGIN + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n{}\r\n0\r\n\r\n",
    "a space before the colon": ME + b"X-A : b\r\n\r\n",
    "a folded header": ME + b"X-A: b\r\n c\r\n\r\n",
    "a null byte in a header": ME + b"X-A: b\0c\r\n\r\n",
    "a lone carriage return": ME + b"X-A: b\rX-B: c\r\n\r\n",
    "lines without carriage returns": ME.replace(b"\r", b"") + b"\n",
    "a null byte in the address": b"GET /docs/static/\0 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "an unknown method": b"BREW /api/v1/me HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a tunnel": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "another protocol": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "a later version": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
}
REFUSED: dict[str, tuple[bytes, int]] = {
    "two hosts": (ME + b"Host: evil.example\r\n\r\n", 400),
    "another host": (b"GET /api/v1/me HTTP/1.1\r\nHost: evil.example\r\n\r\n", 400),
    "no host": (b"GET /api/v1/me HTTP/1.0\r\n\r\n", 400),
    "somebody at a host": (b"GET /api/v1/me HTTP/1.1\r\nHost: localhost@evil.example\r\n\r\n", 400),
    "another host in the address than in the header": (
        b"GET http://localhost/api/v1/me HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        400,
    ),
    "an asterisk": (b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n", 404),
    "a path that begins twice": (b"GET //evil.example/api/v1/me HTTP/1.1\r\nHost: localhost\r\n\r\n", 404),
    "a trace": (b"TRACE /api/v1/me HTTP/1.1\r\nHost: localhost\r\n\r\n", 405),
    "another method in a header": (
        b"PUT /api/v1/me HTTP/1.1\r\nHost: localhost\r\nX-HTTP-Method-Override: GET\r\nContent-Length: 0\r\n\r\n",
        405,
    ),
    "a body in disguise": (BEGIN + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}", 415),
    "a body in disguise beneath its chunks": (
        BEGIN + b"Transfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        400,
    ),
    "the same in two headers": (
        BEGIN + b"Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        400,
    ),
    "a body that is announced too large": (BEGIN + b"Content-Length: 5000\r\n\r\n", 413),
    "a body that grows too large": (
        BEGIN + b"Transfer-Encoding: chunked\r\n\r\n" + (b"3e8\r\n" + b"x" * 1000 + b"\r\n") * 10,
        413,
    ),
    "a body that does not come": (BEGIN + b"Content-Length: 10\r\n\r\n{", 408),
    "chunks that do not come": (BEGIN + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n", 408),
    "a long name of a chunk": (BEGIN + b"Transfer-Encoding: chunked\r\n\r\n2;a=b\r\n{}\r\n0\r\n\r\n", 422),
    "no body": (BEGIN + b"Content-Length: 0\r\n\r\n", 422),
}
PATHS = [
    "/docs/static/../main.py",
    "/docs/static/%2e%2e/main.py",
    "/docs/static/..%2f..%2f..%2f..%2f..%2fetc/passwd",
    "/docs/static/%252e%252e/main.py",
    "/docs/static//etc/passwd",
    "/docs/static/..%5c..%5cmain.py",
    "/docs/static/%00",
    "/docs/static/docs.js%00.txt",
    "/docs/static/%ff%fe",
    "/docs/static/" + "a" * 5000,
    "/docs/static/.",
    "/api/v1/projects/%00",
    "/api/v1/projects/..%2f..%2fhealth",
    "/api/v1/projects/%ed%a0%80",
    "/api/v1/projects/%ff",
    "/api/v1/projects/school%2f..%2f..%2fme",
    "/api/v1/definitions/..%2f..%2fetc/passwd",
    "/api/v1/definitions/%00/%00",
    "/api/v1/../../health/detailed/x",
    "/auth/..%2f/start",
]


@pytest.fixture(scope="module", params=["combine serve", "plain uvicorn"])
def service(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, sqlite_templates: SQLiteTemplates
) -> Iterator[ServiceProcess]:
    is_plain = request.param == "plain uvicorn"
    variables = {
        "DATABASE_URL": sqlite_templates.migrated(),
        "BODY_SECONDS": SLOW_SECONDS,
        "MAX_BODY_BYTES": "4096",
        "RATE_LIMIT_ADDRESS": "0",
    }
    folder = tmp_path_factory.mktemp("plain" if is_plain else "serve")
    with ServiceProcess(
        folder,
        variables,
        program=PLAIN_UVICORN if is_plain else PROGRAM,
        arguments=() if is_plain else ("serve",),
    ) as running:
        running.until("/health/ready", 200)
        yield running


def answers(service: ServiceProcess, pieces: Iterable[bytes]) -> bytes:
    """Send, and read until the other side closes or falls silent."""
    told = b""
    with socket.create_connection(("127.0.0.1", service.port), timeout=PATIENCE_SECONDS) as link:
        with suppress(ConnectionError):  # closed while more was sent
            for piece in pieces:
                link.sendall(piece)
        try:
            while more := link.recv(65536):
                told += more
                head, _, body = told.partition(b"\r\n\r\n")
                length = re.search(rb"(?i)content-length: (\d+)", head)
                if length and len(body) >= int(length[1]):
                    break
        except OSError:
            pass  # silent, or closed before all was read
    return told


def problem(told: bytes) -> dict[str, object]:
    head, _, body = told.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in head.lower(), told
    found: dict[str, object] = json.loads(body)
    assert str(found["request_id"]).encode() in head
    return found


@pytest.mark.parametrize("case", MALFORMED)
def test_what_is_no_request_is_refused_and_the_connection_closed(service: ServiceProcess, case: str) -> None:
    told = answers(service, [MALFORMED[case]])
    assert told.startswith(b"HTTP/1.1 400 ")
    assert b"connection: close" in told.lower()
    if service.folder.name.startswith("serve"):
        assert problem(told)["status"] == 400


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_a_request_is_refused_with_a_problem(service: ServiceProcess, case: str) -> None:
    sent, status = REFUSED[case]
    assert problem(answers(service, [sent]))["status"] == status


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path[:40])
def test_no_address_leads_out_of_its_folder(service: ServiceProcess, path: str) -> None:
    told = answers(service, [b"GET " + path.encode() + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"])
    assert problem(told)["status"] == 404
    assert b"root:" not in told


def test_a_method_in_a_header_or_in_the_query_changes_nothing(service: ServiceProcess) -> None:
    asked = b"GET /api/v1/me?_method=DELETE HTTP/1.1\r\nHost: localhost\r\nX-HTTP-Method-Override: DELETE\r\n\r\n"
    assert answers(service, [asked]).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("wanted", [b"websocket", b"h2c"])
def test_nobody_changes_the_protocol(service: ServiceProcess, wanted: bytes) -> None:
    asked = ME + b"Connection: Upgrade\r\nUpgrade: " + wanted + b"\r\nSec-WebSocket-Version: 13\r\n\r\n"
    assert b" 101 " not in answers(service, [asked])[:20]


def test_a_slow_body_is_cut_off_in_time_however_it_drips(service: ServiceProcess) -> None:
    dripped: list[bytes] = []

    def drip() -> Iterator[bytes]:
        yield BEGIN + b"Content-Length: 4000\r\n\r\n"
        while len(dripped) < 3999:
            time.sleep(0.05)
            dripped.append(b" ")
            yield b" "

    assert b" 408 " in answers(service, drip())[:20]
    assert len(dripped) < 1000


def test_long_heads_are_refused_by_both(service: ServiceProcess) -> None:
    told = answers(service, [ME + b"X-Long: " + b"a" * 30_000 + b"\r\nX-More: " + b"a" * 40_000 + b"\r\n\r\n"])
    assert problem(told)["status"] == 431


@pytest.mark.parametrize("depth", [100, 900, 1100, 2000])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_deeply_nested_bodies_are_refused(service: ServiceProcess, depth: int, opening: str, closing: str) -> None:
    number = min(depth, 4000 // (len(opening) + len(closing)))
    body = (opening * number + "1" + closing * number).encode()
    told = answers(service, [BEGIN + b"Content-Length: " + str(len(body)).encode() + b"\r\n\r\n" + body])
    assert problem(told)["status"] in {400, 422}
