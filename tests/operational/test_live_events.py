"""Live events between real processes: written by one, watched at another, whatever breaks in between."""

import http.client
import itertools
import json
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import psycopg

from app.core.database import Database
from app.domain.accounts import SYSTEM
from app.domain.events import EventKind, Happening
from app.store import events, projects
from app.store.event_notices import APPLICATION
from tests.event_reader import EventReader, Parser, Received
from tests.operational.service_process import PATIENCE_SECONDS, ServiceProcess, wait_for

KILLS = 30
NOON = datetime(2025, 6, 1, 12, 0, tzinfo=UTC)
WRITERS = 3
RESTARTS = 3


@contextmanager
def services(database: Database, folder: Path, count: int) -> Iterator[list[ServiceProcess]]:
    """Run so many services on one database; on SQLite the second only serves."""
    variables = {
        "DATABASE_URL": database.url.render_as_string(hide_password=False),
        "DRAIN_SECONDS": "1",
        "GRACE_SECONDS": "3600",  # longer than any test: what holds a process that drains is seen
        "RATE_LIMIT_ADDRESS": "0",
        "RATE_LIMIT_USER": "0",
        "RATE_LIMIT_TOKEN": "0",
    }
    with ExitStack() as stack:
        running = []
        for number in range(count):
            own = folder / str(number)
            own.mkdir()
            running.append(stack.enter_context(ServiceProcess(own, variables)))
        for service in running:
            service.until("/health/ready", 200)
        yield running


def post(service: ServiceProcess, path: str, body: bytes, media_type: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=PATIENCE_SECONDS)
    try:
        connection.request("POST", path, body=body, headers={"Content-Type": media_type})
        response = connection.getresponse()
        response.read()
        return response.status
    finally:
        connection.close()


def begin(service: ServiceProcess) -> None:
    assert post(service, "/api/v1/projects", b'{"slug":"school"}', "application/json") == 201


class Writers:
    """Threads that submit brief after brief, at one service after the other, until they are told to stop."""

    def __init__(self, running: list[ServiceProcess], count: int = WRITERS) -> None:
        self._running = running
        self._stop = threading.Event()
        self.written = 0
        self.refused: list[int] = []
        self._threads = [threading.Thread(target=self._write, args=(number,)) for number in range(count)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(PATIENCE_SECONDS)

    def _write(self, own: int) -> None:
        turn = 0
        while not self._stop.is_set():
            turn += 1
            service = self._running[(own + turn) % len(self._running)]
            text = f"The school must have {turn} pupils by {2000 + own}.".encode()
            status = post(service, "/api/v1/projects/school/briefs", text, "text/plain")
            if status == 201:
                self.written += 1
            else:
                self.refused.append(status)


def table(database: Database) -> list[dict[str, object]]:
    with database.read() as session:
        project = projects.by_slug(session, "school").id
        found = events.since(session, project, 0, limit=100_000)
    return [json.loads(json.dumps(event.as_json())) for event in found]


def watch_and_die(port: int, last: int, random_: random.Random) -> list[Received]:
    """Read live events for a moment in pieces of any size, and die at any byte."""
    found: list[Received] = []
    deadline = time.monotonic() + random_.uniform(0.0, 0.25)
    with EventReader(port, last=last) as stream:
        assert stream.status == 200
        while time.monotonic() < deadline:
            found += stream.read(random_.randint(1, 700)) or []
    return found


def test_thirty_kills_lose_and_repeat_nothing_while_writers_work(database: Database, tmp_path: Path) -> None:
    random_, got = random.Random(877), list[Received]()  # noqa: S311 - chance of a test, the same each time
    with services(database, tmp_path, 2) as running:
        begin(running[0])
        with Writers(running) as writers:
            for kill in itertools.count():
                if kill >= KILLS and writers.written > KILLS:
                    break
                service = running[(kill + 1) % 2]
                got += watch_and_die(service.port, got[-1].id if got else 0, random_)
        assert writers.refused == []
        expected = table(database)
        with EventReader(running[1].port, last=got[-1].id if got else 0) as stream:
            if not got or got[-1].id < len(expected):
                got += stream.until(len(expected))
    assert [event.data for event in got] == expected
    assert [event.id for event in got] == list(range(1, len(expected) + 1))
    assert len(expected) > KILLS


def test_a_lost_listening_connection_loses_no_event(postgresql_database: Database, tmp_path: Path) -> None:
    url = postgresql_database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    ended = 0
    with services(postgresql_database, tmp_path, 2) as running:
        begin(running[0])
        with EventReader(running[1].port) as stream, psycopg.connect(url, autocommit=True) as operator:
            got = stream.take(1)
            with Writers(running, count=2):
                while ended < RESTARTS:
                    done = operator.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s"
                        " AND datname = current_database()",
                        [APPLICATION],
                    ).fetchall()
                    ended += len(done)
                    got += stream.take(5)
                    time.sleep(0.2)
            expected = table(postgresql_database)
            got += stream.until(len(expected))
        assert "events.waiting" in running[1].events()
    assert [event.data for event in got] == expected


