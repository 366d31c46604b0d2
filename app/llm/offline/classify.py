"""What a sentence is: from its words, from what introduces it, and last from where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from app.llm.offline.asides import is_beside_the_matter
from app.llm.offline.lexicon import Hit, Lexicon, lexicon
from app.llm.offline.own_wishes import own_wish_in
from app.llm.offline.parties import outside_names
from app.llm.offline.patterns import late
from app.llm.offline.phrasing import condition_in
from app.llm.offline.priorities import priority_of
from app.llm.offline.sums import names_a_sum
from app.llm.offline.tags import KINDS, QUALITIES, Tag
from app.llm.offline.words import QUESTION_MARKS, is_wide, words_of

_HEADING_WORDS: Final = 7
_LABEL_WORDS: Final = 4
_SUBJECTS: Final = ("data", "money", "time", "law", "tech", "performance", "access", "security", "privacy", "retention")
_TOPICS: Final = {
    **{name: Tag(name) for name in _SUBJECTS},
    "entities": Tag.DATA,
    "languages": Tag.LANGUAGES,
    "external": Tag.EXTERNAL,
    "failure": Tag.FAILURE,
    "vague": Tag.VAGUE,
    "numbers": Tag.NUMBER,
    "heard": Tag.HEARD,
    "unheard": Tag.UNHEARD,
    "stop": Tag.STOP,
    "risk": Tag.WORRIED,
    "owns": Tag.OWNING,
    "decider": Tag.DECIDER,
    "settled": Tag.SETTLING,
    "first": Tag.FIRST,
    "later": Tag.LATER,
    "personal": Tag.PERSONAL,
}
"""Categories that describe a sentence without deciding what it is."""

_DEMANDING_PLACES: Final = frozenset({"obligation", "quality", "criterion", "data", "external", "scope"})
_ALSO_DEMANDS: Final = frozenset(
    {Tag.PERFORMANCE, Tag.ACCESS, Tag.SECURITY, Tag.PRIVACY, Tag.RETENTION, Tag.LANGUAGES},
)
_WANTING: Final = frozenset({"strong", "medium", "weak", "prohibition", "ability", "goal", "future", "out", "open"})
"""Beside one of these, what is kept does not tell of today."""

_UNSPOKEN: Final = late(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+|\+\d[\d ()-]{6,}\d|\\x\d+|</?[A-Za-z]+\d+>")
"""Addresses, numbers of telephones, names of elements: their digits count nothing."""

_HEADER: Final = late(
    r"(?:From|To|Cc|Bcc|Date|Sent|Subject|Reply-To|Von|An|Datum|Betreff|Gesendet|De|À|Objet|Envoyé|Para|Asunto|Enviado"
    r"|Assunto|Van|Aan|Onderwerp|Från|Till|Ämne|Lähettäjä|Aihe|差出人|宛先|件名)\s?[:：]\s"
)
_ATTRIBUTION: Final = late(r"\b(?:wrote|schrieb|a écrit|escribió|escreveu|schreef|skrev|kirjoitti)(?: [^:.]{1,40})?:$")
_MAY: Final = {
    "de": frozenset({"darf", "dürfen"}),
    "nl": frozenset({"mag", "mogen"}),
    "sv": frozenset({"får"}),
}
"""What permits, where its "not" stands behind the subject or the object: "darf eine Bestellung nicht mehr"."""

_NOT: Final = frozenset(
    {"nicht", "nie", "niemals", "niemand", "kein", "keine", "keinen", "keiner", "keinem", "keinerlei"}
    | {"niet", "nooit", "geen", "niemand", "inte", "aldrig", "ingen", "inga"}
)
_STRENGTHS: Final = frozenset({Tag.STRONG, Tag.MEDIUM, Tag.WEAK, Tag.PLACE})
_HEADER_LINES: Final = 2
_SHORTEST_FACT: Final = 3
_OPENING: Final = 4
_PLACED: Final = {
    "now": Tag.NOW,
    "problem": Tag.PROBLEM,
    "risk": Tag.RISK,
    "term": Tag.TERM,
    "decided": Tag.DECIDED,
    "option": Tag.OPTION,
    "party": Tag.PARTY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a sentence stands."""

    kind: str
    """The `h.` category of the lead-in or heading that holds, empty where none speaks."""

    demand: Tag | None
    """How strongly the lead-in itself demands: "The system must:"."""

    intro: bool
    """The text before any section of its own."""

    told: bool = False
    """The text before the sections that demand: it tells how things are."""


