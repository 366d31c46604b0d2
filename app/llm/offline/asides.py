"""What people write around their demands: greetings, thanks, asides, the course of a meeting."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from app.llm.offline.lexicon import lexicon
from app.llm.offline.tags import Tag
from app.llm.offline.words import QUESTION_MARKS, words_of

_DEMANDING: Final = frozenset({"strong", "medium", "prohibition"})
_MATERIAL: Final = frozenset({"out", "decided"})


def is_beside_the_matter(
    text: str, words: Sequence[str], *, found: AbstractSet[str], topics: AbstractSet[Tag], language: str
) -> bool:
    """Tell whether a sentence is courtesy, an aside or the head of a letter; what demands something never is."""
    if found & _DEMANDING:
        return False
    if _heads(text, words, "meta", language) or _heads(text, words, "attends", language, named=True):
        return True
    figures = {Tag.NUMBER, Tag.MONEY} <= topics
    if "courtesy" in found:
        wishes = found & {"weak", "ability", "future"} and found & {"parties", "system"}
        return not (wishes or figures or found & _MATERIAL)
    asks = text.rstrip("\"'”» ").endswith(QUESTION_MARKS)
    return "aside" in found and (asks or not (Tag.NUMBER in topics or found & {*_MATERIAL, "weak", "ability", "open"}))


def _heads(text: str, words: Sequence[str], category: str, language: str, *, named: bool = False) -> bool:
    """Tell whether a sentence is a note of a letter or of minutes: "To: the council", "Version 3", "Present: Ruth".

    "To get there we need ..." is none: what may begin a sentence has its colon.
    """
    for cue in lexicon(language).members(category):
        opening = tuple(words_of(cue))
        if opening and opening == tuple(words[: len(opening)]):
            followed = text.lstrip()[len(cue) :].lstrip()[:1] in {":", "："}
            if followed or not (named or opening[0] in lexicon(language).function):
                return True
    return False
