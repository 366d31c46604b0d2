"""Numbers, dates and amounts as the author wrote them."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final

from app.llm.offline.lexicon import lexicon
from app.llm.offline.words import is_wide, words_of

_TOKEN: Final = re.compile(
    r"(?<!\w)[€$£¥]?\s?\d[\d.,:’'\u00a0\u202f]*\d(?!\w)|(?<!\w)\d(?!\w)|[^\W_]*[^\W\d_][^\W_]*(?:[-'’][^\W_]+)*|%|°|[€$£¥]"
)
_WIDE_NUMBER: Final = re.compile(r"[^、。\s]{0,6}?[\d０-９][\d０-９,.]*[^、。はがをに\s]{0,8}")
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SPAN: Final = re.compile(
    r"年?(?:\s*(?:to|until|till|through|and|bis|und|à|au|jusqu.?[àen]+|et|a|al|hasta|y|até|e|tot|en met|t/m|en|och|"
    r"ja|[-–—/]|から|より|〜|～)\s*)(?:(?:the )?(?:end of|early|mid|late|Ende|fin|final de|eind|slutet av)[ -])?",
    re.IGNORECASE,
)
"""What stands between the beginning and the end of a span of time."""

_SHORT_SPAN: Final = re.compile(r"(?<!\d)(?:19|20)\d\d[–—/]\d\d(?!\d)")
"""A span whose end is written short: "2027/28"."""

_DAY: Final = 4
"""Characters before a month in which its day may stand."""

_CLOCK: Final = re.compile(r"(?<!\d)\d{1,2}:\d\d(?!\d)")
_BEGINNINGS: Final = frozenset({"from", "since", "after", "ab", "seit", "nach", "depuis", "desde", "från", "sinds"})
_AFTER: Final = 4
_RATES: Final = frozenset({"a", "an", "per", "pro", "par", "por", "im", "om", "al", "ao"})
_IN: Final = frozenset({"im", "om", "al", "ao", "par", "por"})
"""These mean "per" only before a unit of time."""

_SHARES: Final = frozenset({"of", "von", "sur", "de", "van", "av"})
_BREAK: Final = re.compile(r"[.,;:()\n—–]")
_AMOUNT: Final = re.compile(r"(\d{1,3}(?:[.,\u00a0\u202f' ]\d{3})+|\d+(?:[.,]\d+)?)\s*([^\W\d_]+)?")
_GROUPED: Final = re.compile(r"\d{1,3}(?:[.,\u00a0\u202f' ]\d{3})+")
_MILLION: Final = ("million", "mio", "millones", "milh", "miljon", "miljoon", "mln", "milj")


def quantity(text: str, language: str) -> str:
    """Give the first number of `text` with what limits it and what it counts: "within one working day"."""
    if is_wide(text):
        match = _WIDE_NUMBER.search(text)
        return match.group().strip() if match else ""
    tokens = list(_TOKEN.finditer(text))
    words = [token.group().casefold() for token in tokens]
    index = _first_number(words, language)
    if index is None:
        return ""
    first = _with_limit(words, index, language)
    last = index
    units = set(lexicon(language).members("units"))
    for following in range(index + 1, min(index + 1 + _AFTER, len(tokens))):
        between = text[tokens[following - 1].end() : tokens[following].start()]
        word = words[following]
        timed = following + 1 < len(words) and words[following + 1] in units
        per = word in _RATES and (timed or word not in _IN)
        rate = per or words[following - 1] in _RATES or _is_share(words, following, language)
        bound = word in lexicon(language).function and not rate
        whole = words[last] in units and not rate
        verb = language == "de" and word[0].isalpha() and tokens[following].group().islower() and word not in units
        plural = (
            language == "en"
            and following == index + 2
            and words[last].endswith("s")
            and not words[last].endswith("ss")
            and not rate
        )
        ends = bound or whole or plural or (verb and not rate)
        if (_BREAK.search(between) and not _is_month(word, language)) or ends:
            break
        last = following
    if last == index and first == index and not any(character.isdigit() for character in words[index]):
        return ""
    while last > index and words[last] in _RATES | lexicon(language).function:
        last -= 1
    return text[tokens[first].start() : tokens[last].end()].strip()


def _is_share(words: list[str], index: int, language: str) -> bool:
    """Tell whether a word goes on to the whole of a share: "nine of ten"."""
    known = _values(language)
    number = [word in known or word[0].isdigit() for word in words]
    joins = words[index] in _SHARES and index + 1 < len(words) and number[index + 1] and number[index - 1]
    return joins or (words[index - 1] in _SHARES and number[index])


def _is_month(word: str, language: str) -> bool:
    return len(word) > 2 and word in lexicon(language).members("time")  # noqa: PLR2004  shorter is no month


def counted(text: str, language: str) -> dict[str, str]:
    """Give what `text` counts, each thing with its number: "5 codes within 10 minutes" counts codes and minutes."""
    words = [token.group().casefold() for token in _TOKEN.finditer(text)]
    values = _values(language)
    found: dict[str, str] = {}
    for word, thing in pairwise(words):
        number = values.get(word) or (word if word[0].isdigit() and not _YEAR.fullmatch(word) else "")
        if number and thing not in lexicon(language).function and not thing[0].isdigit():
            found.setdefault(thing, number)
    return found


def with_digits(said: str, language: str) -> str:
    """Put the digits behind a number in words: "within one working day (1)"."""
    if not said or any(character.isdigit() for character in said):
        return said
    value = next((_values(language)[word] for word in words_of(said) if word in _values(language)), "")
    return f"{said} ({value})" if value else said


def only_quantity(text: str, language: str) -> str:
    """Give the quantity of `text` where it has exactly one: of several, none speaks for the whole."""
    if is_wide(text):
        return quantity(text, language) if len(re.findall(r"[\d０-９][\d０-９,.]*", text)) == 1 else ""
    text = text.replace(date_phrase(text, language) or "\0", " ")
    spelled = set(lexicon(language).members("numbers")) | set(_values(language))
    words = [match.group().casefold() for match in _TOKEN.finditer(_CLOCK.sub(" 0 ", text))]
    counted = [
        word
        for word in words
        if (any(character.isdigit() for character in word) and not _YEAR.fullmatch(word))
        or any(part in spelled for part in word.split("-"))
    ]
    return quantity(text, language) if len(counted) == 1 else ""


def only_date(text: str, language: str) -> str:
    """Give the date that `text` is about: the only one in it, neither the end nor the beginning of something."""
    cues = lexicon(language)
    padded = f" {' '.join(words_of(text))} "
    years = years_in(text)
    found = date_phrase(text, language)
    if not found or len(set(years)) > 1 or any(f" {word} " in padded for word in cues.members("relative")):
        return ""
    if text.count(found) > 1 or (years and not _YEAR.search(found)):
        return ""
    before = words_of(text[: text.find(found)])[-2:]
    bounds = {word for cue in cues.members("limits") for word in cue.split()} | _BEGINNINGS
    return "" if bounds & set(before) else found


def _first_number(words: list[str], language: str) -> int | None:
    digits = [
        index
        for index, word in enumerate(words)
        if any(character.isdigit() for character in word) and not _YEAR.fullmatch(word)
    ]
    spelled = [
        index
        for index, word in enumerate(words)
        if word in _values(language)
        and (_values(language)[word] != "1" or _with_limit(words, index, language) < index)
        and (index or len(words) <= _AFTER or words[1] in _SHARES)
        and index + 1 < len(words)
    ]
    found = sorted(digits) or sorted(spelled)
    return found[0] if found else None


def _with_limit(words: list[str], index: int, language: str) -> int:
    """Extend a number to the words that limit it: "no longer than five"."""
    best = index
    for cue in lexicon(language).members("limits"):
        parts = cue.split()
        start = index - len(parts)
        if start >= 0 and words[start:index] == parts:
            best = min(best, start)
    return best


@lru_cache(maxsize=16)
def _values(language: str) -> dict[str, str]:
    pairs = (entry.split("=") for entry in lexicon(language).members("values"))
    return {word.strip(): value.strip() for word, value in pairs}


def years_in(text: str) -> tuple[int, ...]:
    """Give the years that `text` names, in order."""
    return tuple(int(match.group()) for match in _YEAR.finditer(text))


def date_phrase(text: str, language: str) -> str:
    """Give the words that name a date, a month or a year: "1 May"."""
    month = next(_dates(text, language), None)
    year = _YEAR.search(text)
    return month.group() if month else (year.group() if year else "")


def due_date(text: str, language: str) -> str:
    """Give when something is due: of a span its end, and nothing where several years stand apart."""
    dates = list(_dates(text, language))
    held = [date.span() for date in dates]
    years = [year for year in _YEAR.finditer(text) if not any(start <= year.start() < end for start, end in held)]
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


def _dates(text: str, language: str) -> Iterator[re.Match[str]]:
    """Find what names a month with a day or a year."""
    months = {cue.rstrip("*") for cue in lexicon(language).members("time")}
    for match in _TOKEN.finditer(text):
        word = match.group().casefold()
        if len(word) > 2 and any(word == month or (len(month) > 4 and word.startswith(month)) for month in months):  # noqa: PLR2004  a plain count
            phrase = re.compile(rf"(?:\d{{1,2}}\.?\s+)?{re.escape(match.group())}(?:\s+\d{{1,4}})?")
            around = phrase.search(text, max(0, match.start() - _DAY))
            if around and any(character.isdigit() for character in around.group()):
                yield around


def amount(text: str) -> int | None:
    """Give the first amount of `text` as a whole number: 2.4 million is 2,400,000."""
    for match in _AMOUNT.finditer(text):
        digits, unit = match.group(1), (match.group(2) or "").casefold()
        if _GROUPED.fullmatch(digits):
            return int(re.sub(r"\D", "", digits))
        if unit.startswith(_MILLION):
            whole, _, fraction = digits.replace(",", ".").partition(".")
            return int(whole) * 1_000_000 + int((fraction + "000000")[:6])
        if not _YEAR.fullmatch(digits) and "." not in digits and "," not in digits and int(digits) > 999:  # noqa: PLR2004  a plain count
            return int(digits)
    return None
