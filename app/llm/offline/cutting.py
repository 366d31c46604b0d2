"""How demands are cut into parts: by the things they speak of, then by where the author wrote them, none too large."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from app.llm.offline.lexicon import lexicon
from app.llm.offline.phrasing import condition_in
from app.llm.offline.tags import Tag
from app.llm.offline.things import Thing
from app.llm.offline.units import Unit
from app.llm.offline.words import is_wide, stems_of

_MOST: Final = 6
_FEWEST: Final = 2
_DOMINANT: Final = 3
"""A thing in more than one of so many demands cuts nothing where a rarer one is named."""

_ALL_REST_ON: Final = frozenset({Tag.SECURITY, Tag.ACCESS, Tag.PRIVACY, Tag.LANGUAGES})
_ALSO_COMMON: Final = _ALL_REST_ON | {Tag.TECH, Tag.RETENTION}
_LARGEST: Final = 5


@dataclass(slots=True)
class Part:
    """Things that are kept together, with the statements about them."""

    things: list[Thing]
    units: list[Unit] = field(default_factory=list)

    def topics(self, unit: Unit) -> int:
        """Count the statements that the author wrote under the same heading as `unit`."""
        return sum(bool(unit.topic) and other.topic == unit.topic for other in self.units)


def cut(things: Sequence[Thing], units: Sequence[Unit], outside: Sequence[Unit]) -> tuple[list[Part], list[Unit]]:
    """Cut `units` into parts; apart from them, give what all parts rest on.

    What names no thing, and is in `outside`, belongs to a connection and to no part.
    """
    parts = _around(things, units)
    placed = {id(unit) for part in parts for unit in part.units} | {id(unit) for unit in outside}
    rest = [unit for unit in units if id(unit) not in placed]
    common = [unit for unit in rest if unit.tags & _ALSO_COMMON]
    if len(common) < _FEWEST or not any(unit.tags & _ALL_REST_ON for unit in common):
        common = []
    apart = {id(unit) for unit in common}
    room = max(_LARGEST, -(-len(units) * 2 // 5))
    _place([unit for unit in rest if id(unit) not in apart], parts, room)
    while len(parts) > _MOST or any(len(part.units) < _FEWEST < len(parts) for part in parts):
        _merge_smallest(parts, room)
    return parts, common


def _around(things: Sequence[Thing], units: Sequence[Unit]) -> list[Part]:
    """Let each statement belong to the first thing that it speaks of, and each thing to its own statements."""
    parts = {id(thing): Part(things=[thing]) for thing in things}
    mentions = {id(thing): {id(unit) for unit in thing.mentions} for thing in things}
    for unit in units:
        named = [thing for thing in things if id(unit) in mentions[id(thing)]]
        telling = [thing for thing in named if 1 < len(thing.mentions) <= len(units) // _DOMINANT]
        if named:
            parts[id(min(telling or named, key=lambda thing: _place_of(thing, unit)))].units.append(unit)
    kept = [part for part in parts.values() if part.units]
    for part in parts.values():
        if not part.units:
            thing = part.things[0]
            best = max(kept, key=lambda other: (_overlap(thing, other), -kept.index(other)))
            best.things.append(thing)
    return kept


def _place_of(thing: Thing, unit: Unit) -> int:
    text = condition_in(unit.text, unit.language)[1].casefold()
    found = text.find(thing.name.casefold())
    return found if found >= 0 else len(text) + unit.text.casefold().find(thing.name.casefold())


def _overlap(thing: Thing, part: Part) -> int:
    theirs = {id(unit) for unit in part.units}
    return sum(id(unit) in theirs for unit in thing.mentions)


def _place(units: Sequence[Unit], parts: list[Part], room: int) -> None:
    """Put statements that name no thing where they share words, else under the same heading, else beside the last."""
    stems = {id(part): {stem for unit in part.units for stem in _stems(unit)} for part in parts}
    kept = {id(part): {stem for thing in part.things for stem in _stems(_named(thing))} for part in parts}
    for unit in units:
        open_parts = [part for part in parts if len(part.units) < room] or parts
        own = set(_stems(unit))
        shared = {id(part): len(stems[id(part)] & own) + _FEWEST * len(kept[id(part)] & own) for part in open_parts}
        near = {id(part): min(abs(other.position - unit.position) for other in part.units) for part in open_parts}
        best = max(
            open_parts,
            key=lambda part: (
                shared[id(part)] if shared[id(part)] >= _FEWEST else 0,
                part.topics(unit),
                -near[id(part)],
                -parts.index(part),
            ),
        )
        best.units.append(unit)


def _merge_smallest(parts: list[Part], room: int) -> None:
    """Join the smallest part to the one it is written and spoken of with, as long as that has room."""
    small = min(parts, key=lambda part: (len(part.units), -parts.index(part)))
    parts.remove(small)
    fitting = [part for part in parts if len(part.units) + len(small.units) <= room]
    best = max(
        fitting or [min(parts, key=lambda part: (len(part.units), parts.index(part)))],
        key=lambda part: (
            sum(_overlap(thing, part) for thing in small.things),
            sum(part.topics(unit) for unit in small.units),
            -len(part.units),
            -parts.index(part),
        ),
    )
    best.things += small.things
    best.units += small.units


def _named(thing: Thing) -> Unit:
    return Unit(text=thing.name, language=thing.mentions[0].language)


def _stems(unit: Unit) -> tuple[str, ...]:
    without = lexicon(unit.language).function
    return () if is_wide(unit.text) and not without else stems_of(unit.text, language=unit.language, without=without)
