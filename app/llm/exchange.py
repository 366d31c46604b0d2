"""One exchange with a model through pydantic-ai: request to messages, over the wire, response to completion.

The model is asked for text that holds JSON, never for a tool call: a tool call that is cut off is paid and lost.
"""

import asyncio
import time
from decimal import Decimal

from pydantic_ai.direct import model_request, model_request_stream
from pydantic_ai.exceptions import AgentRunError, UserError
from pydantic_ai.messages import ModelMessage, ModelRequest, ModelResponse, SystemPromptPart, TextPart, UserPromptPart
from pydantic_ai.models import Model, create_async_httpx2_client
from pydantic_ai.settings import ModelSettings

from app.domain.completions import Completion, CompletionRequest, Limits, StopReason, Usage
from app.domain.errors import Permanent, Retryable
from app.domain.facts import ModelBinding
from app.domain.messages import messages
from app.llm.access import Access, Wire
from app.llm.faults import fault_of, malformed_answer
from app.llm.models import model_of

MALFORMED = (AttributeError, LookupError, TypeError, ValueError, AssertionError)
"""What the SDKs let through when an answer has the wrong shape: they do not validate what they parse."""

_STOP_REASONS = {
    "stop": StopReason.COMPLETE,
    "length": StopReason.LENGTH,
    "content_filter": StopReason.REFUSED,
}


async def exchange(access: Access, request: CompletionRequest) -> Completion:
    """Call the model once, within the request's time.

    The limit covers everything from connecting to the last byte, so that a slow stream ends too. The HTTP client
    lives as long as the call: calls may come from different event loops, and a connection belongs to one.
    """
    started = time.monotonic()
    history = history_of(request)
    settings = settings_of(request.binding, request.limits)
    try:
        async with create_async_httpx2_client() as client:
            model = model_of(access, request.binding.model, client)
            async with asyncio.timeout(request.limits.timeout_seconds):
                response = await _response(model, history, settings, access)
    except TimeoutError as error:
        raise Retryable(
            f"{access.wire} gave no complete answer within {request.limits.timeout_seconds} s and was left;"
            " what it charges for that is unknown."
        ) from error
    except (AgentRunError, UserError) as error:
        raise fault_of(error, access, request.binding.model) from error
    return _completion(response, request, latency_ms=round((time.monotonic() - started) * 1000))


def history_of(request: CompletionRequest) -> list[ModelMessage]:
    """Put the messages into pydantic-ai's form."""
    said = messages(request)
    return [ModelRequest(parts=[SystemPromptPart(content=said.system), UserPromptPart(content=list(said.user))])]


async def _response(
    model: Model, history: list[ModelMessage], settings: ModelSettings, access: Access
) -> ModelResponse:
    try:
        if access.wire is Wire.OPENAI:
            return await model_request(model, history, model_settings=settings)
        # Anthropic asks for a stream where an answer may be long:
        # https://platform.claude.com/docs/en/api/errors#long-requests
        async with model_request_stream(model, history, model_settings=settings) as stream:
            async for _ in stream:
                pass
            response = stream.get()
    except MALFORMED as error:
        raise malformed_answer(access, type(error).__name__) from error
    if response.finish_reason is None:
        raise Retryable(f"{access.wire} broke the stream off before the end of the answer.")
    return response


def settings_of(binding: ModelBinding, limits: Limits) -> ModelSettings:
    """Turn a binding's settings and the limits into pydantic-ai's.

    Raises:
        Permanent: for a setting that is not known, or a value that it cannot have.

    """
    settings = ModelSettings(max_tokens=limits.max_output_tokens, timeout=limits.timeout_seconds, max_retries=0)
    for name, value in binding.settings.items():
        match name, value:
            case "temperature", (int() | str()) if not isinstance(value, bool):
                settings["temperature"] = _fraction(name, value)
            case "top_p", (int() | str()) if not isinstance(value, bool):
                settings["top_p"] = _fraction(name, value)
            case "seed", int() if not isinstance(value, bool):
                settings["seed"] = value
            case "thinking", bool() | "minimal" | "low" | "medium" | "high" | "xhigh" | "max":
                settings["thinking"] = value
            case _:
                raise Permanent(
                    f"The model setting {name}={value!r} is not known: temperature and top_p (a decimal fraction), "
                    "seed (a whole number), thinking (true, false, minimal, low, medium, high, xhigh or max)."
                )
    return settings


def _fraction(name: str, value: int | str) -> float:
    try:
        number = Decimal(value)
    except ArithmeticError as error:
        raise Permanent(f"The model setting {name} must be a decimal fraction, not {value!r}.") from error
    return float(number)


def _completion(response: ModelResponse, request: CompletionRequest, *, latency_ms: int) -> Completion:
    counted = response.usage
    has_usage = bool(counted.input_tokens or counted.output_tokens)
    return Completion(
        text="".join(part.content for part in response.parts if isinstance(part, TextPart)),
        stop_reason=_STOP_REASONS.get(response.finish_reason or "", StopReason.OTHER),
        usage=Usage(
            input_tokens=counted.input_tokens,
            output_tokens=counted.output_tokens,
            cached_input_tokens=counted.cache_read_tokens,
        )
        if has_usage
        else None,
        latency_ms=latency_ms,
        provider_request_id=response.provider_response_id or "",
        model=response.model_name or request.binding.model,
    )
