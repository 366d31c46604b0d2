"""Documents judged by the real checks of a shipped release, among the other documents of their project."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from app.domain.briefs import blocks_of
from app.domain.completions import InputPart, PartKind
from app.domain.definition.loading import load_release
from app.domain.definition.model import BriefInput, DocumentInput, GatherInput, Input, ItemInput
from app.domain.definition.release import Release
from app.domain.findings import Finding
from app.domain.names import DocumentTypeName, Json, JsonObject
from app.domain.quality.context import Context, context_of
from app.domain.quality.judging import judge
from tests.examples_of_documents import release_files, release_of


@cache
def loaded(release: str) -> Release:
    """Load a shipped release."""
    return load_release(release_files(release))


def judged(
    content: JsonObject, *, type_name: str, among: Mapping[str, JsonObject], brief: str, epic: str
) -> tuple[Finding, ...]:
    """Judge a document whose inputs are taken from `among`; inside a scope, the one of `epic`."""
    release = loaded(release_of(type_name))
    name = DocumentTypeName(type_name)
    step = release.definition.step_producing(name)
    context = context_of([_part(given, among=among, brief=brief, epic=epic) for given in step.inputs])
    answers: Any = among[type_name].get("answers", [])
    own = frozenset(answered["id"] for answered in answers)
    return judge(
        content,
        schema=release.schemas[name],
        checks=release.checks[name],
        context=Context(
            inputs=context.inputs,
            blocks=context.blocks,
            answers=context.answers | own,
            codes=context.codes,
        ),
    )


def _part(given: Input, *, among: Mapping[str, JsonObject], brief: str, epic: str) -> InputPart:
    match given:
        case BriefInput():
            blocks: Json = [block.as_json() for block in blocks_of(brief)]
            return InputPart(kind=PartKind.BRIEF, name="brief", code="", content={"blocks": blocks})
        case DocumentInput():
            content = _selected(among[given.document_type], given.select)
            return InputPart(kind=PartKind.DOCUMENT, name=given.document_type, code="", content=content)
        case ItemInput():
            epics: Any = among["epic_backlog"]["epics"]
            item = next(entry for entry in epics if entry["key"] == epic)
            return InputPart(kind=PartKind.ITEM, name=given.scope, code=epic, content=item)
        case GatherInput():
            row: Json = {"path": epic, "document": _selected(among[given.document_type], given.select)}
            return InputPart(kind=PartKind.GATHERED, name=given.document_type, code="", content=[row])


def _selected(content: JsonObject, select: tuple[str, ...]) -> JsonObject:
    return {name: content.get(name) for name in select or content}
