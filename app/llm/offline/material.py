"""What a request offers to write from: the brief as it was read, and the items of its documents."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from app.domain.completions import CompletionRequest, InputPart, PartKind
from app.domain.names import Json, JsonObject
from app.domain.questions import Answered
from app.llm.offline.classify import ANYWHERE, Place, tags_of
from app.llm.offline.gaps import to_be_answered
from app.llm.offline.language import detect
from app.llm.offline.naming import name_of
from app.llm.offline.reading import read_brief
from app.llm.offline.statements import Reading, Statement
from app.llm.offline.structure import SourceBlock
from app.llm.offline.tags import KINDS, Tag
from app.llm.offline.units import Places, Unit
from app.llm.offline.words import is_wide, words_of

_TEXT_FIELDS: Final = (
    "statement",
    "text",
    "what",
    "question",
    "description",
    "scenario",
    "i_want",
    "decision",
    "finding",
    "name",
    "title",
    "term",
    "external",
)
_NAME_FIELDS: Final = ("name", "title", "term", "external", "attribute")
_VALUES: Final = {
    "must": Tag.STRONG,
    "should": Tag.MEDIUM,
    "could": Tag.WEAK,
    "will_not": Tag.OUT,
    "rule": Tag.PROHIBITION,
    "interface": Tag.EXTERNAL,
    "organisation": Tag.EXTERNAL,
    "system": Tag.EXTERNAL,
    "budget": Tag.MONEY,
    "legal": Tag.LAW,
    "technical": Tag.TECH,
    **{tag.value: tag for tag in Tag},
}
"""Values of enumerations that speak for themselves."""

_NOT_FROM_WORDS: Final = KINDS | {Tag.STRONG, Tag.MEDIUM, Tag.WEAK, Tag.PLACE}
_ENOUGH: Final = 20_000
"""Characters that show the language of documents."""

_INHERITED: Final = frozenset({Tag.GOAL, Tag.CONSTRAINT, Tag.CRITERION, Tag.FIRST, Tag.LATER, Tag.PERSONAL})
_NOWHERE: Final = Place(kind="obligation", demand=None, intro=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Everything that one document can be made from."""

    reading: Reading | None
    statements: tuple[Unit, ...]
    documents: Mapping[str, tuple[JsonObject, ...]]
    """Input name to its documents, or to the one item."""

    items: Mapping[str, tuple[Unit, ...]]
    """`input.field` to its items; the name of an item input to that one item."""

    answers: tuple[Answered, ...]
    language: str
    here: Unit | None = None
    """The item that opened the scope, where there is one."""

    codes: Mapping[str, Unit] = field(default_factory=dict)


@lru_cache(maxsize=32)
def _reading(blocks: tuple[SourceBlock, ...]) -> Reading:
    """Read a brief once: every document of a project asks for the same reading."""
    return read_brief(blocks)


def material_of(request: CompletionRequest) -> Material:
    """Lay out what a request gives."""
    blocks = tuple(block for part in request.inputs if part.kind is PartKind.BRIEF for block in _blocks(part.content))
    reading = _reading(blocks) if blocks else None
    documents = {part.name: tuple(_documents(part)) for part in request.inputs if part.kind is not PartKind.BRIEF}
    language = reading.language if reading else detect(_words(documents)[:_ENOUGH], fallback="en")
    statements = tuple(_of_statement(statement) for statement in reading.statements) if reading else ()
    statements += tuple(_of_answer(answered, language, len(statements)) for answered in request.answers)
    places = Places(tuple(unit for unit in statements if unit.sources))
    items: dict[str, tuple[Unit, ...]] = {}
    here = None
    for part in request.inputs:
        if part.kind is PartKind.ITEM and isinstance(part.content, Mapping):
            here = _of_item(part.content, language, places, 0)
            items[part.name] = (here,)
        elif part.kind is not PartKind.BRIEF:
            items |= _lists(part.name, documents[part.name], language, places)
    return Material(
        reading=reading,
        statements=statements,
        documents=documents,
        items=items,
        answers=request.answers,
        language=language,
        here=here,
        codes={unit.code: unit for units in items.values() for unit in units if unit.code},
    )


