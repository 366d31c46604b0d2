"""Bodies of JSON read strictly, and in moderation: they are parsed on the event loop, which answers nobody meanwhile.

A parser takes longest for many small values, and so do the checks behind it, which list every fault. So values are
counted before anything is parsed: what stands outside of texts opens, or parts, one value each.
"""

import re
from json import JSONDecodeError
from typing import Any, Final

from fastapi import HTTPException, Request

from app.domain.names import Json
from app.domain.strict_json import NotJson, read_json
from app.http.heads import BAD_REQUEST

MOST_VALUES: Final = 5_000
"""In one body; objects, lists and the values in them."""

_TEXT: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
"""A text with its quotes, or what there is of one; never gone over twice."""

_MARKS: Final = (b",", b"[", b"{")


class JsonRequest(Request):
    """A request whose body, where it is JSON, is read strictly."""

    async def json(self) -> Any:  # noqa: ANN401 - of the framework
        """Give the body's value.

        Raises:
            JSONDecodeError: it is no JSON at all.
            HTTPException: 400, it is JSON that different readers would read differently, or that holds too much.

        """
        if not hasattr(self, "_json"):
            self._json = read_body(await self.body())
        return self._json


def read_body(body: bytes) -> Json:
    """Read a body of JSON; raises as `JsonRequest.json` does."""
    outside = _TEXT.sub(b"", body)
    if sum(outside.count(mark) for mark in _MARKS) > MOST_VALUES:
        raise HTTPException(BAD_REQUEST, f"The body holds more than {MOST_VALUES:,} values")
    try:
        return read_json(body.decode())
    except UnicodeDecodeError:
        raise HTTPException(BAD_REQUEST, "The body is no UTF-8") from None
    except NotJson as error:
        if isinstance(error.__cause__, JSONDecodeError):
            raise error.__cause__ from None
        raise HTTPException(BAD_REQUEST, f"The body cannot be taken: {error}") from None
