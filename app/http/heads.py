"""What a request's head says, read once; and what no honest client says in one."""

from typing import Final, NamedTuple

from starlette.types import Scope

MOST_HEAD_BYTES: Final = 64 * 1024
"""Of the address and all headers together; the same as h11's limit.

`combine serve` refuses more while it is read; another server may hold the whole head before we see it.
"""

MOST_DIGITS: Final = 20
BAD_REQUEST: Final = 400
TOO_LARGE: Final = 413
UNSUPPORTED: Final = 415
HEAD_TOO_LARGE: Final = 431
_CODED: Final = "Send the body in chunks or as it is, in no other Transfer-Encoding"

HEAD_ALONE: Final = "combine.head_alone"
"""Set in the scope of a request by HEAD, which is answered as one by GET, for answers that would have no end."""


USER: Final = "combine.user"
"""Where a request's scope holds the id of the person behind it, once somebody was recognised."""


class Refusal(NamedTuple):
    """Why a request is not passed on, as its client is told."""

    status: int
    detail: str
    code: str | None = None
    headers: tuple[tuple[bytes, bytes], ...] = ()


class Head:
    """The parts of a head that the request layer needs."""

    __slots__ = ("_headers", "has_body", "host", "refusal", "request_id", "traceparent")

    def __init__(self, scope: Scope, *, limit: int) -> None:
        self._headers: list[tuple[bytes, bytes]] = scope["headers"]
        headers = self._headers
        found = dict(headers)
        get = found.get
        length = get(b"content-length")
        coding = get(b"transfer-encoding")
        self.host: bytes = get(b"host", b"")
        self.request_id: bytes | None = get(b"x-request-id")
        self.traceparent: bytes | None = get(b"traceparent")
        self.has_body = coding is not None or (length is not None and length != b"0")
        self.refusal: Refusal | None = None
        if len(found) == len(headers):
            size = sum(map(len, found)) + sum(map(len, found.values()))
        else:
            self._judge_repeated(headers)
            size = sum(len(name) + len(value) for name, value in headers)
        if self.has_body and self.refusal is None:
            self.refusal = _body_refusal(length, coding, get(b"content-encoding", b"identity"), limit)
        if size + len(scope.get("raw_path") or b"") + len(scope["query_string"]) > MOST_HEAD_BYTES:
            self.refusal = Refusal(HEAD_TOO_LARGE, "The request's headers are too long")

    @property
    def forwarded(self) -> bytes:
        """The hops that proxies name, from all headers that name some."""
        return b",".join([value for name, value in self._headers if name == b"x-forwarded-for"])

    @property
    def scheme(self) -> bytes:
        """The scheme that a proxy was asked with."""
        return dict(self._headers).get(b"x-forwarded-proto", b"")

    def _judge_repeated(self, headers: list[tuple[bytes, bytes]]) -> None:
        """Judge headers of which one stands twice: a host, a length or a transfer coding may not."""
        names = [name for name, _ in headers]
        if names.count(b"host") > 1:
            self.host = b","  # two names are none: never allowed
        if names.count(b"content-length") > 1:
            self.refusal = Refusal(BAD_REQUEST, "The request gives its length more than once")
        if names.count(b"transfer-encoding") > 1:
            self.refusal = Refusal(BAD_REQUEST, _CODED)


def _body_refusal(length: bytes | None, coding: bytes | None, encoding: bytes, limit: int) -> Refusal | None:
    if coding is not None and length is not None:
        return Refusal(BAD_REQUEST, "The request gives its length in two ways")
    if coding is not None and coding.lower() != b"chunked":
        return Refusal(BAD_REQUEST, _CODED)
    if length is not None and (not length.isdigit() or int(length[:MOST_DIGITS]) > limit):
        return Refusal(TOO_LARGE, f"The body is larger than {limit} bytes")
    if encoding.lower() != b"identity":
        return Refusal(UNSUPPORTED, "Send the body as it is, without Content-Encoding")
    return None
