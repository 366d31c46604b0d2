"""Hostile request heads over a real socket: refused with 431 or 400, the connection closed, memory bounded."""

import socket
from collections.abc import Iterable, Iterator
from itertools import chain, repeat
from pathlib import Path

import pytest

from tests.databases import SQLiteTemplates
from tests.operational.service_process import ServiceProcess

BEGIN = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n"
MEGABYTE = 1024 * 1024
MOST_GROWTH = 24 * MEGABYTE
"""Less than half of what is offered, and more than a process still loads behind its first answer."""

REFUSALS = {b"HTTP/1.1 431 Request Header Fields Too Large", b"HTTP/1.1 400 Bad Request", b"closed"}
ENDLESS: dict[str, tuple[bytes, bytes]] = {
    "one header without end": (BEGIN + b"X-Long: ", b"a" * 8192),
    "headers without end": (BEGIN, b"X-More: " + b"a" * 1000 + b"\r\n"),
    "an address without end": (b"GET /", b"a" * 8192),
    "a header name without end": (BEGIN, b"a" * 8192),
    "trailers without end": (
        b"POST /health/live HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
        b"X-More: " + b"a" * 1000 + b"\r\n",
    ),
}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, sqlite_templates: SQLiteTemplates) -> Iterator[ServiceProcess]:
    folder: Path = tmp_path_factory.mktemp("heads")
    with ServiceProcess(folder, {"DATABASE_URL": sqlite_templates.migrated()}) as running:
        running.until("/health/ready", 200)
        yield running


def answer_to(service: ServiceProcess, pieces: Iterable[bytes]) -> tuple[bytes, int]:
    """Send until the other side closes; give the first line of its answer and how many bytes it took."""
    sent = 0
    with socket.create_connection(("127.0.0.1", service.port), timeout=90) as link:
        try:
            for piece in pieces:
                link.sendall(piece)
                sent += len(piece)
        except ConnectionError:
            pass  # closed while more was sent
        try:
            return link.recv(4096).partition(b"\r\n")[0], sent
        except ConnectionError:
            return b"closed", sent  # a reset, because what was sent was not read


def resident(service: ServiceProcess) -> int:
    lines = Path(f"/proc/{service.process.pid}/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS:")).split()[1]) * 1024


@pytest.mark.parametrize("kind", ENDLESS)
def test_a_head_without_end_is_cut_off(service: ServiceProcess, kind: str) -> None:
    start, more = ENDLESS[kind]
    before = resident(service)
    status, sent = answer_to(service, chain([start], repeat(more, 64 * MEGABYTE // len(more))))
    assert status in REFUSALS or (kind == "trailers without end" and status == b"HTTP/1.1 405 Method Not Allowed")
    assert sent < 48 * MEGABYTE
    assert resident(service) - before < MOST_GROWTH
    assert service.status("/health/live") == 200


@pytest.mark.parametrize(
    "head",
    [BEGIN + b"X-Long: " + b"a" * 70_000 + b"\r\n\r\n", b"GET /?" + b"a" * 70_000 + BEGIN[16:] + b"\r\n"],
    ids=["a header", "an address"],
)
def test_a_head_over_the_limit_is_told_so(service: ServiceProcess, head: bytes) -> None:
    assert answer_to(service, [head])[0] == b"HTTP/1.1 431 Request Header Fields Too Large"


def test_a_long_head_within_the_limit_is_answered(service: ServiceProcess) -> None:
    head = BEGIN + b"X-Long: " + b"a" * 60_000 + b"\r\nConnection: close\r\n\r\n"
    assert answer_to(service, [head])[0] == b"HTTP/1.1 200 OK"
