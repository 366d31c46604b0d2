"""What a person can do about a failure: one text a reason, the same at every door."""

from collections.abc import Mapping
from types import MappingProxyType

from app.domain.facts import OFFLINE, FailureReason, ModelBinding

REMEDIES: Mapping[FailureReason, str] = MappingProxyType(
    {
        FailureReason.CHECKS: "Look at the findings, then order a retry, or change the brief.",
        FailureReason.MALFORMED: "Order a retry, or bind the step to a model that answers in JSON.",
        FailureReason.TRUNCATED: "Raise the step's output limit, or bind it to a model with a larger one, then retry.",
        FailureReason.BAD_QUESTIONS: "Order a retry, or bind the step to another model.",
        FailureReason.UNCHANGED_AFTER_SEND_BACK: (
            "Order a retry, or say in the brief what must change and produce again."
        ),
        FailureReason.PROVIDER: (
            "Check the model provider, its key and the model's name, then order a retry. "
            "If the brief says too little, say more in it and produce again."
        ),
        FailureReason.UNAVAILABLE: (
            "What was finished is kept. Order a retry once the provider answers again, or adopt another model."
        ),
        FailureReason.QUOTA: "Top up the provider's account or adopt another model, then order a retry.",
        FailureReason.ENGINE: "Order a retry; if it happens again, look at the log of the process that executes.",
    }
)

_PASSING = frozenset({FailureReason.UNAVAILABLE, FailureReason.QUOTA, FailureReason.ENGINE})
"""What may be over when the same call is made again, whoever answers it."""


def can_be_retried(reason: FailureReason, binding: ModelBinding) -> bool:
    """Tell whether the same call may end otherwise: the offline drafter answers the same request alike."""
    return binding.provider != OFFLINE or reason in _PASSING


def remedy_of(reason: FailureReason, binding: ModelBinding) -> str:
    """Say what to do about a failure of a call to `binding`."""
    if can_be_retried(reason, binding):
        return REMEDIES[reason]
    return (
        "Edit the brief and produce again, or let a model write: the offline drafter answers the same alike,"
        " so that a retry cannot help."
    )
