"""Dates, months and years as the author wrote them."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from app.llm.offline.lexicon import lexicon
from app.llm.offline.patterns import late
from app.llm.offline.words import words_of

TOKEN: Final = late(
    r"(?<!\w)[€$£¥]?\s?\d[\d.,:’'\u00a0\u202f]*\d(?!\w)|(?<!\w)\d(?!\w)|[^\W_]*[^\W\d_][^\W_]*(?:[-'’][^\W_]+)*|%|°|[€$£¥]"
)
YEAR: Final = late(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SPAN: Final = late(
    r"年?(?:\s*(?:to|until|till|through|and|bis|und|à|au|jusqu.?[àen]+|et|a|al|hasta|y|até|e|tot|en met|t/m|en|och|"
    r"ja|[-–—/]|から|より|〜|～)\s*)(?:(?:the )?(?:end of|early|mid|late|Ende|fin|final de|eind|slutet av)[ -])?",
    re.IGNORECASE,
)
"""What stands between the beginning and the end of a span of time."""

_SHORT_SPAN: Final = late(r"(?<!\d)(?:19|20)\d\d[–—/]\d\d(?!\d)")
"""A span whose end is written short: "2027/28"."""

_DAY: Final = 8
"""Characters before a month in which its day may stand."""

_SHORTEST: Final = 3
"""Letters that the shortest month has."""

_STEM: Final = 4
"""From more letters than these a word may begin with a month: "Januari", "januarit"."""

BEGINNINGS: Final = frozenset({"from", "since", "after", "ab", "seit", "nach", "depuis", "desde", "från", "sinds"})


def only_date(text: str, language: str) -> str:
    """Give the date that `text` is about: the only one in it, neither the end nor the beginning of something."""
    cues = lexicon(language)
    padded = f" {' '.join(words_of(text))} "
    years = years_in(text)
    found = date_phrase(text, language)
    if not found or len(set(years)) > 1 or any(f" {word} " in padded for word in cues.members("relative")):
        return ""
    if text.count(found) > 1 or (years and not YEAR.search(found)):
        return ""
    before = words_of(text[: text.find(found)])[-2:]
    bounds = {word for cue in cues.members("limits") for word in cue.split()} | BEGINNINGS
    return "" if bounds & set(before) else found


def years_in(text: str) -> tuple[int, ...]:
    """Give the years that `text` names, in order."""
    return tuple(int(match.group()) for match in YEAR.finditer(text))


def date_phrase(text: str, language: str) -> str:
    """Give the words that name a date, a month or a year: "1 May"."""
    month = next(dates_in(text, language), None)
    year = YEAR.search(text)
    return month.group() if month else (year.group() if year else "")


def due_date(text: str, language: str) -> str:
    """Give when something is due: of a span its end, and nothing where several years stand apart."""
    dates = list(dates_in(text, language))
    held = [date.span() for date in dates]
    years = [year for year in YEAR.finditer(text) if not any(start <= year.start() < end for start, end in held)]
    if _SHORT_SPAN.search(text) or (not dates and not years):
        return ""
    found = sorted((*dates, *years), key=lambda match: match.start())
    first = dates[0] if dates else years[0]
    last = first
    for one, following in pairwise(found[found.index(first) :]):
        if not _SPAN.fullmatch(text[one.end() : following.start()]):
            break
        last = following
    apart = not dates and last is first and len({year.group() for year in years}) > 1
    return "" if apart else last.group()


def dates_in(text: str, language: str) -> Iterator[re.Match[str]]:
    """Find what names a month with a day or a year."""
    cues = lexicon(language)
    months = {cue.rstrip("*") for cue in cues.members("time") if cue not in cues.members("limits")}
    for match in TOKEN.finditer(text):
        word = match.group().casefold()
        named = any(word == month or (len(month) > _STEM and word.startswith(month)) for month in months)
        if (named and len(word) >= _SHORTEST) or (match.group(), language) == ("May", "en"):
            phrase = re.compile(
                rf"(?:\d{{1,2}}(?:\.|er|º)?\s+(?:de\s+)?)?{re.escape(match.group())}(?:\s+(?:de\s+)?\d{{1,4}})?"
            )
            around = phrase.search(text, max(0, match.start() - _DAY))
            if around and any(character.isdigit() for character in around.group()):
                yield around
