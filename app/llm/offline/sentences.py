"""Sentences and clauses as ranges of a text; nothing is lost between them."""

import re
from collections.abc import Sequence
from typing import Final

from app.llm.offline.lexicon import lexicon
from app.llm.offline.patterns import late
from app.llm.offline.words import is_wide, words_of

_WIDE_END: Final = late(r"[。！？]+[」』）]*\s*")
_END: Final = late(r"[.!?…؟۔।]+[\"'»”’)\]]*\s+")
_ATTRIBUTION: Final = late(
    r"\b(?:wrote|schrieb|a écrit|escribió|escreveu|schreef|skrev|kirjoitti)(?: [^:.]{1,40})?:\s+"
)
"""In a letter, who wrote what follows."""

_CLAUSE: Final = late(r"[;；؛]\s*")
_OPENING: Final = late(r"\s+(?P<word>[A-ZÀ-Ý]\w*)\b")
_ORDINAL_DOT: Final = frozenset({"de"})
"""Languages that write a day as a number with a dot before a capital: "1. Mai"."""

_OPENERS: Final = "\"'«“‘(["

Range = tuple[int, int]


def sentences_of(text: str, *, language: str, seams: Sequence[int] = ()) -> tuple[Range, ...]:
    """Cut `text` into sentences: ranges without surrounding blanks, in order.

    At a seam, where a link begins or has ended, a sentence may begin in small letters behind a full stop, and with an
    article in capitals without one.
    """
    cuts = [match.end() for match in (*_WIDE_END.finditer(text), *_ATTRIBUTION.finditer(text))]
    abbreviations = frozenset(lexicon(language).members("abbreviations"))
    cuts += [
        match.end()
        for match in _END.finditer(text)
        if _ends_sentence(text, match, abbreviations=abbreviations, language=language)
    ]
    cuts += [seam for seam in seams if _opens_at(text, seam, abbreviations=abbreviations, language=language)]
    return _ranges(text, sorted({*cuts, len(text)}))


def _opens_at(text: str, seam: int, *, abbreviations: frozenset[str], language: str) -> bool:
    """Tell whether a sentence begins at a seam: behind a full stop, or with an article in capitals."""
    found = _OPENING.match(text, seam)
    if found is not None and found["word"].casefold() in lexicon(language).members("articles"):
        return True
    before = text[:seam].rstrip()
    if not before.endswith((".", "!", "?")) or before == text[:seam]:
        return False
    last = before[:-1].rsplit(None, 1)[-1:]
    return bool(last) and len(last[0]) > 1 and last[0].lstrip(_OPENERS).casefold() not in abbreviations


def clauses_of(text: str, span: Range) -> tuple[Range, ...]:
    """Cut one sentence at its semicolons; brackets keep theirs."""
    start, end = span
    cuts = []
    for match in _CLAUSE.finditer(text, start, end):
        before = text[start : match.start()]
        if before.count("(") <= before.count(")"):
            cuts.append(match.end())
    return tuple(
        (first, _without_semicolon(text, first, last)) for first, last in _ranges(text, [*cuts, end], start=start)
    )


def standing_clauses(text: str, span: Range, language: str) -> tuple[Range, ...]:
    """Cut one sentence at its semicolons where each part says who or what of itself; else leave it whole."""
    parts = clauses_of(text, span)
    return parts if all(_stands(text[start:end], language) for start, end in parts[1:]) else (span,)


def _stands(clause: str, language: str) -> bool:
    """Tell whether a clause begins with a thing, not a pronoun or verb, and ends in no bare number or auxiliary."""
    cues = lexicon(language)
    words = words_of(clause)
    if is_wide(clause) or not words:
        return True
    unfinished = {*cues.members("numbers"), *cues.members("auxiliaries")}
    ends_bare = words[-1].isdigit() or words[-1] in unfinished
    opens = words[0] in cues.members("articles") or words[0] not in cues.function
    refers = words[0] in cues.members("pronouns") and words[0] not in {"der", "die", "das", "den", "det", "de"}
    return opens and not refers and not ends_bare


def _without_semicolon(text: str, start: int, end: int) -> int:
    return end - 1 if end - 1 > start and text[end - 1] in ";；؛" else end


def _ranges(text: str, cuts: list[int], *, start: int = 0) -> tuple[Range, ...]:
    found = []
    for cut in cuts:
        piece = text[start:cut]
        stripped = piece.strip()
        if stripped:
            first = start + len(piece) - len(piece.lstrip())
            found.append((first, first + len(stripped)))
        start = cut
    return tuple(found)


def _ends_sentence(text: str, match: re.Match[str], *, abbreviations: frozenset[str], language: str) -> bool:
    """Tell whether the full stop at `match` ends a sentence and not an abbreviation, an initial or an ordinal."""
    following = text[match.end() : match.end() + 1]
    mark = text[match.start()]
    if mark in "!?…؟۔।":
        return not following.islower()
    if not following or following.islower():
        return False
    before = text[: match.start()].rsplit(None, 1)
    last = before[-1].lstrip(_OPENERS) if before else ""
    if last.casefold() in abbreviations or (len(last) == 1 and last.isalpha()):
        return False
    return not (last.isdigit() and len(last) <= 2 and language in _ORDINAL_DOT)  # noqa: PLR2004  a plain count
