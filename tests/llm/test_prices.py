from datetime import UTC, datetime
from decimal import Decimal

import pytest

from app.domain.completions import Completion, StopReason, Usage
from app.llm.access import Access, Wire
from app.llm.prices import PriceTable

NOW = datetime(2026, 6, 1, tzinfo=UTC)
PUBLIC = PriceTable(accesses=(Access(wire=Wire.ANTHROPIC), Access(wire=Wire.OPENAI)))


def completion(model: str, usage: Usage | None) -> Completion:
    return Completion(
        text="", stop_reason=StopReason.COMPLETE, usage=usage, latency_ms=1, provider_request_id="", model=model
    )


def counted(*, read: int, wrote: int, cached: int = 0) -> Usage:
    return Usage(input_tokens=read, output_tokens=wrote, cached_input_tokens=cached)


@pytest.mark.parametrize(
    ("provider", "model", "usage", "dollars"),
    [
        ("openai", "gpt-5-mini", counted(read=1_000_000, wrote=0), "0.25"),
        ("openai", "gpt-5-mini", counted(read=0, wrote=1_000_000), "2"),
        ("openai", "gpt-5-mini", counted(read=1000, wrote=500), "0.00125"),
        ("openai", "gpt-5-mini-2025-08-07", counted(read=1000, wrote=500), "0.00125"),
        ("openai", "gpt-5-mini", counted(read=1000, wrote=500, cached=100), "0.0012275"),
        ("anthropic", "claude-sonnet-4-5", counted(read=1000, wrote=500), "0.0105"),
        ("anthropic", "claude-sonnet-4-5-20250929", counted(read=1000, wrote=500, cached=100), "0.01023"),
        ("openai", "gpt-5-mini", counted(read=1, wrote=0), "0.00000025"),
        ("openai", "gpt-5-mini", counted(read=0, wrote=0), "0"),
    ],
)
def test_a_known_price_is_exact(provider: str, model: str, usage: Usage, dollars: str) -> None:
    assert PUBLIC.cost(provider, completion(model, usage), at=NOW) == Decimal(dollars)


@pytest.mark.parametrize("provider", ["offline", "replay"])
@pytest.mark.parametrize("usage", [None, counted(read=100, wrote=10)])
def test_what_calls_nobody_costs_nothing_and_that_is_known(provider: str, usage: Usage | None) -> None:
    assert PUBLIC.cost(provider, completion("", usage), at=NOW) == Decimal(0)


@pytest.mark.parametrize(
    ("provider", "model", "usage"),
    [
        ("openai", "a-model-of-tomorrow", counted(read=1, wrote=1)),
        ("openai", "", counted(read=1, wrote=1)),
        ("openai", "gpt-5-mini", None),
        ("anthropic", "gpt-5-mini", counted(read=1, wrote=1)),
        ("somebody", "gpt-5-mini", counted(read=1, wrote=1)),
    ],
)
def test_an_unknown_price_is_unknown_and_not_zero(provider: str, model: str, usage: Usage | None) -> None:
    assert PUBLIC.cost(provider, completion(model, usage), at=NOW) is None


def test_a_server_of_ones_own_has_no_known_price_even_for_a_known_name() -> None:
    table = PriceTable(accesses=(Access(wire=Wire.OPENAI, base_url="http://127.0.0.1:11434/v1"),))
    assert table.cost("openai", completion("gpt-5-mini", counted(read=1, wrote=1)), at=NOW) is None


def test_a_known_service_by_its_address_has_its_price() -> None:
    table = PriceTable(accesses=(Access(wire=Wire.OPENAI, base_url="https://api.openai.com/v1"),))
    assert table.cost("openai", completion("gpt-5-mini", counted(read=1000, wrote=500)), at=NOW) == Decimal("0.00125")


def test_the_table_says_its_version() -> None:
    assert PUBLIC.version.startswith("genai-prices 0.")
