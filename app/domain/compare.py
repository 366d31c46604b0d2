"""Two contents of one document type, compared: items matched by key at any depth, texts word by word.

Items without a key are matched by their heading field, and plain values by themselves. What is equal is folded: a
comparison holds only what differs, and how much does not.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from app.domain.canonical import canonical_bytes
from app.domain.names import Json, JsonObject
from app.domain.presentation import KEY, SOURCES, Form, Shape, name_of_item, shape_of
from app.domain.words import Words, compare_words


class Change(StrEnum):
    """What happened to an item of a list."""

    ADDED = "added"
    CHANGED = "changed"
    MOVED = "moved"
    """Its place among the items that stayed is another; nothing else is."""

    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChange:
    """One item of a list that is not as it was."""

    change: Change
    key: str
    """Its key or code, else its heading, else its value in short."""

    name: str
    """Its heading as it reads now, or read last."""

    is_moved: bool = False
    """True for a moved item, and for a changed one that moved as well."""

    old: Json = None
    new: Json = None
    fields: tuple["FieldChange", ...] = ()
    """What differs, for a changed item."""

    def as_json(self) -> dict[str, Json]:
        """Give the change as programs read it."""
        return {
            "change": self.change.value,
            "key": self.key,
            "name": self.name,
            "moved": self.is_moved,
            "fields": [field.as_json() for field in self.fields],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field that is not as it was."""

    name: str
    title: str
    old: Json = None
    """None where the field was absent."""

    new: Json = None
    words: tuple[Words, ...] = ()
    """For a text that stays a text."""

    items: tuple[ItemChange, ...] = ()
    """For a list: its items that differ, in new order, removed ones where they stood."""

    fields: tuple["FieldChange", ...] = ()
    """For an object: its fields that differ."""

    unchanged: int = 0
    """How many items or fields inside are as they were."""

    def as_json(self) -> dict[str, Json]:
        """Give the change as programs read it: items matched by key, texts word by word."""
        body: dict[str, Json] = {"field": self.name, "title": self.title}
        if self.items or self.fields:
            return {
                **body,
                "items": [item.as_json() for item in self.items],
                "fields": [field.as_json() for field in self.fields],
            }
        words: list[Json] = [{"fate": part.fate.value, "text": part.text} for part in self.words]
        return {**body, "old": self.old, "new": self.new, "words": words}


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What differs between two contents, in reading order."""

    fields: tuple[FieldChange, ...]
    unchanged: tuple[str, ...]
    """Titles of the fields that are as they were."""

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing differs."""
        return not self.fields

    def count(self, change: Change) -> int:
        """Count the items of the document's own lists with this change."""
        return sum(item.change is change for field in self.fields for item in field.items)

    def as_json(self) -> dict[str, Json]:
        """Give the comparison as programs read it."""
        return {
            "items": {change.value: self.count(change) for change in Change},
            "fields": [field.as_json() for field in self.fields],
            "unchanged": list(self.unchanged),
        }


def compare(old: JsonObject, new: JsonObject, *, schema: JsonObject) -> Comparison:
    """Compare two contents of the document type with this schema."""
    shape = shape_of(schema)
    fields = _changed_fields(old, new, shape)
    changed = {field.name for field in fields}
    titles = tuple(_inner(shape, name).title for name in _names(old, new, shape) if name not in changed)
    return Comparison(fields=fields, unchanged=titles)


def _changed_fields(old: JsonObject, new: JsonObject, shape: Shape) -> tuple[FieldChange, ...]:
    return tuple(
        _field(name, old.get(name), new.get(name), _inner(shape, name))
        for name in _names(old, new, shape)
        if not _equal(old.get(name), new.get(name))
    )


def _names(old: JsonObject, new: JsonObject, shape: Shape) -> list[str]:
    """List fields in reading order; the schema's first, sources before what it does not know."""
    present = set(old) | set(new)
    known = [name for name in (*shape.fields, SOURCES) if name in present]
    return known + sorted(present - {*known, KEY})


def _field(name: str, old: Json, new: Json, shape: Shape) -> FieldChange:
    change = FieldChange(name=name, title=shape.title, old=old, new=new)
    if isinstance(old, str) and isinstance(new, str):
        return replace(change, words=compare_words(old, new))
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        fields = _changed_fields(old, new, shape)
        return replace(change, fields=fields, unchanged=len(_names(old, new, shape)) - len(fields))
    before, after = _as_list(old), _as_list(new)
    if before is None or after is None:
        return change
    items, unchanged = _compare_lists(before, after, shape)
    return replace(change, items=items, unchanged=unchanged)


