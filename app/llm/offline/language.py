"""Which language a text is written in, by script and by function words."""

from functools import lru_cache
from typing import Final

from app.llm.offline.cues import LANGUAGES
from app.llm.offline.lexicon import lexicon
from app.llm.offline.words import words_of

UNKNOWN: Final = "und"
"""A language without cues; only the structure of its text is read."""

_MINIMUM: Final = 2
_LETTERS: Final = {"de": "äöüß", "fr": "éèêàçùœ", "es": "ñáíóú¿¡", "pt": "ãõçáéêâ", "sv": "åäö", "fi": "äö"}


def detect(text: str, *, fallback: str = UNKNOWN) -> str:
    """Name the language of `text`; `fallback` where the evidence is thin."""
    kana = sum("\u3040" <= character <= "\u30ff" for character in text)
    wide = sum("\u4e00" <= character <= "\u9fff" for character in text)
    letters = sum(character.isalpha() for character in text)
    if (kana + wide) * 3 > letters:
        return "ja" if kana else fallback
    if _is_other_script(text, letters):
        return UNKNOWN
    scores = _scores(text)
    best = max(scores, key=lambda language: (scores[language], -LANGUAGES.index(language)))
    others = max(score for language, score in scores.items() if language != best)
    if scores[best] < _MINIMUM * 10 or scores[best] == others:
        return fallback
    return best


def _is_other_script(text: str, letters: int) -> bool:
    """Tell whether most letters are neither Latin nor Japanese."""
    latin = sum(character.isalpha() and character < "\u0250" for character in text)
    return letters > 0 and latin * 2 < letters


def _scores(text: str) -> dict[str, int]:
    """Count function words in tenths, a word shared by n languages counting one n-th, plus letters of the language."""
    scores = dict.fromkeys(LANGUAGES, 0)
    for word in words_of(text)[:4000]:
        owners = _owners().get(word, ())
        for language in owners:
            scores[language] += 12 // len(owners) * 10 // 12
    for language, letters in _LETTERS.items():
        hits = sum(text.count(letter) for letter in letters)
        scores[language] += min(hits * 2, scores[language])
    return scores


@lru_cache(maxsize=1)
def _owners() -> dict[str, tuple[str, ...]]:
    owners: dict[str, tuple[str, ...]] = {}
    for language in LANGUAGES:
        for word in sorted(lexicon(language).function):
            owners[word] = (*owners.get(word, ()), language)
    return owners
