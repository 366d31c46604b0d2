"""Lists in pages: how many at most, where a page begins, and the address of the one that follows (RFC 8288).

A cursor holds which list it is of and the key of the last entry seen, so a page costs the same wherever it begins, and
entries that come or go meanwhile shift nothing. What is in it is nobody's business but this module's.
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Annotated, Any, Final, TypeAlias, TypeVar
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

import orjson
from fastapi import Depends, Query, Request, Response

from app.domain.errors import Invalid

LARGEST_NUMBER: Final = 2**31 - 2
"""Databases count to one more, and a page may begin there."""
MOST_AT_ONCE: Final = 200
USUAL: Final = 50
LONGEST_CURSOR: Final = 1000
MARK: Final = 8
CHAIN: Final = "chain "
LONGEST_CHAIN: Final = 36
"""Of a name in the database, where a forger may have given one that is no project's key."""
EXAMPLE: Final = "MDFhMjA2MmEtMjkzZS03N2NiLTgzNzAtMTJiMDY1ZWUxNzZl"

Entry = TypeVar("Entry")
Key: TypeAlias = tuple[int | str, ...]
"""What names an entry of a computed list for good."""
Order: TypeAlias = Callable[[Key], Any]


class NoCursor(Invalid):
    """The text names no place in this list."""

    def __init__(self) -> None:
        super().__init__("This cursor names no place in this list. Take it from the Link of the page before.")


class Page:
    """One page of a list, as it was asked for."""

    def __init__(self, request: Request, response: Response, *, limit: int, cursor: str | None) -> None:
        self._request = request
        self._response = response
        self.limit = limit
        self._seen = None if cursor is None else _opened(cursor, of=request.url.path)

    @property
    def ask(self) -> int:
        """How many to ask for: one more than are shown, to know whether a page follows."""
        return self.limit + 1

    def after_key(self) -> str:
        """Give the key of the last entry seen; empty at the beginning.

        Raises:
            NoCursor: the cursor is not one of this list.

        """
        if self._seen is None:
            return ""
        try:
            return str(UUID(self._seen))
        except ValueError as error:
            raise NoCursor from error

    def after_number(self, default: int) -> int:
        """Give the number of the last entry seen; `default` at the beginning.

        Raises:
            NoCursor: the cursor is not one of this list.

        """
        if self._seen is None:
            return default
        is_number = self._seen.isascii() and self._seen.isdigit() and len(self._seen) <= len(str(LARGEST_NUMBER))
        if not is_number or int(self._seen) > LARGEST_NUMBER:
            raise NoCursor
        return int(self._seen)

    def after_chain(self) -> str:
        """Give the name of the last chain seen, as `chain_key` wrote it; empty at the beginning.

        Raises:
            NoCursor: the cursor is not one of this list.

        """
        if self._seen is None:
            return ""
        before, word, chain = self._seen.partition(CHAIN)
        if before or not word or not 0 < len(chain) <= LONGEST_CHAIN or "\0" in chain:
            raise NoCursor
        return chain

    def shown(self, found: Sequence[Entry], key: Callable[[Entry], object]) -> Sequence[Entry]:
        """Give the entries to show of those that were found after the cursor, and name the page that follows."""
        if len(found) > self.limit:
            self._link(str(key(found[self.limit - 1])))
        return found[: self.limit]

    def cut(self, whole: Sequence[Entry], key: Callable[[Entry], Key], order: Order = tuple) -> Sequence[Entry]:
        """Give the page of a list that is there as a whole; for lists that are computed.

        `order` makes of a key what the list is sorted by. The page begins behind where the last entry seen belongs,
        whether it is still in the list or not.

        Raises:
            NoCursor: the cursor is not one of this list.

        """
        found = whole
        if self._seen is not None:
            parts = _key_parts(self._seen)
            if whole and [type(part) for part in parts] != [type(part) for part in key(whole[0])]:
                raise NoCursor
            try:
                found = [entry for entry in whole if order(key(entry)) > order(parts)]
            except ValueError as error:
                raise NoCursor from error
        return self.shown(found, lambda entry: orjson.dumps(key(entry)).decode())

    def _link(self, seen: str) -> None:
        path = self._request.url.path
        query = [(name, value) for name, value in parse_qsl(self._request.url.query) if name != "cursor"]
        text = urlencode([*query, ("cursor", cursor_of(path, seen))])
        self._response.headers["Link"] = f'<{path}?{text}>; rel="next"'


def page_of(
    request: Request,
    response: Response,
    limit: Annotated[int, Query(ge=1, le=MOST_AT_ONCE, description="How many to give at most")] = USUAL,
    cursor: Annotated[
        str | None,
        Query(
            max_length=LONGEST_CURSOR,
            description='Where the page begins, as the `Link` with `rel="next"` of the page before has it',
            examples=[EXAMPLE],
        ),
    ] = None,
) -> Page:
    """Read which page is asked for."""
    return Page(request, response, limit=limit, cursor=cursor)


def chain_key(chain: str) -> str:
    """Name an entry of a list of chains, whatever somebody called it."""
    return f"{CHAIN}{chain}"


def cursor_of(path: str, seen: str) -> str:
    """Name the entry seen last, in the list at this address and in no other."""
    return base64.urlsafe_b64encode(f"{_mark(path)}{seen}".encode()).decode().rstrip("=")


def _mark(path: str) -> str:
    return sha256(path.encode()).hexdigest()[:MARK]


def _opened(cursor: str, *, of: str) -> str:
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError) as error:  # ValueError: no ASCII, or no UTF-8 inside
        raise NoCursor from error
    if not raw.startswith(_mark(of)):
        raise NoCursor
    return raw[MARK:]


def _key_parts(seen: str) -> Key:
    try:
        parts = orjson.loads(seen)
    except orjson.JSONDecodeError as error:
        raise NoCursor from error
    if not isinstance(parts, list) or any(not isinstance(part, int | str) for part in parts):
        raise NoCursor
    return tuple(parts)


CurrentPage = Annotated[Page, Depends(page_of)]
