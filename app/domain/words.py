"""Texts compared word by word."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

_TOKEN = re.compile(
    r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"  # scripts without spaces: a character is a word
    r"|[^\W\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+|\s+|[^\w\s]"
)

MOST_EDITS = 800
"""Texts further apart than this many words are shown as replaced; it bounds the work, whatever the texts are."""


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


Pair: TypeAlias = tuple[str, str]
"""What stood and what stands in one place: equal where it stayed, empty on one side where it came or went."""


def compare_words(old: str, new: str) -> tuple[Words, ...]:
    """Give the runs that lead from `old` to `new`, removed before added.

    Same and removed runs joined are `old`; same and added runs joined are `new`. Space alone never stays between two
    changes: they are one.
    """
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    inner_before, inner_after = before[start : len(before) - end], after[start : len(after) - end]
    first, last = "".join(before[:start]), "".join(before[len(before) - end :])
    middle = _edit(inner_before, inner_after) or [("".join(inner_before), "".join(inner_after))]
    return tuple(run for pair in _merged([(first, first), *middle, (last, last)]) for run in _runs(pair))


def _edit(before: Sequence[str], after: Sequence[str]) -> list[Pair] | None:
    """Find the fewest removals and additions (Myers, "An O(ND) Difference Algorithm", 1986); None past `MOST_EDITS`."""
    reached = {1: 0}
    history: list[dict[int, int]] = []
    for edits in range(min(len(before) + len(after), MOST_EDITS) + 1):
        history.append(dict(reached))
        for diagonal in range(-edits, edits + 1, 2):
            down = _goes_down(reached, diagonal, edits)
            x = reached[diagonal + 1] if down else reached[diagonal - 1] + 1
            while x < len(before) and x - diagonal < len(after) and before[x] == after[x - diagonal]:
                x += 1
            reached[diagonal] = x
            if x >= len(before) and x - diagonal >= len(after):
                return _way(history, before, after)
    return None


def _goes_down(reached: Mapping[int, int], diagonal: int, edits: int) -> bool:
    """Tell whether a diagonal is better reached by an addition (down) than by a removal (right)."""
    return diagonal == -edits or (diagonal != edits and reached[diagonal - 1] < reached[diagonal + 1])


def _way(history: Sequence[Mapping[int, int]], before: Sequence[str], after: Sequence[str]) -> list[Pair]:
    """Walk back from the end of both texts to their beginning."""
    pairs: list[Pair] = []
    x, y = len(before), len(after)
    for edits in range(len(history) - 1, 0, -1):
        reached = history[edits]
        down = _goes_down(reached, x - y, edits)
        diagonal = x - y + 1 if down else x - y - 1
        from_x = reached[diagonal]
        from_y = from_x - diagonal
        kept = x - (from_x if down else from_x + 1)
        pairs += [(before[x - step], after[y - step]) for step in range(1, kept + 1)]
        pairs.append(("", after[from_y]) if down else (before[from_x], ""))
        x, y = from_x, from_y
    pairs += [(before[step], after[step]) for step in range(x - 1, -1, -1)]
    return pairs[::-1]


def _merged(pairs: Iterable[Pair]) -> list[Pair]:
    """Join neighbours of one fate, and changes with nothing but space between them."""
    merged: list[Pair] = []
    for old, new in pairs:
        if merged and _is_same(merged[-1]) == (old == new):
            merged[-1] = (merged[-1][0] + old, merged[-1][1] + new)
        elif old or new:
            merged.append((old, new))
        match merged[-3:]:
            case [left, (space, _), right] if space.isspace() and not _is_same(right):
                merged[-3:] = [(left[0] + space + right[0], left[1] + space + right[1])]
            case _:
                pass
    return merged


def _is_same(pair: Pair) -> bool:
    return pair[0] == pair[1]


def _runs(pair: Pair) -> list[Words]:
    if _is_same(pair):
        return [Words(fate=Fate.SAME, text=pair[0])]
    runs = (Words(fate=Fate.REMOVED, text=pair[0]), Words(fate=Fate.ADDED, text=pair[1]))
    return [run for run in runs if run.text]


def _common(before: Sequence[str], after: Sequence[str]) -> int:
    pairs = zip(before, after, strict=False)
    return next((index for index, (left, right) in enumerate(pairs) if left != right), min(len(before), len(after)))
