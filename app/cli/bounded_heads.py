"""uvicorn's fast HTTP protocol with limits to what a request may say before its body, and how long it may take.

What is refused here never becomes a request: it gets its problem and its id, and no access line.
"""

import asyncio
from http import HTTPStatus
from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from app.cli.client_line import ClientLine
from app.core.logging import get_logger
from app.http.event_stream import LINE
from app.http.heads import MOST_HEAD_BYTES
from app.http.problems import MEDIA_TYPE, problem_body
from app.http.tracing import make_trace

HEAD_SECONDS: Final = 30.0
"""From the first byte of a head, or from connecting, to its last byte."""

_log = get_logger("app.http.access")


class BoundedHeads(HttpToolsProtocol):
    """Answers 431 and closes when a head grows past the limit, and 408 when it takes too long.

    What the parser was fed since it last ended a request or handed over a piece of a body is what it may hold: a head,
    or trailers. A head that is complete was held already; the request layer measures that one.
    """

    head_seconds = HEAD_SECONDS
    _fed = 0
    _is_in_head = False
    _until: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        """Wait for the first head."""
        super().connection_made(transport)
        self._line = ClientLine(self)
        self._until = self.loop.call_later(self.head_seconds, self._end_waiting)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Feed the parser; a head that comes in one piece, as most do, starts no clock."""
        self._fed += len(data)
        super().data_received(data)
        if self._fed > MOST_HEAD_BYTES and not self.transport.is_closing():
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The request's headers are too long")
        if not self._is_in_head:
            self._stop_waiting()
        elif self._until is None and not self.transport.is_closing():
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

    def on_body(self, body: bytes) -> None:
        """Pass a piece of the body on, for which the request layer has a limit."""
        self._fed = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """End a request."""
        self._fed = 0
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what the parser refused."""
        del msg
        self._refuse(HTTPStatus.BAD_REQUEST, "This is no request that HTTP/1.1 allows")

    def _unsupported_upgrade_warning(self) -> None:
        """Say nothing: a wish for another protocol may be ignored, and anybody may utter one."""

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
        """Answer and close, unless the answer to an earlier request is still under way: then only close."""
        request_id = make_trace(None, None)[0]["request_id"]
        client = self.client[0] if self.client else ""
        _log.warning("http.refused_head", detail, http_status=int(status), request_id=request_id, client_address=client)
        earlier: RequestResponseCycle | None = self.cycle
        if earlier is None or earlier.response_complete or not earlier.response_started:
            body = problem_body(status, detail, request_id=request_id)
            lines = (
                f"HTTP/1.1 {int(status)} {status.phrase}",
                f"content-type: {MEDIA_TYPE}",
                f"content-length: {len(body)}",
                f"x-request-id: {request_id}",
                "x-content-type-options: nosniff",
                "cache-control: no-store",
                "connection: close",
            )
            self.transport.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        self.transport.close()
