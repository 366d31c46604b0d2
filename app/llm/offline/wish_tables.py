"""Tables whose head begins the sentences of their rows: "As a | I want to | So that"."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from app.llm.offline.patterns import late

_OPEN: Final = late(r"\s*(?:[/(<\[…:]|\.{2,}|\.$).*")
"""Where the words of a head end and what the author left open begins: "As a/an", "I want <goal>", "So that ..."."""

_TELLS: Final = late(r"as an?|als(?: eine?)?|en tant que?|como(?: una?| uma?)?|som(?: en)?", re.IGNORECASE)
_WANTS: Final = late(
    r"(?:i|je|we|nous|yo|eu)\b.+|j['’].+|(?:möchte|will|muss|wil|moet|vill|måste) (?:ich|ik|jag)\b.*"
    r"|(?:quiero|necesito|quero|preciso)\b.*",
    re.IGNORECASE,
)


def words_before_cells(heads: Sequence[str]) -> Mapping[int, str]:
    """Give the words that a row's cells continue, by column; none where the head begins no wish in the first person."""
    said = [_OPEN.sub("", head.strip()).strip() for head in heads]
    for place, (who, what) in enumerate(pairwise(said)):
        if _TELLS.fullmatch(who) and _WANTS.fullmatch(what):
            why = said[place + 2] if place + 2 < len(said) else ""
            found = (who, what, why[:1].lower() + why[1:])
            return {column: words for column, words in enumerate(found, start=place) if words}
    return {}
