"""Who does what: the part of a statement behind its actor and its modal words, in the author's words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from app.llm.offline.criteria import finer
from app.llm.offline.lexicon import Lexicon, lexicon
from app.llm.offline.parties import opening_name, same_name, without_article
from app.llm.offline.patterns import late
from app.llm.offline.phrasing import condition_in
from app.llm.offline.words import is_wide

_WORD: Final = late(r"[^\W_]+(?:[-'’./][^\W_]+)*")
_ELISION: Final = late(r"^[LlDd]['’](?=\w)")
_SENTENCE: Final = late(r"[.!?](?:\s|$)|;")
_CHAIN: Final = frozenset(
    {"able", "to", "be", "also", "pouvoir", "poder", "kunna", "kunnen", "können", "voida", "auch", "aussi", "también"}
    | {"want", "wants", "wish", "wishes"}
)
"""What stands among modal words: "must also be able to"."""

_DENIED: Final = frozenset(
    {"not", "never", "no", "nicht", "nie", "niemals", "kein", "keine", "keinen", "pas", "jamais", "ne", "nunca"}
    | {"não", "niet", "nooit", "geen", "inte", "aldrig", "ei"}
)
_LAST_VERBS: Final = {"de": ("können", "dürfen", "müssen"), "nl": ("kunnen", "mogen", "moeten")}
_INPUT: Final = {
    "en": "with",
    "de": "mit",
    "fr": "avec",
    "es": "con",
    "pt": "com",
    "nl": "met",
    "sv": "med",
}
_FEWEST: Final = 2
_ENTRY_WORDS: Final = 5
"""A longer entry of an enumeration is a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What somebody does."""

    who: str
    what: str
    """The verb with its objects; empty where the author wrote none behind an actor and a modal word."""

    given: tuple[str, ...]
    """What the author lists as entered or handed over with it."""


def deed_in(text: str, language: str, names: Sequence[str] = ()) -> Deed:
    """Read "X must be able to Y", "X kann Y", "X doit pouvoir Y": who, and Y; `names` are people known besides."""
    return _read(text, language, tuple(names))


@lru_cache(maxsize=10_000)
def _read(text: str, language: str, names: tuple[str, ...]) -> Deed:
    if is_wide(text):
        return Deed(who=opening_name(text, language), what="", given=())
    cues = lexicon(language)
    plain = _ELISION.sub("", condition_in(text.strip(), language)[1])
    who = _known(plain, names, cues) or opening_name(plain, language)
    if not who:
        return Deed(who="", what="", given=given_in(text, language))
    rest = plain[plain.index(who) + len(who) :]
    end = _SENTENCE.search(rest)
    sentence = rest[: end.start()] if end else rest
    return Deed(who=who, what=_what(sentence, cues), given=given_in(text, language))


def _known(text: str, names: Sequence[str], cues: Lexicon) -> str:
    """Give the opening of a text that is one of `names`, in singular or plural."""
    opening = [(match.group(), match.end()) for match in _WORD.finditer(without_article(text, cues))]
    offset = len(text) - len(without_article(text, cues))
    for name in sorted(names, key=len, reverse=True):
        count = len(_WORD.findall(name))
        said = " ".join(word for word, _ in opening[:count])
        if said and same_name(said, name, cues.language):
            return text[offset : offset + opening[count - 1][1]] if count <= len(opening) else ""
    return ""


def _what(rest: str, cues: Lexicon) -> str:
    modals = {cue for name in ("ability", "strong", "medium", "weak") for cue in cues.members(name) if " " not in cue}
    chained = (
        modals
        | _CHAIN
        | {word for name in ("strong", "medium", "weak") for cue in cues.members(name) for word in cue.split()}
    )
    words = [(match.group().casefold(), match) for match in _WORD.finditer(rest)]
    start = 0
    while start < len(words) and words[start][0] in chained:
        if words[start][0] == "be" and words[start + 1 : start + 2] and words[start + 1][0] != "able":
            break
        start += 1
    if not any(
        word in modals | {"able", "has", "have", "needs", "want", "wants", "wishes", "would"}
        for word, _ in words[:start]
    ):
        return ""
    if len(words) - start < _FEWEST or any(word in _DENIED for word, _ in words[: start + 1]):
        return ""
    phrase = rest[words[start][1].start() :].strip().rstrip(".,:")
    for verb in _LAST_VERBS.get(cues.language, ()):
        phrase = re.sub(rf"\s+{verb}(?=$|,)", "", phrase)
    return phrase


@lru_cache(maxsize=10_000)
def given_in(text: str, language: str) -> tuple[str, ...]:
    """Give what the first clause of a statement lists: behind a colon, or behind "with" where several things follow."""
    first = _SENTENCE.split(text.strip())[0]
    start, end = finer(first, [(0, len(first))], language)[0]
    first = first[start:end]
    head, colon, listed = first.partition(": ")
    entries = _entries(listed, language) if colon else ()
    if len(entries) >= _FEWEST and len(head.split()) >= _FEWEST:
        return entries
    word = _INPUT.get(language)
    match = re.search(rf"\b{word}\s+(?P<rest>[^.;:]+)", first) if word else None
    found = _entries(match["rest"], language) if match else ()
    return found if len(found) >= _FEWEST else ()


def _entries(listed: str, language: str) -> tuple[str, ...]:
    """Cut an enumeration into its short parts; a longer part means that it is none."""
    cues = lexicon(language)
    joins = "|".join(re.escape(join) for join in cues.members("joins")) or r"\b\B"
    parts = [part for piece in listed.split(",") for part in re.split(rf"\s+(?:{joins})\s+", piece)]
    found = [without_article(part.strip(" .;"), cues) for part in parts if part.strip(" .;")]
    modal = {cue for name in ("strong", "medium", "weak", "ability") for cue in cues.members(name)} | {"may", "darf"}
    found = [] if any(word in modal for part in found for word in part.casefold().split()) else found
    whole = bool(found) and all(
        0 < len(part.split()) <= _ENTRY_WORDS and part.split()[0].casefold() not in _PREPOSITIONS for part in found
    )
    return tuple(found) if whole else ()


_PREPOSITIONS: Final = frozenset(
    {"by", "if", "or", "when", "but", "per", "for", "wenn", "si", "par", "durch", "which", "that"}
)
