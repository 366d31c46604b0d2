"""Who may ask: the operators' token, and the API while nobody can sign in yet."""

import hmac
from typing import Final
from urllib.parse import urlsplit

from fastapi import HTTPException, Request

from app.core.declaration import EnvironmentName
from app.core.settings import Settings
from app.http.addresses import is_loopback
from app.http.hosts import AllowedHosts

UNAUTHORIZED: Final = 401
FORBIDDEN: Final = 403
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


def require_token_outside_development(request: Request) -> None:
    """Ask for the operators' token everywhere but in development and test."""
    if settings_of(request).is_strict:
        require_operations_token(request)


def require_developer(request: Request) -> None:
    """Let only the person at this computer in, in development; nobody can sign in yet.

    A request that another program forwarded, or that a page of another site made, is not that person's.
    """
    settings = settings_of(request)
    client = request.client.host if request.client else ""
    is_here = client == IN_PROCESS_CLIENT or is_loopback(client)
    is_forwarded = any(name in request.headers for name in _FORWARDED)
    is_open = settings.environment in {EnvironmentName.DEVELOPMENT, EnvironmentName.TEST}
    if not (is_open and is_here and not is_forwarded):
        raise HTTPException(UNAUTHORIZED, "Sign in first", {"WWW-Authenticate": "Bearer"})
    origin = request.headers.get("origin")
    if origin is not None and not AllowedHosts(settings).allow(urlsplit(origin).netloc.encode("latin-1", "replace")):
        raise HTTPException(FORBIDDEN, "A page of another site may not do this")
