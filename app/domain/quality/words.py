"""Comparing texts: words without case and punctuation, and the numbers in them."""

import re
import unicodedata

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"(?<!\w)(?<![^\W\d][-/])\d+(?:[.,\u00a0\u202f' ]\d{3}(?!\d))*(?:[.,]\d+)?")
_GROUPING = re.compile(r"[.,\u00a0\u202f' ](?=\d{3}(?!\d))")


def words_of(text: str) -> tuple[str, ...]:
    """Give the words of a text, folded."""
    return tuple(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def fold(text: str) -> str:
    """Write a text so that case, punctuation and spacing do not count."""
    return " ".join(words_of(text))


def numbers_of(text: str) -> tuple[str, ...]:
    """Give the numbers of a text, each once: `1,000`, `1 000` and `1000` are one number, digits of names are none."""
    plain = unicodedata.normalize("NFKC", text)
    found = (_GROUPING.sub("", number).replace(",", ".") for number in _NUMBER.findall(plain))
    return tuple(dict.fromkeys(_canonical(number) for number in found))


def has_number(text: str) -> bool:
    """Tell whether a text holds a digit."""
    return any(character.isdigit() for character in text)


def likeness(first: tuple[str, ...], second: tuple[str, ...]) -> int:
    """Give the percentage of words that two texts share, of all that they use."""
    if first == second:
        return 100
    one, other = set(first), set(second)
    return min(99, 100 * len(one & other) // len(one | other)) if one or other else 100


def _canonical(number: str) -> str:
    whole, _, fraction = number.partition(".")
    fraction = fraction.rstrip("0")
    whole = whole.lstrip("0") or "0"
    return f"{whole}.{fraction}" if fraction else whole
