"""The few terms that say what most of several statements are about."""

from collections.abc import Sequence
from typing import Final

from app.llm.offline.lexicon import Lexicon
from app.llm.offline.measures import DENYING
from app.llm.offline.parties import is_external, opening_name, same_name, without_article
from app.llm.offline.words import is_wide, words_of

_MOST: Final = 3
_HEAD_WORDS: Final = 3


def covering_terms(statements: Sequence[str], things: Sequence[str], cues: Lexicon) -> tuple[list[str], int]:
    """Give up to three terms, and how many statements they cover: things that are spoken of, and opening subjects."""
    if any(is_wide(text) for text in statements):
        return [], 0
    terms: dict[str, set[int]] = {}
    for thing in things:
        terms[thing] = {place for place, text in enumerate(statements) if thing.casefold() in text.casefold()}
    subjects: dict[str, set[int]] = {}
    for place, text in enumerate(statements):
        head = _head(text, cues)
        known = next((term for term in terms if same_name(head, term, cues.language)), head)
        if head:
            terms.setdefault(known, {place})
            subjects.setdefault(known, set()).add(place)
    chosen: list[str] = []
    covered: set[int] = set()
    while len(chosen) < _MOST:
        open_terms = [term for term in terms if term not in chosen and terms[term] - covered]
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


def _head(text: str, cues: Lexicon) -> str:
    """Give the subject that a statement opens with, without article and number; empty where somebody acts."""
    rest = without_article(text.strip(), cues)
    who = opening_name(text, cues.language)
    if who and not is_external(who, cues.language):
        return ""
    words = rest.split()
    counted = bool(words) and (words[0][0].isdigit() or words[0].casefold() in cues.members("numbers"))
    words = words[1:] if counted else words
    kept: list[str] = []
    for word in words[: _HEAD_WORDS + 1]:
        plain = word.strip(",;:.()")
        if not plain or plain[0].isdigit() or plain.casefold() in cues.function:
            return _whole(kept, cues, is_subject=plain.casefold() in cues.members("auxiliaries"))
        kept.append(plain)
        if plain != word:
            return _whole(kept, cues, is_subject=counted or word.endswith(":"))
    return ""


def _whole(words: Sequence[str], cues: Lexicon, *, is_subject: bool) -> str:
    """Give the words as a term: several only where they are surely a subject, and none that are somebody."""
    if not words or (len(words) > 1 and not is_subject) or len(words) > _HEAD_WORDS:
        return ""
    name = " ".join(words)
    told = any(hit.category == "parties" for hit in cues.hits(name, words_of(name))) and not is_external(
        name, cues.language
    )
    if any(word.casefold() in DENYING or word.casefold() in cues.members("prohibition") for word in words):
        return ""
    refers = words[0].casefold() in {
        *cues.members("pronouns"),
        *cues.members("colourless"),
        *cues.members("now"),
        *cues.members("system"),
    }
    return "" if told or refers or len(words[0]) < _HEAD_WORDS else name[:1].upper() + name[1:]