def _blocks(content: Json) -> Iterable[SourceBlock]:
    entries = content.get("blocks", ()) if isinstance(content, Mapping) else ()
    for entry in entries if isinstance(entries, Sequence) else ():
        match entry:
            case {"id": str(name), "occurrence": int(occurrence), "text": str(text)}:
                yield SourceBlock(id=name, occurrence=occurrence, text=text)
            case _:
                pass


def _documents(part: InputPart) -> Iterable[JsonObject]:
    if part.kind is PartKind.GATHERED:
        for row in part.content if isinstance(part.content, Sequence) else ():
            document = row.get("document") if isinstance(row, Mapping) else None
            if isinstance(document, Mapping):
                yield document
    elif isinstance(part.content, Mapping):
        yield part.content


def _words(value: Json) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return "\n".join(_words(entry) for name, entry in value.items() if name != "drafting_note")
    return "\n".join(_words(entry) for entry in value) if isinstance(value, Sequence) else ""


def _asked(statement: Statement) -> frozenset[Tag]:
    asks = Tag.GOAL in statement.tags and bool(to_be_answered(statement.text, statement.language))
    return frozenset({Tag.ASKED}) if asks else frozenset()


def _of_statement(statement: Statement) -> Unit:
    clauses = tuple(
        Unit(
            text=clause.text,
            language=statement.language,
            tags=tags_of(clause.text, statement.language, _NOWHERE),
            sources=(clause.quote.as_json(),),
        )
        for clause in statement.clauses
    )
    return Unit(
        text=statement.text,
        name=name_of(statement.text, statement.language),
        language=statement.language,
        tags=statement.tags | _asked(statement),
        sources=tuple(quote.as_json() for quote in statement.quotes),
        topic=statement.topic,
        heading=statement.heading,
        position=statement.position,
        clauses=clauses,
    )


_ANSWERED: Final = {
    "purpose": {Tag.GOAL},
    "users": {Tag.PARTY},
    "functions": {Tag.OBLIGATION},
    "volume": {Tag.OBLIGATION, Tag.QUALITY, Tag.PERFORMANCE},
    "deadline": {Tag.CONSTRAINT, Tag.TIME},
    "budget": {Tag.CONSTRAINT, Tag.MONEY},
    "privacy": {Tag.CONSTRAINT, Tag.PRIVACY},
    "retention": {Tag.OBLIGATION, Tag.RETENTION},
    "today": {Tag.NOW},
    "out": {Tag.OUT},
    "measure": {Tag.GOAL},
    "languages": {Tag.OBLIGATION, Tag.QUALITY, Tag.LANGUAGES},
    "access": {Tag.OBLIGATION, Tag.QUALITY, Tag.ACCESS},
    "security": {Tag.OBLIGATION, Tag.QUALITY, Tag.SECURITY},
    "stop": {Tag.STOP},
    "decider": {Tag.PARTY},
    "period": {Tag.CONSTRAINT, Tag.TIME},
}
"""What the answer to a question of the checklist is."""


def _of_answer(answered: Answered, language: str, position: int) -> Unit:
    """Make a statement of an answer, in its own words; one that nobody gave is left to the assumptions."""
    key, _, _ = answered.question.key.partition("-")
    text = said_in(answered)
    tags = frozenset(_ANSWERED.get(answered.question.key, ())) if text else frozenset[Tag]()
    if text and answered.question.key not in _ANSWERED and key in _DECIDING:
        tags = _of_decision(text, language, key)
    if any(character.isdigit() for character in text):
        tags |= {Tag.NUMBER}
    if text and key not in _OF_SOMEBODY and len(words_of(text)) <= _FEW_WORDS and not text.endswith(_ENDS):
        text = f"{answered.question.text} {text}"
    return Unit(
        text=text,
        name=name_of(text, language) if text else "",
        language=language,
        tags=tags,
        sources=({"answer": answered.question.id},),
        position=position,
        fields={"question": answered.question.key},
    )


