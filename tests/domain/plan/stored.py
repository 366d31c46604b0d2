"""What lives beside the facts of a project in memory, and the requests that are built again from pins alone."""

import json
from dataclasses import dataclass, field
from typing import Any

from app.domain.definition.model import BriefForm, BriefInput, Definition, DocumentInput, GatherInput, ItemInput
from app.domain.facts import Dispatch
from app.domain.names import Digest
from app.domain.questions import Answered
from tests.domain.plan.shape import definition
from tests.domain.plan.writer import Block, Request


@dataclass(frozen=True)
class Release:
    """A definition with the kind of checks that each document type has in it."""

    definition: Definition
    checks: dict[str, int] = field(default_factory=dict)


def release(version: str = "1", *, checks: dict[str, int] | None = None, **variant: dict[str, int]) -> Release:
    return Release(definition(version, checks=checks, **variant), checks=checks or {})


@dataclass
class Stored:
    """What lives beside the facts: contents, answers and comments by digest."""

    contents: dict[Digest, dict[str, Any]] = field(default_factory=dict)
    blocks: dict[Digest, Block] = field(default_factory=dict)
    briefs: dict[Digest, tuple[Digest, ...]] = field(default_factory=dict)
    answers: dict[Digest, tuple[Answered, ...]] = field(default_factory=dict)
    comments: dict[Digest, str] = field(default_factory=dict)
    releases: dict[Digest, Release] = field(default_factory=dict)


def request_for(stored: Stored, dispatch: Dispatch, *, failures: int = 0) -> Request:
    """Build the request of a dispatch from its pins alone."""
    chosen = stored.releases[dispatch.release_digest]
    step = next(step for step in chosen.definition.steps if step.id == dispatch.key.instance.step)
    inputs = [_input(stored, chosen.definition, source, dispatch) for source in step.inputs]
    return {
        "step": step.id,
        "path": dispatch.key.instance.path,
        "declaration": step.declaration_digest,
        "model": dispatch.binding.model,
        "inputs": inputs,
        "answers": list(dispatch.answers),
        "sent_back": [[stored.contents[judged], stored.comments[comment]] for judged, comment in dispatch.comments],
        "may_ask": dispatch.may_ask,
        "failures": failures,
        "text": json.dumps(inputs),
    }


def _input(stored: Stored, chosen: Definition, source: object, dispatch: Dispatch) -> object:
    pins = dispatch.inputs
    match source:
        case BriefInput():
            digest = next(pin.content for pin in pins if pin.kind == "brief")
            assert digest is not None
            blocks = [list(stored.blocks[block]) for block in stored.briefs[digest]]
            return blocks if source.form is BriefForm.BLOCKS else json.dumps(blocks)
        case DocumentInput():
            pin = next(pin for pin in pins if (pin.kind, pin.name) == ("document", source.document_type))
            return _selected(stored, pin.content, source.select)
        case ItemInput():
            pin = next(pin for pin in pins if (pin.kind, pin.name) == ("item", source.scope))
            assert pin.content is not None
            field_name = chosen.entity_types[chosen.scopes[source.scope].entity_type].collection
            items = stored.contents[pin.content][field_name]
            return next(item for item in items if item["key"] == pin.path)
        case GatherInput():
            rows = [pin for pin in pins if (pin.kind, pin.name) == ("gathered", source.document_type)]
            return [[pin.path, _selected(stored, pin.content, source.select)] for pin in rows]
    raise AssertionError(source)


def _selected(stored: Stored, content: Digest | None, select: tuple[str, ...]) -> object:
    if content is None:
        return None
    kept = stored.contents[content]
    return {part: kept.get(part) for part in select} if select else kept
