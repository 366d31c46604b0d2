"""How items relate to the unit at hand: by code, by words of the brief, by name, by likeness."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from app.domain.names import Json
from app.llm.offline.dates import YEAR
from app.llm.offline.gaps import names
from app.llm.offline.hints import By, Hint
from app.llm.offline.lexicon import lexicon
from app.llm.offline.material import Material
from app.llm.offline.parties import same_name, without_article
from app.llm.offline.phrasing import condition_in, wish_in
from app.llm.offline.tags import Tag
from app.llm.offline.units import Unit, share_words
from app.llm.offline.words import is_wide, stems_of, words_of

_FEWEST: Final = 3
_FEWEST_WIDE: Final = 6
"""Characters in pairs share more of them by chance than words do."""

_COMMON: Final = 6
"""A word in more items than these, and in a sixth of all, tells nothing."""


def own_codes(unit: Unit) -> frozenset[str]:
    """Give the codes that a unit is: its own, and those of what it was made from."""
    return frozenset(code for code in (unit.code, *(member.code for member in unit.members)) if code)


class Relations:
    """Relates the items of one request."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._spread: Counter[str] = Counter()
        self._homes: dict[tuple[int, tuple[str, ...]], dict[int, list[tuple[int, Tag]]]] = {}

    def related(self, hint: Hint, units: list[Unit], here: Unit | None, siblings: Sequence[Unit]) -> list[Unit]:
        """Give those of `units` that the hint relates to the unit at hand; the first relation that finds any holds."""
        if not hint.by:
            return units
        for by in hint.by:
            found = self._by(by, hint, units, here, siblings)
            if found:
                return found
        return []

    def _by(  # noqa: PLR0911, PLR0912, C901  one line a relation
        self, by: By, hint: Hint, units: list[Unit], here: Unit | None, siblings: Sequence[Unit]
    ) -> list[Unit]:
        scope = self._material.here
        anchor = here or scope
        if by is By.SELF or anchor is None:
            return [anchor] if anchor is not None and by is By.SELF else []
        codes = own_codes(anchor)
        match by:
            case By.REFERRED:
                return [unit for unit in units if own_codes(unit) & anchor.references]
            case By.REFERRING:
                return [unit for unit in units if unit.references & codes]
            case By.COMMON:
                return [unit for unit in units if unit.references & (anchor.references | codes)]
            case By.SCOPE:
                return [unit for unit in units if scope is not None and unit.references & own_codes(scope)]
            case By.IN_SCOPE:
                return _as_listed([unit for unit in units if scope and own_codes(unit) & scope.references], scope)
            case By.RESTS:
                return [unit for unit in units if scope is not None and unit.origins & scope.references]
            case By.CITING:
                return [unit for unit in units if unit.origins & codes]
            case By.BORNE:
                wanted = anchor.origins & scope.references if scope is not None else anchor.origins
                return [unit for unit in units if own_codes(unit) & wanted]
            case By.KEPT:
                return [unit for unit in units if unit.name in _texts(anchor.fields.get("keeps"))]
            case By.MENTIONED:
                exact = [unit for unit in units if unit.name.casefold() in anchor.text.casefold()]
                return exact or [unit for unit in units if names(anchor.text, unit.name, anchor.language)]
            case By.SUBJECT:
                return self._subject(units, anchor)
            case By.SOURCE:
                return [replace(unit, tags=unit.tags | {Tag.STATED}) for unit in units if share_words(unit, anchor)]
            case By.NEAREST:
                return _nearest(units, anchor)
            case By.ABOUT:
                return self._about(units, anchor)
            case By.ASSIGNED:
                return self._assigned(hint, units, anchor, siblings)
            case _:
                return units

    def _about(self, units: Sequence[Unit], anchor: Unit) -> list[Unit]:
        """Give the units that share telling words with the anchor: words that few items of the request have."""
        if not self._spread:
            every = {unit.text: unit for listed in self._material.items.values() for unit in listed}
            self._spread = Counter(stem for unit in every.values() for stem in telling(unit))
            self._spread[""] = max(_COMMON, len(every) // _COMMON)
        wanted = {stem for stem in telling(anchor) if self._spread[stem] <= self._spread[""]}
        least = _FEWEST_WIDE if is_wide(anchor.text) else _FEWEST
        scored = [(len(wanted.intersection(telling(unit))), unit) for unit in units if unit.text != anchor.text]
        ranked = sorted((entry for entry in scored if entry[0] >= least), key=lambda entry: -entry[0])
        return [replace(unit, tags=unit.tags | {Tag.PROPOSED}) for _, unit in ranked]

    def _subject(self, units: Sequence[Unit], anchor: Unit) -> list[Unit]:
        text = condition_in(anchor.text.strip(), anchor.language)[1]
        who = wish_in(text, anchor.language).who
        opening = words_of(without_article(text, lexicon(anchor.language)))
        begun = [
            unit
            for unit in units
            if same_name(unit.name, " ".join(opening[: len(words_of(unit.name))]), anchor.language)
        ]
        if begun or not who:
            return begun
        exact = [unit for unit in units if same_name(unit.name, who, anchor.language)]
        last = words_of(who)[-1:]
        loose = [
            unit
            for unit in units
            if last and words_of(unit.name)[-1:] and same_name(words_of(unit.name)[-1], last[0], anchor.language)
        ]
        return exact or loose

    def _assigned(self, hint: Hint, units: list[Unit], anchor: Unit, siblings: Sequence[Unit]) -> list[Unit]:
        """Give each unit to the siblings it shares words of the brief with, else to the nearest one."""
        index = next((place for place, sibling in enumerate(siblings) if sibling is anchor), None)
        if index is None:
            return []
        key = (id(siblings), hint.of)
        if key not in self._homes:
            self._homes[key] = {id(unit): _homes(unit, siblings) for unit in units}
        homes = self._homes[key]
        found = []
        for unit in units:
            for place, tag in homes.get(id(unit), ()):
                if place == index:
                    found.append(replace(unit, tags=unit.tags | {tag}))
        return found


def _as_listed(units: Sequence[Unit], scope: Unit | None) -> list[Unit]:
    """Put units into the order in which the item that opened the scope names them."""
    if scope is None:
        return list(units)
    listed = [str(code) for value in scope.fields.values() if isinstance(value, list | tuple) for code in value]
    places = {code: place for place, code in reversed(list(enumerate(listed)))}
    return sorted(units, key=lambda unit: places.get(unit.code, len(listed)))


def _texts(value: Json) -> frozenset[str]:
    return frozenset(str(entry) for entry in value) if isinstance(value, list | tuple) else frozenset()


def _nearest(units: Sequence[Unit], anchor: Unit) -> list[Unit]:
    scored = [(_likeness(unit, anchor), -place) for place, unit in enumerate(units)]
    best = max(scored, default=(0, 0))
    if best[0] == 0:
        return []
    unit = units[-best[1]]
    return [replace(unit, tags=unit.tags | {Tag.PROPOSED})]


def _likeness(one: Unit, other: Unit) -> int:
    common = len(one.references & (other.references | own_codes(other)))
    return common * 100 + len(set(_stems(one)) & set(_stems(other)))


def telling(unit: Unit) -> frozenset[str]:
    """Give what can tell what a text is about: its stems but modal and colourless words, and numbers but years."""
    if "telling" not in unit.worked_out:
        cues = lexicon(unit.language)
        names = ("colourless", "numbers", "units", "strong", "medium", "money", "time")
        plain = cues.function | {word for name in names for cue in cues.members(name) for word in cue.split()}
        stems = stems_of(unit.text, language=unit.language, without=plain)
        numbers = {word for word in words_of(unit.text) if word[0].isdigit() and len(word) > 1 and not YEAR.match(word)}
        unit.worked_out["telling"] = frozenset(stem for stem in stems if not stem[0].isdigit()) | numbers
    return unit.worked_out["telling"]


def _stems(unit: Unit) -> tuple[str, ...]:
    return stems_of(f"{unit.name} {unit.text}", language=unit.language, without=lexicon(unit.language).function)


def _homes(unit: Unit, siblings: Sequence[Unit]) -> list[tuple[int, Tag]]:
    stated = [place for place, sibling in enumerate(siblings) if share_words(unit, sibling)]
    if stated:
        return [(place, Tag.STATED) for place in stated]
    scores = [(_likeness(unit, sibling), -place) for place, sibling in enumerate(siblings)]
    return [(-max(scores)[1], Tag.PROPOSED)]
