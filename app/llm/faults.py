"""What went wrong at a provider, told in the three ways that a caller can act on.

pydantic-ai sorts the providers' errors into categories; where a provider says less, the HTTP status decides.
"""

import os
from http import HTTPStatus
from ssl import SSLError

from pydantic_ai.exceptions import (
    AgentRunError,
    ModelAPIError,
    ModelAuthenticationError,
    ModelConnectionError,
    ModelContextWindowExceededError,
    ModelHTTPError,
    ModelNotFoundError,
    ModelQuotaExceededError,
    ModelRateLimitError,
    ModelRequestRejectedError,
    ModelRequestTimeout,
    ModelServerError,
    ModelUnavailableError,
    UserError,
)

from app.domain.errors import Permanent, QuotaExceeded, Retryable, Upstream
from app.llm.access import Access

LONGEST_EXPLANATION = 400
_PASSES = (
    ModelRateLimitError,
    ModelUnavailableError,
    ModelServerError,
    ModelConnectionError,
    ModelRequestTimeout,
)
_PASSING_STATUSES = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_EARLY})


def fault_of(error: AgentRunError | UserError, access: Access, model: str) -> Upstream:
    """Say what `error` means for the caller, with what to do about it and never with the key."""
    told = f"{access.wire}, model {model}: {explanation(error, access)}."
    match error:
        case ModelConnectionError(phase="connect"):
            return Retryable(f"{access.wire} cannot be reached at {access.address}: {_refusal(error)}.")
        case ModelQuotaExceededError():
            return QuotaExceeded(f"{told} The account is out of quota: raise it at the provider, then retry.")
        case ModelAPIError() if isinstance(error, _PASSES) or _may_pass(error):
            return Retryable(told, retry_after_seconds=error.retry_after)
        case ModelRequestRejectedError() | ModelHTTPError() | UserError():
            return Permanent(" ".join((told, _advice(error, access))).strip())
        case _:
            return malformed_answer(access, explanation(error, access))


def _refusal(error: BaseException) -> str:
    """Give what the system said when it was asked for a connection, from the bottom of the chain of causes."""
    said = "no answer"
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.errno is not None:
            is_numbered = cause.errno > 0 and not isinstance(cause, SSLError)
            said = os.strerror(cause.errno) if is_numbered else str(cause.strerror)
        cause = cause.__cause__ or cause.__context__
    return said


def _advice(error: AgentRunError | UserError, access: Access) -> str:
    match error:
        case ModelAuthenticationError():
            return f"Check {access.key_variable}."
        case ModelNotFoundError():
            return f"Check the model's name and the base URL {access.address}."
        case ModelContextWindowExceededError():
            return "The request is too long for this model: bind one that reads more."
        case _:
            return ""


def malformed_answer(access: Access, what: str) -> Retryable:
    """Name an answer that is not one of the protocol: a proxy's page, cut or mistyped JSON."""
    return Retryable(
        f"{access.wire} at {access.address} answered with something that is not its protocol ({what}). "
        "If this stays, check the base URL."
    )


def explanation(error: Exception, access: Access) -> str:
    """Give the provider's own words: status, kind and message, shortened, on one line."""
    said = [f"HTTP {error.status_code}"] if isinstance(error, ModelHTTPError) else []
    if isinstance(error, ModelAPIError):
        said.extend(name for name in (error.provider_error_type, error.provider_error_code) if name)
        said.append(_message_in(error.body) or ("" if isinstance(error, ModelHTTPError) else str(error)))
    else:
        said.append(str(error).partition("\n")[0])
    line = " ".join(" ".join(part for part in said if part).split())
    if access.key:
        line = line.replace(access.key, "[key]")
    line = line.rstrip(".")
    return line if len(line) <= LONGEST_EXPLANATION else f"{line[:LONGEST_EXPLANATION]}..."


def _may_pass(error: ModelAPIError) -> bool:
    return isinstance(error, ModelHTTPError) and (
        error.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR or error.status_code in _PASSING_STATUSES
    )


def _message_in(body: object) -> str:
    """Find the message in an error body of either protocol: `{"error": {"message"}}` or the inner object alone."""
    if isinstance(body, dict):
        inner = body.get("error", body)
        message = inner.get("message") if isinstance(inner, dict) else inner
        return message if isinstance(message, str) else ""
    return ""