ANYWHERE: Final = Place(kind="", demand=None, intro=False)
"""For what a text says by its own words, wherever it stands."""


@lru_cache(maxsize=4096)
def heading_kind(title: str, language: str) -> str:
    """Name the kind that a short heading announces; empty where it names a subject of its own."""
    words = words_of(title)
    if not title or len(words) > _HEADING_WORDS:
        return ""
    best: tuple[int, int, str] = (0, 0, "")
    cues = lexicon(language)
    for hit in cues.hits(title, words):
        if hit.category.startswith("h.") and not _qualifies(hit, words, cues):
            length = len(hit.words) if not is_wide(title) else len(hit.words[0])
            best = max(best, (length, -hit.start, hit.category[2:]))
    return best[2]


def _qualifies(hit: Hit, words: Sequence[str], cues: Lexicon) -> bool:
    """Tell whether a cue is only an attribute of the subject that follows it: "Open shifts"."""
    following = words[hit.start + len(hit.words) :]
    alone = len(hit.words) == 1 and hit.words[0] in cues.members("attributes")
    known = {word for category in cues.categories for word in _heading_words(category, cues.language)}
    return alone and any(word not in known and word not in cues.function for word in following)


@lru_cache(maxsize=4096)
def is_bare_heading(title: str, language: str) -> bool:
    """Tell whether a heading says only what kind of text follows ("Goals"), not what it is about."""
    known = {word for category in lexicon(language).categories for word in _heading_words(category, language)}
    if is_wide(title):
        return bool(heading_kind(title, language)) and len(title) <= _HEADING_WORDS
    known |= {*lexicon(language).members("system")} if heading_kind(title, language) else set()
    return all(word in known or word in lexicon(language).function for word in words_of(title))


def _heading_words(category: str, language: str) -> tuple[str, ...]:
    if not category.startswith("h."):
        return ()
    return tuple(word for cue in lexicon(language).members(category) for word in words_of(cue))


def tags_of(text: str, language: str, place: Place) -> frozenset[Tag]:
    """Say what a sentence is and what it speaks of; a wish of one's own is a demand, whatever else it sounds like."""
    tags = _tags_by_words(text, language, place)
    own = own_wish_in(text, language)
    if own is None or place.kind in {"out", "open"} or Tag.ASIDE in tags:
        return tags
    strength = own.strength or place.demand
    kinds = {Tag.OBLIGATION, *({strength} if strength else ()), *({Tag.PROHIBITION} & tags if own.strength else ())}
    kinds |= {Tag.GOAL} if place.kind == "goal" else set()
    kinds |= {Tag.QUALITY} if tags & QUALITIES or place.kind == "quality" else set()
    return tags - _STRENGTHS - KINDS | kinds


