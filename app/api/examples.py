"""Examples of bodies, made from their schemas: what a field itself says, or what fields of its name are like."""

from collections.abc import Mapping
from typing import Any, Final

Schema = Mapping[str, Any]

DIGEST: Final = "5f0c3f9a1de2b7c48aa06d9b2f5e61c37c1d0e94b8a7f6523e4d1c0b9a8f7e6d"
KEY: Final = "01a2062a-293e-77cb-8370-12b065ee176e"
MOMENT: Final = "2026-03-02T09:30:00Z"
DEEPEST: Final = 12

OF_NAME: Final[Mapping[str, Any]] = {
    "agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "answer": 300,
    "block": "3f0a9c1be4d27a55",
    "by": "Ada Lovelace",
    "chain": KEY,
    "code": "PD-1",
    "content": DIGEST,
    "comment": "The second goal has no measure.",
    "cost": "0.013420",
    "detail": [
        {
            "severity": "error",
            "code": "document.uncovered",
            "path": "/epics",
            "message": "nothing covers R-04",
            "fix": "Let an epic name it in its requirements.",
        }
    ],
    "email": "ada@example.com",
    "entry": '{"action":"run.started","actor":{"id":"local","kind":"local_operator"},"at":"2026-03-02T09:30:00"}',
    "fields": [],
    "head": DIGEST,
    "id": KEY,
    "instance": "story_backlog@E-03",
    "items": {"added": 1, "removed": 0, "changed": 2, "moved": 0},
    "kind": "input_differs",
    "input": "project_discovery.requirements",
    "key": "q1",
    "model": "claude-sonnet-5",
    "name": "software-product-development",
    "options": ["piano", "violin"],
    "price_version": "2026-03-01",
    "previous": DIGEST,
    "produces": "project_discovery",
    "project": "harbour-permits",
    "provider": "anthropic",
    "provider_request_id": "req_011CSHoEeqs5C35K2UUqR7Fy",
    "question_set": DIGEST,
    "release_digest": DIGEST,
    "remedy": "Look at the findings, then order a retry, or change the brief.",
    "request": DIGEST,
    "response": DIGEST,
    "role": "analyst",
    "schema_digest": DIGEST,
    "scope": "epic",
    "slug": "harbour-permits",
    "text": "How many pupils are there today?",
    "title": "Harbour permits",
    "token": "cmb_4fZt9Kq2xV7pLw0sRb3yNc6mHd1gJe8uAa5iQo2k_9xT4wB",
    "type": "project_discovery",
    "unchanged": ["summary"],
    "url": "https://combine.example.com/auth/link?token=mC1",
    "user": KEY,
    "version": "1.0.0",
    "why": "Rooms are planned by it.",
    "assumption": "300.",
    "workflow": "software-product-development@1.0.0",
}
"""By the name of a field; taken where its type is the field's."""

OF_MODEL: Final[Mapping[str, Any]] = {
    "AccountView.name": "Ada Lovelace",
    "AdoptionPreviewView.new": ["story_backlog@E-04"],
    "AdoptionPreviewView.retired": ["story_backlog@E-02"],
    "CallsView.calls": 3,
    "CallsView.completed": 3,
    "CallsView.failed": 0,
    "CallsView.input_tokens": 18_204,
    "CallsView.open": 0,
    "CallsView.output_tokens": 4_116,
    "CallsView.unknown_cost": 0,
    "ChainView.breaks": [],
    "CoverageView.covered": {"R-04": ["E-03"]},
    "CreatedToken.name": "nightly export",
    "DefinitionView.approvers": {"pm": "Product manager"},
    "DefinitionView.title": "Software product development",
    "DocumentContent.content": {"summary": {"title": "Harbour permits"}},
    "DocumentContent.state": "released",
    "DocumentContent.title": "Project discovery",
    "DocumentSummaryView.state": "released",
    "DocumentSummaryView.title": "Project discovery",
    "DocumentSummaryView.work": "idle",
    "EventView.data": {"number": 2},
    "GateView.code": "PD-1",
    "GateView.accepted_by": [],
    "GateView.content": None,
    "GateView.quorum": None,
    "GateView.roles": [],
    "GateView.title": "Project discovery",
    "GateView.version": None,
    "InstanceDetailView.code": "SB-1@E-03",
    "InstanceDetailView.document": "released",
    "InstanceDetailView.title": "Story backlog",
    "InstanceDetailView.waits_for": [],
    "InstanceDetailView.work": "idle",
    "InstanceStateView.code": "SB-1@E-03",
    "InstanceStateView.document": "released",
    "InstanceStateView.title": "Story backlog",
    "InstanceStateView.waits_for": [],
    "InstanceStateView.work": "idle",
    "InvitationOrder.roles": ["pm"],
    "InvitationView.roles": ["pm"],
    "MakingView.answers": [DIGEST],
    "MemberView.name": "Ada Lovelace",
    "MemberView.roles": ["pm"],
    "MembershipOrder.roles": ["pm"],
    "NewTokenOrder.name": "nightly export",
    "NewTokenOrder.scopes": ["project:read"],
    "NewUser.name": "Ada Lovelace",
    "QuestionView.kind": "number",
    "QuestionView.options": [],
    "RunStateView.state": "waiting",
    "StepView.accepted_by": ["pm"],
    "StepView.code": "PD",
    "StepView.id": "project_discovery",
    "StepView.scope": None,
    "StepView.title": "Project discovery",
    "TokenView.name": "nightly export",
    "UserView.name": "Ada Lovelace",
}
"""By model and field, where the name alone would mislead."""

