"""What the drafter says in its own words, one module a language: `id: sentence with {fields}`."""

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from typing import Final

LANGUAGES: Final = ("en", "de", "fr", "es", "pt", "nl", "sv", "fi", "ja")


def text_of(language: str) -> str:
    """Give the phrases of a language, loaded when they are first asked for; empty for one without any."""
    if language not in LANGUAGES:
        return ""
    own, *common = (import_module(f"{__name__}.{name}") for name in (language, "work", "choices", "plans"))
    return "".join([own.TEXT, *(module.TEXTS[language] for module in common)])


@lru_cache(maxsize=16)
def _table(language: str) -> Mapping[str, str]:
    lines = (line.partition(":") for line in text_of(language).strip().splitlines())
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