def _tags_by_words(text: str, language: str, place: Place) -> frozenset[Tag]:
    text = _UNSPOKEN.sub(" ", text)
    words = words_of(text)
    hits = lexicon(language).hits(text, words)
    people = {hit.start for hit in hits if hit.category == "parties"}
    found = {hit.category for hit in hits if hit.category != "external" or hit.start + len(hit.words) not in people}
    found -= {"strong"} if _only_denied(hits) else set()
    topics = {tag for category, tag in _TOPICS.items() if category in found}
    topics |= {Tag.MONEY} if names_a_sum(text) else set()
    if any(character.isdigit() for character in text):
        topics.add(Tag.NUMBER)
    if "kept" in found:
        topics |= {Tag.RETENTION} if _says_how_long(hits, words, language) else set()
        by_hand = topics & {Tag.TECH, Tag.TIME} or "analogue" in found
        today = by_hand and Tag.RETENTION not in topics and place.kind == "" and not found & _WANTING
        found |= {"now"} if today else set()
    if any(outside_names(text, language)):
        topics.add(Tag.EXTERNAL)
    found |= {"medium"} if "please" in found and "courtesy" not in found else set()
    found |= {"weak"} if place.kind == "obligation" and _opens_with(words, "perhaps", language) else set()
    given = len(words_of(condition_in(text, language)[0]))
    told = {hit.category for hit in hits if hit.start >= given} & found
    told |= {"medium"} if "please" in told else set()
    told |= {"weak"} if not given else set()
    found -= {"strong", "medium", "weak", "prohibition"} - told
    found |= {"prohibition"} if _forbids(words, language) else set()
    if "unable" in found and "medium" not in found:
        found = found - {"strong", "weak", "prohibition"} | {"problem"}
    if place.told and _only_able(hits, language):
        found -= {"strong", "ability"}
    lacking = "lacks" in found and not place.kind and not place.told
    found |= {"medium"} if lacking else set()
    strength = None if "relief" in found else _strength(found)
    kinds = _kinds(text, words, found=found, topics=topics, strength=strength, place=place, language=language)
    if Tag.ASIDE in kinds:
        return frozenset(kinds)
    kinds |= {Tag.NOW} if lacking and Tag.OBLIGATION in kinds else set()
    if strength is None and Tag.OBLIGATION in kinds:
        strength = place.demand
    if "prohibition" in found and Tag.OBLIGATION in kinds:
        kinds |= {Tag.PROHIBITION}
    if kinds & {Tag.OBLIGATION, Tag.PROHIBITION} and topics & QUALITIES:
        kinds |= {Tag.QUALITY}
    return frozenset(topics | kinds | ({strength} if strength and Tag.OBLIGATION in kinds else set()))


def _forbids(words: Sequence[str], language: str) -> bool:
    """Tell whether a permission is denied by a word that stands further on."""
    may = next((place for place, word in enumerate(words) if word in _MAY.get(language, ())), len(words))
    return bool(_NOT & set(words[may + 1 :]))


def _only_denied(hits: Sequence[Hit]) -> bool:
    """Tell whether every strong word is part of what says that something is not wanted: "brauchen wir nicht"."""
    denied = {place for hit in hits if hit.category == "out" for place in range(hit.start, hit.start + len(hit.words))}
    return all(hit.start in denied for hit in hits if hit.category == "strong")


def _says_how_long(hits: Sequence[Hit], words: Sequence[str], language: str) -> bool:
    """Tell whether a length of time stands behind what is kept: "are kept five years", not "60 a year is kept"."""
    ends = [hit.start + len(hit.words) for hit in hits if hit.category == "kept"]
    units = set(lexicon(language).members("units"))
    numbers = set(lexicon(language).members("numbers"))
    return any(
        word in units and (before in numbers or before[:1].isdigit())
        for end in ends
        for before, word in pairwise(words[end:])
    )


def _only_able(hits: Sequence[Hit], language: str) -> bool:
    """Tell whether what sounds like a demand says only what somebody can: before the first section that is a fact."""
    able = lexicon(language).members("ability")
    demands = [hit for hit in hits if hit.category in {"strong", "medium", "weak", "prohibition"}]
    return all(hit.category == "strong" and hit.words[0] in able for hit in demands)


@lru_cache(maxsize=4096)
def demand_of(text: str, language: str) -> Tag | None:
    """Give how strongly a lead-in or a column of priorities demands."""
    return priority_of(text) or _strength({hit.category for hit in lexicon(language).hits(text, words_of(text))})


