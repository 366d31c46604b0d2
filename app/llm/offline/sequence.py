"""What comes before what by the author's own words: "before a member reserves", "after that", "once it is paid"."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from app.llm.offline.lexicon import lexicon
from app.llm.offline.phrasing import condition_in
from app.llm.offline.units import Unit
from app.llm.offline.words import is_wide, stems_of, words_of

BEFORE: Final = frozenset({"before", "bevor", "ehe", "avant", "antes", "voordat", "innan", "ennen"})
"""What these open comes after the sentence that they begin."""

_AFTER: Final = frozenset(
    {"if", "when", "whenever", "once", "after", "where", "as", "wenn", "falls", "sobald", "nachdem", "ist", "wird"}
    | {"si", "quand", "lorsque", "dès", "après", "cuando", "después", "se", "quando", "assim", "depois"}
    | {"als", "wanneer", "zodra", "nadat", "indien", "när", "om", "efter", "så", "jos", "kun", "heti"}
)
_UNTOLD: Final = ("system", "numbers", "units", "colourless", "pronouns", "auxiliaries", "ability")
"""Words that many sentences share whatever they are about."""

_FEWEST: Final = 2
_LONGEST: Final = 4
"""Of more words that say something, one alone is no sign that a condition speaks of another statement."""


def order_in_words(units: Sequence[Unit]) -> Iterator[tuple[Unit, Unit, str]]:
    """Give which statement comes after which, with the words that say so."""
    contents = [_telling(condition_in(unit.text, unit.language)[1], unit.language) for unit in units]
    deeds = [_done(condition_in(unit.text, unit.language)[1], unit.language) for unit in units]
    for place, unit in enumerate(units):
        opening = _opening(unit)
        if opening and place and units[place - 1].heading == unit.heading:
            yield unit, units[place - 1], opening
        condition = condition_in(unit.text, unit.language)[0]
        first = words_of(condition)[:1]
        if not first or first[0] not in BEFORE | _AFTER or is_wide(condition):
            continue
        is_before = first[0] in BEFORE
        others = [other for other in range(len(units)) if other < place or (is_before and other > place)]
        found = _spoken_of(_telling(condition, unit.language), others, contents, deeds, _making(unit.language))
        if found is not None:
            later, earlier = (units[found], unit) if is_before else (unit, units[found])
            yield later, earlier, condition


def _opening(unit: Unit) -> str:
    """Give the word with which a statement says that it follows the one before it: "Then", "After that"."""
    words = tuple(words_of(unit.text))
    for cue in lexicon(unit.language).members("afterwards"):
        opening = tuple(words_of(cue))
        if opening and opening == words[: len(opening)]:
            return unit.text[: len(cue)]
    return ""


def _spoken_of(
    wanted: frozenset[str],
    others: Sequence[int],
    contents: Sequence[frozenset[str]],
    deeds: Sequence[frozenset[str]],
    making: frozenset[str],
) -> int | None:
    """Give the one statement that a condition speaks of: by two things and deeds of both, one of them no person.

    What a statement says is to be done connects by itself, where nobody else speaks of it.
    """
    spread = Counter(stem for place in others for stem in contents[place] & wanted)
    scored = []
    for other in others:
        common = wanted & contents[other]
        alone = len(wanted) <= _LONGEST and any(spread[stem] == 1 for stem in common & deeds[other])
        if alone or (len(common) >= _FEWEST and common & (deeds[other] | making)):
            scored.append((len(common), other))
    best = max(scored, default=None)
    return None if best is None or sum(score == best[0] for score, _ in scored) > 1 else best[1]


def _telling(text: str, language: str) -> frozenset[str]:
    """Give the stems of the words that tell what a text is about."""
    cues = lexicon(language)
    untold = {word for name in _UNTOLD for cue in cues.members(name) for word in words_of(cue)}
    return frozenset(stems_of(text, language=language, without=cues.function | untold | BEFORE | _AFTER))


def _done(text: str, language: str) -> frozenset[str]:
    """Give the stems of what stands behind a modal: what is to be done."""
    cues = lexicon(language)
    modals = {cue.split()[-1] for name in ("ability", "strong", "medium", "weak") for cue in cues.members(name) if cue}
    done = " ".join(word for before, word in pairwise(words_of(text)) if before in modals | {"to"})
    return frozenset(stems_of(done, language=language, without=cues.function))


@lru_cache(maxsize=16)
def _making(language: str) -> frozenset[str]:
    """Give the stems of the words that say that something is brought about or happens."""
    cues = lexicon(language)
    words = " ".join(word for name in ("creates", "verbs", "sets_up") for word in cues.members(name))
    return frozenset(stems_of(words, language=language, without=cues.function))
