"""Request ids and W3C trace context: taken over where well-formed, made anew where not."""

import os
import re
from typing import Final

_REQUEST_ID: Final = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._~:/+=@-]{0,127}")
_TRACEPARENT: Final = re.compile(
    rb"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?"
)
LONGEST_TRACEPARENT: Final = 256
TRACE_DIGITS: Final = 32
DIGITS: Final = 48
"""Of one request: a trace and a span."""

POOL_BYTES: Final = 256 * DIGITS // 2


Ids = dict[str, str]
"""The ids of one request, as the fields of a log line; the span is ours."""

Headers = tuple[tuple[bytes, bytes], tuple[bytes, bytes]]
"""The response headers that name the request and carry the trace on."""


class _Digits:
    """Random hexadecimal digits out of a pool: one system call for many requests."""

    def __init__(self) -> None:
        self._pool = ""
        self._at = 0

    def take(self) -> str:
        at = self._at
        if at >= len(self._pool):
            self._pool = os.urandom(POOL_BYTES).hex()
            at = 0
        self._at = at + DIGITS
        return self._pool[at : at + DIGITS]

    def forget(self) -> None:
        """Drop the rest of the pool, which another process has as well."""
        self._pool = ""
        self._at = 0


_digits = _Digits()
os.register_at_fork(after_in_child=_digits.forget)


def make_trace(request_id: bytes | None, traceparent: bytes | None) -> tuple[Ids, Headers]:
    """Make the ids of one request from what its client sent; anything malformed is as good as absent."""
    fresh = _digits.take()
    trace, span, flags = fresh[:TRACE_DIGITS], fresh[TRACE_DIGITS:], "01"
    if traceparent is not None and len(traceparent) <= LONGEST_TRACEPARENT:
        parent = _TRACEPARENT.fullmatch(traceparent)
        if parent is not None and (parent[0][:2] != b"00" or parent.end() == parent.end(3)):
            trace, flags = parent[1].decode(), parent[3].decode()
    named = trace if request_id is None or not _REQUEST_ID.fullmatch(request_id) else request_id.decode()
    carried = f"00-{trace}-{span}-{flags}".encode()
    return {"request_id": named, "trace_id": trace, "span_id": span}, (
        (b"x-request-id", named.encode()),
        (b"traceparent", carried),
    )
