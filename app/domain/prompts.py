"""From a dispatch to the request that it orders: exactly what its digest was made from, looked up again by digest."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache

from app.domain.briefs import Block, blocks_of
from app.domain.completions import (
    ASSEMBLER_VERSION,
    CompletionRequest,
    InputPart,
    PartKind,
    Remediation,
    SentBack,
)
from app.domain.definition.model import (
    BriefForm,
    BriefInput,
    Definition,
    DocumentInput,
    GatherInput,
    Input,
    ItemInput,
    Step,
)
from app.domain.definition.release import Release
from app.domain.documents import document_code
from app.domain.facts import Dispatch, PinnedInput
from app.domain.names import Digest, DocumentTypeName, Json, JsonObject, ScopePath, StepId
from app.domain.questions import Answered, read_answered

Contents = Mapping[Digest, bytes]
"""Stored contents by digest: briefs and comments as UTF-8 text, everything else as canonical JSON."""

_KEPT = 8
"""How many parsed documents are kept: of a list with n items n instances read one each, and nobody parses n items for
each of them."""


def contents_needed(dispatch: Dispatch) -> frozenset[Digest]:
    """Name every stored content that the request of `dispatch` is made from."""
    pinned = {pin.content for pin in dispatch.inputs if pin.content is not None}
    judged = {digest for pair in dispatch.comments for digest in pair}
    return frozenset(pinned | judged | set(dispatch.answers))


def build_request(
    release: Release, dispatch: Dispatch, contents: Contents, *, remediation: Remediation | None = None
) -> CompletionRequest:
    """Build the request of `dispatch`; the same dispatch and contents give the same request.

    Args:
        release: the release that the dispatch pins.
        dispatch: with its inputs, answers and comments pinned by digest.
        contents: at least those that `contents_needed` names.
        remediation: the previous output and its findings, for every attempt but the first.

    """
    step = step_of(release.definition, dispatch.key.instance.step)
    return CompletionRequest(
        instance=str(dispatch.key.instance),
        document_type=step.produces,
        role_prompt=release.role_prompts[step.id],
        task_prompt=release.task_prompts[step.id],
        schema=release.generation_schemas[step.produces],
        inputs=tuple(_part(release.definition, source, dispatch.inputs, contents) for source in step.inputs),
        answers=answers_of(dispatch, contents),
        sent_back=tuple(
            SentBack(content=_object(contents, judged), comment=contents[comment].decode())
            for judged, comment in dispatch.comments
        ),
        may_ask=dispatch.may_ask,
        remediation=remediation,
        binding=dispatch.binding,
        limits=release.limits[step.id],
        assembler_version=ASSEMBLER_VERSION,
    )


def answers_of(dispatch: Dispatch, contents: Contents) -> tuple[Answered, ...]:
    """Give what people answered, set by set in the order that the dispatch pins."""
    return tuple(answered for values in dispatch.answers for answered in read_answered(_json(contents, values)))


def step_of(definition: Definition, step: StepId) -> Step:
    """Give the step with this id.

    Raises:
        KeyError: the definition has no such step.

    """
    for candidate in definition.steps:
        if candidate.id == step:
            return candidate
    raise KeyError(step)


def _part(definition: Definition, source: Input, pins: Sequence[PinnedInput], contents: Contents) -> InputPart:
    match source:
        case BriefInput():
            return _brief(source, _pins(pins, PartKind.BRIEF, "")[0], contents)
        case DocumentInput():
            return _document(definition, _pins(pins, PartKind.DOCUMENT, source.document_type)[0], contents)
        case ItemInput():
            return _item(definition, source, _pins(pins, PartKind.ITEM, source.scope)[0], contents)
        case GatherInput():
            return _gathered(source, _pins(pins, PartKind.GATHERED, source.document_type), contents)


def _pins(pins: Sequence[PinnedInput], kind: PartKind, name: str) -> list[PinnedInput]:
    return [pin for pin in pins if (pin.kind, pin.name) == (kind.value, name)]


def _brief(source: BriefInput, pin: PinnedInput, contents: Contents) -> InputPart:
    text = contents[_present(pin)].decode()
    whole = (Block(digest=_present(pin), occurrence=1, text=text),)
    blocks = blocks_of(text) if source.form is BriefForm.BLOCKS else whole
    content: Json = {"blocks": [block.as_json() for block in blocks]}
    return InputPart(kind=PartKind.BRIEF, name="brief", code="", content=content)


def _document(definition: Definition, pin: PinnedInput, contents: Contents) -> InputPart:
    content = None if pin.content is None else _selected(_object(contents, pin.content), pin.select)
    letters = definition.document_types[DocumentTypeName(pin.name)].code
    code = str(document_code(letters, path=pin.path))
    return InputPart(kind=PartKind.DOCUMENT, name=pin.name, code=code, content=content)


def _item(definition: Definition, source: ItemInput, pin: PinnedInput, contents: Contents) -> InputPart:
    entity = definition.entity_types[definition.scopes[source.scope].entity_type]
    found = _items(contents[_present(pin)], entity.collection).get(pin.path)
    return InputPart(kind=PartKind.ITEM, name=source.scope, code=pin.path, content=found)


@lru_cache(maxsize=_KEPT)
def _items(document: bytes, collection: str) -> Mapping[Json, JsonObject]:
    """Give the items of a collection by their codes; documents have each code once."""
    items = _document_of(document).get(collection)
    return {item.get("key"): item for item in items if isinstance(item, dict)} if isinstance(items, list) else {}


def _gathered(source: GatherInput, pins: Sequence[PinnedInput], contents: Contents) -> InputPart:
    rows: list[Json] = [
        {"path": pin.path, "document": _selected(_object(contents, _present(pin)), pin.select)}
        for pin in sorted(pins, key=_path)
    ]
    return InputPart(kind=PartKind.GATHERED, name=source.document_type, code="", content=rows)


def _path(pin: PinnedInput) -> ScopePath:
    return pin.path


def _selected(content: JsonObject, select: tuple[str, ...]) -> JsonObject:
    return {field: content.get(field) for field in select} if select else content


def _present(pin: PinnedInput) -> Digest:
    if pin.content is None:
        raise ValueError(f"the input {pin.kind} {pin.name} of a dispatch is pinned without a content")
    return pin.content


def _json(contents: Contents, digest: Digest) -> Json:
    value: Json = json.loads(contents[digest])
    return value


def _object(contents: Contents, digest: Digest) -> JsonObject:
    return _document_of(contents[digest])


@lru_cache(maxsize=_KEPT)
def _document_of(content: bytes) -> JsonObject:
    value: Json = json.loads(content)
    if not isinstance(value, Mapping):
        raise TypeError("a stored content is no document")
    return value
