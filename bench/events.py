"""Live events against sse-starlette: CPU of the server for each delivery, at many subscribers.

    python bench/events.py [--subscribers 1000] [--seconds 5] [--rounds 5]

Each contestant serves in a process of its own under uvicorn with uvloop and httptools; one of them stands twice (the
A/A control). In each round all take turns in a rotating order: a client process opens the subscribers over loopback,
ten events a second happen for some seconds, and the processor time that the server used meanwhile, its kernel time
included, is divided by the events that arrived. Every subscriber checks that it got each number once and in order.

Ours is the whole application: an event is written to a SQLite file and read again, with the request layer outside and
subscribers who are fifty people with tokens, looked at again every ten seconds. sse-starlette runs on a bare FastAPI,
a queue for each subscriber, once as its documentation shows it, with the data as text that is made once for all, and
once with ready bytes, where it frames nothing itself.
"""

import argparse
import asyncio
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

EVENTS_A_SECOND = 10
PEOPLE = 50
MOST_OF_SSE_STARLETTE = 0.5
CONTESTANTS = ("ours", "ours (control)", "sse-starlette", "sse-starlette, ready bytes")
DATA: dict[str, Any] = {"version": 3, "content": "0d4a5185b3a8a2a6a4f0a3c53a6ddfe1e0f4a2b3c9d8e7f6a5b4c3d2e1f0a9b8"}
NUMBER = re.compile(rb"^id: (\d+)\r?$", re.MULTILINE)


# -- servers ---------------------------------------------------------------------------------------------------------


def serve(name: str, port: int) -> None:
    """Serve one contestant; each line of standard input orders so many events."""
    import uvicorn  # noqa: PLC0415 - only the servers need it

    if name.startswith("ours"):
        from app.cli.bounded_heads import BoundedHeads  # noqa: PLC0415 - as above

        app, happen, secrets = ours()
        config = uvicorn.Config(
            app, port=port, http=BoundedHeads, loop="uvloop", access_log=False, log_config=None, backlog=4096
        )
    else:
        app, happen, secrets = sse_starlette(has_ready_bytes="ready" in name)
        config = uvicorn.Config(
            app, port=port, http="httptools", loop="uvloop", access_log=False, log_config=None, backlog=4096
        )
    sys.stdout.write(json.dumps(secrets) + "\n")
    sys.stdout.flush()
    threading.Thread(target=obey, args=(happen,), daemon=True).start()
    uvicorn.Server(config).run()


def obey(happen: Any) -> None:  # noqa: ANN401 - a function of the contestant
    for line in sys.stdin:
        began = time.monotonic()
        for number in range(int(line)):
            time.sleep(max(0.0, began + number / EVENTS_A_SECOND - time.monotonic()))
            happen()


def ours() -> tuple[Any, Any, list[str]]:
    from app.api.main import make_service  # noqa: PLC0415 - only this server needs them
    from app.core.database import open_database  # noqa: PLC0415 - as above
    from app.core.logging import configure_logging  # noqa: PLC0415 - as above
    from app.core.settings import Settings, declared_settings  # noqa: PLC0415 - as above
    from app.domain.accounts import LOCAL_OPERATOR, SYSTEM, Membership, Standing  # noqa: PLC0415 - as above
    from app.domain.events import EventKind, Happening  # noqa: PLC0415 - as above
    from app.services import members, projects, tokens, users  # noqa: PLC0415 - as above
    from app.store import events, migrations  # noqa: PLC0415 - as above
    from app.store.projects import lock  # noqa: PLC0415 - as above

    url = f"sqlite:///{Path.cwd() / 'bench.db'}"
    many = {"event_streams_per_person": 1000, "rate_limit_address": 0, "rate_limit_user": 0, "rate_limit_token": 0}
    given = {"environment": "test", "database_url": url, **many}
    settings = Settings.model_validate(given)
    configure_logging(settings, log_format="json", descriptor=os.open(os.devnull, os.O_WRONLY))
    served = make_service(declared_settings(settings), settings_seconds=0)
    migrations.upgrade(open_database(url))
    database = served.service.execution.runtime().database
    now = datetime.now(UTC)  # noqa: TID251 - a bench's own clock
    with database.begin() as session:
        project = projects.create_project(session, LOCAL_OPERATOR, slug="bench", now=now).id
    secrets = []
    for number in range(PEOPLE):
        with database.begin() as session:
            user = users.add_user(session, LOCAL_OPERATOR, email=f"p{number}@example.com", now=now)
            viewer = Membership(standing=Standing.VIEWER)
            members.set_member(session, LOCAL_OPERATOR, project=project, who=user.id, membership=viewer, now=now)
            made = tokens.create_token(
                session, LOCAL_OPERATOR, who=user.id, name="bench", scopes=["project:read"], now=now
            )
            secrets.append(made.secret)

    def happen() -> None:
        with database.begin() as session:
            lock(session, project)
            happening = Happening(kind=EventKind.DOCUMENT_WRITTEN, data=DATA)
            events.append(session, project, [happening], at=datetime.now(UTC), actor=SYSTEM, run=1)  # noqa: TID251 - as above

    return served.app, happen, secrets


