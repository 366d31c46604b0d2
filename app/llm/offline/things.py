"""The things that statements speak of: what is kept, changed and handed on, by the author's own nouns."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

from app.llm.offline.lexicon import lexicon
from app.llm.offline.patterns import late
from app.llm.offline.units import Unit
from app.llm.offline.words import is_wide, stem

_TOKEN: Final = late(r"[^\W_]+(?:[-'’][^\W_]+)*|[^\w\s]")
_HEAD_FIRST: Final = frozenset({"fr", "es", "pt"})
"""Languages in which a noun stands before what describes it."""

_CAPITALS: Final = "de"
_PLURAL_S: Final = frozenset({"en", "fr", "es", "pt"})
_WITHOUT: Final = frozenset({"without", "no", "ohne", "kein", "keine", "sans", "sin", "sem", "zonder", "utan", "ilman"})
_ELISION: Final = late(r"^[a-zà-ÿ]{1,2}['’]")
_SHORTEST: Final = 3
_ENOUGH: Final = 6
"""With fewer recurring things, those known as things are taken, however seldom they are named."""

_NEVER: Final = (
    "parties",
    "time",
    "units",
    "colourless",
    "system",
    "numbers",
    "auxiliaries",
    "languages",
    "vague",
    "money",
    "goal",
    "problem",
    "strong",
    "medium",
    "weak",
    "now",
    "tech",
    "asking",
    "pronouns",
)


@dataclass(slots=True, kw_only=True)
class Thing:
    """A noun and the units that speak of it."""

    name: str
    mentions: list[Unit] = field(default_factory=list)


def things_in(units: Iterable[Unit], *, without: Iterable[str] = ()) -> list[Thing]:
    """Give the things that units speak of, in order of appearance: those that recur, else those known as such.

    `without` names people and organisations: they are no things.
    """
    told = _without_names(list(units), list(without))
    nouns = _nouns_of([unit for _, unit in told])
    known = {key for language in {unit.language for _, unit in told} for key in _entities(language).values()}
    found: dict[str, Thing] = {}
    for unit, plain in told:
        for key, shown in _words(plain.text, unit.language):
            if key not in nouns:
                continue
            thing = found.setdefault(key, Thing(name=shown))
            thing.name = min(thing.name, shown, key=lambda name: (len(name), name))
            if not thing.mentions or thing.mentions[-1] is not unit:
                thing.mentions.append(unit)
    often = {key: thing for key, thing in found.items() if len(thing.mentions) > 1}
    rare = [key for key in found if key in known and key not in often]
    kept = {*often, *rare[: max(0, _ENOUGH - len(often))]}
    return [thing for key, thing in found.items() if key in kept]


def _without_names(units: Sequence[Unit], names: Sequence[str]) -> list[tuple[Unit, Unit]]:
    """Give each unit with one that has the names of people left out, the longest first."""
    longest_first = sorted(names, key=len, reverse=True)
    forms = {
        language: [_name_in_text(name, language) for name in longest_first]
        for language in {unit.language for unit in units}
    }
    found = []
    for unit in units:
        text = unit.text
        for form, instead in forms[unit.language]:
            text = form.sub(instead, text)
        found.append((unit, replace(unit, text=text)))
    return found


def _name_in_text(name: str, language: str) -> tuple[re.Pattern[str], str]:
    """Give what finds a name in singular and plural, and the mark that stands in its place."""
    if is_wide(name):
        return re.compile(re.escape(name)), "、"
    endings = "|".join(re.escape(ending) for ending in lexicon(language).members("plurals"))
    return re.compile(rf"\b{re.escape(name)}(?:{endings})?\b", re.IGNORECASE), ";"


def key_of_thing(name: str, language: str) -> str:
    """Give what all forms of a noun have in common."""
    folded = name.casefold()
    known = name if is_wide(name) else _entities(language).get(folded)
    return known or (_singular(folded) if language in _PLURAL_S else stem(folded, language))


def _singular(word: str) -> str:
    """Drop the ending of the plural alone: a stem merges "read" and "readings"."""
    if word.endswith("ies") and len(word) > _SHORTEST + 1:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _words(text: str, language: str) -> Iterable[tuple[str, str]]:
    """Give key and form of each word that is not denied: "without an account" speaks of no account."""
    if is_wide(text):
        yield from ((cue, cue) for cue, category in lexicon(language).wide if category == "entities" and cue in text)
        return
    tokens = [match.group() for match in _TOKEN.finditer(text)]
    refused = _refused(language)
    for index, token in enumerate(tokens):
        word = _ELISION.sub("", token)
        denied = any(before.casefold() in _WITHOUT for before in tokens[max(0, index - 3) : index])
        if not denied and len(word) >= _SHORTEST and word[0].isalpha() and word.casefold() not in refused:
            yield key_of_thing(word, language), word[:1].upper() + word[1:]


def _nouns_of(units: Sequence[Unit]) -> set[str]:
    """Give the keys of the words that stand where only nouns stand, or are known to be things."""
    alone: set[str] = set()
    paired: list[tuple[str, str]] = []
    for unit in units:
        known = _entities(unit.language)
        alone.update(
            key for key, shown in _words(unit.text, unit.language) if is_wide(shown) or shown.casefold() in known
        )
        if is_wide(unit.text):
            continue
        tokens = [_ELISION.sub("", match.group()) for match in _TOKEN.finditer(unit.text)]
        for start, end in _phrases([match.group() for match in _TOKEN.finditer(unit.text)], unit.language):
            keys = [key_of_thing(token, unit.language) for token in tokens[start:end]]
            if len(keys) == 1 or unit.language in _HEAD_FIRST:
                alone.add(keys[0])
            elif len(keys) == 2 and tokens[start].casefold() not in _refused(unit.language):  # noqa: PLR2004  a plain count
                paired.append((keys[0], keys[1]))
    return alone | {last for first, last in paired if first not in alone}


def _phrases(tokens: Sequence[str], language: str) -> Iterable[tuple[int, int]]:
    """Give the runs of words behind an article or a number, and the opening word; in German, every noun in capitals."""
    cues = lexicon(language)
    articles = {*cues.members("articles"), *cues.members("numbers")}
    if language == _CAPITALS:
        capitals = (place for place, token in enumerate(tokens) if place and token[:1].isupper())
        yield from ((place, place + 1) for place in capitals)
        return
    if len(tokens) > 1 and tokens[1].casefold() in cues.function and tokens[0][0].isalpha():
        yield 0, 1
    ends = cues.function | set(cues.members("verbs"))
    index = 0
    while index < len(tokens):
        token = tokens[index].casefold()
        elided = bool(_ELISION.match(token)) and token[0] in "ld"
        if token not in articles and not elided and not token.isdigit():
            index += 1
            continue
        start = index if elided else index + 1
        end = start
        while end < len(tokens) and tokens[end][0].isalpha() and tokens[end].casefold() not in ends:
            end += 1
        if end > start:
            yield start, end
        index = max(end, index + 1)


@lru_cache(maxsize=16)
def _entities(language: str) -> dict[str, str]:
    """Give every form of the nouns that are known as things, each with its first form."""
    cues = lexicon(language)
    forms: dict[str, str] = {}
    for cue in cues.members("entities"):
        for ending in ("", *cues.members("plurals")):
            forms.setdefault(f"{cue}{ending}", cue)
        if cue.endswith("y"):
            forms.setdefault(f"{cue[:-1]}ies", cue)
    return forms


@lru_cache(maxsize=16)
def _refused(language: str) -> frozenset[str]:
    cues = lexicon(language)
    kept = set(cues.members("entities")) - set(cues.members("colourless"))
    return cues.function | frozenset(
        word
        for name in _NEVER
        for cue in cues.members(name)
        for word in [cue.rstrip("*").casefold()]
        if word not in kept
    )