def _strength(found: set[str]) -> Tag | None:
    """Give what the modal words say; a "should not" is a prohibition that should hold."""
    if "medium" in found:
        return Tag.MEDIUM
    if "strong" in found or "prohibition" in found:
        return Tag.STRONG
    return Tag.WEAK if "weak" in found else None


def _kinds(  # noqa: PLR0911, C901  one rule a line, in the order in which they hold
    text: str,
    words: Sequence[str],
    *,
    found: set[str],
    topics: set[Tag],
    strength: Tag | None,
    place: Place,
    language: str,
) -> set[Tag]:
    noted = "addressed" in found or is_header(text) or _ATTRIBUTION.search(text)
    if noted or is_beside_the_matter(text, words, found=found, topics=topics, language=language):
        return {Tag.ASIDE}
    asks = text.rstrip("\"'”» ").endswith(QUESTION_MARKS) or "open" in found
    if asks or place.kind == "open":
        insists = not asks and "strong" in found and "settles" not in found
        return {Tag.OBLIGATION, Tag.DOUBTED} if insists else {Tag.OPEN}
    if place.kind == "out" or ("out" in found and not found & {"strong", "obliged"}):
        return {Tag.OUT}
    aims = _opens_with(words, "goal", language) and place.kind in {"", "problem", "now"}
    demands = "medium" in found or (
        "now" not in found and place.kind == "" and (aims or found & {"strong", "prohibition"})
    )
    if place.kind in {"now", "problem", ""} and found & {"now", "problem"} and not demands:
        return {tag for name, tag in (("now", Tag.NOW), ("problem", Tag.PROBLEM)) if name in found}
    limited = _limits(words, found, topics, place=place, language=language)
    if aims and not limited and not (Tag.MONEY in topics and Tag.NUMBER in topics):
        return _aim(words, found, topics, language)
    purse = strength is Tag.WEAK and not place.kind and "funds" in found and Tag.MONEY in topics
    funded = place.kind == "constraint" and topics & {Tag.TIME, Tag.MONEY} and not topics & _ALSO_DEMANDS
    if limited and (purse or funded):
        return limited
    if strength in {Tag.STRONG, Tag.MEDIUM} or (
        strength is Tag.WEAK and place.kind in _DEMANDING_PLACES | {"", "goal"}
    ):
        return {Tag.OBLIGATION} | limited | ({Tag.GOAL} if place.kind == "goal" else set())
    if not place.kind and Tag.MONEY in topics and Tag.NUMBER in topics and "goal" in found:
        return {Tag.CONSTRAINT}
    if place.kind == "goal" or ("goal" in found and place.kind in {"", "problem", "now"}):
        return _aim(words, found, topics, language)
    if place.kind == "constraint":
        return {Tag.CONSTRAINT} | ({Tag.OBLIGATION, Tag.PLACE} if topics & _ALSO_DEMANDS else set())
    if place.demand or place.kind in _DEMANDING_PLACES:
        extra = {Tag.QUALITY} if place.kind == "quality" else set()
        return {Tag.OBLIGATION} | extra | (set() if place.demand else {Tag.PLACE})
    if place.kind in _PLACED:
        return {_PLACED[place.kind]} | ({Tag.PLACE} if place.kind == "now" else set())
    return _by_words(words=words, language=language, found=found, topics=topics, limited=limited, place=place)


def _aim(words: Sequence[str], found: set[str], topics: set[Tag], language: str) -> set[Tag]:
    """Give what an aim is: a demand as well, where it names somebody or a number, or can be checked by itself.

    "Every decision can be shown later" can be checked: it holds for each, or says what is possible; what is vague not.
    """
    checked = Tag.VAGUE not in topics and ("ability" in found or _opens_with(words, "universals", language))
    asks = checked or bool(found & {"parties", "system", "relief"}) or Tag.NUMBER in topics
    return {Tag.GOAL, Tag.OBLIGATION, Tag.PLACE} if asks else {Tag.GOAL}


