"""Numbers of clauses that an author typed ("3.2 The system shall ..."): they count and name nothing."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from app.llm.offline.patterns import late

_CLAUSE: Final = late(r"(?:§\s?)?(?P<number>\d{1,3}(?:\.\d{1,3}){1,4})[.)]?\s+(?=\S)")
_FEWEST: Final = 3


def lengths_of_clause_numbers(texts: Sequence[str]) -> list[int]:
    """Give for each text how many characters its number takes, where at least three numbers count upwards; else 0.

    A decimal at the beginning of a sentence ("2.5 tonnes are the limit") is the author's figure and stays.
    """
    found = [_CLAUSE.match(text) for text in texts]
    numbers = [tuple(int(part) for part in match["number"].split(".")) for match in found if match]
    if len(numbers) < _FEWEST or any(later <= earlier for earlier, later in pairwise(numbers)):
        return [0] * len(texts)
    return [match.end() if match else 0 for match in found]
