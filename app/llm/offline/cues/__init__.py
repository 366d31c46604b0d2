"""Cue words as data, one module a language.

A line is `category: cue | cue`; an indented line continues it. A cue is a word or a run of words; a trailing `*`
matches any ending. Japanese cues are sought anywhere in the text, all others as whole words. `h.` categories name
headings. A category may be given twice: its cues are joined.
"""

from importlib import import_module
from typing import Final

LANGUAGES: Final = ("en", "de", "fr", "es", "pt", "nl", "sv", "fi", "ja")
"""In the order in which ties between languages are broken."""


def text_of(language: str) -> str:
    """Give the cues of a language, loaded when they are first asked for; empty for one without any."""
    if language not in LANGUAGES:
        return ""
    shared = (import_module(f"{__name__}.{name}") for name in ("signs", "plans", "manners", "bounds"))
    return "".join((import_module(f"{__name__}.{language}").TEXT, *(module.TEXTS[language] for module in shared)))
