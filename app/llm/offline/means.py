"""What an aim lists as things to do: "To get there we need to train guides, write material and offer a bus"."""

import re
from collections.abc import Sequence
from typing import Final

from app.llm.offline.lexicon import lexicon
from app.llm.offline.patterns import late
from app.llm.offline.sentences import Range, clauses_of, sentences_of
from app.llm.offline.topics import verbs_of
from app.llm.offline.words import is_wide, words_of

_WORD: Final = late(r"[^\W_]+(?:[-'’][^\W_]+)*")
_PIECE: Final = late(r"[^\s,](?:[^,]|,(?!\s))*?(?=,\s|\s(?:and|or)\s|$)")
_FEWEST: Final = 2
_LABEL_WORDS: Final = 6
_DEMANDING: Final = frozenset({"strong", "medium", "weak", "goal", "future", "prohibition", "ability"})
_INFINITIVES: Final = frozenset({"en"})
"""Languages in which every verb of "we need to train X, write Y and offer Z" stands first in its part."""


def tells_by_what_means(text: str, language: str) -> bool:
    """Tell whether a sentence goes on from an aim to what is done for it: "For that we will hire ..."."""
    words = tuple(words_of(text))
    cues = (tuple(words_of(cue)) for cue in lexicon(language).members("means"))
    return any(cue == words[: len(cue)] for cue in cues if cue)


def things_to_do(text: str, language: str) -> tuple[Range, ...]:
    """Give what a text lists as things to do, at least two of them; empty where it says one thing."""
    demands = _demands(text, language)
    first = _listed(text, *demands[0], language)
    aimed = len(demands) > 1 and (
        tells_by_what_means(text[slice(*demands[1])], language)
        or (not first and _is_aim(text[slice(*demands[0])], language))
    )
    found: list[Range] = []
    for start, end in demands[int(aimed) :]:
        found += _listed(text, start, end, language) or [(start, end)]
    return tuple(found) if aimed or len(found) >= _FEWEST else ()


def aim_in(text: str, language: str) -> str:
    """Give a text without the sentences that say by what means it is reached: their figures are no targets."""
    spans = sentences_of(text, language=language)
    first = next((start for start, end in spans[1:] if tells_by_what_means(text[start:end], language)), len(text))
    return text[:first].rstrip()


def _demands(text: str, language: str) -> list[Range]:
    """Cut a text into the clauses that ask for something, each with the facts behind it."""
    spans = [clause for span in sentences_of(text, language=language) for clause in clauses_of(text, span)]
    head, colon, _ = text.partition(": ")
    if colon and len(words_of(head)) <= _LABEL_WORDS and len(spans) >= _FEWEST:
        return [(spans[0][0] + len(head) + 2, spans[0][1]), *spans[1:]]
    found: list[Range] = []
    for start, end in spans:
        words = words_of(text[start:end])
        asks = any(hit.category in _DEMANDING for hit in lexicon(language).hits(text[start:end], words))
        if asks or not found:
            found.append((start, end))
        else:
            found[-1] = (found[-1][0], end)
    return found


def _is_aim(text: str, language: str) -> bool:
    """Tell whether a clause says what is to be reached: a change with its number, or what is wanted."""
    words = words_of(text)
    found = {hit.category for hit in lexicon(language).hits(text, words)}
    counts = "numbers" in found or any(character.isdigit() for character in text)
    return "goal" in found or ("changes" in found and counts)


def _listed(text: str, start: int, end: int, language: str) -> list[Range]:
    """Give the parts of an enumeration of deeds behind one modal; the first with all that stands before it."""
    if language not in _INFINITIVES or is_wide(text):
        return []
    modals = {cue for name in _DEMANDING for cue in lexicon(language).members(name)}
    words = list(_WORD.finditer(text, start, end))
    modal = next((place for place, word in enumerate(words) if word.group().casefold() in modals), None)
    if modal is None:
        modal = next((place for place, _ in enumerate(words[1:], 1) if _pair(words, place) in modals), len(words))
    behind = words[modal + 1 :]
    if behind and behind[0].group().casefold() == "to":
        behind = behind[1:]
    first = behind[0].start() if behind else end
    parts = _parts(text, first, end, language)
    deeds = [_opens_with_a_deed(text[begins:ends], language) for begins, ends in parts]
    enough = len(parts) > _FEWEST and deeds.count(False) <= 1
    whole = all(len(words_of(text[begins:ends])) > 1 for begins, ends in parts)
    return parts if enough and whole else []


def _pair(words: Sequence[re.Match[str]], place: int) -> str:
    return f"{words[place - 1].group()} {words[place].group()}".casefold()


def _parts(text: str, start: int, end: int, language: str) -> list[Range]:
    """Cut an enumeration at its commas and joins; what joins is left out."""
    joins = set(lexicon(language).members("joins"))
    found: list[Range] = []
    for piece in _PIECE.finditer(text, start, end):
        first = _WORD.match(text, piece.start(), piece.end())
        begins = first.end() + 1 if first is not None and first.group().casefold() in joins else piece.start()
        ends = piece.start() + len(piece.group().rstrip(" ,."))
        if ends > begins:
            found.append((begins, ends))
    return found


def _opens_with_a_deed(part: str, language: str) -> bool:
    """Tell whether a part of an enumeration begins with a verb: one that is known, or one with its object behind it."""
    cues = lexicon(language)
    words = words_of(part)
    if len(words) < _FEWEST or words[0] in cues.function:
        return False
    known = verbs_of(language)
    return words[0] in known or words[1] in {*cues.members("articles"), *cues.members("numbers")} or words[1].isdigit()
