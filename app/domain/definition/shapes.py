"""The shape of the files: what pydantic says, in the form of findings."""

import json
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.domain.definition.checks import RULE_NAMES
from app.domain.definition.faults import fault
from app.domain.definition.language import INPUT_KINDS, LANGUAGE, Workflow
from app.domain.findings import Finding
from app.domain.names import Json
from app.domain.schemas import escape

_FIXES = {
    "extra_forbidden": "Remove the field, or correct its name.",
    "missing": "Add the field.",
    "unknown_check": f"Use one of the rules: {', '.join(RULE_NAMES)}.",
    "unknown_input": f"State exactly one of: {', '.join(INPUT_KINDS)}.",
    "model_type": "Write it as fields, `name: value`, each on a line of its own.",
    "dict_type": "Write it as fields, `name: value`, each on a line of its own.",
    "tuple_type": "Write it as a list, `- value`, each on a line of its own.",
}

_DUE = {
    "model_type": "a mapping",
    "dict_type": "a mapping",
    "tuple_type": "a list",
    "string_type": "text",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
}
"""What has to stand there, by the kind of fault that says that something else does."""

_LONGEST_SHOWN = 40


def read_workflow(raw: Json, *, file: str) -> tuple[Workflow | None, tuple[Finding, ...]]:
    """Take the raw file as a workflow, with every fault of its shape.

    Surplus fields and faulty checks are left out and the rest is taken, so that one pass can judge everything else
    too; the workflow is None where its shape cannot be mended so.
    """
    try:
        return Workflow.model_validate(raw), ()
    except ValidationError as error:
        findings = tuple(findings_of(error, raw, file=file))
        mended = _without(raw, error)
    try:
        return Workflow.model_validate(mended), findings
    except ValidationError:
        return None, findings


def findings_of(error: ValidationError, raw: Json, *, file: str) -> Iterator[Finding]:
    """Turn each error into a finding with a JSON Pointer into the file."""
    details = error.errors(include_url=False, include_context=False)
    places = [detail["loc"] for detail in details]
    for detail in details:
        location = detail["loc"]
        if detail["type"] == "too_short" and any(place[: len(location)] == location != place for place in places):
            continue  # pydantic counts only the valid entries; the others are reported themselves
        steps = _steps(location, raw)
        pointer = "".join(f"/{escape(step)}" for step in steps)
        kind = detail["type"]
        yield fault(
            _code(kind, steps),
            f"{file}:{pointer}",
            _message(detail, steps),
            _FIXES.get(kind, "Correct the value."),
        )


def _code(kind: str, steps: Sequence[str | int]) -> str:
    if kind in ("unknown_check", "unknown_input"):
        return kind
    if tuple(steps) == ("language",):
        return "unknown_language"
    return "check_parameters" if "checks" in steps else "malformed"


def _message(detail: ErrorDetails, steps: Sequence[str | int]) -> str:
    kind, message = detail["type"], detail["msg"]
    if kind in _DUE:
        return f"this must be {_DUE[kind]}, not {_shown(detail['input'])}"
    if kind == "string_pattern_mismatch":
        return message.replace("String should match pattern", f"{_shown(detail['input'])} must match", 1)
    if kind == "extra_forbidden":
        return f"{steps[-1]!r} is not a field here"
    if kind == "missing":
        return f"the field {steps[-1]!r} is missing"
    if tuple(steps) == ("language",):
        return f"this product reads language {LANGUAGE}"
    return message[:1].lower() + message[1:]


def _shown(value: Json) -> str:
    """Name what was given, short enough for a sentence."""
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    shown = "nothing" if value is None else json.dumps(value, ensure_ascii=False)
    return shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:_LONGEST_SHOWN]}…"


def _steps(location: tuple[str | int, ...], raw: Json) -> list[str | int]:
    """Drop the tags of unions, which stand in brackets and name no place in the file."""
    steps = [step for step in location if not (isinstance(step, str) and step.startswith("("))]
    if steps and steps[-1] == "[key]":
        steps.pop()
    value = raw
    kept: list[str | int] = []
    for index, step in enumerate(steps):
        if isinstance(value, Mapping) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        elif index < len(steps) - 1 or not isinstance(value, (Mapping, list)):
            break
        kept.append(step)
    return kept


def _without(raw: Json, error: ValidationError) -> Json:
    mended: Json = deepcopy(raw)
    for detail in reversed(error.errors(include_url=False, include_context=False, include_input=False)):
        steps = _steps(detail["loc"], mended)
        if "checks" in steps[:-1]:
            _remove(mended, steps[: steps.index("checks") + 2])
        elif detail["type"] == "extra_forbidden":
            _remove(mended, steps)
    return mended


def _remove(value: Json, steps: Sequence[str | int]) -> None:
    *around, last = steps
    for step in around:
        value = _entry(value, step)
    if isinstance(value, dict) and isinstance(last, str):
        value.pop(last, None)
    elif isinstance(value, list) and isinstance(last, int) and last < len(value):
        del value[last]


def _entry(value: Json, step: str | int) -> Json:
    if isinstance(value, Mapping) and isinstance(step, str):
        return value.get(step)
    return value[step] if isinstance(value, list) and isinstance(step, int) and step < len(value) else None
