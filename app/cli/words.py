"""Calls, costs and gates in words and as JSON, the same in every command."""

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


def cause_words(cause: StaleCause) -> str:
    """Say why a document is stale."""
    return f"{cause.input} differs" if cause.kind == "input_differs" else f"{cause.input} is not released"
