"""A document, filled node by node from its schema's hints."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from app.domain.names import Json, JsonObject
from app.domain.schemas import local_target
from app.llm.offline.hints import KEYWORD, By, Each, Hint, Put, hint_of
from app.llm.offline.material import Material
from app.llm.offline.sameness import alike_among, said_once
from app.llm.offline.selecting import Selector
from app.llm.offline.sentences import sentences_of
from app.llm.offline.tags import Tag
from app.llm.offline.units import Unit
from app.llm.offline.words import Keys
from app.llm.offline.writing import Writer

ABSENT: Final = object()
_SOURCES: Final = 100
_WHOLE: Final = Hint(put=Put.QUOTE)
_DEFAULTS: Final[Mapping[str, Json]] = {"array": [], "string": "", "object": {}, "boolean": False}


class Filler:
    """Fills one document; lists that other nodes refer to are made once."""

    def __init__(self, schema: JsonObject, material: Material, *, first: Sequence[str] = ()) -> None:
        self._schema = schema
        self._material = material
        self._selector = Selector(material, self.local, self.rows)
        self._writer = Writer(material, self._selector, self.rows)
        self._lists: dict[str, tuple[Unit, ...]] = {}
        self._open: set[str] = set()
        self._drafted: dict[str, Json] = {}
        self._first = frozenset(first)
        self.unused = 0
        """Sentences of the brief of which nothing is cited, once the document is filled."""

        self._hints: dict[int, tuple[Json, Hint]] = {}

    def document(self) -> dict[str, Json]:
        """Fill every top-level field; those that leave out what others cite come last."""
        properties = _properties(self._schema)
        hints = {name: _hints_below(node) for name, node in properties.items()}
        late = [name for name in properties if any("not_in" in hint or "rows" in hint for hint in hints[name])]
        late += [name for name in properties if _hint_of(properties[name]).each is Each.LEFTOVER]
        for name in [*(name for name in properties if name not in late), *late]:
            self.field(name)
        return {name: self._drafted[name] for name in properties if name in self._drafted}

    def field(self, name: str) -> None:
        """Fill one top-level field."""
        node = self._resolved(_properties(self._schema)[name])
        is_required = name in _required(self._schema)
        value = self._array(node, None, (), name=name) if node.get("type") == "array" else self._value(node, None, ())
        if value is ABSENT and is_required:
            value = _DEFAULTS.get(str(node.get("type")), "")
        if value is not ABSENT:
            self._drafted[name] = value  # type: ignore[assignment]  # ABSENT is excluded above

    def rows(self, field: str) -> Sequence[Json]:
        """Give what was written into another list of this document."""
        return _list(self._drafted.get(field))

    def local(self, field: str) -> Sequence[Unit]:
        """Give the units of another list of this document, each with its key as code."""
        if field in self._lists or field in self._open:
            return self._lists.get(field, ())
        self._open.add(field)
        node = self._resolved(_properties(self._schema).get(field, {}))
        hint = self._hint(node)
        keys = Keys()
        self._lists[field] = tuple(
            replace(unit, code=keys.take(_key_text(unit)), members=(unit,))
            for unit in said_once(self._units(hint, None, ()))
        )
        self._open.discard(field)
        return self._lists[field]

    def _hint(self, node: JsonObject) -> Hint:
        """Read a hint once; its text is kept beside it, so that no other takes its place in memory."""
        raw = node.get(KEYWORD)
        known = self._hints.get(id(raw))
        if known is None:
            known = self._hints[id(raw)] = (raw, hint_of(node))
        return known[1]

    def _elsewhere(self, hint: Hint) -> frozenset[Tag]:
        """Give the kinds that are used without being cited: by other documents, and what people have answered."""
        return hint.unless | ({Tag.OPEN} if self._material.answers else frozenset())

    # -- nodes -------------------------------------------------------------------------------------------------------

    def _value(self, node: JsonObject, here: Unit | None, siblings: Sequence[Unit]) -> object:
        resolved = self._resolved(node)
        match resolved.get("type"):
            case "array":
                return self._array(resolved, here, siblings)
            case "object":
                return self._object(resolved, here, siblings, key="")
            case _:
                return self._scalar(resolved, here, siblings)

    def _array(self, node: JsonObject, here: Unit | None, siblings: Sequence[Unit], *, name: str = "") -> object:
        hint = self._hint(node)
        if hint.each is None and hint.put is None and KEYWORD not in node:
            return ABSENT
        if hint.only and not (here and here.tags & hint.only):
            return ABSENT
        if hint.put is Put.FIELD and hint.each is None:
            return here.fields.get(hint.field, ABSENT) if here is not None else ABSENT
        if name and hint.each is Each.LEFTOVER:
            chosen = self._selector.unused(_cited(self._drafted), self._elsewhere(hint))
            self.unused = sum(len(sentences_of(unit.text, language=self._material.language)) for unit in chosen)
        else:
            chosen = [unit.members[0] for unit in self.local(name)] if name else self._units(hint, here, siblings)
        units = tuple(self._without_cited(hint, chosen))
        shape = self._resolved(_object(node.get("items")))
        keys = Keys()
        built: list[Json] = []
        origins: list[Unit] = []
        for unit in self._in_order(units):
            value = self._item(shape, hint, unit, units, keys)
            if value is not ABSENT and not (node.get("uniqueItems") and value in built):
                built.append(value)  # type: ignore[arg-type]  # ABSENT is excluded above
                origins.append(unit)
        self._tell_apart(shape, built, origins)
        return built[: _count(node.get("maxItems"))]

    def _tell_apart(self, shape: JsonObject, built: Sequence[Json], origins: Sequence[Unit]) -> None:
        """Let an item of which only a part was written speak in whole, where that part is another's as well."""
        hints = {name: self._hint(self._resolved(child)) for name, child in _properties(shape).items()}
        parts = [name for name, hint in hints.items() if hint.put in {Put.DEED, Put.WISH, Put.TITLE}]
        items = [item for item in built if isinstance(item, dict)] if parts else []
        whose = [name for name, hint in hints.items() if By.SUBJECT in hint.by]
        for place in alike_among(items, [*parts, *whose]):
            for name in parts:
                child = self._resolved(_properties(shape)[name])
                items[place][name] = self._writer.text(_WHOLE, origins[place], child)

    def _item(self, shape: JsonObject, hint: Hint, unit: Unit, siblings: Sequence[Unit], keys: Keys) -> object:
        if shape.get("type") == "object":
            key = keys.take(_key_text(unit)) if "key" in _properties(shape) else ""
            return self._object(shape, unit, siblings, key=key)
        own = self._hint(shape)
        return self._writer.text(hint if own.put is None else own, unit, shape) or ABSENT

    def _object(self, node: JsonObject, here: Unit | None, siblings: Sequence[Unit], *, key: str) -> object:
        hint = self._hint(node)
        if hint.only and not (here and here.tags & hint.only):
            return ABSENT
        filled: dict[str, Json] = {}
        for name, child in _properties(node).items():
            value = self._property(name, child, here, siblings, key=key, filled=filled)
            if value is ABSENT and name in _required(node):
                resolved = self._resolved(child)
                if resolved.get("type") != "array" or resolved.get("minItems"):
                    return ABSENT
                value = []
            if value is not ABSENT:
                filled[name] = value  # type: ignore[assignment]  # ABSENT is excluded above
        return filled or ABSENT

    def _property(
        self,
        name: str,
        child: JsonObject,
        here: Unit | None,
        siblings: Sequence[Unit],
        *,
        key: str,
        filled: Mapping[str, Json],
    ) -> object:
        if name == "key":
            return key
        if name == "sources":
            return self._sources(here, key)
        absent = self._hint(self._resolved(child)).absent
        if absent and all(filled.get(field) for field in absent):
            return ABSENT
        return self._value(child, here, siblings)

    def _scalar(self, node: JsonObject, here: Unit | None, siblings: Sequence[Unit]) -> object:
        hint = self._hint(node)
        if KEYWORD not in node or (hint.only and not (here and here.tags & hint.only)):
            return ABSENT
        units = self._units(hint, here, siblings) if hint.of or hint.each else None
        value = self._writer.value(hint, here, units, node)
        return ABSENT if value is None or value == "" else value

    # -- what they are made from -------------------------------------------------------------------------------------

    def _units(self, hint: Hint, here: Unit | None, siblings: Sequence[Unit]) -> list[Unit]:
        return self._selector.units(hint, here, siblings)

    def _in_order(self, units: Sequence[Unit]) -> list[Unit]:
        """Put first what a person's comment speaks of."""
        if not self._first:
            return list(units)
        return sorted(units, key=lambda unit: not self._first & {unit.text, unit.code})

    def _without_cited(self, hint: Hint, units: Sequence[Unit]) -> list[Unit]:
        if not hint.not_in:
            return list(units)
        path = hint.not_in.split(".")
        if path[0] not in self._drafted:
            self.field(path[0])
        cited = {
            str(entry) for item in _list(self._drafted.get(path[0])) for entry in _list(_object(item).get(path[1]))
        }
        return [unit for unit in units if unit.code not in cited]

    def _sources(self, here: Unit | None, key: str) -> list[Json]:
        sources = list(here.sources) if here is not None else []
        if not sources and here is not None and Tag.OPEN in here.tags:
            sources = [{"assumption": key}]
        once: list[Json] = []
        for source in sources:
            if source not in once:
                once.append(source)
        return once[:_SOURCES]

    def _resolved(self, node: JsonObject) -> JsonObject:
        reference = node.get("$ref")
        if not isinstance(reference, str):
            return node
        target = local_target(self._schema, reference)
        return {**_object(target), **{name: value for name, value in node.items() if name != "$ref"}}


