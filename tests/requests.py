"""A small, valid completion request to vary in tests."""

from dataclasses import replace
from typing import Any

from app.domain.completions import CompletionRequest, InputPart, Limits, PartKind
from app.domain.facts import ModelBinding
from app.domain.names import JsonObject

SCHEMA: JsonObject = {
    "type": "object",
    "required": ["title"],
    "additionalProperties": False,
    "properties": {"title": {"type": "string", "x-draft": {"put": "title"}}},
    "x-render": {"as": "page"},
}


def a_request(**changes: Any) -> CompletionRequest:  # noqa: ANN401  any field of the request
    """Give a request with `changes` to its fields."""
    request = CompletionRequest(
        instance="outline",
        document_type="outline",
        role_prompt="You are a careful analyst.",
        task_prompt="Write the outline.",
        schema=SCHEMA,
        inputs=(
            InputPart(
                kind=PartKind.BRIEF,
                name="brief",
                code="",
                content={"blocks": [{"id": "0123456789abcdef", "occurrence": 1, "text": "Lend tools to neighbours."}]},
            ),
        ),
        answers=(),
        sent_back=(),
        may_ask=False,
        remediation=None,
        binding=ModelBinding(provider="openai", model="gpt-5-mini"),
        limits=Limits(max_output_tokens=4096, timeout_seconds=20),
        assembler_version="1",
    )
    return replace(request, **changes)
