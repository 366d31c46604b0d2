"""Texts compared word by word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_TOKEN = re.compile(
    r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"  # scripts without spaces: a character is a word
    r"|[^\W\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+|\s+|[^\w\s]"
)

MOST_PAIRS = 4_000_000
"""Longer texts than this many pairs of words are shown as replaced as a whole; matching is quadratic."""


class Fate(StrEnum):
    """What became of some words."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A run of text with one fate."""

    fate: Fate
    text: str


def compare_words(old: str, new: str) -> tuple[Words, ...]:
    """Give the runs that lead from `old` to `new`.

    Same and removed runs joined are `old`; same and added runs joined are `new`.
    """
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    middle = _between(before[start : len(before) - end], after[start : len(after) - end])
    runs = [(Fate.SAME, before[:start]), *middle, (Fate.SAME, before[len(before) - end :])]
    return _joined(runs)


def _between(before: Sequence[str], after: Sequence[str]) -> list[tuple[Fate, Sequence[str]]]:
    if len(before) * len(after) > MOST_PAIRS:
        return [(Fate.REMOVED, before), (Fate.ADDED, after)]
    runs: list[tuple[Fate, Sequence[str]]] = []
    for tag, i, j, k, n in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append((Fate.SAME, before[i:j]))
        else:
            runs += [(Fate.REMOVED, before[i:j]), (Fate.ADDED, after[k:n])]
    return runs


def _common(before: Sequence[str], after: Sequence[str]) -> int:
    pairs = zip(before, after, strict=False)
    return next((index for index, (left, right) in enumerate(pairs) if left != right), min(len(before), len(after)))


def _joined(runs: Sequence[tuple[Fate, Sequence[str]]]) -> tuple[Words, ...]:
    joined: list[Words] = []
    for fate, tokens in runs:
        text = "".join(tokens)
        if joined and joined[-1].fate is fate:
            joined[-1] = Words(fate=fate, text=joined[-1].text + text)
        elif text:
            joined.append(Words(fate=fate, text=text))
    return tuple(joined)