def _limits(
    words: Sequence[str],
    found: set[str],
    topics: set[Tag],
    *,
    place: Place,
    language: str,
) -> set[Tag]:
    """Give the constraint that a sentence states by its own words: a budget, a date, a law."""
    if place.kind == "constraint":
        return {Tag.CONSTRAINT}
    if place.kind:
        return set()
    funded = Tag.MONEY in topics and Tag.NUMBER in topics and "funds" in found
    opens_with_money = funded or (Tag.MONEY in topics and _near_start(words, "purse", language))
    due = found & {"limits", "settled"} or _near_start(words, "dues", language)
    dated = Tag.TIME in topics and bool(due) and Tag.NUMBER in topics and not topics & {Tag.PERFORMANCE}
    binds = opens_with_money or dated or "given" in found or Tag.LAW in topics
    return {Tag.CONSTRAINT} if binds else set()


def _near_start(words: Sequence[str], category: str, language: str) -> bool:
    """Tell whether a limit is what the sentence begins with ("The budget is ...", "Deadline: ...")."""
    cues = lexicon(language)
    first = cues.members("money")[:1] if category == "purse" else ()
    return bool(set(words[:3]) & {*first, *cues.members(category)})


def _opens_with(words: Sequence[str], category: str, language: str) -> bool:
    """Tell whether a sentence begins with a cue."""
    return any(cue == tuple(words[: len(cue)]) for cue in _cues(category, language))


@lru_cache(maxsize=256)
def _cues(category: str, language: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(words_of(cue)) for cue in lexicon(language).members(category))


def _by_words(
    *,
    words: Sequence[str],
    language: str,
    found: set[str],
    topics: set[Tag],
    limited: set[Tag],
    place: Place,
) -> set[Tag]:
    """Decide where no heading speaks: by ability, by future, by limits; facts stay facts."""
    for category, tag in (("risk", Tag.RISK), ("decided", Tag.DECIDED), ("owns", Tag.DECIDED), ("scope", Tag.SCOPE)):
        if category in found:
            return {tag}
    promised = "system" in found and ("future" in found or _says_what_it_does(words, language))
    if limited:
        return limited | ({Tag.OBLIGATION, Tag.PLACE} if promised else set())
    if "ability" in found or promised:
        return {Tag.OBLIGATION, Tag.PLACE}
    if "stop" in found:
        return {Tag.STOP}
    binds = Tag.RETENTION in topics and Tag.NUMBER in topics
    if not place.kind and (binds or _opens_with(words, "occasions", language)):
        return {Tag.OBLIGATION, Tag.PLACE}
    tells = Tag.NUMBER in topics or place.intro
    return {Tag.NOW, Tag.PLACE} if tells and len(words) >= _SHORTEST_FACT else set()


_RELATIVE: Final = frozenset(
    {"that", "which", "die", "der", "das", "qui", "que", "dat", "som", "joka", "to", "pour", "para", "för", "om"}
)


def _says_what_it_does(words: Sequence[str], language: str) -> bool:
    """Tell whether a text opens with a system and what it does: "An app that tells ..."."""
    known = lexicon(language).members("system")
    return any(
        words[place] in known and words[place + 1] in _RELATIVE for place in range(min(_OPENING, len(words) - 1))
    )


def is_header(text: str) -> bool:
    """Tell whether a paragraph is the head of a letter: who, to whom, when, about what."""
    return len(_HEADER.findall(text)) >= _HEADER_LINES


def is_label(text: str) -> bool:
    """Tell whether a list item is a label for its sub-items rather than a statement."""
    return len(words_of(text)) <= _LABEL_WORDS and not text.endswith((".", "!", "?", "。"))
