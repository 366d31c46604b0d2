"""When a statement says something begins and ends, in its own words and as dates of a calendar."""

import re
from dataclasses import dataclass
from typing import Final

from app.llm.offline.dates import BEGINNINGS, YEAR, due_date
from app.llm.offline.lexicon import lexicon
from app.llm.offline.patterns import late
from app.llm.offline.words import is_wide, words_of

_DAY: Final = late(r"(?<!\d)(\d{1,2})(?!\d)")
_WIDE_MONTH: Final = late(r"(\d{1,2})月(?:(\d{1,2})日)?")
_WIDE_DATE: Final = late(
    r"(?:19|20)\d\d年(?:\d{1,2}月(?:\d{1,2}日)?)?(?:までに|から|以降)?|\d{1,2}月\d{1,2}日(?:までに)?"
)
_WORD: Final = late(r"[^\W\d_]+")
_LAST_WORDS: Final = late(r"(?:[^\W\d_]+(?:[-'’][^\W\d_]+)*\s+){0,3}$")
_PAST: Final = frozenset({"since", "seit", "depuis", "sinds", "sedan"})
_AT: Final = frozenset({"in", "im", "en", "em", "i", "no"})
_DAYS: Final = 31
_MONTHS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A time that a statement names."""

    said: str
    """With the word that bounds it: "by 1 January 2028"."""

    iso: str
    """The year, month or day; empty where the statement names no year."""

    begins: bool
    """Something begins then: "from 2028"."""

    @property
    def year(self) -> int | None:
        """Give the year."""
        return int(self.iso[:4]) if self.iso else None


def when_in(text: str, language: str) -> When | None:
    """Give the time that a statement is about; None where it names none, or several apart."""
    found = _wide_date(text) if is_wide(text) else due_date(text, language) or _month(text, language)
    if not found:
        return None
    start = text.rfind(found)
    before = _LAST_WORDS.search(text[:start])
    words = words_of(before.group()) if before else []
    cues = lexicon(language)
    bounds = [cue.split() for cue in cues.members("limits")] + [[word] for word in sorted(BEGINNINGS)]
    articles = int(bool(words) and words[-1] in cues.members("articles"))
    words = words[: len(words) - articles]
    bounds += [[word] for word in sorted(_AT)] if found == _month(text, language) else []
    length = max((len(bound) for bound in bounds if bound and words[-len(bound) :] == bound), default=0)
    if length:
        start = [match.start() for match in re.finditer(r"\S+", text[:start])][-length - articles]
    begins = length == 1 and words[-1] in BEGINNINGS
    if begins and words[-1] in _PAST:
        return None
    return When(said=text[start : text.rfind(found) + len(found)], iso=iso_of(found, language), begins=begins)


def _wide_date(text: str) -> str:
    found = _WIDE_DATE.search(text)
    return found.group() if found else ""


def _month(text: str, language: str) -> str:
    """Give the first month that stands alone: "in October"; English writes it with a capital."""
    months = lexicon(language).members("months")
    words = (match.group() for match in _WORD.finditer(text))
    return next((word for word in words if word.casefold() in months and (language != "en" or word[0].isupper())), "")


def iso_of(phrase: str, language: str) -> str:
    """Write a date as year, year and month, or day; empty where it names no year."""
    year = YEAR.search(phrase)
    if year is None:
        return ""
    wide = _WIDE_MONTH.search(phrase)
    rest = phrase.replace(year.group(), " ")
    months = lexicon(language).members("months")
    named = [
        place
        for word in words_of(rest)
        for place, month in enumerate(months, start=1)
        if word == month or (len(word) > len(month) and word.startswith(month))
    ]
    month = int(wide[1]) if wide else (named[0] if named else 0)
    if not 0 < month <= _MONTHS:
        return year.group()
    day = (wide[2] or "") if wide else next((match[1] for match in _DAY.finditer(rest)), "")
    whole = bool(day) and 0 < int(day) <= _DAYS
    return f"{year.group()}-{month:02d}-{int(day):02d}" if whole else f"{year.group()}-{month:02d}"
