"""Wishes of one who speaks in a role: "As a reader, I want to borrow a book", in nine languages."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from app.llm.offline.lexicon import lexicon
from app.llm.offline.parties import opening_name
from app.llm.offline.patterns import late
from app.llm.offline.tags import Tag
from app.llm.offline.words import is_wide, words_of

_LABEL: Final = r"(?:[^:：.]{1,60}[:：]\s*)?"
"""What numbers or names a wish: "US-3: ...", "Borrowing: ..."."""

_WHO: Final = r"(?P<who>[^,.:]{2,60}?)"
_WHAT: Final = r"(?P<what>.+?)"
_WHY: Final = r"(?P<why>.+?)"
_FORMS: Final = {
    "en": rf"as (?P<article>(?:an?|the|one of the) )?{_WHO},? (?:i|we)(?P<verb>['’]d (?:like|love)| (?:also )?(?:want"
    r"|need|would like|would love|wish|can|must|should|have|am able|are able))(?: to be able)? (?:to )?"
    rf"{_WHAT}(?:,? (?:so that|so(?= i\b| we\b)|in order to|in order that|because) {_WHY})?[.]?$",
    "de": rf"als (?P<article>(?:eine?r?|de[rn]|die) )?{_WHO},? (?P<verb>möchten?|will|wollen|muss|müssen|soll|sollte"
    rf"|kann|können|brauchen?|benötigen?|wünsche|hätte|würde) (?:ich|wir)(?: mir)?(?: gerne?)?,? {_WHAT}"
    rf"(?:(?:,? (?:damit|sodass|so dass)|, um) {_WHY})?[.]?$",
    "fr": rf"en tant qu(?:e |['’])(?P<article>(?:une? |l[ae] |l['’]))?{_WHO},? (?:je |nous |j['’])(?P<verb>veux"
    r"|souhaite|voudrais|aimerais|désire|dois|peux|voulons|souhaitons|voudrions|aimerions|devons|pouvons|ai besoin)"
    rf"(?: pouvoir)? {_WHAT}(?:,? (?:afin (?:de |que |qu['’]|d['’])|pour (?:que |qu['’])?){_WHY})?[.]?$",
    "es": rf"como (?P<article>(?:una?|el|la) )?{_WHO},? (?:yo )?(?P<verb>quiero|deseo|necesito|quisiera|querría"
    rf"|me gustaría|debo|puedo|queremos|deseamos|necesitamos)(?: poder)? {_WHAT}(?:,? para (?:que )?{_WHY})?[.]?$",
    "pt": rf"como (?P<article>(?:uma?|[oa]) )?{_WHO},? (?:eu )?(?P<verb>quero|desejo|preciso(?: de)?|queria|gostaria de"
    r"|gostava de|devo|posso|queremos|desejamos|precisamos(?: de)?)(?: poder)? "
    rf"{_WHAT}(?:,? (?:para (?:que )?|a fim de ){_WHY})?[.]?$",
    "nl": rf"als (?P<article>(?:een|de) )?{_WHO},? (?P<verb>wil|zou|moet|kan|wens|willen|moeten|kunnen) "
    rf"(?:ik|wij|we)(?: graag)? {_WHAT}(?:(?:,? (?:zodat|opdat)|, om) {_WHY})?[.]?$",
    "sv": rf"som (?P<article>(?:en|ett) )?{_WHO},? (?P<verb>vill|skulle|önskar|behöver|måste|kan) (?:jag|vi)"
    rf"(?: vilja| gärna)*(?: kunna)? {_WHAT}(?:,? (?:så att|för att) {_WHY})?[.]?$",
    "fi": r"(?P<article>)(?P<who>[^,.:]{1,50}?n[aä]),? (?:minä )?(?P<verb>haluan|haluaisin|tahdon|toivon|tarvitsen"
    rf"|haluamme) {_WHAT}(?:,? jotta {_WHY})?[.]?$",
    "ja": r"(?P<article>)(?P<who>[^、。:：]{1,20}?)として、?(?:私は、?)?(?P<what>[^。]+"
    r"(?P<verb>たい|ほしい|欲しい)(?:です)?)(?P<why>(?!))?。?$",
}
_BINDING: Final = frozenset({"must", "muss", "müssen", "dois", "devons", "debo", "devo", "moet", "moeten", "måste"})
_ADVISED: Final = frozenset({"should", "sollte"})
_WISHED: Final = frozenset(
    {"would like", "would love", "'d like", "'d love", "würde", "hätte", "voudrais", "voudrions"}
    | {
        "aimerais",
        "aimerions",
        "quisiera",
        "querría",
        "me gustaría",
        "queria",
        "gostaria de",
        "gostava de",
        "zou",
        "skulle",
        "haluaisin",
    }
)
_STRENGTHS: Final = ((Tag.STRONG, _BINDING), (Tag.MEDIUM, _ADVISED), (Tag.WEAK, _WISHED))

_AGENT: Final = late(r"(?<=j[aä])n[aä]$")
"""What a Finnish name for somebody who does something takes on where it says "as"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWish:
    """Who wants what, and why, in the words of the one who wants it."""

    who: str
    what: str
    why: str
    strength: Tag | None
    """What the author's verb says; to want says nothing of how strongly."""


@lru_cache(maxsize=4096)
def own_wish_in(text: str, language: str) -> OwnWish | None:
    """Read a wish in the first person, whatever label stands before it; None where nobody speaks: "As a rule"."""
    form = _FORMS.get(language)
    found = re.match(_LABEL + form, text.strip(), re.IGNORECASE | re.DOTALL) if form else None
    if found is None or not _is_somebody(found["who"], language, articled=bool(found["article"])):
        return None
    who, verb = found["who"].strip(), found["verb"].strip().casefold().replace("’", "'")
    return OwnWish(
        who=_AGENT.sub("", who) if language == "fi" else who,
        what=_first_sentence(found["what"]),
        why=_first_sentence(found["why"] or ""),
        strength=next((tag for tag, verbs in _STRENGTHS if verb in verbs), None),
    )


def _is_somebody(name: str, language: str, *, articled: bool) -> bool:
    cues = lexicon(language)
    words = words_of(name)
    if is_wide(name):
        return name not in cues.members("roleless")
    if not words or words[0] in cues.function or words[-1] in cues.members("roleless"):
        return False
    return articled or language != "en" or bool(opening_name(name, language))


def _first_sentence(text: str) -> str:
    return re.split(r"[.!?]\s+(?=[A-ZÀ-Ý])", text.strip(), maxsplit=1)[0].rstrip(" .,")
