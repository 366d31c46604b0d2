"""Who may ask: the operators by their token, and who is at this computer itself."""

import hmac
from typing import Final
from urllib.parse import urlsplit

from fastapi import HTTPException, Request

from app.core.settings import Settings
from app.http.addresses import is_loopback
from app.http.hosts import AllowedHosts

UNAUTHORIZED: Final = 401
IN_PROCESS_CLIENT: Final = "testclient"
"""What the in-process test client calls itself; over a socket a peer is always an address."""

_FORWARDED: Final = ("forwarded", "x-forwarded-for", "x-real-ip")


def settings_of(request: Request) -> Settings:
    """Give the settings of the application that a request reached."""
    settings: Settings = request.app.state.settings
    return settings


def has_operations_token(request: Request) -> bool:
    """Tell whether a request carries the operators' token; compared in constant time."""
    token = settings_of(request).ops_token
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    return (
        token is not None
        and scheme.lower() == "bearer"
        and hmac.compare_digest(given.strip().encode(), token.get_secret_value().encode())
    )


def require_operations_token(request: Request) -> None:
    """Refuse whoever lacks the operators' token."""
    if not has_operations_token(request):
        raise HTTPException(UNAUTHORIZED, "Send the operations token as a bearer token", {"WWW-Authenticate": "Bearer"})


def require_token_where_set(request: Request) -> None:
    """Ask for the operators' token where one is set."""
    if settings_of(request).ops_token is not None:
        require_operations_token(request)


def is_at_this_computer(request: Request) -> bool:
    """Tell whether a request comes from the person at this computer.

    A request that another program forwarded, or that a page of another site made, is not that person's.
    """
    client = request.client.host if request.client else ""
    is_here = client == IN_PROCESS_CLIENT or is_loopback(client)
    is_forwarded = any(name in request.headers for name in _FORWARDED)
    origin = request.headers.get("origin")
    is_foreign = request.headers.get("sec-fetch-site", "none") not in {"none", "same-origin"} or (
        origin is not None
        and not AllowedHosts(settings_of(request)).allow(urlsplit(origin).netloc.encode("latin-1", "replace"))
    )
    return is_here and not is_forwarded and not is_foreign
