"""Leaving without losing a request, on the real process."""

import http.client
import json
import signal
import socket
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.databases import SQLiteTemplates
from tests.operational.check_tools import run
from tests.operational.service_process import PATIENCE_SECONDS, ServiceProcess, wait_for

BEGUN = (
    b"POST /api/v1/projects HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
)
UNDER_WAY = b"http_server_active_requests 2.0"
"""One more than the request that asks."""

LONGER_THAN_A_TEST = {"DRAIN_SECONDS": "600", "GRACE_SECONDS": "3600"}
"""What waits for one of these does not come to its end."""


TWICE_TOLD = """
import os
import signal

from app.cli.worker import Stop
from app.core.startup import validate_on_startup

validate_on_startup(captures=True)
Stop().install()
for number in (signal.SIGINT, signal.SIGTERM):
    os.kill(os.getpid(), number)
"""
"""What a worker does with its signals, without its work."""


@contextmanager
def serving(folder: Path, templates: SQLiteTemplates, variables: Mapping[str, str]) -> Iterator[ServiceProcess]:
    with ServiceProcess(folder, {"DATABASE_URL": templates.migrated(), **variables}) as running:
        running.until("/health/ready", 200)
        yield running


@pytest.fixture
def service(tmp_path: Path, sqlite_templates: SQLiteTemplates) -> Iterator[ServiceProcess]:
    """Drains for a moment, and would wait for requests as long as it may."""
    with serving(tmp_path, sqlite_templates, {**LONGER_THAN_A_TEST, "DRAIN_SECONDS": "0.3"}) as running:
        yield running


@pytest.fixture
def draining(tmp_path: Path, sqlite_templates: SQLiteTemplates) -> Iterator[ServiceProcess]:
    """Drains for longer than any test takes."""
    with serving(tmp_path, sqlite_templates, LONGER_THAN_A_TEST) as running:
        yield running


def test_the_listener_stays_open_while_readiness_says_no(draining: ServiceProcess) -> None:
    draining.signal(signal.SIGTERM)
    draining.until("/health/ready", 503)
    answer = draining.ask("/health/live")
    assert (answer.status, answer.headers["connection"]) == (200, "close")
    assert draining.ask("/health/ready").json()["checks"]["drain"] == "fail: draining"  # type: ignore[index]  # an object of names
    assert "combine_draining 1.0" in draining.ask("/metrics").body.decode()


def test_who_has_drained_ends_in_order(service: ServiceProcess) -> None:
    service.signal(signal.SIGTERM)
    assert service.ended() == 0
    events = service.events()
    assert events.index("process.draining") < events.index("process.stopped")


def test_clients_that_respect_readiness_lose_no_request(draining: ServiceProcess) -> None:
    """Four clients ask without pause and stop when readiness says so, as a load balancer would make them."""
    failures: list[str] = []
    answered = [0]
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            try:
                if draining.ask("/openapi.json").status != 200:
                    failures.append("status")
                answered[0] += 1
                if draining.ask("/health/ready").status == 503:
                    return
            except (OSError, http.client.HTTPException) as error:
                failures.append(repr(error))

    clients = [threading.Thread(target=ask) for _ in range(4)]
    for client in clients:
        client.start()
    wait_for(lambda: answered[0] > 20, "some answers")
    draining.signal(signal.SIGTERM)
    for client in clients:
        client.join(PATIENCE_SECONDS)
    left = [client for client in clients if not client.is_alive()]
    stop.set()
    assert (len(left), failures) == (len(clients), [])


def test_an_idle_kept_connection_does_not_hold_the_process(service: ServiceProcess) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", service.port)
    connection.request("GET", "/health/live")
    connection.getresponse().read()
    service.signal(signal.SIGTERM)
    assert service.ended() == 0
    connection.close()


@pytest.mark.parametrize("first", [signal.SIGTERM, signal.SIGINT])
def test_a_second_signal_ends_the_process_at_once(draining: ServiceProcess, first: signal.Signals) -> None:
    with socket.create_connection(("127.0.0.1", draining.port)) as held:
        held.sendall(BEGUN % 10)
        wait_for(lambda: UNDER_WAY in draining.ask("/metrics").body, "the request to begin")
        draining.signal(first)
        wait_for(lambda: "process.draining" in draining.events(), "draining")
        draining.signal(signal.SIGTERM)
        assert draining.ended() == 128 + signal.SIGTERM
    assert draining.events()[-1] == "process.killed"


def test_a_worker_tells_of_a_second_signal_too(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'combine.db'}"
    told = run(sys.executable, "-c", TWICE_TOLD, env={"DATABASE_URL": url, "LOG_FORMAT": "json"})
    last = json.loads(told.stdout.splitlines()[-1])
    assert (told.returncode, last["event"], last["signal"]) == (128 + signal.SIGTERM, "process.killed", "SIGTERM")


def test_the_keyboard_ends_it_without_draining(draining: ServiceProcess) -> None:
    draining.signal(signal.SIGINT)
    assert draining.ended() == 0


def test_a_request_under_way_is_answered_after_the_listener_closed(service: ServiceProcess) -> None:
    body = b'{"slug":"harbour","title":"Harbour"}'
    with socket.create_connection(("127.0.0.1", service.port), timeout=PATIENCE_SECONDS) as held:
        held.sendall(BEGUN % len(body) + body[:10])
        wait_for(lambda: UNDER_WAY in service.ask("/metrics").body, "the request to begin")
        service.signal(signal.SIGTERM)
        wait_for(lambda: service.status("/health/live") == 0, "the listener to close")
        held.sendall(body[10:])
        answer = b""
        while piece := held.recv(4096):
            answer += piece
    assert answer.partition(b"\r\n")[0] in {b"HTTP/1.1 201 Created", b"HTTP/1.1 401 Unauthorized"}
    assert b"connection: close" in answer
    assert service.ended() == 0
    assert service.events()[-1] == "process.stopped"


def test_a_request_that_outlives_its_grace_is_told_so_and_counted(
    tmp_path: Path, sqlite_templates: SQLiteTemplates
) -> None:
    with serving(tmp_path, sqlite_templates, {"DRAIN_SECONDS": "0.3", "GRACE_SECONDS": "1"}) as running:
        with socket.create_connection(("127.0.0.1", running.port), timeout=PATIENCE_SECONDS) as held:
            held.sendall(BEGUN % 10)
            wait_for(lambda: UNDER_WAY in running.ask("/metrics").body, "the request to begin")
            running.signal(signal.SIGTERM)
            answer = b""
            while piece := held.recv(4096):
                answer += piece
        assert running.ended() == 0
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 503 ")
    assert [name for name in (b"x-request-id:", b"retry-after:", b"x-frame-options:") if name not in head.lower()] == []
    assert b'"code":"unavailable"' in body
    (access,) = [line for line in running.lines() if line["event"] == "http.request" and line["http_method"] == "POST"]
    assert (access["http_status"], access["outcome"]) == (503, "cut_off")
    (told,) = [line for line in running.lines() if line["event"] == "http.request_cut_off"]
    assert told["request_id"] == access["request_id"]
    assert "CancelledError" not in running.log.read_text()
    last = running.lines()[-1]
    assert (last["event"], last["level"], last["requests_cut_off"]) == ("process.stopped", "WARNING", 1)
