"""Request ids and W3C trace context: taken over where well-formed, made anew where not."""

import os
import re
from typing import Final, NamedTuple

_REQUEST_ID: Final = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._~:/+=@-]{0,127}")
_TRACEPARENT: Final = re.compile(
    rb"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?"
)
LONGEST_TRACEPARENT: Final = 256
TRACE_DIGITS: Final = 32
DIGITS: Final = 48
"""Of one request: a trace and a span."""

POOL_BYTES: Final = 256 * DIGITS // 2


class Trace(NamedTuple):
    """The ids of one request; the span is ours."""

    request_id: str
    trace_id: str
    span_id: str
    flags: str

    @property
    def headers(self) -> tuple[tuple[bytes, bytes], tuple[bytes, bytes]]:
        """The response headers that name the request and carry the trace on."""
        carried = f"00-{self.trace_id}-{self.span_id}-{self.flags}"
        return (b"x-request-id", self.request_id.encode()), (b"traceparent", carried.encode())


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


def make_trace(request_id: bytes | None, traceparent: bytes | None) -> Trace:
    """Make the ids of one request from what its client sent; anything malformed is as good as absent."""
    fresh = _digits.take()
    trace_id, span_id, flags = fresh[:TRACE_DIGITS], fresh[TRACE_DIGITS:], "01"
    if traceparent is not None and len(traceparent) <= LONGEST_TRACEPARENT:
        parent = _TRACEPARENT.fullmatch(traceparent)
        if parent is not None and (parent[0][:2] != b"00" or parent.end() == parent.end(3)):
            trace_id, flags = parent[1].decode(), parent[3].decode()
    if request_id is not None and _REQUEST_ID.fullmatch(request_id):
        return Trace(request_id.decode(), trace_id, span_id, flags)
    return Trace(trace_id, trace_id, span_id, flags)
