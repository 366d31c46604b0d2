"""Bodies read under a limit of size and of time."""

import asyncio
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message, Receive

from app.http.heads import TOO_LARGE

TOO_SLOW: Final = 408
BODY: Final = "combine.body"
"""Where a request's scope holds its body, for who allows less of it."""


class BodyTooLarge(HTTPException):
    """The body grew past the limit while it was read."""

    def __init__(self, limit: int) -> None:
        super().__init__(status_code=TOO_LARGE, detail=f"The body is larger than {limit} bytes")


class BodyTooSlow(HTTPException):
    """The body did not arrive in time."""

    def __init__(self, seconds: float) -> None:
        super().__init__(status_code=TOO_SLOW, detail=f"The body did not arrive within {seconds:g} s")


class Body:
    """The body of one request; the time runs from the first piece that is asked for."""

    __slots__ = ("_read", "_receive", "_seconds", "_until", "is_read", "limit")

    def __init__(self, receive: Receive, *, limit: int, seconds: float) -> None:
        self._receive = receive
        self.limit = limit
        self._seconds = seconds
        self._read = 0
        self._until: float | None = None
        self.is_read = False

    async def receive(self) -> Message:
        """Give the next piece; after the last one, whatever follows, however long that takes.

        Raises:
            BodyTooLarge: there was more than may be.
            BodyTooSlow: the piece did not come in time.

        """
        if self.is_read:
            return await self._receive()
        if self._until is None:
            self._until = asyncio.get_running_loop().time() + self._seconds
        try:
            async with asyncio.timeout_at(self._until):
                message = await self._receive()
        except TimeoutError:
            raise BodyTooSlow(self._seconds) from None
        if message["type"] == "http.request":
            self._read += len(message.get("body", b""))
            if self._read > self.limit:
                raise BodyTooLarge(self.limit)
        self.is_read = not message.get("more_body", False)
        return message


def limit_body(request: Request, limit: int) -> None:
    """Refuse a body that is announced as too long; one that is not is counted while it is read.

    Raises:
        BodyTooLarge: it is announced as too long.

    """
    length = request.headers.get("content-length", "0")
    if length.isdigit() and int(length) > limit:
        raise BodyTooLarge(limit)
    body: Body | None = request.scope.get(BODY)
    if body is not None:
        body.limit = min(body.limit, limit)
