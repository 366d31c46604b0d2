"""Request ids and W3C trace context: taken over where well-formed, made anew where not."""

import os
import re
from dataclasses import dataclass
from typing import Final

_REQUEST_ID: Final = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._~:/+=@-]{0,127}")
_TRACEPARENT: Final = re.compile(
    rb"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?"
)
LONGEST_TRACEPARENT: Final = 256
TRACE_DIGITS: Final = 32


@dataclass(frozen=True, slots=True)
class Trace:
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


def make_trace(request_id: bytes | None, traceparent: bytes | None) -> Trace:
    """Make the ids of one request from what its client sent; anything malformed is as good as absent."""
    fresh = os.urandom(24).hex()
    trace_id, span_id, flags = fresh[:TRACE_DIGITS], fresh[TRACE_DIGITS:], "01"
    if traceparent is not None and len(traceparent) <= LONGEST_TRACEPARENT:
        parent = _TRACEPARENT.fullmatch(traceparent)
        if parent is not None and (parent[0][:2] != b"00" or parent.end() == parent.end(3)):
            trace_id, flags = parent[1].decode(), parent[3].decode()
    if request_id is not None and _REQUEST_ID.fullmatch(request_id):
        return Trace(request_id.decode(), trace_id, span_id, flags)
    return Trace(trace_id, trace_id, span_id, flags)
