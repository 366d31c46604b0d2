"""Leaving without losing a request, on the real process."""

import http.client
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import SQLiteTemplates
from tests.operational.service_process import ServiceProcess, wait_for

DRAIN_SECONDS = 1.5


@pytest.fixture
def service(tmp_path: Path, sqlite_templates: SQLiteTemplates) -> Iterator[ServiceProcess]:
    variables = {
        "DATABASE_URL": sqlite_templates.migrated(),
        "DRAIN_SECONDS": str(DRAIN_SECONDS),
        "GRACE_SECONDS": "10",
    }
    with ServiceProcess(tmp_path, variables) as running:
        running.until("/health/ready", 200)
        yield running


def test_the_listener_stays_open_while_readiness_says_no(service: ServiceProcess) -> None:
    service.signal(signal.SIGTERM)
    service.until("/health/ready", 503, seconds=5)
    answer = service.ask("/health/live")
    assert (answer.status, answer.headers["connection"]) == (200, "close")
    assert service.ask("/health/ready").json()["checks"]["drain"] == "fail: draining"  # type: ignore[index]  # an object of names
    assert "combine_draining 1.0" in service.ask("/metrics").body.decode()
    assert service.ended() == 0
    events = service.events()
    assert events.index("process.draining") < events.index("process.stopped")


def test_clients_that_respect_readiness_lose_no_request(service: ServiceProcess) -> None:
    """Four clients ask without pause and stop when readiness says so, as a load balancer would make them."""
    failures: list[str] = []
    answered = [0]
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            try:
                if service.ask("/openapi.json").status != 200:
                    failures.append("status")
                answered[0] += 1
                if service.ask("/health/ready").status == 503:
                    return
            except (OSError, http.client.HTTPException) as error:
                failures.append(repr(error))

    clients = [threading.Thread(target=ask) for _ in range(4)]
    for client in clients:
        client.start()
    wait_for(lambda: answered[0] > 20, "some answers")
    service.signal(signal.SIGTERM)
    for client in clients:
        client.join(timeout=10)
    stop.set()
    assert failures == []
    assert service.ended() == 0


def test_an_idle_kept_connection_does_not_hold_the_process(service: ServiceProcess) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", service.port)
    connection.request("GET", "/health/live")
    connection.getresponse().read()
    started = time.monotonic()
    service.signal(signal.SIGTERM)
    assert service.ended() == 0
    assert time.monotonic() - started < DRAIN_SECONDS + 5
    connection.close()


@pytest.mark.parametrize("first", [signal.SIGTERM, signal.SIGINT])
def test_a_second_signal_ends_the_process_at_once(service: ServiceProcess, first: signal.Signals) -> None:
    with socket.create_connection(("127.0.0.1", service.port)) as held:
        held.sendall(b"POST /health/live HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n")
        time.sleep(0.2)
        service.signal(first)
        wait_for(lambda: "process.draining" in service.events(), "draining")
        service.signal(signal.SIGTERM)
        assert service.ended(seconds=2) == 128 + signal.SIGTERM
    assert service.events()[-1] == "process.killed"


def test_the_keyboard_ends_it_without_draining(service: ServiceProcess) -> None:
    started = time.monotonic()
    service.signal(signal.SIGINT)
    assert service.ended() == 0
    assert time.monotonic() - started < DRAIN_SECONDS + 5


def test_a_request_under_way_is_answered_after_the_listener_closed(service: ServiceProcess) -> None:
    body = b'{"slug":"harbour","title":"Harbour"}'
    with socket.create_connection(("127.0.0.1", service.port), timeout=15) as held:
        held.sendall(
            b"POST /api/v1/projects HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n" % len(body) + body[:10]
        )
        wait_for(lambda: b"http_server_active_requests 2.0" in service.ask("/metrics").body, "the request to begin")
        service.signal(signal.SIGTERM)
        wait_for(lambda: service.status("/health/live") == 0, "the listener to close", seconds=10)
        held.sendall(body[10:])
        answer = b""
        while piece := held.recv(4096):
            answer += piece
    assert answer.partition(b"\r\n")[0] in {b"HTTP/1.1 201 Created", b"HTTP/1.1 401 Unauthorized"}
    assert b"connection: close" in answer
    assert service.ended() == 0
    assert service.events()[-1] == "process.stopped"
