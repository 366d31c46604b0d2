"""The few rephrasings that are allowed: a wish out of "X can Y", a purpose, a leading condition."""

import re
from dataclasses import dataclass
from typing import Final

from app.llm.offline.lexicon import lexicon
from app.llm.offline.own_wishes import own_wish_in
from app.llm.offline.parties import opening_name
from app.llm.offline.words import is_wide, words_of

VERB_SECOND: Final = frozenset({"de", "nl", "sv"})
"""Languages in which the verb follows a condition: what is left without it is no sentence."""

_CONDITION_LENGTH: Final = 120
_MOMENTS: Final = frozenset({"during", "upon", "within", "at the end of", "on the day"})
"""What these open has no verb: a comma behind one stands within what follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Who wants what, and why, as far as the author says."""

    who: str
    what: str
    why: str


def wish_in(text: str, language: str) -> Wish:
    """Read "As a X, I would like to Y so that Z", or "X can Y"; anything else is wished in its own words."""
    own = own_wish_in(text, language)
    if own is not None:
        return Wish(who=own.who, what=own.what, why=own.why)
    who = opening_name(text, language)
    return Wish(who=who, what=_ability(text, who, language) or text, why=purpose_in(text, language))


def _ability(text: str, who: str, language: str) -> str:
    """Give Y of "X can Y" in one sentence; longer texts stay as they are."""
    if not who or is_wide(text) or ". " in text.strip().rstrip("."):
        return ""
    rest = text[text.index(who) + len(who) :].lstrip()
    for cue in lexicon(language).members("ability"):
        if rest.casefold().startswith(f"{cue} ") and language == "en":
            return rest[len(cue) :].strip().rstrip(".")
    return ""


def purpose_in(text: str, language: str) -> str:
    """Give the author's own purpose clause, up to the end of its sentence."""
    lowered = text.casefold()
    for cue in lexicon(language).members("purpose"):
        position = lowered.find(f" {cue} ") if not is_wide(text) else -1
        if position > 0:
            rest = text[position + len(cue) + 2 :]
            return re.split(r"[.;!?](?:\s|$)", rest)[0].strip()
    return ""


def condition_in(text: str, language: str) -> tuple[str, str]:
    """Cut a leading condition from what follows it: ("If a payment fails", "the order is kept")."""
    lowered = text.casefold()
    if is_wide(text):
        match = re.match(r"^(?P<given>[^。]{2,60}?(?:場合は?|とき|際に?)、)(?P<then>.+)$", text, re.DOTALL)
        return (match["given"], match["then"]) if match else ("", text)
    for cue in lexicon(language).members("conditions"):
        if lowered.startswith(f"{cue} "):
            comma = text.find(", ")
            told = cue in _MOMENTS and set(words_of(text[:comma])) & set(lexicon(language).members("creates"))
            if len(cue) < comma <= _CONDITION_LENGTH and len(text) - comma > 12 and not told:  # noqa: PLR2004  a result says something
                return text[:comma], text[comma + 2 :]
    return "", text
