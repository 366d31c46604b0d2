"""What a scripted provider answers: the request is read back from the wire's own text, and drafted by the drafter.

So the answer travels the whole way that a model's would: prompt, SDK, socket, SDK, checks.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.domain.completions import CompletionRequest, InputPart, Limits, PartKind
from app.domain.definition.release import Release
from app.domain.facts import ModelBinding
from app.domain.messages import visible_schema
from app.domain.names import Json
from app.llm.offline.drafter import draft
from tests.provider_server import Says

_FRAME = re.compile(r"^=== MATERIAL ([0-9a-f]+) (.*?) ===\n(.*?)\n=== END \1 ===$", re.DOTALL | re.MULTILINE)
_SCHEMA = "# JSON Schema of the document\n"


class Drafting:
    """The default reply of a provider server: what the offline drafter writes for the request on the wire."""

    def __init__(self, release: Release) -> None:
        self._types = {
            json.dumps(visible_schema(schema), ensure_ascii=False, separators=(",", ":")): name
            for name, schema in release.generation_schemas.items()
        }
        self._release = release

    def __call__(self, body: Mapping[str, Any]) -> Says:
        return Says(text=draft(self.request(body)))

    def request(self, body: Mapping[str, Any]) -> CompletionRequest:
        """Read back what was asked."""
        system, parts = _said(body)
        type_name = self._types[system.partition(_SCHEMA)[2]]
        step = self._release.definition.step_producing(type_name)
        return CompletionRequest(
            instance=step.id,
            document_type=type_name,
            role_prompt=self._release.role_prompts[step.id],
            task_prompt=self._release.task_prompts[step.id],
            schema=self._release.generation_schemas[type_name],
            inputs=tuple(_inputs(parts)),
            answers=(),
            sent_back=(),
            may_ask=False,
            remediation=None,
            binding=ModelBinding(provider="offline"),
            limits=Limits(max_output_tokens=1, timeout_seconds=1),
            assembler_version="1",
        )


def _said(body: Mapping[str, Any]) -> tuple[str, Sequence[str]]:
    if "system" in body:
        return _text(body["system"]), _parts(body["messages"][0]["content"])
    by_role = {message["role"]: message["content"] for message in body["messages"]}
    return _text(by_role["system"]), _parts(by_role["user"])


def _text(content: Any) -> str:  # noqa: ANN401  JSON by nature
    return "".join(_parts(content))


def _parts(content: Any) -> Sequence[str]:  # noqa: ANN401  as above
    return [content] if isinstance(content, str) else [part["text"] for part in content]


def _inputs(parts: Sequence[str]) -> Iterator[InputPart]:
    kinds = {kind.value for kind in PartKind}
    for mark, title, content in (found for part in parts for found in _FRAME.findall(part)):
        kind, name, code = (*title.split(), "", "")[:3]
        if title.startswith("brief,"):
            yield InputPart(kind=PartKind.BRIEF, name="brief", code="", content={"blocks": _blocks(mark, content)})
        elif kind in kinds:
            yield InputPart(kind=PartKind(kind), name=name, code=code, content=json.loads(content))


def _blocks(mark: str, content: str) -> Json:
    label = re.compile(rf"^--- {mark} block (\S+) occurrence (\d+)\n", re.MULTILINE)
    _, *pieces = label.split(content)
    return [
        {"id": found, "occurrence": int(occurrence), "text": text.removesuffix("\n\n")}
        for found, occurrence, text in zip(pieces[::3], pieces[1::3], pieces[2::3], strict=True)
    ]
