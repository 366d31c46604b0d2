"""Calls, costs and gates in words and as JSON, the same in every command."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from math import ceil

from app.domain.calls import CallTotals, Repeat
from app.domain.names import Json
from app.domain.plan.outcome import AcceptanceGate, Gate, StaleCause
from app.services.overview import InstanceView


def cost_json(calls: CallTotals) -> Json:
    """Give a cost: exact known sum in US dollars as text, and how many calls have no known price."""
    return {"usd": str(calls.cost), "unknown_calls": calls.unknown_cost}


def counted(number: int, noun: str) -> str:
    """Give a number with its noun, which takes an s for more than one."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def calls_words(calls: CallTotals) -> str:
    """Say how many calls there were and what they cost."""
    cost = f"{calls.cost.normalize():f} USD" if calls.cost else "0 USD"
    unknown = f" and {counted(calls.unknown_cost, 'call')} of unknown price" if calls.unknown_cost else ""
    return f"{counted(calls.calls, 'call')}, {cost}{unknown}"


def name_of(view: InstanceView) -> str:
    """Name a document for a person: its code and its title."""
    return f"{view.code or view.state.key} {view.title}"


def gate_words(gate: Gate) -> str:
    """Say what waits for whom."""
    if isinstance(gate, AcceptanceGate):
        return f"{gate.instance} waits for acceptance by {', '.join(gate.roles)}"
    return f"{gate.instance} waits for answers"


INTERRUPTED = (
    "no process executes it now: run the same `combine produce` again, or start `combine serve` or `combine worker`"
)
"""What is said of a run that nobody works at, though it has work."""


GOES_ON = "then: the same `combine produce` again goes on from there"
"""What is said below what waits or failed, with the commands for it."""


def reading_words(views: Iterable[InstanceView], slug: str) -> str:
    """Give the commands that show what is released, below a line that says so; empty where nothing is."""
    first = next((view.code for view in views if view.state.released and view.code), None)
    if first is None:
        return ""
    one, everything = f"combine document show {first} -p {slug}", f"combine export markdown --out documents -p {slug}"
    return f"then: print a document, or write all of them\n    {one}\n    {everything}"


def repeat_words(repeat: Repeat, *, now: datetime) -> str:
    """Say which call comes next where the last one failed in a way that passes, and in how long."""
    seconds = max(0, ceil((repeat.due_at - now).total_seconds()))
    return f"retrying, attempt {repeat.attempt} of {repeat.most}" + (f", in {seconds} s" if seconds else "")


_CHANGES: Mapping[str, str] = {
    "brief": "the brief changed",
    "answers": "the answers changed",
    "comments": "it was sent back with a comment",
    "model": "another model is to write it",
    "checks": "its checks changed",
    "declaration": "the workflow changed",
}


def cause_words(causes: Iterable[StaleCause]) -> str:
    """Say why a document is stale; empty where nothing makes it so."""
    said, missing = [], []
    for cause in causes:
        match cause.kind:
            case "input_differs":
                said.append(_CHANGES.get(cause.input, f"{cause.input} changed"))
            case "not_accepted":
                said.append("it waits for acceptance")
            case _:
                missing.append(cause.input)
    return "; ".join(said + waits_words(missing))


def waits_words(names: Sequence[str]) -> list[str]:
    """Say what has to be released first; nothing where there is nothing."""
    return [f"it waits for {', '.join(names)}"] if names else []