def sse_starlette(*, has_ready_bytes: bool) -> tuple[Any, Any, list[str]]:
    import orjson  # noqa: PLC0415 - only this server needs them
    from fastapi import FastAPI  # noqa: PLC0415 - as above
    from sse_starlette.sse import EventSourceResponse  # noqa: PLC0415 - as above

    app = FastAPI()
    queues: set[asyncio.Queue[Any]] = set()
    state: dict[str, Any] = {"number": 0}

    @app.get("/api/v1/projects/bench/events")
    async def watch() -> EventSourceResponse:
        state["loop"] = asyncio.get_running_loop()
        queue: asyncio.Queue[Any] = asyncio.Queue()
        queues.add(queue)

        async def feed() -> AsyncIterator[Any]:
            try:
                while True:
                    yield await queue.get()
            finally:
                queues.discard(queue)

        return EventSourceResponse(feed())

    def publish() -> None:
        state["number"] += 1
        number = state["number"]
        told = {
            "sequence": number,
            "kind": "document.written",
            "at": datetime.now(UTC).isoformat(),  # noqa: TID251 - a bench's own clock
            "actor": {"kind": "system", "id": "system"},
            "run": 1,
            "instance": None,
            "data": DATA,
        }
        data = orjson.dumps(told)
        item: Any = {"id": str(number), "event": "document.written", "data": data.decode()}
        if has_ready_bytes:
            item = f"id: {number}\nevent: document.written\ndata: ".encode() + data + b"\n\n"
        for queue in queues:
            queue.put_nowait(item)

    def happen() -> None:
        state["loop"].call_soon_threadsafe(publish)

    return app, happen, [""]


# -- subscribers -----------------------------------------------------------------------------------------------------


class Subscriber(asyncio.Protocol):
    def __init__(self, request: bytes, counted: "Counted") -> None:
        self._request = request
        self._counted = counted
        self._rest = b""
        self._last = 0
        self.is_answered = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        if not self.is_answered:
            assert data.startswith(b"HTTP/1.1 200"), data[:500]
            self.is_answered = True
            self._counted.answered += 1
        whole, _, self._rest = (self._rest + data).rpartition(b"\n")
        for found in NUMBER.findall(whole):
            number = int(found)
            self._counted.delivered += 1
            self._counted.out_of_order += self._last not in (0, number - 1)
            self._last = number


class Counted:
    answered = 0
    delivered = 0
    out_of_order = 0


