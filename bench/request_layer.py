"""The request layer against bare FastAPI and against a careful popular stack, in process and over sockets.

    python bench/request_layer.py

In process each application answers the same route through the bare ASGI protocol; contestants take turns in a rotating
order, one of them twice (the A/A control). Over sockets each runs in a process of its own under uvicorn, ours as
`combine serve` runs it, and one client with kept connections asks each in turn; the figure is the ratio of requests a
second within one round.
"""

import asyncio
import json
import logging
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import structlog
from asgi_correlation_id import CorrelationIdMiddleware, correlation_id
from fastapi import FastAPI
from prometheus_fastapi_instrumentator import Instrumentator
from slowapi import Limiter
from slowapi.middleware import SlowAPIASGIMiddleware
from slowapi.util import get_remote_address

from app.api.main import create_app
from app.core.logging import configure_logging
from app.core.settings import Settings

REQUESTS = 1500
ROUNDS = 11
SOCKET_ROUNDS = 7
SOCKET_SECONDS = 1.5
CONNECTIONS = 8
LAYER_OVER_BARE = 1.35
POPULAR_OVER_LAYER = 4.0
SOCKETS_OVER_BARE = 0.80

Application = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


def add_route(app: FastAPI) -> FastAPI:
    @app.get("/bench/{name}")
    async def answer(name: str) -> dict[str, str]:
        return {"name": name}

    return app


def bare() -> FastAPI:
    return add_route(FastAPI())


def our_settings(port: int = 8000) -> Settings:
    # Limits of rate are counted like any, and too wide to be reached.
    wide = {"rate_limit_address": 1_000_000}
    return Settings.model_validate(
        {"environment": "test", "database_url": "sqlite:////tmp/bench-combine.db", "port": port, **wide}
    )


def ours() -> FastAPI:
    settings = our_settings()
    app = add_route(create_app(settings))
    # The layer is measured, not the length of the route table that stands before the added route.
    app.router.routes.insert(0, app.router.routes.pop())
    configure_logging(settings, log_format="json", descriptor=os.open(os.devnull, os.O_WRONLY))
    return app


class AccessLine:
    """A structlog access line by plain ASGI, which costs a fraction of a decorated `http` middleware."""

    def __init__(self, app: Application) -> None:
        self.app = app
        self.log = structlog.get_logger("bench.access")

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:  # noqa: ANN401 - as ASGI has it
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=correlation_id.get())
        started = time.perf_counter()
        status = 500

        async def told(message: dict[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-content-type-options", b"nosniff")]
            await send(message)

        try:
            await self.app(scope, receive, told)
        finally:
            took = round((time.perf_counter() - started) * 1000, 3)
            self.log.info("request", method=scope["method"], path=scope["path"], status=status, duration_ms=took)


def popular() -> FastAPI:
    """Instrumentator, correlation id, structlog access log, rate limiter: each in the quickest way it documents.

    All are plain ASGI, none is made anew for a request, and the log goes where ours goes. The limiter counts in
    memory, as ours does; it starts a thread every 10 ms to forget old counts, which weighs more on a busy machine.
    """
    app = FastAPI()
    limiter = Limiter(key_func=get_remote_address, default_limits=["1000000000/minute"])
    app.state.limiter = limiter
    handler = logging.StreamHandler(Path(os.devnull).open("w"))  # noqa: SIM115 - for the process's life
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processor=structlog.processors.JSONRenderer()))
    access = logging.getLogger("bench.access")
    access.handlers, access.propagate = [handler], False
    access.setLevel(logging.INFO)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.filter_by_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    app.add_middleware(SlowAPIASGIMiddleware)
    app.add_middleware(AccessLine)
    app.add_middleware(CorrelationIdMiddleware)
    Instrumentator().instrument(app).expose(app)
    return add_route(app)


MAKERS = {"bare": bare, "ours": ours, "popular": popular}


