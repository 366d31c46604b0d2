"""What the drafter says in its own words, one module a language: `id: sentence with {fields}`."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from app.llm.offline.phrases import choices, de, en, es, fi, fr, ja, nl, pt, sv, work

TEXTS: Final[Mapping[str, str]] = {
    "en": en.TEXT + work.TEXTS["en"] + choices.TEXTS["en"],
    "de": de.TEXT + work.TEXTS["de"] + choices.TEXTS["de"],
    "fr": fr.TEXT + work.TEXTS["fr"] + choices.TEXTS["fr"],
    "es": es.TEXT + work.TEXTS["es"] + choices.TEXTS["es"],
    "pt": pt.TEXT + work.TEXTS["pt"] + choices.TEXTS["pt"],
    "nl": nl.TEXT + work.TEXTS["nl"] + choices.TEXTS["nl"],
    "sv": sv.TEXT + work.TEXTS["sv"] + choices.TEXTS["sv"],
    "fi": fi.TEXT + work.TEXTS["fi"] + choices.TEXTS["fi"],
    "ja": ja.TEXT + work.TEXTS["ja"] + choices.TEXTS["ja"],
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
