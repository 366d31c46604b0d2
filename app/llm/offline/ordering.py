"""What rests on what, and what comes first: by conditions, by what one makes and another uses, by strength."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from app.llm.offline.lexicon import lexicon
from app.llm.offline.phases import phased, spoken_phases
from app.llm.offline.phrasing import condition_in
from app.llm.offline.sequence import BEFORE, order_in_words
from app.llm.offline.tags import Tag
from app.llm.offline.things import Thing, key_of_thing, things_in
from app.llm.offline.units import Unit
from app.llm.offline.words import is_wide, words_of

_REACH: Final = 4
"""Words between a verb and the thing that it brings about."""

_PASSIVE: Final = frozenset({"sold", "made", "written", "taken", "drawn"})
_PREPOSITIONS: Final = frozenset({"to", "about", "in", "with", "for", "über", "sur", "sobre", "over", "om", "als"})
_CLAUSES: Final = frozenset(
    {
        "if",
        "when",
        "whenever",
        "once",
        "before",
        "after",
        "unless",
        "until",
        "wenn",
        "falls",
        "sobald",
        "nachdem",
        "bevor",
    }
    | {"si", "quand", "lorsque", "cuando", "se", "quando", "als", "wanneer", "zodra", "när", "innan", "jos", "kun"}
)
_EARLIER: Final = frozenset({"before", "until", "unless", "bevor", "innan"})
"""What these open comes after, not before."""

_ALREADY: Final = frozenset({"already", "bereits", "schon", "déjà", "ya", "já", "al", "reeds", "redan", "jo"})
_RELATIVES: Final = frozenset({"that", "which", "who"})
_BEING: Final = frozenset({"is", "are", "was", "were"})
_COMMONPLACE: Final = 3
"""A thing in more than one of so many statements tells nothing about their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One statement rests on another."""

    later: Unit
    earlier: Unit
    thing: str
    condition: str
    """The author's condition that names the thing; empty where the statement only uses it."""

    told: bool = False
    """The condition itself says which comes first."""


def needs_in(units: Sequence[Unit]) -> list[Need]:
    """Give what rests on what: the conditions of the author first, then what one makes and a later one uses."""
    told = [unit for unit in units if not unit.tags & {Tag.GOAL, Tag.OUT}]
    said: list[Need] = []
    used: list[Need] = []
    for thing in things_in(told):
        maker = _maker(thing, told)
        if maker is None:
            continue
        common = len(thing.mentions) * _COMMONPLACE > max(len(told), 2 * _COMMONPLACE)
        for unit in thing.mentions:
            condition = condition_in(unit.text, unit.language)[0] or _closing_condition(unit)
            if unit is maker:
                continue
            if condition and _names(condition, thing, unit.language):
                if words_of(condition)[0] in BEFORE:
                    continue
                said.append(Need(later=unit, earlier=maker, thing=thing.name, condition=condition))
            elif not common and unit.position > maker.position and not _makes(unit, thing):
                used.append(Need(later=unit, earlier=maker, thing=thing.name, condition=""))
    spoken = [
        Need(later=later, earlier=earlier, thing=earlier.name, condition=words, told=True)
        for later, earlier, words in order_in_words(told)
    ]
    return [*said, *spoken, *_prepared(told), *used]


def _closing_condition(unit: Unit) -> str:
    """Give the condition that a sentence ends with: "A message is sent when the bicycle is ready"."""
    openers = sorted(_CLAUSES & set(lexicon(unit.language).members("conditions")) - _EARLIER)
    found = re.search(rf"\s(?P<when>(?:{'|'.join(openers)})\s[^.;:,]+)", unit.text) if openers else None
    return found["when"] if found else ""


def _prepared(units: Sequence[Unit]) -> Iterator[Need]:
    """Give what has to stand before work begins: rules, then what follows them; sign-in, then rights; data, then use.

    Only what the brief itself names, and only between statements that speak of the same.
    """
    signing = next((unit for unit in units if _word_of(unit, "signing")), None)
    for unit in units:
        if signing is not None and unit is not signing and _word_of(unit, "rights") and not _word_of(unit, "signing"):
            yield Need(later=unit, earlier=signing, thing=_word_of(signing, "signing"), condition="")
    for first, second in (("imports", "views"), ("settings", "")):
        earlier = [unit for unit in units if _word_of(unit, first) and (second or _word_of(unit, "sets_up"))]
        for maker in earlier[:1]:
            for thing in things_in(units):
                users = [
                    unit for unit in thing.mentions if unit is not maker and (not second or _word_of(unit, second))
                ]
                if (
                    any(unit is maker for unit in thing.mentions)
                    and not _only_describes(thing, maker)
                    and len(users) * 2 <= len(units)
                ):
                    yield from (Need(later=unit, earlier=maker, thing=thing.name, condition="") for unit in users)


def _only_describes(thing: Thing, maker: Unit) -> bool:
    """Tell whether a thing only describes what is set there: "material prices" sets prices, not material."""
    words = words_of(maker.text)
    known = {*lexicon(maker.language).members("settings")} & set(lexicon(maker.language).members("entities"))
    entities = {key_of_thing(word, maker.language) for word in known}
    return any(
        _is(word, thing, maker.language) and key_of_thing(following, maker.language) in entities
        for word, following in pairwise(words)
    )


def _word_of(unit: Unit, category: str) -> str:
    """Give the first word of a category as the author wrote it; empty if there is none."""
    for hit in lexicon(unit.language).hits(unit.text, words_of(unit.text)):
        if hit.category == category:
            word = " ".join(hit.words)
            start = unit.text.casefold().find(word)
            return unit.text[start : start + len(word)] if start >= 0 else word
    return ""


