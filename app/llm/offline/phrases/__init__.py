"""What the drafter says in its own words, one module a language: `id: sentence with {fields}`."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from app.llm.offline.phrases import de, en, es, fi, fr, ja, nl, pt, sv

TEXTS: Final[Mapping[str, str]] = {
    "en": en.TEXT,
    "de": de.TEXT,
    "fr": fr.TEXT,
    "es": es.TEXT,
    "pt": pt.TEXT,
    "nl": nl.TEXT,
    "sv": sv.TEXT,
    "fi": fi.TEXT,
    "ja": ja.TEXT,
}


@lru_cache(maxsize=16)
def _table(language: str) -> Mapping[str, str]:
    lines = (line.partition(":") for line in TEXTS.get(language, "").strip().splitlines())
    return {name.strip(): text.strip() for name, _, text in lines}


def phrase(name: str, language: str, /, **values: object) -> str:
    """Say something in `language`, or in English where it has no words for it.

    Raises:
        KeyError: nobody has words for it.

    """
    text = _table(language).get(name) or _table("en")[name]
    return text.format(**values) if values else text


def has_phrase(name: str) -> bool:
    """Tell whether there are words for it."""
    return name in _table("en")
