"""Whole projects, drafted offline: every step of a release in order, each judged and coded by the real rules."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from app.domain.briefs import blocks_of
from app.domain.coding import code_content
from app.domain.completions import CompletionRequest, InputPart, PartKind
from app.domain.definition.model import BriefInput, DocumentInput, GatherInput, Input, ItemInput, Step
from app.domain.definition.release import Release
from app.domain.facts import CollectionKey, Entities, InstanceKey, ModelBinding
from app.domain.findings import Finding
from app.domain.identity import identify
from app.domain.names import Code, Json, JsonObject, ScopePath
from app.domain.quality.context import context_of
from app.domain.quality.judging import judge
from app.domain.questions import Answered
from app.llm.offline.drafter import draft
from app.llm.offline.reading import read_brief
from app.llm.offline.statements import Reading
from app.llm.offline.structure import SourceBlock
from tests.judged_documents import loaded

SOFTWARE = "software-product-development"
STRATEGY = "strategy-document"
BRIEFS = Path(__file__).with_name("briefs")
EXAMPLES = Path(__file__).parents[2] / "examples" / "briefs"


@dataclass
class DraftedProject:
    """A brief and everything that was drafted from it, by step and path."""

    brief: str
    release: Release
    answers: Sequence[Answered] = ()
    documents: dict[tuple[str, str], JsonObject] = field(default_factory=dict)
    raw: dict[tuple[str, str], str] = field(default_factory=dict)
    findings: dict[tuple[str, str], tuple[Finding, ...]] = field(default_factory=dict)
    entities: list[Entities] = field(default_factory=list)

    def of(self, document_type: str, path: str = "") -> Any:  # noqa: ANN401  JSON by nature
        """Give a document by its type."""
        return self.documents[document_type, path]

    def all_of(self, document_type: str) -> list[Any]:
        """Give every document of a type, by path."""
        return [document for (name, _), document in sorted(self.documents.items()) if name == document_type]

    def errors(self) -> list[str]:
        """Name every error that the checks found."""
        return [
            f"{name}@{path} {finding.code} {finding.path}: {finding.message}"
            for (name, path), findings in self.findings.items()
            for finding in findings
            if finding.severity == "error"
        ]

    def request(self, step: Step, path: str = "", **changes: Any) -> CompletionRequest:  # noqa: ANN401  any field of the request
        """Build the request of a step as the product does."""
        values: dict[str, Any] = {
            "instance": f"{step.id}@{path}" if path else step.id,
            "document_type": step.produces,
            "role_prompt": self.release.role_prompts[step.id],
            "task_prompt": self.release.task_prompts[step.id],
            "schema": self.release.generation_schemas[step.produces],
            "inputs": tuple(self._part(given, path) for given in step.inputs),
            "answers": tuple(self.answers) if any(isinstance(given, BriefInput) for given in step.inputs) else (),
            "sent_back": (),
            "may_ask": False,
            "remediation": None,
            "binding": ModelBinding(provider="offline"),
            "limits": self.release.limits[step.id],
            "assembler_version": "1",
        }
        return CompletionRequest(**(values | changes))

    def run(self) -> "DraftedProject":
        """Draft every document."""
        for step in self.release.definition.steps:
            for path in self._paths(step):
                self.draft(step, path)
        return self

    def draft(self, step: Step, path: str, **changes: Any) -> JsonObject:  # noqa: ANN401  any field of the request
        """Draft, judge and code one document."""
        request = self.request(step, path, **changes)
        text = draft(request)
        content: JsonObject = json.loads(text)["document"]
        context = context_of(request.inputs, answers=request.answers)
        self.raw[step.produces, path] = text
        self.findings[step.produces, path] = judge(
            content,
            schema=self.release.schemas[step.produces],
            checks=self.release.checks[step.produces],
            context=context,
        )
        coded = self._coded(step, path, content)
        self.documents[step.produces, path] = coded
        return coded

    def _paths(self, step: Step) -> Iterator[str]:
        if step.scope is None:
            yield ""
            return
        scope = self.release.definition.scopes[step.scope]
        entity = self.release.definition.entity_types[scope.entity_type]
        yield from (item["key"] for item in self.of(entity.document_type)[entity.collection])

    def _coded(self, step: Step, path: str, content: JsonObject) -> JsonObject:
        produced = self.release.definition.document_types[step.produces]
        instance = InstanceKey(step=step.id, path=ScopePath(path))
        codes: dict[str, tuple[Code, ...]] = {}
        for name, entity in produced.collections.items():
            items: Any = content.get(name, [])
            found = identify(
                items,
                entity_type=self.release.definition.entity_types[entity],
                collection=CollectionKey(instance=instance, field=name),
                known=[fact for fact in self.entities if fact.collection.instance.path == path],
            )
            codes[name] = found.codes
            if found.fact is not None:
                self.entities.append(found.fact)
        return code_content(content, schema=self.release.schemas[step.produces], codes=codes)

    def _part(self, given: Input, path: str) -> InputPart:
        match given:
            case BriefInput():
                blocks: Json = [block.as_json() for block in blocks_of(self.brief)]
                return InputPart(kind=PartKind.BRIEF, name="brief", code="", content={"blocks": blocks})
            case DocumentInput():
                home = path if (given.document_type, path) in self.documents else ""
                content = _selected(self.documents[given.document_type, home], given.select)
                return InputPart(kind=PartKind.DOCUMENT, name=given.document_type, code="", content=content)
            case ItemInput():
                entity = self.release.definition.entity_types[self.release.definition.scopes[given.scope].entity_type]
                items = self.of(entity.document_type)[entity.collection]
                item = next(entry for entry in items if entry["key"] == path)
                return InputPart(kind=PartKind.ITEM, name=given.scope, code=path, content=item)
            case GatherInput():
                rows: Json = [
                    {"path": home, "document": _selected(document, given.select)}
                    for (name, home), document in sorted(self.documents.items())
                    if name == given.document_type
                ]
                return InputPart(kind=PartKind.GATHERED, name=given.document_type, code="", content=rows)


def _selected(document: JsonObject, select: Sequence[str]) -> JsonObject:
    if not select:
        return document
    return {name: document[name] for name in select if name in document}


def drafted(brief: str, release: str = SOFTWARE, answers: Sequence[Answered] = ()) -> DraftedProject:
    """Draft a whole project from a brief."""
    return DraftedProject(brief=brief, release=loaded(release), answers=answers).run()


def brief(name: str) -> str:
    """Read a brief of the tests, or one of the examples."""
    home = BRIEFS if BRIEFS.joinpath(f"{name}.md").exists() else EXAMPLES
    return home.joinpath(f"{name}.md").read_text(encoding="utf-8")


@cache
def project(name: str, release: str = SOFTWARE) -> DraftedProject:
    """Draft a brief once for all tests; nobody changes what is given."""
    return drafted(brief(name), release)


def read(text: str) -> Reading:
    """Read a text as the drafter does."""
    blocks = tuple(SourceBlock(id=block.id, occurrence=block.occurrence, text=block.text) for block in blocks_of(text))
    return read_brief(blocks)
