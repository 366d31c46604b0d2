"""Real model providers behind the one seam: Anthropic, OpenAI, and any server that speaks the protocol of either."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from app.domain.completions import Completion, CompletionRequest
from app.domain.errors import Permanent
from app.llm.access import Access, Wire


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderCompleter:
    """Answers requests by one provider; retries nothing and keeps no connection between calls.

    The model libraries are imported by the first call. They cost a second and tens of megabytes, which a process that
    only serves pages, or works offline, never pays.
    """

    access: Access

    async def complete(self, request: CompletionRequest) -> Completion:
        """Answer `request`; what is raised when stands at `app.domain.completions.Completer`."""
        wire = self.access.wire
        if self.access.lacks_key:
            raise Permanent(f"There is no key for {wire}: set {self.access.key_variable}, or choose another provider.")
        if not request.binding.model:
            raise Permanent(f"The binding names no model: write the provider as {wire}:MODEL.")
        exchange = await asyncio.to_thread(_loaded_exchange, wire)
        return await exchange(self.access, request)


def _loaded_exchange(wire: Wire) -> Callable[[Access, CompletionRequest], Awaitable[Completion]]:
    from app.llm.exchange import exchange  # noqa: PLC0415  loads the model libraries, on the first call only
    from app.llm.models import load  # noqa: PLC0415  as above

    load(wire)
    return exchange
