"""Numbers and amounts as the author wrote them."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from app.llm.offline.dates import TOKEN, YEAR, dates_in
from app.llm.offline.lexicon import lexicon
from app.llm.offline.parties import without_versions
from app.llm.offline.patterns import late
from app.llm.offline.words import is_wide, words_of

_WIDE_NUMBER: Final = late(r"[^、。\s]{0,6}?[\d０-９][\d０-９,.]*[^、。はがをに\s]{0,8}")
_AFTER: Final = 4
_RATES: Final = frozenset({"a", "an", "per", "pro", "par", "por", "im", "om", "al", "ao"})
_IN: Final = frozenset({"im", "om", "al", "ao", "par", "por"})
"""These mean "per" only before a unit of time."""

_NAMED: Final = late(r"[A-Z]{3,}")
"""What a number behind it is a version of: "WCAG 2.2"."""

_TO: Final = frozenset({"to", "bis", "à", "a", "al", "tot", "till", "até", "hasta"})
_WHEN: Final = frozenset(
    {
        "in",
        "on",
        "during",
        "am",
        "im",
        "während",
        "dans",
        "pendant",
        "en",
        "durante",
        "em",
        "no",
        "na",
        "op",
        "under",
        "på",
    }
    | {"for", "für", "pour", "para", "voor", "för"}
)
"""Behind these stands the span of time that a number is for."""

_SHARES: Final = frozenset({"of", "von", "sur", "de", "van", "av"})
_WHOLES: Final = _SHARES | {"der", "des", "du", "dos", "das", "do", "da", "del"}
_BREAK: Final = late(r"[.,;:()\n—–]")
_AMOUNT: Final = late(r"(\d{1,3}(?:[.,\u00a0\u202f' ]\d{3})+|\d+(?:[.,]\d+)?)\s*([^\W\d_]+)?")
_GROUPED: Final = late(r"\d{1,3}(?:[.,\u00a0\u202f' ]\d{3})+")
_SHORTENED: Final = frozenset({"mio", "mln", "mrd", "milj", "approx"})
"""Their full stop ends no sentence."""

_ELEMENT: Final = late(r"</?[A-Za-z]+\d+>")
_MILLION: Final = ("million", "mio", "millones", "milh", "miljon", "miljoon", "mln", "milj")


def quantity(text: str, language: str) -> str:
    """Give the first number of `text` with what limits it and what it counts: "within one working day"."""
    if is_wide(text):
        match = _WIDE_NUMBER.search(text)
        return match.group().strip() if match else ""
    tokens = list(TOKEN.finditer(_countable(text, language)))
    words = [token.group().strip().casefold() for token in tokens]
    index = _first_number(words, language)
    return "" if index is None else _said_at(text, tokens, words, index, language)[0]


def quantities(text: str, language: str) -> tuple[str, ...]:
    """Give every number of `text` with what limits it and what it counts; dates and years are none."""
    if is_wide(text):
        return tuple(dict.fromkeys(match.group().strip() for match in _WIDE_NUMBER.finditer(text)))
    tokens = list(TOKEN.finditer(_countable(text, language)))
    words = [token.group().strip().casefold() for token in tokens]
    dates = [date.span() for date in dates_in(text, language)]
    units = frozenset(lexicon(language).members("units"))
    found: list[str] = []
    reached = -1
    for index, token in enumerate(tokens):
        dated = any(start <= token.end() - 1 < end for start, end in dates)
        if index <= reached or dated:
            continue
        if _is_fraction(words, index, language):
            said, reached = _share_at(text, tokens, words, index, language)
        elif _counts(words, index, units, language):
            said, reached = _said_at(text, tokens, words, index, language)
        else:
            continue
        found.append(said)
    known = tuple(dict.fromkeys(entry for entry in found if entry))
    single = "" if known or dates else quantity(text, language)
    return known or ((single,) if single else ())


def _countable(text: str, language: str) -> str:
    """Blank the digits that belong to a name: of a version, of an element ("<h1>"); all else keeps its place."""
    return _ELEMENT.sub(lambda match: "x" * len(match.group()), without_versions(text, language))


def _counts(words: Sequence[str], index: int, units: frozenset[str], language: str) -> bool:
    """Tell whether a word is a number in digits, or one in letters that counts a unit: "two working days"."""
    word = words[index]
    if any(character.isdigit() for character in word):
        return not YEAR.fullmatch(word)
    value = _values(language).get(word, "")
    counted_unit = bool(units & set(words[index + 1 : index + 3]))
    return bool(value) and counted_unit and (value != "1" or _with_limit(words, index, language) < index)


def _is_fraction(words: Sequence[str], index: int, language: str) -> bool:
    """Tell whether a word is a part of a whole: "a third of visitors", "fell by a third"."""
    cues = lexicon(language)
    if words[index] not in cues.members("numbers") or words[index] in _values(language):
        return False
    following = words[index + 1 : index + 2]
    shared = bool(following) and following[0] in _WHOLES
    alone = not following or following[0] in cues.function
    before = re.split("['’]", words[index - 1])[-1] if index else ""
    return shared or (alone and before in cues.members("articles"))


def _share_at(
    text: str, tokens: Sequence[re.Match[str]], words: list[str], index: int, language: str
) -> tuple[str, int]:
    """Give a part with the whole it is of."""
    cues = lexicon(language)
    before = re.split("['’]", words[index - 1])[-1] if index else ""
    first = index - 1 if before in cues.members("articles") else index
    last = index
    if words[index + 1 : index + 2] and words[index + 1] in _WHOLES:
        for place in range(index + 2, min(index + 2 + _AFTER, len(words))):
            inner = words[place] in cues.members("articles") and last == index
            between = text[tokens[place - 1].end() : tokens[place].start()]
            plural = language == "en" and last > index and words[last].endswith("s")
            if _BREAK.search(between) or plural or (words[place] in cues.function and not inner):
                break
            last = place if not inner else last
    return text[tokens[first].start() : tokens[last].end()].strip(), last


def _said_at(
    text: str, tokens: Sequence[re.Match[str]], words: list[str], index: int, language: str
) -> tuple[str, int]:
    """Give the number at `index` with the words around it that belong to it, and the place of the last of them."""
    first = _with_limit(words, index, language)
    named = index and _NAMED.fullmatch(tokens[index - 1].group()) and text[tokens[index - 1].end()] == " "
    first = index - 1 if named and first == index else first
    either = (
        index > 1 and words[index - 1] in lexicon(language).members("joins") and words[index - 2] in _values(language)
    )
    first = index - 2 if either and first == index else first
    last = _last_of(text, tokens, words, index, language)
    if last == index and words[index + 1 : index + 2] and words[index + 1] in _TO and words[index + 2 : index + 3]:
        last = index + 2 if words[index + 2][0].isdigit() else last
    last = _until_when(text, tokens, words, last, language)
    if last == index and first == index and not any(character.isdigit() for character in words[index]):
        return "", index
    units = lexicon(language).members("units")
    while last > index and words[last] in _RATES | lexicon(language).function and words[last] not in units:
        last -= 1
    return text[tokens[first].start() : tokens[last].end()].strip(), last


def _last_of(text: str, tokens: Sequence[re.Match[str]], words: list[str], index: int, language: str) -> int:
    """Give the place of the last word that says what a number counts."""
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
        verb = verb or (language == "fr" and following > index + 1 and word.endswith(("ent", "ont")))
        plural = (
            language == "en"
            and following == index + 2
            and words[last].endswith("s")
            and not words[last].endswith("ss")
            and not rate
        )
        ends = bound or whole or plural or (verb and not rate)
        shortened = between == ". " and words[following - 1] in _SHORTENED
        if (_BREAK.search(between) and not shortened and not _is_month(word, language)) or ends:
            break
        last = following
    return last


def _until_when(text: str, tokens: Sequence[re.Match[str]], words: list[str], last: int, language: str) -> int:
    """Go on to the span of time that a number is for: "120 in the first hour", "400 applications on the first day"."""
    units = set(lexicon(language).members("units"))
    if words[last] in units or words[last + 1 : last + 2] == [] or words[last + 1] not in _WHEN:
        return last
    for place in range(last + 1, min(last + 2 + _AFTER, len(words))):
        between = text[tokens[place - 1].end() : tokens[place].start()]
        if _BREAK.search(between) or words[place][0].isdigit() or words[place] in lexicon(language).members("joins"):
            return last
        if words[place] in units:
            return place
    return last


def _is_share(words: list[str], index: int, language: str) -> bool:
    """Tell whether a word goes on to the whole of a share: "nine of ten"."""
    known = _values(language)
    number = [word in known or word[0].isdigit() for word in words]
    joins = words[index] in _SHARES and index + 1 < len(words) and number[index + 1] and number[index - 1]
    return joins or (words[index - 1] in _SHARES and number[index])


def _is_month(word: str, language: str) -> bool:
    return len(word) > 2 and word in lexicon(language).members("time")  # noqa: PLR2004  shorter is no month


def counted(text: str, language: str) -> dict[str, str]:
    """Give what `text` counts, each thing with its number: "5 codes within 10 minutes" counts codes and minutes.

    "One" in letters may be an article and counts only behind a limit: "at most one code".
    """
    words = [token.group().casefold() for token in TOKEN.finditer(_countable(text, language))]
    values = _values(language)
    found: dict[str, str] = {}
    for index, (word, thing) in enumerate(pairwise(words)):
        number = values.get(word) or (word if word[0].isdigit() and not YEAR.fullmatch(word) else "")
        if values.get(word) == "1" and _with_limit(words, index, language) == index:
            continue
        if number and thing not in lexicon(language).function and not thing[0].isdigit():
            found.setdefault(thing, number)
    return found


def with_digits(said: str, language: str) -> str:
    """Put the digits behind a number in words: "within one working day (1)"."""
    if not said or any(character.isdigit() for character in said):
        return said
    value = next((_values(language)[word] for word in words_of(said) if word in _values(language)), "")
    return f"{said} ({value})" if value else said


def _first_number(words: list[str], language: str) -> int | None:
    digits = [
        index
        for index, word in enumerate(words)
        if any(character.isdigit() for character in word) and not YEAR.fullmatch(word)
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


def _with_limit(words: Sequence[str], index: int, language: str) -> int:
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


def amount(text: str) -> int | None:
    """Give the first amount of `text` as a whole number: 2.4 million is 2,400,000."""
    for match in _AMOUNT.finditer(text):
        digits, unit = match.group(1), (match.group(2) or "").casefold()
        if _GROUPED.fullmatch(digits):
            return int(re.sub(r"\D", "", digits))
        if unit.startswith(_MILLION):
            whole, _, fraction = digits.replace(",", ".").partition(".")
            return int(whole) * 1_000_000 + int((fraction + "000000")[:6])
        if not YEAR.fullmatch(digits) and "." not in digits and "," not in digits and int(digits) > 999:  # noqa: PLR2004  a plain count
            return int(digits)
    return None
