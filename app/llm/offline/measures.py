"""What a statement wants to reach, and where it stands today: "rises from 9 % to 15 %"."""

import re
from itertools import pairwise
from typing import Final

from app.llm.offline.lexicon import lexicon
from app.llm.offline.patterns import late
from app.llm.offline.quantities import quantities, with_digits
from app.llm.offline.words import is_wide, words_of

_NUMBER: Final = r"[€$£]?\d[\d.,\u00a0\u202f]*\d|\d"
_UNIT: Final = r"(?:\s?%|\s[^\W\d_]+)?"
_BOUND: Final = (
    r"(?:(?:under|below|over|above|about|(?:less|fewer|more|no more) than|at (?:most|least)|unter|über|höchstens|"
    r"mindestens|(?:weniger|mehr) als|(?:moins|plus) de|au (?:plus|moins)|(?:menos|más|mais) de|(?:minder|meer) dan|"
    r"hoogstens|(?:mindre|mer) än|högst|minst)\s+)?"
)
"""What may limit the number that is to be reached."""

_CHANGE: Final = late(
    rf"\b(?:from|von|de|van|från|del?)\s+(?P<before>(?:{_NUMBER}){_UNIT})\s+(?:to|auf|à|a|para|naar|till|al?)\s+"
    rf"(?P<after>{_BOUND}(?:{_NUMBER}){_UNIT})",
    re.IGNORECASE,
)
_DOWN: Final = late(
    r"\b(?:down from|up from|instead of|statt|au lieu de|en lugar de|em vez de|in plaats van|i stället för)\s+"
    r"(?P<before>[^.;,()]{2,60})",
    re.IGNORECASE,
)
_BRACKET: Final = late(r"[(（](?P<inside>[^)）]*)[)）]")
_MORE: Final = frozenset({"more", "longer", "less", "fewer", "later", "mehr", "länger", "más", "mais", "meer", "mer"})
_WHOLE: Final = 110
"""A longer clause is no target."""

DENYING: Final = frozenset(
    {"no", "nobody", "none", "nothing", "kein", "keine", "niemand", "nichts", "aucun", "aucune", "personne", "ningún"}
    | {"ninguna", "nadie", "nenhum", "nenhuma", "ninguém", "geen", "niemand", "ingen", "inget", "kukaan", "mikään"}
)


def target_in(text: str, language: str) -> str:
    """Give the number to be reached with what limits it; where nobody may pass it, the whole clause."""
    change = _change_in(text, language)
    if change:
        return change["after"].strip()
    bare = _BRACKET.sub("", text)
    words = words_of(text)[:6]
    denying = [word for word, following in pairwise([*words, ""]) if word in DENYING and following not in _MORE]
    clause = re.split(r"[.;](?:\s|$)", bare)[0].strip()
    said = "; ".join(quantities(bare, language) or quantities(text, language))
    denied = bool(denying) and any(character.isdigit() or character.isalpha() for character in said)
    return clause if said and denied and _limited(said, language) and len(clause) <= _WHOLE else said


def _change_in(text: str, language: str) -> re.Match[str] | None:
    """Find "from 9 % to 15 %" where something changes: a word says so, or it goes down; else it is a range."""
    change = None if is_wide(text) else _CHANGE.search(text)
    if change is None:
        return None
    before, after = (int(re.sub(r"\D", "", change[side])) for side in ("before", "after"))
    changes = any(hit.category == "changes" for hit in lexicon(language).hits(text, words_of(text)))
    return change if changes or before > after else None


def target_figure(text: str, language: str) -> str:
    """Give the target so that it holds a digit."""
    return with_digits(target_in(text, language), language)


def baseline_in(text: str, language: str) -> str:
    """Give where it stands today, if the same sentence says it."""
    change = _change_in(text, language)
    if change:
        return change["before"].strip()
    now = lexicon(language).members("now")
    for match in _BRACKET.finditer(text):
        if any(word in match["inside"].casefold() for word in now):
            return match["inside"].partition(":")[2].strip() or match["inside"].strip()
    down = _DOWN.search(text)
    return down["before"].strip() if down else ""


def _limited(said: str, language: str) -> bool:
    """Tell whether a quantity begins with what it must not pass: "longer than six months"."""
    return any(said.casefold().startswith(f"{cue} ") for cue in lexicon(language).members("limits"))
