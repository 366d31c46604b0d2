"""What the author says twice is one item that rests on both places; two items that would read alike are told apart."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.domain.names import Json
from app.domain.quality.words import fold
from app.llm.offline.units import Unit


def said_once(units: Iterable[Unit]) -> list[Unit]:
    """Make one unit of those that say the same; items of an input keep the code that each of them has."""
    found: dict[object, Unit] = {}
    for unit in units:
        said = (fold(unit.name), fold(unit.text))
        key = said if said[1] and not unit.code and not unit.members else id(unit)
        first = found.get(key)
        both = replace(first, tags=first.tags | unit.tags, sources=(*first.sources, *unit.sources)) if first else unit
        found[key] = both
    return list(found.values())


def alike_among(items: Sequence[dict[str, Json]], fields: Sequence[str]) -> list[int]:
    """Give the places of the items that say in these fields what an earlier one says."""
    seen: set[tuple[str, ...]] = set()
    found = []
    for place, item in enumerate(items):
        said = tuple(fold(str(item.get(field, ""))) for field in fields)
        if said in seen:
            found.append(place)
        seen.add(said)
    return found
