"""Events as they go over the wire, each encoded once (WHATWG HTML, "Server-sent events")."""

from dataclasses import dataclass
from typing import Final

import orjson
from fastapi import HTTPException

from app.domain.events import Event, EventKind

PAGE: Final = 100
"""How many events are read at once."""

BAD_REQUEST: Final = 400
MOST_DIGITS: Final = 18
"""Of a number that both databases count to."""

_OF_MEMBERS: Final = frozenset({EventKind.MEMBER_SET, EventKind.MEMBER_REMOVED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One event, encoded."""

    sequence: int
    body: bytes
    concerns_members: bool
    """Whether it changes who may read the project, and so who may read this."""


def frame_of(event: Event) -> Frame:
    """Encode an event."""
    head = f"id: {event.sequence}\nevent: {event.kind.value}\ndata: ".encode()
    body = head + orjson.dumps(event.as_json()) + b"\n\n"
    return Frame(sequence=event.sequence, body=body, concerns_members=event.kind in _OF_MEMBERS)


def last_event_in(header: str | None, *, otherwise: int) -> int:
    """Read a Last-Event-ID; an empty one is as good as none, as it is for browsers.

    Raises:
        HTTPException: 400, it is no number that an event could have.

    """
    if not header:
        return otherwise
    if not (header.isascii() and header.isdecimal() and len(header) <= MOST_DIGITS):
        raise HTTPException(BAD_REQUEST, "Last-Event-ID must be the number of an event, such as 17")
    return int(header)
