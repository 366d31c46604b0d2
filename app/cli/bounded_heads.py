"""uvicorn's fast HTTP protocol with limits to what a request may say before its body, and how long it may take.

What is refused here never becomes a request: it gets its problem and its id, and no access line. Who is answered
before all was read may send on for a while (RFC 9112 §9.6): to close at once would reset the connection, and with it
take the answer from a client that writes before it reads.
"""

import asyncio
import fcntl
import sys
import termios
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Final

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from app.cli.client_line import ClientLine
from app.cli.joined_answers import JoinedAnswer
from app.core.logging import get_logger
from app.http.event_stream import LINE
from app.http.headers import API_POLICY, EVERYWHERE, POLICY_HEADER
from app.http.heads import MOST_HEAD_BYTES
from app.http.problems import MEDIA_TYPE, problem_body
from app.http.tracing import make_trace

HEAD_SECONDS: Final = 30.0
"""From the first byte of a head, or from connecting, to its last byte."""

PARTING_SECONDS: Final = 10.0
PARTING_BYTES: Final = 16 * 1024 * 1024
"""How long, and how much, a client may send on after its answer; all of it is thrown away."""

READER_SECONDS: Final = 60.0
"""How long a client may take nothing of an answer that waits for it."""

_SECURITY_HEADERS: Final = tuple(
    f"{name.decode()}: {value.decode()}" for name, value in (*EVERYWHERE, (POLICY_HEADER, API_POLICY))
)

_log = get_logger("app.http.access")


