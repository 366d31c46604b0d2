"""A small document type, its schema and what it is judged against."""

import json
from typing import Any

from pydantic import TypeAdapter

from app.domain.briefs import blocks_of
from app.domain.completions import InputPart, PartKind
from app.domain.definition.checks import AnyCheck
from app.domain.findings import Finding
from app.domain.names import Json
from app.domain.quality.context import Context, context_of
from app.domain.quality.judging import judge

BRIEF = "The library closes at 18:00.\n\nMembers may keep a tool for 14 days.\n\nThe library closes at 18:00."
BLOCKS = blocks_of(BRIEF)
CHECK: TypeAdapter[Any] = TypeAdapter(AnyCheck)

SOURCE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "brief": {"type": "string"},
        "occurrence": {"type": "integer"},
        "quote": {"type": "string"},
        "answer": {"type": "string"},
        "item": {"type": "string"},
        "assumption": {"type": "string"},
    },
}


def open_schema(**properties: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON Schemas
    """Describe a document by the fields that matter; everything else is allowed."""
    return {"type": "object", "properties": properties, "$defs": {"source": SOURCE, "code": {"type": "string"}}}


def part(name: str, content: Json, kind: PartKind = PartKind.DOCUMENT) -> InputPart:
    return InputPart(kind=kind, name=name, code="", content=content)


def context(*parts: InputPart, **more: Any) -> Context:  # noqa: ANN401 - passed on
    return context_of(parts, **more)


def brief() -> InputPart:
    return part("brief", {"blocks": [block.as_json() for block in BLOCKS]}, PartKind.BRIEF)


def judged(
    content: dict[str, Any],
    *checks: dict[str, Any],
    schema: dict[str, Any] | None = None,
    against: Context | None = None,
) -> tuple[Finding, ...]:
    return judge(
        content,
        schema=schema or open_schema(**{name: {} for name in content}),
        checks=[CHECK.validate_python(json.loads(json.dumps(check)), strict=False) for check in checks],
        context=against or Context(),
    )


def places(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(finding.code.removeprefix("document."), finding.path) for finding in findings]
