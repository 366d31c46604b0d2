"""Cue words as data, one module a language.

A line is `category: cue | cue`; an indented line continues it. A cue is a word or a run of words; a trailing `*`
matches any ending. Japanese cues are sought anywhere in the text, all others as whole words. `h.` categories name
headings. A category may be given twice: its cues are joined.
"""

from collections.abc import Mapping
from typing import Final

from app.llm.offline.cues import de, en, es, fi, fr, ja, nl, pt, signs, sv

TEXTS: Final[Mapping[str, str]] = {
    "en": en.TEXT + signs.TEXTS["en"],
    "de": de.TEXT + signs.TEXTS["de"],
    "fr": fr.TEXT + signs.TEXTS["fr"],
    "es": es.TEXT + signs.TEXTS["es"],
    "pt": pt.TEXT + signs.TEXTS["pt"],
    "nl": nl.TEXT + signs.TEXTS["nl"],
    "sv": sv.TEXT + signs.TEXTS["sv"],
    "fi": fi.TEXT + signs.TEXTS["fi"],
    "ja": ja.TEXT + signs.TEXTS["ja"],
}
"""Language to its cues, in the order in which ties between languages are broken."""