def _maker(thing: Thing, units: Sequence[Unit]) -> Unit | None:
    """Give the first statement that brings the thing about."""
    order = {id(unit): place for place, unit in enumerate(units)}
    return next((unit for unit in sorted(thing.mentions, key=lambda one: order[id(one)]) if _makes(unit, thing)), None)


def _makes(unit: Unit, thing: Thing) -> bool:
    """Tell whether a verb of making stands near the thing, outside any condition."""
    language = unit.language
    text = condition_in(unit.text, language)[1]
    verbs = frozenset(lexicon(language).members("creates"))
    if is_wide(text):
        return thing.name in text and any(verb in text for verb in verbs)
    words = _before_condition(words_of(text), language)
    places = [
        index for index, word in enumerate(words) if _is(word, thing, language) and _is_object(words, index, language)
    ]
    phrases = {tuple(verb.split()) for verb in verbs if " " in verb}
    makers = [
        index
        for index, word in enumerate(words)
        if (word in verbs or tuple(words[max(0, index - 1) : index + 1]) in phrases) and not _is_state(words, index)
    ]
    others = set(lexicon(language).members("verbs"))
    return any(
        0 < _reach(words[maker], place - maker, language) <= _REACH and not others & set(words[place + 1 : maker])
        for place in places
        for maker in makers
    )


def _is_state(words: Sequence[str], place: int) -> bool:
    """Tell whether a verb says what is done already: "animals that are registered", "already registered"."""
    before = words[max(0, place - 3) : place]
    return bool(_ALREADY & set(before)) or (len(before) > 1 and before[-2] in _RELATIVES and before[-1] in _BEING)


def _reach(verb: str, distance: int, language: str) -> int:
    """Give how far the thing stands from the verb, where it can be its object: behind it, or before a passive."""
    if language != "en":
        return abs(distance)
    return -distance if verb.endswith("ed") or verb in _PASSIVE else distance


def _is_object(words: Sequence[str], index: int, language: str) -> bool:
    """Tell whether no preposition stands before the thing: "from a template of shifts" makes no shift."""
    cues = lexicon(language)
    before = index - 1
    while before >= 0 and words[before] in cues.members("articles"):
        before -= 1
    return before < 0 or words[before] not in {*cues.members("inner"), *_PREPOSITIONS} - set(cues.members("articles"))


def _before_condition(words: Sequence[str], language: str) -> Sequence[str]:
    """Leave out what a later condition speaks of: "... before the first plan is made" makes no plan."""
    openers = {cue for cue in lexicon(language).members("conditions") if " " not in cue} & _CLAUSES
    found = next((index for index, word in enumerate(words) if index and word in openers), len(words))
    return words[:found]


def _names(text: str, thing: Thing, language: str) -> bool:
    return thing.name in text if is_wide(text) else any(_is(word, thing, language) for word in words_of(text))


def _is(word: str, thing: Thing, language: str) -> bool:
    return key_of_thing(word, language) == key_of_thing(thing.name, language)


def acyclic(needs: Sequence[Need], homes: dict[int, int]) -> Iterator[tuple[int, int, Need]]:
    """Give each need between two homes once, leaving out what would close a circle; `homes` says where units live."""
    rests_on: dict[int, set[int]] = {}
    for need in needs:
        later, earlier = homes.get(id(need.later)), homes.get(id(need.earlier))
        if later is None or earlier is None or later == earlier or earlier in rests_on.get(later, ()):
            continue
        if _reaches(earlier, later, rests_on):
            continue
        rests_on.setdefault(later, set()).add(earlier)
        yield later, earlier, need


def _reaches(start: int, goal: int, rests_on: dict[int, set[int]]) -> bool:
    waiting, seen = [start], set()
    while waiting:
        place = waiting.pop()
        if place == goal:
            return True
        if place not in seen:
            seen.add(place)
            waiting += rests_on.get(place, ())
    return False


def phase_of(units: Sequence[Unit]) -> Tag:
    """Give when a group is wanted: by the author's words of order, else by how strongly most of it is demanded."""
    core = [unit for unit in units if not unit.tags & {Tag.GOAL, Tag.CONSTRAINT}] or list(units)
    later = sum(Tag.LATER in unit.tags for unit in core)
    if any(Tag.FIRST in unit.tags for unit in core):
        return Tag.FIRST
    if later * 2 > len(core):
        return Tag.LATER
    strong, medium, weak = (sum(tag in unit.tags for unit in core) for tag in (Tag.STRONG, Tag.MEDIUM, Tag.WEAK))
    unsaid = len(core) - strong - medium - weak
    if strong and strong >= medium + weak:
        return Tag.FIRST
    if weak > medium + strong + unsaid:
        return Tag.LATER
    return Tag.MEDIUM if strong + medium + weak else Tag.FIRST


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When each of several groups is wanted, and what it rests on."""

    phases: tuple[Tag, ...]
    edges: tuple[tuple[int, int, Need], ...]


def planned(groups: Sequence[Sequence[Unit]], told: Sequence[Unit] = ()) -> Plan:
    """Plan groups of statements; `told` may say what is to be first and what follows."""
    homes = {id(unit): place for place, group in enumerate(groups) for unit in group}
    spoken = spoken_phases(groups, told)
    wanted = [spoken.get(place, phase_of(group)) for place, group in enumerate(groups)]
    edges = [
        (later, earlier, need)
        for later, earlier, need in acyclic(needs_in([unit for group in groups for unit in group]), homes)
        if not (wanted[earlier] is Tag.LATER and wanted[later] is not Tag.LATER)
    ]
    first = {place for place, group in enumerate(groups) if any(Tag.FIRST in unit.tags for unit in group)}
    phases = phased(wanted, [(later, earlier) for later, earlier, _ in edges], first | set(spoken))
    return Plan(phases=phases, edges=tuple(edges))
