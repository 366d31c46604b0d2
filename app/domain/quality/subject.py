"""A document under judgement, with the paths by which checks read it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.domain.definition.checks.declared import Where
from app.domain.findings import Severity
from app.domain.names import Json, JsonObject
from app.domain.presentation import Shape, name_of_item, shape_of
from app.domain.quality.context import Context, identity_of
from app.domain.schemas import escape, top_fields

_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What a rule has to say about one place of a document."""

    code: str
    pointer: str
    message: str
    fix: str
    severity: Severity | None = None
    """None takes the severity that the check declares."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A value at the end of a path."""

    pointer: str
    value: Json
    holder: Json
    """The object whose field the path ends at."""

    @property
    def identity(self) -> str | None:
        """Give the code, the key or the text that stands here."""
        return identity_of(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A document, its schema, and what it is judged against."""

    content: JsonObject
    schema: JsonObject
    context: Context
    fields: frozenset[str]

    def local(self, path: str) -> Iterator[Spot]:
        """Give what stands at a path of the document."""
        return spots(self.content, path)

    def either(self, path: str) -> Iterator[Spot]:
        """Give what stands at a path of the document or of an input; nothing for an input that is absent."""
        first, _, rest = path.partition(".")
        if first in self.fields:
            yield from spots(self.content, path)
            return
        for document in self.context.inputs.get(first, ()):
            if rest:
                yield from spots(document, rest)
            else:
                yield Spot(pointer="", value=document, holder=document)

    def identities(self, path: str) -> tuple[str, ...]:
        """Give the codes, keys or texts at a path of the document or of an input, each once, in order."""
        found = (spot.identity for spot in self.either(path))
        return tuple(dict.fromkeys(identity for identity in found if identity is not None))

    def name_of(self, path: str, item: Spot) -> str:
        """Name an item of a list by its heading, as a reader sees it; else by its code or key, else by its place."""
        shape = self._shape(path)
        name = " ".join(name_of_item(item.value, shape).split()) if shape is not None else ""
        if not name:
            return item.identity or item.pointer
        return f"“{name if len(name) <= _LONGEST_NAME else f'{name[: _LONGEST_NAME - 2].rstrip()} …'}”"

    def titles_of(self, path: str, fields: Sequence[str]) -> str:
        """Name fields of the items of a list as a reader sees them."""
        shapes = [self._shape(f"{path}.{field}") for field in fields]
        return ", ".join(
            f"“{shape.title}”" if shape is not None else field for field, shape in zip(fields, shapes, strict=True)
        )

    def _shape(self, path: str) -> Shape | None:
        shape: Shape | None = shape_of(self.schema)
        for step in path.split("."):
            shape = shape.fields.get(step) if shape is not None else None
        return shape


def subject_of(content: JsonObject, *, schema: JsonObject, context: Context) -> Subject:
    """Put a document under judgement."""
    return Subject(content=content, schema=schema, context=context, fields=frozenset(top_fields(schema)))


def spots(value: Json, path: str, pointer: str = "") -> Iterator[Spot]:
    """Give what stands at a dotted path; a list on the way, or at the end, gives each of its entries, null nothing."""
    yield from _spots(value, path.split("."), pointer)


def _spots(value: Json, steps: Sequence[str], pointer: str) -> Iterator[Spot]:
    step, *rest = steps
    for here, holder in _entries(value, pointer):
        if not isinstance(holder, Mapping) or step not in holder:
            continue
        below, place = holder[step], f"{here}/{escape(step)}"
        if rest:
            yield from _spots(below, rest, place)
        else:
            for spot, entry in _entries(below, place):
                if entry is not None:
                    yield Spot(pointer=spot, value=entry, holder=holder)


def _entries(value: Json, pointer: str) -> Iterator[tuple[str, Json]]:
    if isinstance(value, list | tuple):
        for index, entry in enumerate(value):
            yield f"{pointer}/{index}", entry
    else:
        yield pointer, value


def selects(where: Where | None, value: Json) -> bool:
    """Tell whether an object has one of the wanted values in each of the named fields; no filter selects everything."""
    if where is None:
        return True
    if not isinstance(value, Mapping):
        return False
    return all(
        any(entry is wanted or entry == wanted for wanted in wanted_values)
        for field, wanted_values in where.items()
        for entry in (value.get(field),)
    )


def texts_in(value: Json) -> Iterator[str]:
    """Give every text at any depth, in order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for entry in value.values():
            yield from texts_in(entry)
    elif isinstance(value, list | tuple):
        for entry in value:
            yield from texts_in(entry)