def _hint_of(node: JsonObject) -> Hint:
    return hint_of(node) if KEYWORD in node else hint_of({})


def _cited(document: Json) -> dict[tuple[str, int], list[str]]:
    """Give every quotation of the brief in a document, by block and occurrence."""
    found: dict[tuple[str, int], list[str]] = {}
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Mapping):
            if "brief" in value and "quote" in value:
                place = (str(value["brief"]), int(str(value.get("occurrence", 1))))
                found.setdefault(place, []).append(str(value["quote"]))
            waiting += value.values()
        elif isinstance(value, list | tuple):
            waiting += value
    return found


def _key_text(unit: Unit) -> str:
    return unit.name if Tag.OPEN in unit.tags or unit.members else unit.text or unit.name


def _properties(node: JsonObject) -> Mapping[str, JsonObject]:
    properties = node.get("properties")
    return {name: _object(child) for name, child in properties.items()} if isinstance(properties, Mapping) else {}


def _required(node: JsonObject) -> Sequence[Json]:
    return _list(node.get("required"))


def _object(value: Json) -> JsonObject:
    return value if isinstance(value, Mapping) else {}


def _list(value: Json) -> Sequence[Json]:
    return value if isinstance(value, list | tuple) else ()


def _count(value: Json) -> int:
    return value if isinstance(value, int) else 10_000


def _hints_below(node: Json) -> list[JsonObject]:
    if isinstance(node, Mapping):
        own = [_object(node[KEYWORD])] if KEYWORD in node else []
        return own + [hint for name, child in node.items() if name != KEYWORD for hint in _hints_below(child)]
    if isinstance(node, list | tuple):
        return [hint for child in node for hint in _hints_below(child)]
    return []
