"""Why a person's decision or answer cannot be taken: it is about something that is no longer, or never was, asked."""

from enum import StrEnum

from app.domain.facts import Answers, Decision, Verdict
from app.domain.plan.outcome import AcceptanceGate, AnswerGate, InstanceState, Plan
from app.domain.states import DocumentState


class Refusal(StrEnum):
    """The reason; who decided instead, and when, is for the caller to add."""

    UNKNOWN = "unknown"
    """There is no such instance, or it never held this content."""

    RETIRED = "retired"
    """The item that the document belongs to was dropped."""

    OUTDATED = "outdated"
    """The content, its inputs, the acceptance policy or the question set is no longer the current one."""

    ALREADY_DECIDED = "already_decided"
    """This content is accepted already; to take that back, reopen it."""

    NOT_ACCEPTED = "not_accepted"
    """Only an accepted content can be reopened."""

    NOT_WAITING = "not_waiting"
    """Nothing waits for a person here: no run is open, or the document needs no acceptance."""

    COMMENT_MISSING = "comment_missing"
    """A send-back and a reopening say why."""


def refusal(plan: Plan, decision: Decision) -> Refusal | None:
    """Say why `decision` cannot be taken now; None where it can."""
    state = plan.instances.get(decision.instance)
    known = _unknown_or_retired(state)
    if state is None or known is not None:
        return known
    if decision.verdict is not Verdict.ACCEPT and decision.comment is None:
        return Refusal.COMMENT_MISSING
    if (decision.content, decision.input_digest) != (state.content, state.input_digest):
        return Refusal.OUTDATED
    if decision.verdict is Verdict.REOPEN:
        return None if state.accepted else Refusal.NOT_ACCEPTED
    if isinstance(state.gate, AcceptanceGate):
        return None if state.gate.policy_digest == decision.policy_digest else Refusal.OUTDATED
    return Refusal.ALREADY_DECIDED if state.accepted else Refusal.NOT_WAITING


def refusal_of_answers(plan: Plan, answers: Answers) -> Refusal | None:
    """Say why `answers` cannot close their set now; None where they can.

    A withdrawal takes back answers that stand, at any time; whether they stand is the caller's to look up.
    """
    state = plan.instances.get(answers.instance)
    known = _unknown_or_retired(state)
    if state is None or known is not None:
        return known
    if answers.values is None:
        return None
    if isinstance(state.gate, AnswerGate):
        return None if state.gate.question_set == answers.question_set else Refusal.OUTDATED
    return Refusal.NOT_WAITING


def _unknown_or_retired(state: InstanceState | None) -> Refusal | None:
    if state is None:
        return Refusal.UNKNOWN
    return Refusal.RETIRED if state.document is DocumentState.RETIRED else None
