"""uvicorn's answer to one request, with head and body in one write.

uvicorn writes the head as soon as it is known, and the body after it: two system calls and two packets, of which each
costs about as much as our whole request layer. ASGI asks a server to wait for the first piece of the body, so a head is
held until then; not before a stream, whose first piece may be long in coming. Headers that come again and again are
judged but once.
"""

import re
from collections.abc import Iterable
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

Header = tuple[bytes, bytes]

REPEATED: Final = frozenset(
    {
        b"cache-control",
        b"content-security-policy",
        b"content-type",
        b"cross-origin-opener-policy",
        b"cross-origin-resource-policy",
        b"permissions-policy",
        b"ratelimit-policy",
        b"referrer-policy",
        b"strict-transport-security",
        b"vary",
        b"x-content-type-options",
        b"x-frame-options",
    }
)
"""Headers with few different values, none of which says where the answer ends."""

MOST_LINES: Final = 512
MOST_JOINED: Final = 64 * 1024
"""Of a body; to copy a longer one would cost more than a second write."""

BODILESS: Final = (204, 304)

_NAME: Final = re.compile(rb"[!#$%&'*+.^_`|~0-9a-z-]+")
_NO_VALUE: Final = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")

_lines: dict[Header, bytes] = {}
_openings: dict[bytes, bytes] = {}


class JoinedAnswer(RequestResponseCycle):
    """Makes the head of an answer itself, and leaves all else to uvicorn."""

    _head = b""

    async def send(self, message: Any) -> None:  # noqa: ANN401 - any message of ASGI
        """Make a head, or pass a piece of the body on, the first with the head before it."""
        if not self.response_started and not self.flow.write_paused and not self.disconnected:
            self._begin(message["status"], message["headers"])
            return
        if self._head and message["type"] == "http.response.body":
            head, self._head = self._head, b""
            # Both are one piece to uvicorn, whose account of what must follow then counts the head as well.
            self.expected_content_length += len(head)
            message = {**message, "body": head + message.get("body", b"")}
        await super().send(message)

    def _begin(self, status: int, given: Iterable[Header]) -> None:
        headers = (*self.default_headers, *given)
        lines = [STATUS_LINE[status], *[_lines.get(header) or self._line(header) for header in headers]]
        if not self.keep_alive:
            lines.append(b"connection: close\r\n")
        is_bodiless = self.scope["method"] == "HEAD" or status in BODILESS
        if self.chunked_encoding is None and not is_bodiless:
            self.chunked_encoding = True
            lines.append(b"transfer-encoding: chunked\r\n")
        lines.append(b"\r\n")
        self.response_started = True
        self.waiting_for_100_continue = False
        head = b"".join(lines)
        if self.chunked_encoding or is_bodiless or self.expected_content_length > MOST_JOINED:
            self.transport.write(head)
        else:
            self._head = head

    def _line(self, header: Header) -> bytes:
        """Judge one header, take from it where the answer ends, and give its line."""
        name, value = header[0].lower(), header[1]
        if _NO_VALUE.search(value):
            raise RuntimeError(f"The value of the response header {name!r} holds control characters")
        if name == b"content-length" and self.chunked_encoding is None:
            self.expected_content_length = int(value)
            self.chunked_encoding = False
        elif name == b"transfer-encoding" and value.lower() == b"chunked":
            self.chunked_encoding = True
        elif name == b"connection" and b"close" in value.lower():
            self.keep_alive = False
            return b""  # said once, after all others
        line = b"%b%b\r\n" % (_openings.get(name) or _open(name), value)
        if name in REPEATED and len(_lines) < MOST_LINES:
            _lines[header] = line
        return line


def _open(name: bytes) -> bytes:
    if not _NAME.fullmatch(name):
        raise RuntimeError(f"No response header may be called {name!r}")
    opening = b"%b: " % name
    if len(_openings) < MOST_LINES:
        _openings[name] = opening
    return opening
