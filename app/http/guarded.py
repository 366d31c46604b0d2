"""Routes that ask who somebody is before they read what was sent."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any, Final

from fastapi import Depends, HTTPException, Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from app.http.bodies import limit_body
from app.http.heads import UNSUPPORTED
from app.http.identity import require_caller
from app.http.json_bodies import JsonRequest

MOST_JSON_BYTES: Final = 256 * 1024

JSON: Final = "application/json"
TEXTS: Final = frozenset({"text/plain", "text/markdown", "application/octet-stream"})
"""What a text may be called; what bears no name of a type is taken for one as well."""

BODILESS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Guarded(APIRoute):
    """A route of the interface: a body is read only from somebody known, and JSON in moderation.

    The framework reads and parses a body before it asks any dependency. What may be sent at length is a text, which is
    not parsed, or is read by the operation itself, which says so by describing its body itself.
    """

    def get_route_handler(self) -> Handler:
        """Put the question before the framework's handler; a route that takes no body keeps that alone."""
        handle = super().get_route_handler()
        if (self.methods or BODILESS) <= BODILESS:
            return handle
        reads_itself = "requestBody" in (self.openapi_extra or {})
        takes_text = _takes_text(self)

        async def answer(request: Request) -> Response:
            await run_in_threadpool(require_caller, request)
            if not reads_itself and not (takes_text and is_called_text(request)):
                limit_body(request, MOST_JSON_BYTES)
            return await handle(JsonRequest(request.scope, request.receive))

        return answer


def _takes_text(route: APIRoute) -> bool:
    field = route.body_field
    return field is not None and getattr(field.field_info, "media_type", JSON) != JSON


def is_called_text(request: Request) -> bool:
    """Tell whether a body is a text by its type."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return not media_type or media_type in TEXTS


def require_text(request: Request) -> None:
    """Refuse a body that is called something other than a text.

    Raises:
        HTTPException: 415.

    """
    if not is_called_text(request):
        raise HTTPException(UNSUPPORTED, "Send text/plain or text/markdown", {"Accept": "text/plain, text/markdown"})


RequiredText = Annotated[None, Depends(require_text)]
