"""Which code an item carries: items keep theirs through renaming and reordering, and no code is given twice."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from app.domain.canonical import canonical_bytes, digest_of
from app.domain.definition.model import EntityType
from app.domain.facts import CollectionKey, Entities, IdentityKey
from app.domain.names import Code, Json, JsonObject, ScopePath

_NOTHING = digest_of([])
_SPACES = re.compile(r"\s+")
Matcher: TypeAlias = Callable[[IdentityKey], object | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """The codes of one item list, in its order, and the fact to append where the list is not the latest one."""

    codes: tuple[Code, ...]
    fact: Entities | None


def identify(
    items: Sequence[JsonObject], *, entity_type: EntityType, collection: CollectionKey, known: Iterable[Entities]
) -> Identified:
    """Give each item its code.

    An identical list has the codes that it had before. Otherwise each item takes the code of the item it continues: by
    exact key, then by sources and name together, by sources, by name, each code once; what is left is numbered on from
    the highest number given in this place.

    Args:
        items: the list as it was written, with local keys.
        entity_type: gives the prefix, the identifying fields and the field of the name.
        collection: the list; its instance's path is the parent of the codes.
        known: entity facts of this place, of this collection and of others that gave codes here.

    """
    raw_digest = digest_of(list(items))
    ever = list(known)
    own = sorted((fact for fact in ever if fact.collection == collection), key=lambda fact: fact.number)
    latest = own[-1] if own else None
    if latest is not None and latest.raw_digest == raw_digest:
        return Identified(codes=latest.codes, fact=None)
    keys = tuple(identity_key(item, entity_type=entity_type) for item in items)
    same = next((fact for fact in reversed(own) if fact.raw_digest == raw_digest), None)
    codes = same.codes if same is not None else _match(keys, own, _Numbers.after(ever, entity_type, collection))
    number = latest.number + 1 if latest is not None else 1
    fact = Entities(collection=collection, number=number, raw_digest=raw_digest, codes=codes, keys=keys)
    return Identified(codes=codes, fact=fact)


def identity_key(item: JsonObject, *, entity_type: EntityType) -> IdentityKey:
    """Give what `identify` remembers of an item; the order of its sources does not count."""
    values = [item.get(field) for field in entity_type.match]
    sources = item.get("sources")
    listed: list[Json] = sorted(sources, key=canonical_bytes) if isinstance(sources, list) else []
    name = item.get(entity_type.name_field)
    return IdentityKey(
        key=digest_of(values) if any(value is not None for value in values) else _NOTHING,
        sources=digest_of(listed),
        name=fold(name) if isinstance(name, str) else "",
    )


def fold(name: str) -> str:
    """Give `name` without differences of case, width and spacing."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", name).casefold()).strip()


@dataclass(slots=True)
class _Numbers:
    """Counts on from the highest number that was ever given under a parent."""

    prefix: str
    path: ScopePath
    highest: int

    @classmethod
    def after(cls, ever: Iterable[Entities], entity_type: EntityType, collection: CollectionKey) -> "_Numbers":
        numbers = cls(prefix=entity_type.prefix, path=collection.instance.path, highest=0)
        form = re.compile(re.escape(numbers.lead) + r"(\d+)")
        found = (form.fullmatch(code) for fact in ever for code in fact.codes)
        numbers.highest = max((int(match[1]) for match in found if match), default=0)
        return numbers

    @property
    def lead(self) -> str:
        return f"{self.path}/{self.prefix}-" if self.path else f"{self.prefix}-"

    def following(self) -> Code:
        self.highest += 1
        return Code(f"{self.lead}{self.highest:02d}")


def _match(keys: Sequence[IdentityKey], own: Sequence[Entities], numbers: _Numbers) -> tuple[Code, ...]:
    """Find the code that each item continues, one way of matching after the other over the whole list."""
    remembered: dict[Code, IdentityKey] = {}
    for fact in own:
        for code, key in zip(fact.codes, fact.keys, strict=True):
            remembered.pop(code, None)
            remembered[code] = key
    free = list(remembered.items())
    latest = set(own[-1].codes) if own else set()
    free.sort(key=lambda entry: (entry[0] not in latest, entry[0]))
    given: dict[int, Code] = {}
    for matcher in (_by_key, _by_sources_and_name, _by_sources, _by_name):
        _match_by(matcher, keys, free, given)
    return tuple(given[position] if position in given else numbers.following() for position in range(len(keys)))


def _match_by(
    matcher: Matcher, keys: Sequence[IdentityKey], free: list[tuple[Code, IdentityKey]], given: dict[int, Code]
) -> None:
    """Give every item that has no code yet the first free one that matches; take it off the free ones."""
    waiting: dict[object, list[tuple[Code, IdentityKey]]] = {}
    for entry in free:
        mark = matcher(entry[1])
        if mark is not None:
            waiting.setdefault(mark, []).append(entry)
    for position, key in enumerate(keys):
        found = waiting.get(matcher(key)) if position not in given else None
        if found:
            entry = found.pop(0)
            given[position] = entry[0]
            free.remove(entry)


def _by_key(key: IdentityKey) -> object | None:
    return key.key if key.key != _NOTHING else None


def _by_sources_and_name(key: IdentityKey) -> object | None:
    """Tell items with the same sources apart by name, before any of them is matched by sources alone."""
    return (key.sources, key.name) if key.sources != _NOTHING and key.name else None


def _by_sources(key: IdentityKey) -> object | None:
    return key.sources if key.sources != _NOTHING else None


def _by_name(key: IdentityKey) -> object | None:
    return key.name or None
