"""Words, stems and short keys of a text; integers and fixed orders only."""

import hashlib
import re
import unicodedata
from functools import lru_cache
from importlib import import_module
from typing import Any, Final

from app.llm.offline.patterns import late

QUESTION_MARKS: Final = ("?", "？", "؟")
_WORD: Final = late(r"[^\W_]+(?:[-'’./][^\W_]+)*")
_WIDE: Final = late(r"[\u3400-\u9fff\uf900-\ufaff\u30a0-\u30ff]{2,}")
_KEY_WORDS: Final = 5
_KEY: Final = late(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+")
_KEY_LENGTH: Final = 40
_STEMMERS: Final = {
    "en": "english",
    "de": "german",
    "fr": "french",
    "es": "spanish",
    "pt": "portuguese",
    "nl": "dutch",
    "sv": "swedish",
    "fi": "finnish",
}


def words_of(text: str) -> list[str]:
    """Give the words of `text`, case folded, in order."""
    return [match.group().casefold().replace("’", "'") for match in _WORD.finditer(text)]


def is_wide(text: str) -> bool:
    """Tell whether `text` is written in kanji, kana or Chinese characters, without blanks between words."""
    return any("\u3040" <= character <= "\u9fff" for character in text)


@lru_cache(maxsize=16)
def _stemmer(language: str) -> Any:  # noqa: ANN401  the stemmer library has no types
    """Load a stemmer; the library costs 0.1 s, so it is imported when a text first needs it."""
    name = _STEMMERS[language]
    module = import_module(f"snowballstemmer.{name}_stemmer")
    return getattr(module, f"{name.capitalize()}Stemmer")()


@lru_cache(maxsize=100_000)
def stem(word: str, language: str) -> str:
    """Cut `word` to its stem; a word of an unknown language is its own."""
    if language not in _STEMMERS or not word.isalpha():
        return word
    return str(_stemmer(language).stemWord(word))


def stems_of(text: str, *, language: str, without: frozenset[str]) -> tuple[str, ...]:
    """Give the distinct stems of the words that carry meaning, in order of appearance."""
    if is_wide(text):
        found = [run[index : index + 2] for run in _WIDE.findall(text) for index in range(len(run) - 1)]
    else:
        found = [stem(word, language) for word in words_of(text) if word not in without and len(word) > 2]  # noqa: PLR2004  a plain count
    return tuple(dict.fromkeys(found))


def key_of(text: str) -> str:
    """Make a key from the first words of `text`: the same text gives the same key, wherever it stands."""
    if _KEY.fullmatch(text):
        return text
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    chosen = re.findall(r"[a-z0-9]+", plain)[:_KEY_WORDS]
    slug = "-".join(chosen)[:_KEY_LENGTH].strip("-")
    if len(slug) < 3 or len(slug) * 3 < min(len(text), _KEY_LENGTH):  # noqa: PLR2004  too little of it is ASCII
        return f"k{fingerprint(text)}"
    return slug if slug[0].isalpha() else f"n{slug}"


def fingerprint(text: str) -> str:
    """Give twelve digits that stand for `text`."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


class Keys:
    """Keys that are unique within one list."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, text: str) -> str:
        """Give the key of `text`, numbered if it is taken."""
        key = wanted = key_of(text)
        count = 1
        while key in self._taken:
            count += 1
            key = f"{wanted}-{count}"
        self._taken.add(key)
        return key
