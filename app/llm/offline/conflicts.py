"""Pairs of statements that disagree when they are read together: the same thing with another number, or denied."""

from collections.abc import Iterator, Sequence
from typing import Final

from app.llm.offline.lexicon import lexicon
from app.llm.offline.quantities import amount, counted
from app.llm.offline.tags import Tag
from app.llm.offline.units import Unit
from app.llm.offline.words import stems_of

_SPOKEN_OF: Final = frozenset({Tag.OBLIGATION, Tag.PROHIBITION, Tag.CONSTRAINT, Tag.GOAL})
_FEWEST_STEMS: Final = 3
_COMMON: Final = 40
"""Statements with one word in common; more of them and the word tells nothing."""


def conflicts_in(units: Sequence[Unit]) -> Iterator[tuple[Unit, Unit]]:
    """Give each pair that disagrees, the earlier statement first."""
    said = [unit for unit in units if unit.tags & _SPOKEN_OF and not unit.tags & {Tag.OPEN, Tag.OUT}]
    yield from _budgets(said)
    stems = [frozenset(_stems(unit)) for unit in said]
    places: dict[str, list[int]] = {}
    for position, found in enumerate(stems):
        for stem in found:
            places.setdefault(stem, []).append(position)
    seen: set[tuple[int, int]] = set()
    for position, found in enumerate(stems):
        near = {other for stem in found if len(places[stem]) <= _COMMON for other in places[stem] if other > position}
        for other in sorted(near):
            if (position, other) not in seen and _disagree(said[position], said[other], found, stems[other]):
                seen.add((position, other))
                yield said[position], said[other]


def _budgets(said: Sequence[Unit]) -> Iterator[tuple[Unit, Unit]]:
    """Give two limits of money that name different amounts."""
    limits = [unit for unit in said if {Tag.CONSTRAINT, Tag.MONEY} <= unit.tags and amount(unit.text) is not None]
    for unit in limits[1:]:
        if amount(unit.text) != amount(limits[0].text) and not {Tag.OBLIGATION} & unit.tags:
            yield limits[0], unit


def _disagree(one: Unit, other: Unit, stems: frozenset[str], others: frozenset[str]) -> bool:
    shared = stems & others
    smaller = min(len(stems), len(others))
    if len(shared) < _FEWEST_STEMS or one.text == other.text:
        return False
    differs = _numbers_differ(one, other) and len(shared) * 10 >= smaller * 7
    denied = (Tag.PROHIBITION in one.tags) != (Tag.PROHIBITION in other.tags)
    return differs or (denied and len(shared) * 10 >= smaller * 9 and not _has_condition(one, other))


def _numbers_differ(one: Unit, other: Unit) -> bool:
    """Tell whether both count the same thing once, and not alike."""
    left, right = counted(one.text, one.language), counted(other.text, other.language)
    both = set(left) & set(right)
    return bool(both) and all(left[thing] != right[thing] for thing in both)


def _has_condition(one: Unit, other: Unit) -> bool:
    conditions = {word for unit in (one, other) for word in lexicon(unit.language).members("conditions")}
    return any(f" {word} " in f" {unit.text.casefold()} " for unit in (one, other) for word in conditions)


def _stems(unit: Unit) -> tuple[str, ...]:
    without = lexicon(unit.language).function | frozenset(lexicon(unit.language).members("numbers"))
    return tuple(stem for stem in stems_of(unit.text, language=unit.language, without=without) if not stem[0].isdigit())
