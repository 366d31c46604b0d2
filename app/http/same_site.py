"""Telling our own pages' requests from those that another site's page makes a browser send."""

import hashlib
import hmac
from typing import Final
from urllib.parse import urlsplit

from fastapi import HTTPException, Request

from app.core.settings import Settings

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
FORBIDDEN: Final = 403
LONGEST_PATH: Final = 500


def require_same_site(request: Request, settings: Settings) -> None:
    """Refuse a change that a page of another site asks for; a browser says where a request comes from.

    `Sec-Fetch-Site` decides where it is sent, `Origin` elsewhere. A request with neither comes from no browser that we
    serve, so it has no business with a cookie.

    Raises:
        HTTPException: 403.

    """
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("sec-fetch-site")
    is_ours = (
        site == "same-origin" if site is not None else request.headers.get("origin") in _origins(request, settings)
    )
    if not is_ours:
        raise HTTPException(FORBIDDEN, "A page of another site may not do this")


def form_token(secret: str) -> str:
    """Give the token that forms of a session carry; whoever does not know the session's secret cannot make it."""
    return hmac.new(secret.encode(), b"combine form", hashlib.sha256).hexdigest()


def require_form_token(secret: str, given: str) -> None:
    """Refuse a form that this session was not shown.

    Raises:
        HTTPException: 403.

    """
    if not hmac.compare_digest(form_token(secret).encode(), given.encode()):
        raise HTTPException(FORBIDDEN, "The form is not this session's. Load the page again")


def own_path(text: str) -> str:
    """Give where to go after signing in: a path of this service, and `/` for whatever else was asked for."""
    is_path = text.startswith("/") and not text.startswith(("//", "/\\"))
    is_plain = text.isascii() and text.isprintable() and "\\" not in text and len(text) <= LONGEST_PATH
    if not (is_path and is_plain):
        return "/"
    parts = urlsplit(text)
    return text if not parts.scheme and not parts.netloc else "/"


def _origins(request: Request, settings: Settings) -> frozenset[str]:
    own = f"{request.url.scheme}://{request.headers.get('host', '')}".lower()
    if settings.public_url is None:
        return frozenset({own})
    public = urlsplit(settings.public_url)
    return frozenset({own, f"{public.scheme}://{public.netloc}".lower()})
