"""A head that takes its time is cut off; one that is quick starts no clock."""

import asyncio
import json
from contextlib import suppress

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from app.cli.bounded_heads import BoundedHeads

QUICK = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
LAST = QUICK[:-2] + b"Connection: close\r\n\r\n"


class Impatient(BoundedHeads):
    """Waits as long as a test does."""

    head_seconds = 0.3


async def answer(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


async def collected(reader: asyncio.StreamReader) -> bytes:
    """Read to the end, or to where the connection was cut."""
    found = b""
    with suppress(ConnectionError):
        while more := await reader.read(65536):
            found += more
    return found


async def told(*pieces: bytes, pause: float = 0.1) -> bytes:
    """Serve one connection that sends these pieces, one after the other, until it is closed; give all it was told."""
    config = uvicorn.Config(
        answer, port=0, log_config=None, lifespan="off", http=Impatient, timeout_keep_alive=60, access_log=False
    )
    server = uvicorn.Server(config)
    config.load()
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    try:
        port = server.servers[0].sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        reading = asyncio.create_task(collected(reader))
        with suppress(ConnectionError):
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(pause)
        async with asyncio.timeout(60):
            found = await reading
        writer.close()
        return found
    finally:
        await server.shutdown()


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


def test_who_says_nothing_is_left() -> None:
    assert asyncio.run(told()) == b""


def test_a_slow_second_head_is_cut_off_like_the_first() -> None:
    found = asyncio.run(told(QUICK, b"GET / HT"))
    assert found.startswith(b"HTTP/1.1 200 OK")
    assert b"HTTP/1.1 408 " in found


def test_quick_heads_are_answered_for_as_long_as_they_come() -> None:
    found = asyncio.run(told(*[QUICK] * 7, LAST))
    assert (found.count(b"HTTP/1.1 200 OK"), b" 408 " in found) == (8, False)
