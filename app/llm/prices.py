"""What a call cost, exactly, from a versioned table; a price not in it is unknown, never 0 and never guessed."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.domain.completions import Completion, Usage
from app.llm.access import Access, Wire

FREE = Decimal(0)
_WITHOUT_A_PROVIDER = frozenset({"offline", "replay"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceTable:
    """Prices in US dollars by provider and model, as published on the day of the call."""

    accesses: tuple[Access, ...] = ()

    def cost(self, provider: str, completion: Completion, *, at: datetime) -> Decimal | None:
        """Give the price of one call of `provider` made at `at`; None where it is not known.

        The offline drafter and replays cost nothing, and that is known.
        """
        if provider in _WITHOUT_A_PROVIDER:
            return FREE
        access = next((access for access in self.accesses if access.wire == provider), None)
        if access is None or completion.usage is None:
            return None
        return _price(access, completion.model, completion.usage, at)

    @property
    def version(self) -> str:
        """The table's name and version, to be kept with every cost."""
        from genai_prices import __version__  # noqa: PLC0415  a table of megabytes, read when the first price is asked

        return f"genai-prices {__version__}"


def _price(access: Access, model: str, usage: Usage, at: datetime) -> Decimal | None:
    from genai_prices import Usage as Counted  # noqa: PLC0415  a table of megabytes, read when the first price is asked
    from genai_prices import calc_price  # noqa: PLC0415  as above

    counted = Counted(
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        cache_read_tokens=usage.cached_input_tokens,
    )
    try:
        if access.is_public:
            return calc_price(
                counted, model, provider_id=Wire(access.wire).value, genai_request_timestamp=at
            ).total_price
        return calc_price(counted, model, provider_api_url=access.address, genai_request_timestamp=at).total_price
    except LookupError:
        return None