def test_a_command_beside_the_service_is_seen_by_who_watches(database: Database, tmp_path: Path) -> None:
    """The command accepts what on SQLite the service writes, and on PostgreSQL the command itself."""
    brief = tmp_path / "brief.md"
    brief.write_text("# A music school\n\nThe school must have 400 pupils by 2030.\n")
    with services(database, tmp_path, 1) as (service,):
        begin(service)
        with EventReader(service.port) as stream:
            got = stream.take(1)
            order = ("produce", str(brief), "--project", "school", "--workflow", "strategy-document", "--accept", "all")
            ran = subprocess.run(  # noqa: S603 - our own program
                [sys.executable, "-m", "app.cli.main", *order],
                cwd=tmp_path,
                env=service.variables,
                capture_output=True,
                timeout=300,
                check=False,
            )
            assert ran.returncode == 0, ran.stderr
            expected = table(database)
            got += stream.until(len(expected))
    assert [event.data for event in got] == expected
    assert {"brief.submitted", "document.written", "document.accepted", "run.closed"} <= {one.kind for one in got}


def test_streams_do_not_hold_a_process_that_drains(database: Database, tmp_path: Path) -> None:
    with services(database, tmp_path, 1) as (service,):
        begin(service)
        streams = [EventReader(service.port) for _ in range(5)]
        for stream in streams:
            stream.take(1)
        service.signal(signal.SIGTERM)
        assert [stream.rest() for stream in streams] == [[]] * 5
        assert service.ended() == 0
        lines = [line for line in service.lines() if str(line.get("http_route", "")).endswith("/events")]
        for stream in streams:
            stream.close()
    assert [(line["event"], line["http_status"]) for line in lines] == [("http.request", 200)] * 5
    assert "Cancel" not in service.log.read_text()


def test_a_client_that_reads_nothing_does_not_hold_a_process_that_drains(database: Database, tmp_path: Path) -> None:
    with services(database, tmp_path, 1) as (service,):
        begin(service)
        with database.begin() as session:
            project = projects.by_slug(session, "school").id
            projects.lock(session, project)
            large = [Happening(kind=EventKind.RUN_STARTED, data={"text": "x" * 20_000})] * 500
            events.append(session, project, large, at=NOON, actor=SYSTEM)
        with EventReader(service.port, buffer=4096):
            wait_for(lambda: b"combine_event_streams 1.0" in service.ask("/metrics").body, "the stream to begin")
            time.sleep(0.5)  # until the buffers between the two are full
            service.signal(signal.SIGTERM)
            assert service.ended() == 0
        assert "Cancel" not in service.log.read_text()


def test_a_parser_of_pieces_reads_what_a_parser_of_the_whole_does() -> None:
    text = b"retry: 5\n\nid: 1\nevent: a\ndata: {}\n\n:\n\nid: 2\nevent: b\ndata: {}\n\nid: 3\nev"
    whole, pieces = Parser(), Parser()
    found = [event for at in range(len(text)) for event in pieces.feed(text[at : at + 1])]
    assert found == whole.feed(text)
    assert ([event.id for event in found], pieces.comments, pieces.retry) == ([1, 2], 1, 5)
