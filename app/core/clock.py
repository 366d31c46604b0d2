"""The only place that reads the time, and the identifiers that carry it."""

import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

Clock = Callable[[], datetime]
"""Gives the present as an aware datetime in UTC."""

_NANOSECONDS_IN_A_MILLISECOND = 1_000_000
_FRACTION_BITS = 12
_RANDOM_BITS = 62


def now() -> datetime:
    """Give the present, aware and in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - this is the clock that everybody else asks


def monotonic_seconds() -> float:
    """Give seconds that never run backwards, for durations only."""
    return time.monotonic()


def uuid7() -> UUID:
    """Make a UUIDv7 (RFC 9562 §5.7).

    The 12 bits after the version hold the fraction of the millisecond (§6.2, method 3), so that identifiers made one
    after the other sort in that order to a quarter of a microsecond; the last 62 bits are random.
    """
    milliseconds, nanoseconds = divmod(time.time_ns(), _NANOSECONDS_IN_A_MILLISECOND)
    fraction = (nanoseconds << _FRACTION_BITS) // _NANOSECONDS_IN_A_MILLISECOND
    version_and_fraction = (7 << _FRACTION_BITS) | fraction
    variant_and_random = (0b10 << _RANDOM_BITS) | secrets.randbits(_RANDOM_BITS)
    return UUID(int=(milliseconds & (1 << 48) - 1) << 80 | version_and_fraction << 64 | variant_and_random)
