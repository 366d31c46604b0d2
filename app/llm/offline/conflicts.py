"""Pairs of statements that disagree when they are read together: the same thing with another number, or denied."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.llm.offline.lexicon import lexicon
from app.llm.offline.quantities import amount, counted
from app.llm.offline.tags import Tag
from app.llm.offline.units import Unit
from app.llm.offline.words import stems_of

_SPOKEN_OF: Final = frozenset({Tag.OBLIGATION, Tag.PROHIBITION, Tag.CONSTRAINT, Tag.GOAL})
_FEWEST_STEMS: Final = 3
_LEAST: Final = 2
_COMMON: Final = 8
"""Statements with one word in common; more of them and the word tells nothing."""

_FEW: Final = 2
"""A statement that disagrees with more than these is one of a series, not one of a pair."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """A statement with what it is compared by."""

    unit: Unit
    stems: frozenset[str]
    counts: Mapping[str, str]

    @classmethod
    def of(cls, unit: Unit) -> "_Said":
        """Work out once what each comparison needs."""
        without = lexicon(unit.language).function | frozenset(lexicon(unit.language).members("numbers"))
        stems = stems_of(unit.text, language=unit.language, without=without)
        kept = frozenset(stem for stem in stems if not stem[0].isdigit())
        return cls(unit=unit, stems=kept, counts=counted(unit.text, unit.language))


def conflicts_in(units: Sequence[Unit]) -> Iterator[tuple[Unit, Unit]]:
    """Give each pair that disagrees, the earlier statement first."""
    said = [_Said.of(unit) for unit in units if unit.tags & _SPOKEN_OF and not unit.tags & {Tag.OPEN, Tag.OUT}]
    yield from _budgets([one.unit for one in said])
    places: dict[str, list[int]] = {}
    for position, one in enumerate(said):
        for stem in one.stems:
            places.setdefault(stem, []).append(position)
    pairs = [
        (position, other)
        for position, one in enumerate(said)
        for other in sorted({near for stem in one.stems if len(places[stem]) <= _COMMON for near in places[stem]})
        if other > position and _disagree(one, said[other])
    ]
    partners = Counter(place for pair in pairs for place in pair)
    for position, other in pairs:
        if max(partners[position], partners[other]) <= _FEW:
            yield said[position].unit, said[other].unit


def _budgets(said: Sequence[Unit]) -> Iterator[tuple[Unit, Unit]]:
    """Give two limits of money that name different amounts."""
    limits = [
        unit
        for unit in said
        if {Tag.CONSTRAINT, Tag.MONEY} <= unit.tags
        and not unit.tags & {Tag.OBLIGATION, Tag.LAW}
        and amount(unit.text) is not None
    ]
    for unit in limits[1:]:
        if amount(unit.text) != amount(limits[0].text):
            yield limits[0], unit


def _disagree(one: _Said, other: _Said) -> bool:
    shared = len(one.stems & other.stems)
    smaller, larger = sorted((len(one.stems), len(other.stems)))
    if shared < min(_FEWEST_STEMS, larger - 1) or shared < _LEAST or one.unit.text == other.unit.text:
        return False
    both = set(one.counts) & set(other.counts)
    differs = bool(both) and all(one.counts[thing] != other.counts[thing] for thing in both)
    denied = (Tag.PROHIBITION in one.unit.tags) != (Tag.PROHIBITION in other.unit.tags)
    if differs and shared * 10 >= larger * 6:
        return True
    return denied and shared * 10 >= smaller * 9 and not _has_condition(one.unit, other.unit)


def _has_condition(one: Unit, other: Unit) -> bool:
    conditions = {word for unit in (one, other) for word in lexicon(unit.language).members("conditions")}
    return any(f" {word} " in f" {unit.text.casefold()} " for unit in (one, other) for word in conditions)
