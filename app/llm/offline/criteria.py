"""What of a statement can be checked by itself: its clauses, and what sets each of them off."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from app.llm.offline.classify import ANYWHERE, demand_of, tags_of
from app.llm.offline.lexicon import lexicon
from app.llm.offline.patterns import late
from app.llm.offline.phrasing import VERB_SECOND, condition_in
from app.llm.offline.sentences import Range, sentences_of
from app.llm.offline.tags import Tag
from app.llm.offline.topics import verbs_of
from app.llm.offline.words import is_wide, words_of

_COMMA: Final = late(r",\s+(?=(?P<word>[^\W\d_]+)\b)")
_CONTRASTS: Final = frozenset({"but", "so", "aber", "sondern", "mais", "pero", "sino", "mas", "maar", "men", "mutta"})
_RELATIVE: Final = frozenset({"that", "which", "who", "qui", "que", "som"})
_WISHED: Final = frozenset({"good", "nice", "great", "bon", "bien", "bueno", "bom", "bra"})
_SHORTEST: Final = 4
_REACH: Final = 7
_RESULT_WORDS: Final = 3
_EVENTS: Final = {
    "en": (
        "as soon as",
        "whenever",
        "when",
        r"once(?! an?\b| every\b| per\b| each\b)",
        "if",
        "after",
        "while",
    ),
    "fr": ("dès que", "lorsque", "quand", "après", "si"),
    "es": ("tan pronto como", "cuando", "después de", "si"),
    "pt": ("assim que", "quando", "depois de", "se"),
    "sv": ("så snart", "när", "om"),
}
"""Words that open what a sentence ends with and rests on; other languages move the verb.

What comes "before" or "until" sets nothing off.
"""


def finer(text: str, spans: Sequence[Range], language: str) -> list[Range]:
    """Cut clauses at "and" and "but" behind a comma, where what follows says something of its own."""
    found: list[Range] = []
    for start, end in spans:
        cuts = _cuts(text[start:end], language)
        firsts = [start, *(start + behind for _, behind in cuts)]
        lasts = [*(start + before for before, _ in cuts), end]
        found += zip(firsts, lasts, strict=True)
    return found


def _cuts(clause: str, language: str) -> list[tuple[int, int]]:
    """Give where a clause ends and, behind the word that joins them, the next begins: each has a verb of its own."""
    if is_wide(clause) or language in VERB_SECOND - {"de"} or condition_in(clause, language)[0]:
        return []
    cues = lexicon(language)
    joins = {*cues.members("joins"), *_CONTRASTS}
    found: list[tuple[int, int]] = []
    for match in _COMMA.finditer(clause):
        before, after = words_of(clause[found[-1][1] if found else 0 : match.start()]), words_of(clause[match.end() :])
        if match["word"].casefold() not in joins or min(len(before), len(after)) < _SHORTEST:
            continue
        if after[1] in cues.members("pronouns") or not (_says(before, language) and _says(after[1:_REACH], language)):
            continue
        rest = clause[match.end() + len(match["word"]) :]
        found.append((match.start(), len(clause) - len(rest.lstrip())))
    return found


def _says(words: Sequence[str], language: str) -> bool:
    cues = lexicon(language)
    modals = {cue for name in ("ability", "strong", "medium", "weak") for cue in cues.members(name)}
    relative = next((place for place, word in enumerate(words) if word in _RELATIVE), len(words))
    return bool(set(words[:relative]) & {*cues.members("auxiliaries"), *modals, *verbs_of(language), "may"})


def failure_before(text: str, language: str) -> tuple[str, str]:
    """Cut a failure that is only told from the demand that answers it: ("The network fails.", "Work must go on.")."""
    sentences = sentences_of(text, language=language)
    told, *demanded = (text[start:end] for start, end in sentences[:2])
    if not demanded or demand_of(told, language) or demand_of(demanded[0], language) not in {Tag.STRONG, Tag.MEDIUM}:
        return "", text
    fails = {Tag.FAILURE, Tag.NOW} <= tags_of(told, language, ANYWHERE)
    return (told.strip(), text[sentences[1][0] :]) if fails else ("", text)


def event_in(text: str, language: str) -> tuple[str, str]:
    """Cut what a clause ends with and rests on from what it says: ("A message is sent", "when the job is done")."""
    result = condition_in(text, language)[1]
    pattern = _pattern(language)
    match = pattern.search(result) if pattern is not None else None
    if match is None or _cut_off(result[: match.start()]) or len(words_of(result[: match.start()])) < _RESULT_WORDS:
        return result.strip(), ""
    told, said = words_of(match["when"]), words_of(result[: match.start()])
    cues = lexicon(language)
    finite = {*cues.members("auxiliaries"), "must", "may"}
    twice = any(
        said[place] in cues.members("joins") and finite & set(said[place + 1 : place + 3]) for place in range(len(said))
    )
    measured = said[-1] in {*cues.members("units"), *_WISHED} or said[-1].isdigit()
    if len(told) < _RESULT_WORDS or measured or twice or not _says(said, language):
        return result.strip(), ""
    return result[: match.start()].rstrip(" ,"), match["when"].rstrip(" .")


def _cut_off(result: str) -> bool:
    """Tell whether what stands before a condition belongs to another clause."""
    return ";" in result or result.endswith((",", ":", "."))


@lru_cache(maxsize=16)
def _pattern(language: str) -> re.Pattern[str] | None:
    words = _EVENTS.get(language)
    return (
        re.compile(rf"(?<!\bor)(?<!\band)(?<!\bonly)\s(?P<when>(?:{'|'.join(words)})\s[^.;:,]+)\.?$") if words else None
    )
