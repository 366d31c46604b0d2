"""What a project's model calls came to."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class CallStatus(StrEnum):
    """How a call ended."""

    COMPLETED = "completed"
    FAILED = "failed"


class CallFailure(StrEnum):
    """Why a call brought nothing."""

    RETRYABLE = "retryable"
    QUOTA = "quota"
    PERMANENT = "permanent"
    CUT = "cut"
    """Ended by us, since nobody wants the answer any more; what the provider charges for it is unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """A call that failed in a way that passes, and is made again."""

    attempt: int
    """Which one is next or under way, from 2."""

    most: int
    """How many are made before the instance fails."""

    due_at: datetime
    reason: str
    """What the last one failed of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTotals:
    """Counts and sums over calls."""

    calls: int = 0
    """Calls that were begun."""

    completed: int = 0
    failed: int = 0
    open: int = 0
    """Begun and without an outcome: in flight, or cut off by a crash."""

    input_tokens: int = 0
    output_tokens: int = 0
    cost: Decimal = Decimal(0)
    """Exact sum of the known costs, in US dollars."""

    unknown_cost: int = 0
    """Completed calls whose price nobody knows; their cost is in no sum."""

    def __add__(self, other: "CallTotals") -> "CallTotals":
        return CallTotals(
            calls=self.calls + other.calls,
            completed=self.completed + other.completed,
            failed=self.failed + other.failed,
            open=self.open + other.open,
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            cost=self.cost + other.cost,
            unknown_cost=self.unknown_cost + other.unknown_cost,
        )
