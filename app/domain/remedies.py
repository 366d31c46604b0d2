"""What a person can do about a failure: one sentence a reason, the same at every door."""

from collections.abc import Mapping
from types import MappingProxyType

from app.domain.facts import FailureReason

REMEDIES: Mapping[FailureReason, str] = MappingProxyType(
    {
        FailureReason.CHECKS: "Look at the findings, then order a retry, or change the brief.",
        FailureReason.MALFORMED: "Order a retry, or bind the step to a model that answers in JSON.",
        FailureReason.TRUNCATED: "Raise the step's output limit, or bind it to a model with a larger one, then retry.",
        FailureReason.BAD_QUESTIONS: "Order a retry, or bind the step to another model.",
        FailureReason.UNCHANGED_AFTER_SEND_BACK: "Send it back with a comment that says more, or edit the brief.",
        FailureReason.PROVIDER: (
            "If the brief says too little, say more in it and produce again. "
            "Otherwise check the model provider, its key and the model's name, then order a retry."
        ),
        FailureReason.UNAVAILABLE: (
            "What was finished is kept. Order a retry once the provider answers again, or adopt another model."
        ),
        FailureReason.QUOTA: "Top up the provider's account or adopt another model, then order a retry.",
        FailureReason.ENGINE: "Order a retry; if it happens again, look at the log of the process that executes.",
    }
)
