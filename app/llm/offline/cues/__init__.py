"""Cue words as data, one module a language.

A line is `category: cue | cue`; an indented line continues it. A cue is a word or a run of words; a trailing `*`
matches any ending. Japanese cues are sought anywhere in the text, all others as whole words. `h.` categories name
headings.
"""

from collections.abc import Mapping
from typing import Final

from app.llm.offline.cues import de, en, es, fi, fr, ja, nl, pt, sv

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
"""Language to its cues, in the order in which ties between languages are broken."""
