"""What a document is judged against: the inputs of its step, the brief, the answers, the retired codes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from app.domain.briefs import blocks_of
from app.domain.completions import InputPart, PartKind
from app.domain.names import Json, JsonObject
from app.domain.questions import Answered

ANSWERS = "answers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Everything beside a document that its checks may look at."""

    inputs: Mapping[str, tuple[JsonObject, ...]] = field(default_factory=dict)
    """Document type or scope to the documents, the item, or the gathered documents that were read."""

    blocks: Mapping[tuple[str, int], str] = field(default_factory=dict)
    """Block id and occurrence to its text; empty where the step does not read the brief."""

    answers: frozenset[str] = frozenset()
    """Ids of the questions that were answered here, or for a document that was read."""

    codes: frozenset[str] = frozenset()
    """Every code that occurs in an input."""

    retired: frozenset[str] = frozenset()
    """Codes that the document's own lists gave to items which are no longer there."""


def context_of(
    parts: Iterable[InputPart],
    *,
    answers: Iterable[Answered] = (),
    retired: Iterable[str] = (),
) -> Context:
    """Make the context from the parts and answers of the request that the document answers."""
    inputs: dict[str, tuple[JsonObject, ...]] = {}
    blocks: dict[tuple[str, int], str] = {}
    for part in parts:
        if part.kind is PartKind.BRIEF:
            blocks.update(_blocks(part.content))
        else:
            inputs[part.name] = tuple(_documents(part))
    documents = [document for group in inputs.values() for document in group]
    asked = {answered.question.id for answered in answers}
    inherited = {code for document in documents for code in _answer_ids(document)}
    return Context(
        inputs=inputs,
        blocks=blocks,
        answers=frozenset(asked | inherited),
        codes=frozenset(code for document in documents for code in codes_in(document)),
        retired=frozenset(retired),
    )


def codes_in(value: Json) -> Iterator[str]:
    """Give the code or key of every object at any depth."""
    if isinstance(value, Mapping):
        identity = identity_of(value)
        if identity is not None:
            yield identity
        for entry in value.values():
            yield from codes_in(entry)
    elif isinstance(value, list | tuple):
        for entry in value:
            yield from codes_in(entry)


def identity_of(value: Json) -> str | None:
    """Give what a value is referred to by: the code or key of an object, a text itself; None for anything else."""
    if isinstance(value, Mapping):
        code = value.get("code", value.get("key"))
        return code if isinstance(code, str) else None
    return value if isinstance(value, str) else None


def _blocks(content: Json) -> Iterator[tuple[tuple[str, int], str]]:
    if not isinstance(content, Mapping):
        return
    text = content.get("text")
    if isinstance(text, str):
        yield from (((block.id, block.occurrence), block.text) for block in blocks_of(text))
    blocks = content.get("blocks")
    for block in blocks if isinstance(blocks, list | tuple) else ():
        match block:
            case {"id": str(name), "occurrence": int(occurrence), "text": str(words)}:
                yield (name, occurrence), words
            case _:
                pass


def _documents(part: InputPart) -> Iterator[JsonObject]:
    if part.kind is PartKind.GATHERED:
        for row in part.content if isinstance(part.content, list | tuple) else ():
            document = row.get("document") if isinstance(row, Mapping) else None
            if isinstance(document, Mapping):
                yield document
    elif isinstance(part.content, Mapping):
        yield part.content


def _answer_ids(document: JsonObject) -> Iterator[str]:
    answers = document.get(ANSWERS)
    for answered in answers if isinstance(answers, list | tuple) else ():
        name = answered.get("id") if isinstance(answered, Mapping) else None
        if isinstance(name, str):
            yield name
