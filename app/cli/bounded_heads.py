"""uvicorn's fast HTTP protocol with a limit to what a request may say before its body, which it lacks by itself."""

from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.http.event_stream import ABORT

MOST_HEAD_BYTES: Final = 64 * 1024
"""Of the address and all headers and trailers together; the same as h11's limit."""

_TOO_LARGE: Final = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-type: text/plain; charset=utf-8\r\ncontent-length: 32\r\nconnection: close\r\n\r\n"
    b"The request headers are too long"
)


class HeadTooLarge(Exception):
    """Raised inside the parser, which ends with it."""


class BoundedHeads(HttpToolsProtocol):
    """Answers 431 and closes when a head grows past the limit, however it arrives.

    The parser hands a header over when it is complete and keeps it until then, so both are counted: what it handed
    over, and what it was fed since it last handed anything over.
    """

    _held = 0
    _kept = 0

    def data_received(self, data: bytes) -> None:
        """Feed the parser."""
        self._kept += len(data)
        super().data_received(data)
        if self._kept > MOST_HEAD_BYTES and not self.transport.is_closing():
            self._refuse()

    def on_message_begin(self) -> None:
        """Begin to count, and leave what cuts the connection for whoever answers."""
        self._held = 0
        super().on_message_begin()
        self.scope[ABORT] = self.transport.abort  # type: ignore[typeddict-unknown-key]  # a key of our own

    def on_url(self, url: bytes) -> None:
        """Count a piece of the address."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count a header."""
        self._count(len(name) + len(value))
        super().on_header(name, value)

    def on_body(self, body: bytes) -> None:
        """Pass a piece of the body on, for which the request layer has a limit."""
        self._kept = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """End a request."""
        self._kept = 0
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what the parser refused, or what we made it refuse."""
        if self._held > MOST_HEAD_BYTES:
            self._refuse()
        else:
            super().send_400_response(msg)

    def _count(self, size: int) -> None:
        self._kept = 0
        self._held += size
        if self._held > MOST_HEAD_BYTES:
            raise HeadTooLarge

    def _refuse(self) -> None:
        self.transport.write(_TOO_LARGE)
        self.transport.close()