async def subscribe(port: int, count: int, events: int, after: int, secrets: list[str]) -> None:
    counted = Counted()
    loop = asyncio.get_running_loop()
    transports = []
    for number in range(count):
        head = (
            f"GET /api/v1/projects/bench/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
            f"Authorization: Bearer {secrets[number % len(secrets)]}\r\nLast-Event-ID: {after}\r\n\r\n"
        )
        subscriber = Subscriber(head.encode(), counted)
        made = await loop.create_connection(partial(_given, subscriber), "127.0.0.1", port)
        transports.append(made[0])
        if number % 20 == 0:
            await asyncio.sleep(0.02)
    await until(lambda: counted.answered == count, 60)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await until(lambda: counted.delivered >= count * events, 30 + events / EVENTS_A_SECOND)
    sys.stdout.write(json.dumps({"delivered": counted.delivered, "out_of_order": counted.out_of_order}) + "\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.readline)
    for transport in transports:
        transport.abort()


def _given(subscriber: Subscriber) -> Subscriber:
    return subscriber


async def until(holds: Any, seconds: float) -> None:  # noqa: ANN401 - a condition
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:  # noqa: ASYNC110 - a client that looks now and then
        await asyncio.sleep(0.05)


# -- the course ------------------------------------------------------------------------------------------------------


class Contestant:
    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        folder.mkdir()
        self.process = start(["serve", name, str(self.port)], folder)
        self.secrets = json.loads(line_of(self.process))
        self.head = 1 + PEOPLE if name.startswith("ours") else 0
        wait_until_served(self.port)

    def measure(self, subscribers: int, events: int) -> tuple[float, int]:
        """Give the microseconds of processor time for each delivery, and how many deliveries were lost or astray."""
        client = start(["read", str(self.port), str(subscribers), str(events), str(self.head)], ROOT)
        send(client, json.dumps(self.secrets))
        assert line_of(client) == "ready"
        time.sleep(0.5)
        before = processor_seconds(self.process.pid)
        send(self.process, str(events))
        told = json.loads(line_of(client))
        used = processor_seconds(self.process.pid) - before
        self.head += events
        send(client, "end")
        client.wait(timeout=30)
        lost = subscribers * events - told["delivered"] + told["out_of_order"]
        return used / max(1, told["delivered"]) * 1e6, lost


def start(arguments: list[str], folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - this file
        [sys.executable, __file__, *arguments],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={"PATH": os.defpath, "PYTHONPATH": str(ROOT)},
    )


def pipe(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream


def line_of(process: subprocess.Popen[str]) -> str:
    return pipe(process.stdout).readline().strip()


def send(process: subprocess.Popen[str], line: str) -> None:
    pipe(process.stdin).write(line + "\n")
    pipe(process.stdin).flush()


def processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def wait_until_served(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"nobody listens on {port}")


def compare(subscribers: int, seconds: float, rounds: int) -> bool:
    events = round(seconds * EVENTS_A_SECOND)
    taken: dict[str, list[float]] = {name: [] for name in CONTESTANTS}
    lost = dict.fromkeys(CONTESTANTS, 0)
    contestants: list[Contestant] = []
    with tempfile.TemporaryDirectory() as text:
        try:
            contestants += [Contestant(name, Path(text) / str(at)) for at, name in enumerate(CONTESTANTS)]
            for number in range(rounds):
                at = number % len(contestants)
                for one in contestants[at:] + contestants[:at]:
                    cost, astray = one.measure(subscribers, events)
                    taken[one.name].append(cost)
                    lost[one.name] += astray
        finally:
            for one in contestants:
                one.process.terminate()
                one.process.wait(timeout=30)
    medians = {name: statistics.median(values) for name, values in taken.items()}
    print(f"{subscribers} subscribers, {EVENTS_A_SECOND} events/s, {rounds} rounds of {seconds} s")
    print(f"load average {os.getloadavg()[0]:.1f}")
    for name in CONTESTANTS:
        shown = ", ".join(f"{value:.1f}" for value in taken[name])
        print(f"{name:28} {medians[name]:6.1f} us/delivery  lost or astray {lost[name]}  ({shown})")
    ratio = medians["ours"] / medians["sse-starlette"]
    print(f"A/A control {medians['ours (control)'] / medians['ours']:.2f}")
    print(f"ours over sse-starlette with ready bytes {medians['ours'] / medians['sse-starlette, ready bytes']:.2f}")
    print(f"ours over sse-starlette {ratio:.2f} (target {MOST_OF_SSE_STARLETTE} or less, and nothing lost)")
    return ratio <= MOST_OF_SSE_STARLETTE and not lost["ours"] and not lost["ours (control)"]


def main() -> int:
    if sys.argv[1:2] == ["serve"]:
        serve(sys.argv[2], int(sys.argv[3]))
        return 0
    if sys.argv[1:2] == ["read"]:
        port, count, events, after = map(int, sys.argv[2:6])
        asyncio.run(subscribe(port, count, events, after, json.loads(sys.stdin.readline())))
        return 0
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--subscribers", type=int, default=1000)
    given.add_argument("--seconds", type=float, default=5)
    given.add_argument("--rounds", type=int, default=5)
    wanted = given.parse_args()
    return 0 if compare(wanted.subscribers, wanted.seconds, wanted.rounds) else 1


if __name__ == "__main__":
    sys.exit(main())
