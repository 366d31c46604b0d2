"""Where what is being done comes from: the request that this context answers; nothing outside of one."""

from contextvars import ContextVar, Token
from typing import NamedTuple


class RequestOrigin(NamedTuple):
    """A request, as the audit tells where a deed came from."""

    address: str | None
    """That of the client, behind trusted proxies; None over a socket file."""

    request: str
    """Its id, as the log has it."""


_current: ContextVar[RequestOrigin | None] = ContextVar("combine_origin", default=None)


def current_origin() -> RequestOrigin | None:
    """Give where the present work comes from; None where it answers no request."""
    return _current.get()


def set_origin(origin: RequestOrigin) -> Token[RequestOrigin | None]:
    """Say where all work of this context comes from, until `reset_origin`."""
    return _current.set(origin)


def reset_origin(token: Token[RequestOrigin | None]) -> None:
    """Forget what `set_origin` said."""
    _current.reset(token)
