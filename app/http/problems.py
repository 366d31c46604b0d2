"""Every error as `application/problem+json` (RFC 9457); this is the one table from errors to statuses."""

import http
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from typing import Final

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from app.core.database_errors import DatabaseError
from app.core.log_values import printable
from app.core.logging import current_context, get_logger
from app.domain.errors import (
    AppError,
    Conflict,
    Forbidden,
    Invalid,
    LimitReached,
    NotFound,
    Permanent,
    QuotaExceeded,
    Retryable,
    Upstream,
)
from app.http.problem_types import CODES, PROBLEM_TYPES, type_of
from app.http.rates import TooManyRequests, whole_seconds

MEDIA_TYPE: Final = "application/problem+json"
UNPROCESSABLE: Final = 422
UNAVAILABLE: Final = 503
WRONG_METHOD: Final = 405
SERVER_ERROR: Final = 500
MOST_ERRORS: Final = 50
PHRASES: Final = {int(status): status.phrase for status in http.HTTPStatus}

STATUS_OF: Final[Mapping[type[AppError], int]] = {
    Invalid: 422,
    NotFound: 404,
    Conflict: 409,
    Forbidden: 403,
    LimitReached: 429,
    Retryable: 503,
    QuotaExceeded: 502,
    Permanent: 502,
    Upstream: 502,
    AppError: 500,
}

_log = get_logger(__name__)
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def status_of(error: AppError) -> int:
    """Give the HTTP status of an error: that of its nearest ancestor in the table."""
    return next(STATUS_OF[kind] for kind in type(error).__mro__ if kind in STATUS_OF)


def code_of(kind: type[AppError]) -> str:
    """Give the code of an error: its own, that of its nearest ancestor which has one, or the general one."""
    for ancestor in kind.__mro__:
        name = _WORDS.sub("-", ancestor.__name__).lower()
        if name in PROBLEM_TYPES or ancestor in STATUS_OF:
            return CODES[STATUS_OF[ancestor]] if ancestor in STATUS_OF else name
    raise TypeError(kind)


def problem_body(
    status: int,
    detail: str,
    *,
    request_id: str | None = None,
    code: str | None = None,
    errors: list[dict[str, str]] | None = None,
) -> bytes:
    """Render a problem; members that say nothing are left out."""
    general = CODES.get(status, CODES[500 if status >= SERVER_ERROR else 400])
    named = code if code is not None and code in PROBLEM_TYPES else general
    members = {
        "type": type_of(named),
        "title": PROBLEM_TYPES[named].title,
        "status": status,
        "detail": printable(detail),
        "code": named,
        "request_id": request_id or current_context().get("request_id"),
        "errors": errors,
    }
    return orjson.dumps({name: value for name, value in members.items() if value is not None})


def problem(
    status: int,
    detail: str,
    *,
    code: str | None = None,
    errors: list[dict[str, str]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Make a response from a problem."""
    body = problem_body(status, detail, code=code, errors=errors)
    return Response(body, status, headers={"Cache-Control": "no-store", **(headers or {})}, media_type=MEDIA_TYPE)


class Answered(Exception):
    """The answer is known already, so nothing is to be changed.

    Attributes:
        response: what to answer.

    """

    def __init__(self, response: Response) -> None:
        super().__init__(response.status_code)
        self.response = response


def install(app: FastAPI) -> None:
    """Let the application answer its own errors and FastAPI's as problems; the request layer answers all others."""
    for kind, answer in ANSWERS.items():
        app.add_exception_handler(kind, answer)


async def answer_to(request: Request, error: Exception) -> Response | None:
    """Give the problem that an error is, if it is of a known kind."""
    for kind in type(error).__mro__:
        if kind in ANSWERS:
            return await ANSWERS[kind](request, error)
    return None


async def _answered(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Answered)  # noqa: S101 - registered for this class alone
    return error.response


async def _app_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, AppError)  # noqa: S101 - registered for this class alone
    headers = {}
    if isinstance(error, Retryable | TooManyRequests) and error.retry_after_seconds is not None:
        headers["Retry-After"] = str(whole_seconds(error.retry_after_seconds))
    return problem(status_of(error), str(error), code=code_of(type(error)), headers=headers)


async def _database_error(_request: Request, error: Exception) -> Response:
    """Say that the database does not serve now; which one, and why, is for the log."""
    _log.error("database.failed", str(error), error_type=type(error).__name__)
    return problem(UNAVAILABLE, "The database cannot be used now; try again later", headers={"Retry-After": "2"})


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class alone
    headers = dict(error.headers or {})
    if error.status_code == WRONG_METHOD:
        headers["Allow"] = ", ".join(_methods_here(request)) or headers.get("Allow", "")
    return problem(error.status_code, _sentence(error), headers=headers)


def _methods_here(request: Request) -> list[str]:
    """Name every method that this address takes (RFC 9110 §10.2.1); the route that refused knows only its own."""
    path = getattr(request.scope.get("route"), "path", None)
    routes = _leaves(request.app.router.routes)
    methods = {method for route in routes if route.path == path for method in route.methods or ()}
    if "GET" in methods:
        methods.add("HEAD")
    return sorted(methods)


def _leaves(routes: Iterable[BaseRoute]) -> Iterator[Route]:
    for route in routes:
        included = getattr(route, "original_router", None)
        if included is not None:
            yield from _leaves(included.routes)
        elif isinstance(route, Route):
            yield route


def _sentence(error: HTTPException) -> str:
    phrases = {404: "There is nothing at this address", 405: "This address does not take that method"}
    if isinstance(error.__cause__, RecursionError):
        return "The body is nested too deeply"
    phrase = PHRASES.get(error.status_code)
    return phrases.get(error.status_code, error.detail) if error.detail == phrase else str(error.detail)


async def _invalid_request(_request: Request, error: Exception) -> Response:
    """Name the fields that are wrong and what is allowed; what was sent is never repeated."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class alone
    errors = [
        {
            "field": printable(".".join(str(part) for part in found["loc"]), limit=128),
            "message": printable(str(found["msg"]).removeprefix("Value error, "), limit=300),
            "type": str(found["type"]),
        }
        for found in error.errors()[:MOST_ERRORS]
    ]
    return problem(UNPROCESSABLE, "The request is not as it must be; each fault is listed", errors=errors)


ANSWERS: Final[Mapping[type, Callable[[Request, Exception], Awaitable[Response]]]] = {
    Answered: _answered,
    AppError: _app_error,
    DatabaseError: _database_error,
    RequestValidationError: _invalid_request,
    HTTPException: _http_error,
}
"""How each kind of error is answered."""
