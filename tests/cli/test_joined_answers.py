"""What we write is what uvicorn writes, in one piece; where it hangs up for want of a head, we answer."""

import asyncio
import re
from contextlib import suppress

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from app.cli.bounded_heads import BoundedHeads
from app.cli.joined_answers import MOST_JOINED

Headers = list[tuple[bytes, bytes]]

ANSWERS: dict[str, tuple[int, Headers, list[bytes]]] = {
    "/length": (200, [(b"content-length", b"2"), (b"content-type", b"application/json")], [b"{}"]),
    "/chunks": (200, [(b"content-type", b"text/event-stream")], [b"one", b"", b"two"]),
    "/said-chunks": (200, [(b"Transfer-Encoding", b"Chunked")], [b"one"]),
    "/length-and-chunks": (200, [(b"content-length", b"3"), (b"transfer-encoding", b"chunked")], [b"one"]),
    "/empty": (204, [(b"x-frame-options", b"DENY")], [b""]),
    "/unchanged": (304, [(b"etag", b'"1"'), (b"x-frame-options", b"DENY")], [b""]),
    "/close": (200, [(b"connection", b"close"), (b"content-length", b"0")], [b""]),
    "/close-among-others": (413, [(b"content-length", b"0"), (b"Connection", b"x, Close")], [b""]),
    "/twice": (200, [(b"set-cookie", b"a=1"), (b"set-cookie", b"b=2"), (b"content-length", b"0")], [b""]),
    "/capitals": (201, [(b"Vary", b"Accept"), (b"vary", b"Accept"), (b"Content-Length", b"0")], [b""]),
    "/tab": (200, [(b"x-a", b"b\tc"), (b"content-length", b"0")], [b""]),
    "/nothing": (599, [], []),
    "/broken-value": (200, [(b"vary", b"a\r\nset-cookie: b=1"), (b"content-length", b"0")], [b""]),
    "/broken-value-again": (200, [(b"vary", b"a\nb"), (b"content-length", b"0")], [b""]),
    "/broken-name": (200, [(b"a b", b"c"), (b"content-length", b"0")], [b""]),
    "/colon-name": (200, [(b"a:b", b"c"), (b"content-length", b"0")], [b""]),
    "/too-long": (200, [(b"content-length", b"1")], [b"two"]),
    "/too-short": (200, [(b"content-length", b"3")], [b"t"]),
}
UNTELLABLE = {"/broken-value", "/broken-value-again", "/broken-name", "/colon-name"}


async def answer(scope: Scope, _receive: Receive, send: Send) -> None:
    status, headers, pieces = ANSWERS[scope["path"]]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    for number, piece in enumerate(pieces, 1):
        await send({"type": "http.response.body", "body": piece, "more_body": number < len(pieces)})


async def told(http: type[asyncio.Protocol], first_lines: list[str]) -> list[bytes]:
    """Ask each on a connection of its own, and give all that was told."""
    config = uvicorn.Config(answer, port=0, log_config=None, lifespan="off", http=http, access_log=False)
    server = uvicorn.Server(config)
    config.load()
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    found = []
    try:
        port = server.servers[0].sockets[0].getsockname()[1]
        for line in first_lines:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(f"{line}\r\nHost: localhost\r\n\r\n".encode())
            writer.write_eof()
            heard = b""
            with suppress(ConnectionError):
                async with asyncio.timeout(60):
                    while more := await reader.read(65536):
                        heard += more
            found.append(re.sub(rb"date: [^\r]*", b"date: then", heard))
            writer.close()
    finally:
        await server.shutdown()
    return found


def ordered(told_once: bytes) -> tuple[bytes, list[bytes], bytes]:
    """Take an answer apart, its headers in the order of their names, and `connection` as it is understood."""
    head, _, body = told_once.partition(b"\r\n\r\n")
    first, *headers = head.split(b"\r\n")
    understood = [re.sub(rb"^connection: .*close.*$", b"connection: close", line.lower()) for line in headers]
    return first, sorted(understood), body


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("version", ["1.1", "1.0"])
def test_every_answer_is_what_uvicorn_tells(method: str, version: str) -> None:
    asked = [f"{method} {path} HTTP/{version}" for path in [*ANSWERS, *ANSWERS]]
    ours, theirs = asyncio.run(told(BoundedHeads, asked)), asyncio.run(told(HttpToolsProtocol, asked))
    for path, our, their in zip([*ANSWERS, *ANSWERS], ours, theirs, strict=True):
        if path in UNTELLABLE:
            assert (our.partition(b"\r\n")[0], their) == (b"HTTP/1.1 500 Internal Server Error", b""), path
        elif path == "/too-long" and method == "GET":
            assert (our, their[:15]) == (b"", b"HTTP/1.1 200 OK")  # the head alone would promise what never comes
        else:
            assert ordered(our) == ordered(their), path


class Recorder(asyncio.Transport):
    """A transport that remembers what it is given to write."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written.append(bytes(data))

    def is_closing(self) -> bool:
        return False

    def close(self) -> None:
        """Stay open: what was written is looked at afterwards."""

    def resume_reading(self) -> None:
        """Go on; nothing is read from here."""


async def written(body: bytes, *headers: tuple[bytes, bytes]) -> list[bytes]:
    """Answer one request with a body and give what was written, write by write."""

    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    config = uvicorn.Config(app, log_config=None, http=BoundedHeads, access_log=False)
    config.load()
    transport = Recorder()
    protocol = BoundedHeads(config, ServerState(), {})
    protocol.connection_made(transport)
    protocol.data_received(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    await asyncio.gather(*protocol.server_state.tasks)
    protocol.connection_lost(None)
    return transport.written


@pytest.mark.parametrize(
    ("body", "headers", "writes"),
    [
        (b"{}", [(b"content-length", b"2")], 1),
        (b"", [(b"content-length", b"0")], 1),
        (b"x" * MOST_JOINED, [(b"content-length", str(MOST_JOINED).encode())], 1),
        (b"x" * (MOST_JOINED + 1), [(b"content-length", str(MOST_JOINED + 1).encode())], 2),
        (b"data: 1", [], 2),
    ],
    ids=["short", "empty", "as long as may be", "long", "a stream"],
)
def test_head_and_body_are_one_write_unless_the_body_is_long(
    body: bytes, headers: list[tuple[bytes, bytes]], writes: int
) -> None:
    found = asyncio.run(written(body, *headers))
    assert len(found) == writes
    assert body in b"".join(found)
