"""The offline drafter as a completer: no key, no network, no model, and nothing is loaded before it is asked."""

import time
from typing import Final

from app.domain.completions import Completion, CompletionRequest, StopReason, Usage
from app.domain.errors import Permanent

MODEL: Final = "offline-drafter-1"


class OfflineDrafter:
    """Writes a first draft out of the author's own words; the same request gives the same bytes everywhere."""

    def __init__(self, *, latency_seconds: float = 0) -> None:
        self._latency_seconds = latency_seconds

    async def complete(self, request: CompletionRequest) -> Completion:
        """Answer `request`; the work is done in a thread, so that the loop goes on.

        Raises:
            Permanent: there is nothing to draft from, or the schema has a hint that is not understood.

        """
        from asyncio import sleep, to_thread  # noqa: PLC0415  there already wherever somebody awaits this

        started = time.monotonic()
        if self._latency_seconds:
            await sleep(self._latency_seconds)
        text = await to_thread(_draft, request)
        return Completion(
            text=text,
            stop_reason=StopReason.COMPLETE,
            usage=Usage(input_tokens=0, output_tokens=0),
            latency_ms=int((time.monotonic() - started) * 1000),
            provider_request_id="",
            model=MODEL,
        )


def _draft(request: CompletionRequest) -> str:
    from app.llm.offline.drafter import draft  # noqa: PLC0415  0.1 s of words and patterns, which only a draft needs
    from app.llm.offline.hints import BadHint  # noqa: PLC0415  as above

    try:
        return draft(request)
    except BadHint as error:
        raise Permanent(
            f"The workflow's schema asks the drafter for what it does not know: {error}. "
            "Adopt a newer release of the workflow, or let a language model write."
        ) from error