class BoundedHeads(HttpToolsProtocol):
    """Answers 431 and closes when a head grows past the limit, and 408 when it takes too long.

    What the parser was fed since it last ended a request or handed over a piece of a body is what it may hold: a head,
    or trailers. A head that is complete was held already; the request layer measures that one.
    """

    head_seconds = HEAD_SECONDS
    parting_seconds = PARTING_SECONDS
    reader_seconds = READER_SECONDS
    _fed = 0
    _is_in_head = False
    _until: asyncio.TimerHandle | None = None
    _watch: asyncio.TimerHandle | None = None
    _to_throw_away: int | None = None
    """How much may come that nobody reads any more; None while what comes is read."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        """Wait for the first head."""
        super().connection_made(transport)
        self._line = ClientLine(self)
        self._until = self.loop.call_later(self.head_seconds, self._end_waiting)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._stop_waiting()
        self._stop_watching()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Feed the parser; a head that comes in one piece, as most do, starts no clock."""
        if self._to_throw_away is not None:
            self._throw_away(len(data))
            return
        self._unset_keepalive_if_required()
        self._fed += len(data)
        try:
            self.parser.feed_data(data)
            is_request = True
        except httptools.HttpParserUpgrade:
            is_request = True  # a wish for another protocol may be ignored
        except httptools.HttpParserError:
            is_request = False  # an address beyond the limit is an error to it as well
        if self._fed > MOST_HEAD_BYTES:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The request's headers are too long")
            return
        if not is_request:
            self._refuse(HTTPStatus.BAD_REQUEST, "This is no request that HTTP/1.1 allows")
            return
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is not None and cycle.more_body:
            self._part_after(cycle)
        if not self._is_in_head:
            self._stop_waiting()
        elif self._until is None:
            self._until = self.loop.call_later(self.head_seconds, self._end_waiting)

    def on_message_begin(self) -> None:
        """Begin a head, and leave a way to the client for whoever answers with a stream."""
        self._is_in_head = True
        super().on_message_begin()
        self.scope[LINE] = self._line  # type: ignore[typeddict-unknown-key]  # a key of our own

    def on_headers_complete(self) -> None:
        """End a head."""
        self._is_in_head = False
        super().on_headers_complete()
        self.cycle.__class__ = JoinedAnswer  # uvicorn makes its cycles itself; this one's task has not begun

    def on_body(self, body: bytes) -> None:
        """Pass a piece of the body on, for which the request layer has a limit."""
        self._fed = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """End a request."""
        self._fed = 0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Turn to the next request, unless what follows is thrown away."""
        if self._to_throw_away is None or self.pipeline:
            super().on_response_complete()
        else:
            self.server_state.total_requests += 1
        if self.transport.is_closing():
            self._watch_reader()

    def pause_writing(self) -> None:
        """Look whether the client takes what waits for it."""
        super().pause_writing()
        self._watch_reader()

    def resume_writing(self) -> None:
        """Look no more: it took enough for more to be written."""
        self._stop_watching()
        super().resume_writing()

    def timeout_keep_alive_handler(self) -> None:
        """Close, once the client has taken its last answer."""
        super().timeout_keep_alive_handler()
        self._watch_reader()

    def _watch_reader(self, before: int | None = None) -> None:
        """Cut off a client that took nothing for a while of what waits for it; look again at one that is slow."""
        self._stop_watching()
        waiting = _unread(self.transport)
        if before is not None and waiting >= before:
            client = self.client[0] if self.client else ""
            _log.warning(
                "http.unread_answer", "A client did not read its answer and was cut off", client_address=client
            )
            self.transport.abort()
        elif waiting:
            self._watch = self.loop.call_later(self.reader_seconds, self._watch_reader, waiting)

    def _stop_watching(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None

    def _stop_waiting(self) -> None:
        if self._until is not None:
            self._until.cancel()
            self._until = None

    def _end_waiting(self) -> None:
        self._until = None
        if self.transport.is_closing():
            return
        if self._is_in_head:
            self._refuse(
                HTTPStatus.REQUEST_TIMEOUT, f"The request's head did not arrive within {self.head_seconds:g} s"
            )
        else:
            self.transport.close()  # nobody spoke

    def _refuse(self, status: HTTPStatus, detail: str) -> None:
        """Answer and close; what was asked before is answered first, and then the connection is closed without."""
        request_id = make_trace(None, None)[0]["request_id"]
        client = self.client[0] if self.client else ""
        _log.warning("http.refused_head", detail, http_status=int(status), request_id=request_id, client_address=client)
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is not None and not cycle.response_complete:
            if not cycle.more_body:
                self._to_throw_away = PARTING_BYTES
                self._stop_waiting()
                cycle.keep_alive = False
                self._part_after(cycle)
                return
            if cycle.response_started or self.pipeline:
                self.transport.close()
                return
            cycle.disconnected = cycle.response_complete = True  # what its route has to say is not sent
            cycle.message_event.set()
        self.transport.write(_problem(status, detail, request_id))
        self._part()

    def _part_after(self, cycle: RequestResponseCycle) -> None:
        """Part where the answer would close, unless all was read by then."""
        if cycle.transport is self.transport:
            parting = _Parting(self.transport, lambda: self._part(is_all_read=not cycle.more_body))
            cycle.transport = parting  # type: ignore[assignment]  # what a cycle uses of one

    def _part(self, *, is_all_read: bool = False) -> None:
        """Say no more, and leave the client its time to read; nobody waits longer than that."""
        if is_all_read and self._to_throw_away is None:
            self.transport.close()
        if self.transport.is_closing():
            return
        self._stop_waiting()
        self._to_throw_away = PARTING_BYTES
        self.transport.write_eof()
        self.flow.resume_reading()
        self._until = self.loop.call_later(self.parting_seconds, self._end_parting)

    def _end_parting(self) -> None:
        self.transport.close()
        self._watch_reader()

    def _throw_away(self, size: int) -> None:
        self._to_throw_away = (self._to_throw_away or 0) - size
        if self._to_throw_away < 0:
            self._end_parting()


class _Parting:
    """What an answer uses of its connection, for a request that was not read to its end."""

    __slots__ = ("close", "is_closing", "write")

    def __init__(self, transport: asyncio.Transport, part: Callable[[], None]) -> None:
        self.write = transport.write
        self.is_closing = transport.is_closing
        self.close = part


def _unread(transport: asyncio.Transport) -> int:
    """Count what waits for the client here and in the kernel, which takes more only once much of that is gone; or 0."""
    waiting = transport.get_write_buffer_size()
    if waiting:
        with suppress(OSError):
            queue = fcntl.ioctl(transport.get_extra_info("socket").fileno(), termios.TIOCOUTQ, bytes(4))
            waiting += int.from_bytes(queue, sys.byteorder)
    return waiting


def _problem(status: HTTPStatus, detail: str, request_id: str) -> bytes:
    body = problem_body(status, detail, request_id=request_id)
    lines = (
        f"HTTP/1.1 {int(status)} {status.phrase}",
        f"content-type: {MEDIA_TYPE}",
        f"content-length: {len(body)}",
        f"x-request-id: {request_id}",
        *_SECURITY_HEADERS,
        "cache-control: no-store",
        "connection: close",
    )
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