_DECIDING: Final = frozenset({"open", "vague", "external", "party", "number", "conflict", "order", "done"})
_BINDING: Final = frozenset({Tag.OBLIGATION, Tag.PROHIBITION, Tag.CONSTRAINT, Tag.OUT})


def _of_decision(text: str, language: str, key: str) -> frozenset[Tag]:
    """Tell what an answer is by its own words: a demand where it demands, else what is decided, or of a party."""
    found = tags_of(text, detect(text, fallback=language), ANYWHERE)
    if found & _BINDING:
        return found
    return frozenset() if key == "party" else frozenset({Tag.DECIDED})


_FEW_WORDS: Final = 4
_ENDS: Final = (".", "!", "。", "！")
_OF_SOMEBODY: Final = frozenset({"users", "decider", "party"})
"""Answers to these are names and needs, which stand alone."""

_SHORTEST: Final = 2
_SHORT_ANSWERS: Final = frozenset({"no", "ja", "si", "sí", "ei"})


def said_in(answered: Answered) -> str:
    """Give what a person has answered; empty for nothing, and for a letter or two that say nothing."""
    if answered.value is None:
        return ""
    said = ", ".join(answered.value) if isinstance(answered.value, tuple) else str(answered.value).strip()
    letters = "".join(words_of(said))
    short = len(letters) <= _SHORTEST and not is_wide(said) and not any(one.isdigit() for one in said)
    acronym = len(letters) == _SHORTEST and said.isupper()
    return "" if short and not acronym and letters not in _SHORT_ANSWERS else said


def _lists(name: str, documents: Sequence[JsonObject], language: str, places: Places) -> dict[str, tuple[Unit, ...]]:
    found: dict[str, list[Unit]] = {}
    for document in documents:
        for field_name, value in document.items():
            entries = value if isinstance(value, Sequence) and not isinstance(value, str) else ()
            units = found.setdefault(f"{name}.{field_name}", [])
            for entry in entries:
                if isinstance(entry, Mapping):
                    units.append(_of_item(entry, language, places, len(units)))
    return {path: tuple(units) for path, units in found.items()}


def _of_item(item: JsonObject, language: str, places: Places, position: int) -> Unit:
    """Take an input item as a unit: its text, what its words and values say, and where the brief has it."""
    text = next((str(item[name]) for name in _TEXT_FIELDS if isinstance(item.get(name), str)), "")
    name = next((str(item[name]) for name in _NAME_FIELDS if isinstance(item.get(name), str)), "")
    code = item.get("key", item.get("code"))
    words = tags_of(text, language, _NOWHERE) - _NOT_FROM_WORDS
    values = {_VALUES[entry] for entry in item.values() if isinstance(entry, str) and entry in _VALUES}
    nested = [entry for value in item.values() if isinstance(value, list) for entry in value]
    values |= {_VALUES[value] for entry in nested if isinstance(entry, Mapping) for value in _marks(entry)}
    unit = Unit(
        text=text,
        name=name or (name_of(text, language) if text else ""),
        language=language,
        tags=frozenset(words | values),
        sources=({"item": str(code)},) if code else (),
        code=str(code) if code else "",
        fields=item,
        position=position,
    )
    origins = places.sharing(unit)
    if not origins:
        return unit
    origin = origins[0][1]
    return Unit(
        text=unit.text,
        name=unit.name,
        language=origin.language,
        tags=unit.tags | (origin.tags & _INHERITED),
        sources=unit.sources,
        code=unit.code,
        fields=item,
        topic=origin.topic,
        heading=origin.heading,
        position=origin.position,
    )


def _marks(entry: JsonObject) -> list[str]:
    return [value for value in entry.values() if isinstance(value, str) and value in {"proposed", "stated"}]
