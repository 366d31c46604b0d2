"""The few terms that say what most of several statements are about."""

from collections.abc import Sequence
from typing import Final

from app.llm.offline.lexicon import Lexicon
from app.llm.offline.parties import same_name
from app.llm.offline.topics import topic_of
from app.llm.offline.words import is_wide

_MOST: Final = 3
_LONGEST: Final = 64
"""No more terms than fit into so many characters."""


def covering_terms(statements: Sequence[str], things: Sequence[str], cues: Lexicon) -> tuple[list[str], int]:
    """Give up to three terms, and how many statements they cover: things that are spoken of, and topics."""
    if any(is_wide(text) for text in statements):
        return [], 0
    subjects: dict[str, set[int]] = {}
    for place, text in enumerate(statements):
        head = topic_of(text, cues)
        known = next((term for term in subjects if _same(head, term, cues.language)), head)
        if head:
            subjects.setdefault(known, set()).add(place)
    told = set().union(*subjects.values()) if subjects else set()
    if 1 < len(subjects) <= _MOST and len(told) == len(statements) and sum(map(len, subjects)) <= _LONGEST:
        return list(subjects), len(told)
    named = [*subjects, *(thing for thing in things if not any(_same(thing, term, cues.language) for term in subjects))]
    terms = {
        term: {place for place, text in enumerate(statements) if term.casefold() in text.casefold()}
        | subjects.get(term, set())
        for term in named
    }
    chosen: list[str] = []
    covered: set[int] = set()
    while len(chosen) < _MOST:
        room = _LONGEST - sum(map(len, chosen))
        open_terms = [term for term in terms if term not in chosen and terms[term] - covered and len(term) <= room]
        if not open_terms:
            break
        best = max(
            open_terms,
            key=lambda term: (
                len(terms[term] - covered) + len(subjects.get(term, set()) - covered),
                term in subjects,
                -min(terms[term]),
            ),
        )
        chosen.append(best)
        covered |= terms[best]
    chosen.sort(key=lambda term: min(terms[term]))
    return chosen, len(covered)


def _same(one: str, other: str, language: str) -> bool:
    """Tell whether two terms name one thing, one of them perhaps more closely: "readings" and "old readings"."""
    left, right = one.split(), other.split()
    alone = min(len(left), len(right)) == 1
    return same_name(one, other, language) or (alone and same_name(left[-1], right[-1], language))