def _as_list(value: Json) -> Sequence[Json] | None:
    """Give a list; an absent one counts as empty."""
    if value is None:
        return ()
    return value if isinstance(value, list | tuple) else None


def _compare_lists(old: Sequence[Json], new: Sequence[Json], shape: Shape) -> tuple[tuple[ItemChange, ...], int]:
    before, after = _identified(old, shape), _identified(new, shape)
    places = {identity: index for index, identity in enumerate(before)}
    moved = _moved([identity for identity in after if identity in places], places)
    gone = [(places[identity], item) for identity, item in before.items() if identity not in after]
    changes: list[ItemChange] = []
    told = 0
    for identity, item in after.items():
        if identity not in places:
            changes.append(_item(Change.ADDED, item, shape, new=item))
            continue
        while told < len(gone) and gone[told][0] < places[identity]:
            changes.append(_item(Change.REMOVED, gone[told][1], shape, old=gone[told][1]))
            told += 1
        changes += _pair(before[identity], item, shape, is_moved=identity in moved)
    changes += [_item(Change.REMOVED, item, shape, old=item) for _, item in gone[told:]]
    kept = sum(change.change in {Change.CHANGED, Change.MOVED} for change in changes)
    return tuple(changes), len(places.keys() & after.keys()) - kept


def _pair(old: Json, new: Json, shape: Shape, *, is_moved: bool) -> list[ItemChange]:
    """Give what happened to an item that stayed; nothing where it is as it was."""
    if _equal(old, new):
        return [_item(Change.MOVED, new, shape, old=old, new=new, is_moved=True)] if is_moved else []
    fields = _changed_fields(old, new, shape) if isinstance(old, Mapping) and isinstance(new, Mapping) else ()
    return [_item(Change.CHANGED, new, shape, old=old, new=new, fields=fields, is_moved=is_moved)]


def _item(
    change: Change,
    item: Json,
    shape: Shape,
    *,
    old: Json = None,
    new: Json = None,
    fields: tuple[FieldChange, ...] = (),
    is_moved: bool = False,
) -> ItemChange:
    return ItemChange(
        change=change,
        key=_identity(item, shape),
        name=name_of_item(item, shape),
        is_moved=is_moved,
        old=old,
        new=new,
        fields=fields,
    )


def _identified(items: Sequence[Json], shape: Shape) -> dict[tuple[str, int], Json]:
    """Name each item; those of one name are told apart by counting."""
    seen: Counter[str] = Counter()
    identified = {}
    for item in items:
        identity = _identity(item, shape)
        seen[identity] += 1
        identified[(identity, seen[identity])] = item
    return identified


def _identity(item: Json, shape: Shape) -> str:
    """Name an item by its key, else by its heading, else by all of it."""
    if not isinstance(item, Mapping):
        return item if isinstance(item, str) else canonical_bytes(item).decode()
    names = (item.get(KEY), item.get(shape.heading) if shape.heading else None)
    named = next((name for name in names if name is not None), item)
    return named if isinstance(named, str) else canonical_bytes(named).decode()


def _moved(order: Sequence[tuple[str, int]], places: Mapping[tuple[str, int], int]) -> set[tuple[str, int]]:
    """Give the fewest items whose moving explains the new order: those outside a longest rising run of old places."""
    tails: list[int] = []
    ends: list[int] = []
    previous: list[int] = []
    for index, identity in enumerate(order):
        at = bisect_left(tails, places[identity])
        previous.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [places[identity]]
        ends[at : at + 1] = [index]
    kept = set()
    index = ends[-1] if ends else -1
    while index >= 0:
        kept.add(order[index])
        index = previous[index]
    return {identity for identity in order if identity not in kept}


def _inner(shape: Shape, name: str) -> Shape:
    known = shape.fields.get(name)
    return known or Shape(title=name.replace("_", " ").capitalize(), form=Form.TEXT, fields={})


def _equal(old: Json, new: Json) -> bool:
    """Tell whether two values are the same JSON; true is not 1, and 1.0 is 1."""
    if isinstance(old, bool) or isinstance(new, bool):
        return old is new
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return old.keys() == new.keys() and all(_equal(old[name], new[name]) for name in old)
    if isinstance(old, list | tuple) and isinstance(new, list | tuple):
        return len(old) == len(new) and all(_equal(left, right) for left, right in zip(old, new, strict=True))
    return old == new
