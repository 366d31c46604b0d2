"""A head that takes its time is cut off; one that is quick starts no clock; who is refused can read why."""

import asyncio
import json
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from app.cli.bounded_heads import BoundedHeads
from app.http.headers import API_POLICY, EVERYWHERE, POLICY_HEADER

QUICK = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
LAST = QUICK[:-2] + b"Connection: close\r\n\r\n"


LONG = QUICK[:-2] + b"Content-Length: 3000000\r\n\r\n"
MORE = b"x" * 3_000_000


class Impatient(BoundedHeads):
    """Waits as long as a test does."""

    head_seconds = 0.3
    parting_seconds = 60.0
    reader_seconds = 0.3


async def answer(scope: Scope, _receive: Receive, send: Send) -> None:
    if scope["path"] == "/refused":
        await send({"type": "http.response.start", "status": 413, "headers": [(b"connection", b"close")]})
        await send({"type": "http.response.body", "body": b"no"})
        return
    if scope["path"] == "/large":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"20000000")]})
        await send({"type": "http.response.body", "body": b"x" * 20_000_000})
        return
    if scope["path"] == "/later":
        await asyncio.sleep(0.2)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


@asynccontextmanager
async def serving(*, keep_alive: int = 60) -> AsyncIterator[tuple[uvicorn.Server, int]]:
    """Serve within the block; gives the server and its port."""
    config = uvicorn.Config(
        answer, port=0, log_config=None, lifespan="off", http=Impatient, timeout_keep_alive=keep_alive, access_log=False
    )
    server = uvicorn.Server(config)
    config.load()
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    try:
        yield server, server.servers[0].sockets[0].getsockname()[1]
    finally:
        await server.shutdown()


async def told(*pieces: bytes, pause: float = 0.1) -> bytes:
    """Serve one connection that sends these pieces before it reads; give all it is told until the connection ends.

    A reset, which would take the answer from it, is an error here.
    """
    async with serving() as (_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)
        async with asyncio.timeout(60):
            found = await reader.read()
        writer.close()
        return found


@pytest.mark.parametrize(
    "pieces",
    [
        (b"GET / HT",),
        (b"GET / HTTP/1.1\r\n", *[b"X: y\r\n"] * 6),
        (QUICK[:-2], *[b"X"] * 6),
    ],
    ids=["a beginning", "a header now and then", "a letter now and then"],
)
def test_a_slow_head_is_cut_off(pieces: tuple[bytes, ...]) -> None:
    head, _, body = asyncio.run(told(*pieces)).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 Request Timeout")
    problem = json.loads(body)
    assert (problem["status"], problem["detail"]) == (408, "The request's head did not arrive within 0.3 s")
    assert f"x-request-id: {problem['request_id']}".encode() in head
    assert {b"%b: %b" % header for header in (*EVERYWHERE, (POLICY_HEADER, API_POLICY))} <= {*head.split(b"\r\n")}
    assert {b"%b: %b" % header for header in (*EVERYWHERE, (POLICY_HEADER, API_POLICY))} <= {*head.split(b"\r\n")}


def test_who_says_nothing_is_left() -> None:
    assert asyncio.run(told()) == b""


def test_a_slow_second_head_is_cut_off_like_the_first() -> None:
    found = asyncio.run(told(QUICK, b"GET / HT"))
    assert found.startswith(b"HTTP/1.1 200 OK")
    assert b"HTTP/1.1 408 " in found


def test_quick_heads_are_answered_for_as_long_as_they_come() -> None:
    found = asyncio.run(told(*[QUICK] * 7, LAST))
    assert (found.count(b"HTTP/1.1 200 OK"), b" 408 " in found) == (8, False)


@pytest.mark.parametrize(
    ("beginning", "status"),
    [(b"no request\r\n", b"400"), (QUICK[:-2] + b"X: " + b"y" * 70_000, b"431"), (b"", b"413")],
    ids=["no request", "an endless head", "a body that is refused unread"],
)
def test_who_sends_before_reading_can_send_on_and_read_the_answer(
    beginning: bytes, status: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing of it is lost to a reset; and what is refused leaves one line."""
    caplog.set_level(logging.INFO)
    found = asyncio.run(told(beginning or LONG.replace(b"/ ", b"/refused ", 1), MORE, MORE))
    assert found.startswith(b"HTTP/1.1 " + status)
    assert len([record for record in caplog.records if record.name != "uvicorn.error"]) == (1 if beginning else 0)
    assert "Invalid HTTP request received." not in caplog.messages


def test_what_was_asked_before_is_answered_before_the_connection_is_closed() -> None:
    found = asyncio.run(told(QUICK.replace(b"/", b"/later", 1) + QUICK + b"no request\r\n", MORE))
    assert (found.count(b"HTTP/1.1 200 OK"), b" 400 " in found) == (2, False)


@pytest.mark.parametrize("asked", [QUICK, LAST], ids=["keeping the connection", "closing it"])
def test_who_never_reads_its_answer_is_cut_off(asked: bytes, caplog: pytest.LogCaptureFixture) -> None:
    async def ask() -> None:
        async with serving(keep_alive=1) as (server, port):
            with socket.create_connection(("127.0.0.1", port)) as link:
                link.sendall(asked.replace(b"/", b"/large", 1))
                async with asyncio.timeout(60):
                    while server.server_state.total_requests == 0 or server.server_state.connections:  # noqa: ASYNC110 - no event tells of it
                        await asyncio.sleep(0.05)

    asyncio.run(ask())
    warned = [record.message for record in caplog.records if record.levelno >= logging.WARNING]
    assert warned == ["A client did not read its answer and was cut off"]
