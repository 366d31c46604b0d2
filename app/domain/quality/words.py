"""Comparing texts: words without case and punctuation, and the numbers in them."""

import re
import unicodedata

_WORD = r"\w+"
_NUMBER = r"(?<!\w)(?<![^\W\d][-/])\d+(?:[.,\u00a0\u202f' ]\d{3}(?!\d))*(?:[.,]\d+)?"
_GROUPING = r"[.,\u00a0\u202f' ](?=\d{3}(?!\d))"
_SAYS_SOMETHING = 8
"""Characters from which a single word, or a text in a script without spaces, says something."""


def words_of(text: str) -> tuple[str, ...]:
    """Give the words of a text, folded."""
    return tuple(re.findall(_WORD, unicodedata.normalize("NFKC", text).casefold()))


def fold(text: str) -> str:
    """Write a text so that case, punctuation and spacing do not count."""
    return " ".join(words_of(text))


def numbers_of(text: str) -> tuple[str, ...]:
    """Give the numbers of a text, each once: `1,000`, `1 000` and `1000` are one number, digits of names are none."""
    plain = unicodedata.normalize("NFKC", text)
    found = (re.sub(_GROUPING, "", number).replace(",", ".") for number in re.findall(_NUMBER, plain))
    return tuple(dict.fromkeys(_canonical(number) for number in found))


def says_something(text: str) -> bool:
    """Tell whether a text says more than a short word does."""
    words = words_of(text)
    return len(words) > 1 or sum(map(len, words)) >= _SAYS_SOMETHING


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