def scope() -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/bench/harbour",
        "raw_path": b"/bench/harbour",
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"localhost"), (b"user-agent", b"bench"), (b"accept", b"*/*")],
        "client": ("127.0.0.1", 5000),
        "server": ("127.0.0.1", 8000),
        "state": {},
    }


async def microseconds(app: Application) -> float:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        assert message.get("status", 200) == 200, message

    started = time.perf_counter()
    for _ in range(REQUESTS):
        await app(scope(), receive, send)
    return (time.perf_counter() - started) / REQUESTS * 1e6


async def in_process() -> bool:
    contestants: dict[str, Application] = {
        "bare": bare(),
        "bare (control)": bare(),
        "ours": ours(),
        "popular": popular(),
    }
    taken: dict[str, list[float]] = {name: [] for name in contestants}
    names = list(contestants)
    for number in range(ROUNDS):
        for name in names[number % len(names) :] + names[: number % len(names)]:
            taken[name].append(await microseconds(contestants[name]))
    medians = {name: statistics.median(values) for name, values in taken.items()}
    for name, value in medians.items():
        print(f"in process  {name:16} {value:8.1f} us/request  {value / medians['bare']:5.2f} of bare")
    layer = medians["ours"] / medians["bare"]
    ours_adds = max(medians["ours"] - medians["bare"], 1.0)  # it takes less than bare FastAPI where that does more
    added = (medians["popular"] - medians["bare"]) / ours_adds
    print(f"in process  ours over bare {layer:.2f} (target {LAYER_OVER_BARE} or less)")
    print(
        f"in process  what the popular stack adds over what ours adds {added:.1f} (target {POPULAR_OVER_LAYER} or more)"
    )
    return layer <= LAYER_OVER_BARE and added >= POPULAR_OVER_LAYER


def serve(name: str, port: int) -> None:
    import uvicorn  # noqa: PLC0415 - only the servers need it

    from app.cli.serve import make_config  # noqa: PLC0415 - as above

    app = MAKERS[name]()
    bare_config = uvicorn.Config(app, port=port, log_config=None, access_log=False)
    uvicorn.Server(make_config(app, our_settings(port)) if name == "ours" else bare_config).run()


async def requests_per_second(port: int) -> float:
    request = b"GET /bench/harbour HTTP/1.1\r\nHost: localhost\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n"
    deadline = time.perf_counter() + SOCKET_SECONDS

    async def ask() -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        answered = 0
        while time.perf_counter() < deadline:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            assert json.loads(await reader.readexactly(length)) == {"name": "harbour"}
            answered += 1
        writer.close()
        return answered

    started = time.perf_counter()
    answered = sum(await asyncio.gather(*(ask() for _ in range(CONNECTIONS))))
    return answered / (time.perf_counter() - started)


def over_sockets() -> bool:
    ports = {}
    processes = []
    try:
        for name in ("bare", "ours", "control"):
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                ports[name] = probe.getsockname()[1]
            maker = "bare" if name == "control" else name
            processes.append(subprocess.Popen([sys.executable, __file__, "serve", maker, str(ports[name])]))  # noqa: S603 - this file
        for port in ports.values():
            wait_until_served(port)
        taken: dict[str, list[float]] = {name: [] for name in ports}
        names = list(ports)
        for number in range(SOCKET_ROUNDS):
            for name in names[number % 3 :] + names[: number % 3]:
                taken[name].append(asyncio.run(requests_per_second(ports[name])))
        medians = {name: statistics.median(values) for name, values in taken.items()}
        for name, value in medians.items():
            print(f"sockets     {name:16} {value:8.0f} requests/s  {value / medians['bare']:5.2f} of bare")
        return medians["ours"] / medians["bare"] >= SOCKETS_OVER_BARE
    finally:
        for process in processes:
            process.terminate()
            process.wait(timeout=10)


def wait_until_served(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"nobody listens on {port}")


def main() -> int:
    if sys.argv[1:2] == ["serve"]:
        serve(sys.argv[2], int(sys.argv[3]))
        return 0
    passed = [asyncio.run(in_process()), over_sockets()]
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
