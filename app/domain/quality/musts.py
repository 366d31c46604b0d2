"""Where a text demands by a word that leaves no choice: "must", "muss", "doit", "debe", "måste"."""

import re
from collections.abc import Iterator
from typing import Final

_WORDS: Final = (
    r"must|shall|(?:has|have|needs?) to|(?:is|are) required to|mandatory",
    r"muss|müssen|zwingend|verpflichtend",
    r"doit|doivent|devra|devront|il faut|obligatoire(?:ment)?s?",
    r"debe|deben|deberá|deberán|tienen? que|hay que|obligatori[oa]s?",
    r"deve|devem|deverá|deverão|t[eê]m (?:de|que)|obrigatóri[oa]s?",
    r"moet|moeten|verplicht",
    r"måste|ska|skall",
    r"täytyy|pitää|on pakko|on oltava|on voitava",
)
"""English, German, French, Spanish, Portuguese, Dutch, Swedish, Finnish."""

_RELIEF: Final = r"(?<!\bnot )(?<!n't )(?<!\bnobody )(?<!\bno one )"
"""What nobody has to do is no demand."""

_MUST: Final = re.compile(
    rf"{_RELIEF}\b(?:{'|'.join(_WORDS)})\b|なければなら|ねばなら|必要があ|必須|すること(?=。|$)",
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(
    r"[^.;!?。\uff01\uff1f\n]*(?:[.!?](?!\s|$)[^.;!?。\uff01\uff1f\n]*)*[.;!?。\uff01\uff1f]?"
)


_NO_DEMAND: Final = ("#", "```", "~~~", "    ")
"""A heading and code demand nothing by themselves."""


def musts_in(text: str) -> Iterator[tuple[range, str]]:
    """Give each sentence that has such a word, with the places of which a citation needs one; `;` ends a sentence.

    The places are those of the word itself, and of a row of a table all of it. Questions and what only introduces a
    list are none.
    """
    if text.startswith(_NO_DEMAND):
        return
    for found in _SENTENCE.finditer(text):
        sentence = found.group()
        match = _MUST.search(sentence)
        asks = sentence.rstrip().endswith(("?", "\uff1f", ":", "\uff1a"))
        if match is None or asks or sentence.startswith(_NO_DEMAND):
            continue
        row = sentence.lstrip().startswith("|")
        start, end = (0, len(sentence)) if row else match.span()
        yield range(found.start() + start, found.start() + end), sentence.strip(" \t-*>")