NOT_YET: Final = {"administrator_since", "archived_at", "closed_at", "deactivated_at", "revoked_at"}
"""Times that are usually null."""

OF_TYPE: Final[Mapping[str, Any]] = {"string": "text", "integer": 1, "number": 1, "boolean": True, "null": None}
_TYPES: Final = {str: "string", bool: "boolean", int: "integer", list: "array", dict: "object", type(None): "null"}


def example_of(
    schema: Schema, components: Mapping[str, Schema], *, name: str = "", of: str = "", depth: int = 0
) -> Any:  # noqa: ANN401 - a JSON value
    """Give an example that a schema allows; `name` is the field's, `of` the model's that has it."""
    stated = _stated(schema, name, of)
    if stated:
        return stated[0]
    if "$ref" in schema:
        return example_of(components[schema["$ref"].rpartition("/")[2]], components, name=name, depth=depth + 1)
    if "anyOf" in schema:
        return example_of(_richest(schema["anyOf"]), components, name=name, depth=depth)
    return _made(schema, components, name, depth)


def _stated(schema: Schema, name: str, of: str) -> list[Any]:
    """Give the example that somebody wrote down, if anybody did."""
    if f"{of}.{name}" in OF_MODEL:
        return [OF_MODEL[f"{of}.{name}"]]
    if "anyOf" in schema and name in NOT_YET:
        return [None]
    written = [*schema.get("examples", ()), *schema.get("enum", ()), *_words(schema, "example", "const")]
    kind = schema.get("type")
    if name in OF_NAME and not {"$ref", "anyOf"} & set(schema) and kind in (None, _TYPES[type(OF_NAME[name])]):
        written.append(OF_NAME[name])
    return written


def _words(schema: Schema, *words: str) -> list[Any]:
    return [schema[word] for word in words if word in schema]


def _made(schema: Schema, components: Mapping[str, Schema], name: str, depth: int) -> Any:  # noqa: ANN401 - a JSON value
    kind = schema.get("type")
    if kind == "object" and depth < DEEPEST:
        return _object(schema, components, depth)
    if kind == "array" and depth < DEEPEST:
        entries: Schema = schema.get("items") or {}
        return [example_of(entries, components, name=name.removesuffix("s"), depth=depth + 1)]
    return _plain(schema, name)


def _richest(choices: list[Schema]) -> Schema:
    return next((choice for choice in choices if choice.get("type") != "null"), choices[0])


def _object(schema: Schema, components: Mapping[str, Schema], depth: int) -> dict[str, Any]:
    if "properties" not in schema:
        more = schema.get("additionalProperties")
        return {"R-04": example_of(more, components, depth=depth + 1)} if isinstance(more, Mapping) else {}
    return {
        name: example_of(below, components, name=name, of=schema.get("title", ""), depth=depth + 1)
        for name, below in schema["properties"].items()
    }


def _plain(schema: Schema, name: str) -> Any:  # noqa: ANN401 - a JSON value
    kind = str(schema.get("type", "string"))
    if kind == "string" and (schema.get("format") == "date-time" or name.endswith(("_at", "_since"))):
        return MOMENT
    if kind == "string" and (name.endswith(("digest", "prompt"))):
        return DIGEST
    return schema["default"] if schema.get("default") is not None else OF_TYPE.get(kind)
