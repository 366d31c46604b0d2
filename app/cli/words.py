"""Calls, costs and gates in words and as JSON, the same in every command."""

from collections.abc import Mapping

from app.domain.calls import CallTotals
from app.domain.names import Json
from app.domain.plan.outcome import AcceptanceGate, Gate, StaleCause


def cost_json(calls: CallTotals) -> Json:
    """Give a cost: exact known sum in US dollars as text, and how many calls have no known price."""
    return {"usd": str(calls.cost), "unknown_calls": calls.unknown_cost}


def calls_words(calls: CallTotals) -> str:
    """Say how many calls there were and what they cost."""
    cost = f"{calls.cost.normalize():f} USD" if calls.cost else "0 USD"
    unknown = f" and {calls.unknown_cost} calls of unknown price" if calls.unknown_cost else ""
    return f"{calls.calls} calls, {cost}{unknown}"


def gate_words(gate: Gate) -> str:
    """Say what waits for whom."""
    if isinstance(gate, AcceptanceGate):
        return f"{gate.instance} waits for acceptance by {', '.join(gate.roles)}"
    return f"{gate.instance} waits for answers"


_CHANGES: Mapping[str, str] = {
    "brief": "the brief changed",
    "answers": "the answers changed",
    "comments": "it was sent back with a comment",
    "model": "another model is to write it",
    "checks": "its checks changed",
    "declaration": "the workflow changed",
}


def cause_words(cause: StaleCause) -> str:
    """Say why a document is stale."""
    match cause.kind:
        case "input_differs":
            return _CHANGES.get(cause.input, f"{cause.input} changed")
        case "not_accepted":
            return "it waits for acceptance"
        case _:
            return f"{cause.input} is not released"
