"""What a statement is about: its subject where that is a thing, else the thing that somebody does something with."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from app.llm.offline.lexicon import Lexicon, lexicon
from app.llm.offline.measures import DENYING
from app.llm.offline.parties import ADVERBS, is_external, opening_name, without_article
from app.llm.offline.patterns import late
from app.llm.offline.phrasing import VERB_SECOND
from app.llm.offline.words import is_wide, words_of

_WORD: Final = late(r"\d[\d.,]*|[^\W\d_]+(?:[-'’./][^\W_]+)*|[^\w\s]")
_MOST: Final = 5
_LONGEST: Final = 7
_SHORTEST: Final = 3
_OPENING: Final = 8
_REACH: Final = 4
_BUILT: Final = frozenset({"en", "de", "fr", "es", "pt", "nl", "sv"})
"""Languages whose word order shows where a thing is named."""

_ARTICLED: Final = frozenset({"fr", "es", "pt"})
"""Languages in which a thing is never named without an article, and what describes it stands behind it."""

_OF: Final = frozenset({"of", "de", "du", "des", "der", "von", "van", "da", "do", "del", "för"})
_BESIDE: Final = frozenset(
    {"on", "in", "at", "by", "for", "with", "per", "from", "to", "within", "during", "without", "online", "also"}
    | {"auf", "im", "bei", "mit", "für", "aus", "zu", "am", "dans", "par", "avec", "pour", "sur", "en", "por", "con"}
    | {"para", "em", "com", "op", "met", "voor", "uit", "bij", "à", "i", "på", "till", "med"}
    | {"against", "through", "via", "between", "into", "onto", "among", "across", "towards", "gegen", "durch", "über"}
    | {"nach", "vor", "seit", "contre", "contra", "entre", "door", "tegen", "tussen", "mot", "genom", "mellan"}
)
"""What these begin stands beside the thing that is meant."""

_CLAUSES: Final = frozenset(
    {"who", "whom", "whether", "how", "when", "that", "where", "why", "if", "nothing", "dass"}
    | {"before", "until", "unless", "while", "because", "as"}
)
PARTICLES: Final = frozenset({"up", "out", "down", "off", "about", "back", "away", "over"})
_ONLINE: Final = frozenset({("en", "ligne"), ("en", "línea"), ("em", "linha")})
"""They say how, not what."""

_ADVERBS: Final = frozenset(
    {"again", "though", "too", "together", "online", "first", "only", "weekly", "daily", "itself", "themselves"}
)
_ALSO_MODAL: Final = frozenset(
    {
        "may",
        "want",
        "wants",
        "to",
        "be",
        "have",
        "able",
        "also",
        "never",
        "not",
        "pouvoir",
        "poder",
        "kunna",
        "kunnen",
        "que",
    }
)
_HAVING: Final = frozenset({"need", "needs", "want", "wants", "has", "have"})
_NOBODY: Final = frozenset({"nobody", "niemand", "personne", "nadie", "ninguém", "we", "i", "wir", "nous", "wij", "vi"})
_GENERAL: Final = frozenset(
    {"thing", "things", "whole", "later", "moment", "morning", "evening", "night", "day", "week", "month", "year"}
    | {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "veille", "samedi", "dimanche"}
    | {"lundi", "mardi", "mercredi", "jeudi", "vendredi", "montag", "freitag", "samstag", "sonntag", "morgen", "peak"}
    | {
        "second",
        "seconds",
        "minute",
        "minutes",
        "system",
        "app",
        "software",
        "application",
        "solution",
        "autre",
        "mesma",
    }
)
"""Times, and what may stand for anything: they name nothing by themselves."""

_MAYBE: Final = frozenset(
    {"maybe", "perhaps", "possibly", "vielleicht", "eventuell", "schön", "peut-être", "quizás", "talvez", "misschien"}
    | {"kanske", "ehkä", "optional", "later", "important", "wichtig", "uhr", "times", "fois", "veces", "vezes", "keer"}
)
_DONE: Final = frozenset(
    {"paid", "made", "taken", "sent", "given", "done", "seen", "bought", "sold", "told", "written"}
)
"""What stands behind "have" and is no thing: "has to have paid the fee"."""


def topic_of(text: str, cues: Lexicon) -> str:
    """Give the thing that a statement is about, as the author names it; empty where the words do not show it."""
    if is_wide(text) or cues.language not in _BUILT:
        return ""
    tokens = _WORD.findall(text)
    turned = _turned(text, tokens, cues)
    if turned:
        return topic_of(turned, cues)
    if tokens and tokens[0].casefold() in {*_BESIDE, *_CLAUSES, "after"} and cues.language not in _ARTICLED:
        return topic_of(" ".join(tokens[max(1, _phrase(tokens, 1, cues)[1]) :]), cues)
    who = opening_name(text, cues.language)
    if who:
        found = _object(_WORD.findall(text[text.index(who) + len(who) :]), cues)
        return found or (_subject(tokens, cues) if is_external(who, cues.language) else "")
    opening = words_of(without_article(text, cues))[:1]
    acts = bool(opening) and opening[0] in {*cues.members("pronouns"), *cues.members("system"), *_NOBODY}
    return _object(tokens[1:], cues, seeks=True) if acts else _subject(tokens, cues)


def _turned(text: str, tokens: Sequence[str], cues: Lexicon) -> str:
    """Give what follows a word that stands before the verb and names nothing: a wish, an adverb, the verb itself."""
    words = words_of(text)
    for cue in cues.members("weak"):
        wish = words_of(cue)
        if len(wish) > 1 and wish == words[: len(wish)]:
            return text[len(cue) :].strip(" :")
    if cues.language not in VERB_SECOND or len(tokens) < _REACH:
        return ""
    modals = {cue for name in ("ability", "strong", "medium", "weak") for cue in cues.members(name)}
    modals |= {"darf", "dürfen", "mag", "mogen", "får"}
    modal = next((place for place, token in enumerate(tokens[:_OPENING]) if token.casefold() in modals), 0)
    if modal and tokens[0].casefold() in {*ADVERBS, *_BESIDE, *cues.members("afterwards")}:
        return " ".join(tokens[modal + 1 :])
    is_verb = cues.language == "de" and tokens[0].islower() and tokens[0] not in cues.function
    return " ".join(tokens[1:]) if is_verb else ""


def _subject(tokens: Sequence[str], cues: Lexicon) -> str:
    """Give the opening noun phrase, where a verb ends it or nothing else could stand there."""
    articled = bool(tokens) and (tokens[0].casefold() in _determiners(cues) or tokens[0].isdigit())
    if not articled and cues.language in _ARTICLED:
        return ""
    if _is_agent(tokens, cues):
        return _object(tokens[1:], cues)
    kept, end = _phrase(tokens, int(articled), cues, singular=bool(tokens) and tokens[0].casefold() in {"a", "an"})
    following = tokens[end].casefold() if end < len(tokens) else "."
    if following in {"whether", "how", "if", "why"}:
        return ""
    if following not in cues.members("auxiliaries"):
        kept = _head_of(kept, cues)
    return _named(kept, cues) if following != "," or articled else ""


def _is_agent(tokens: Sequence[str], cues: Lexicon) -> bool:
    """Tell whether a name of one word does something: "Maria decides"."""
    opening = [token.casefold() for token in tokens[:2]]
    acts = len(opening) > 1 and opening[1] in cues.members("verbs") and opening[1].endswith("s")
    return acts and not opening[0].endswith("s") and opening[0] not in {*cues.members("entities"), *cues.function}


def _object(tokens: Sequence[str], cues: Lexicon, *, seeks: bool = False) -> str:
    """Give the first noun phrase behind the verb that says with what something is done."""
    place = _behind_the_verb(tokens, cues, seeks=seeks)
    is_articled = cues.language not in _ARTICLED
    beside = ""
    while place < len(tokens):
        word = tokens[place].casefold()
        following = [token.casefold() for token in tokens[place : place + _REACH]]
        if word in _CLAUSES and "which" in following:
            place += following.index("which")
        elif word in _CLAUSES or not tokens[place][0].isalnum():
            break
        elif tuple(following[:2]) in _ONLINE:
            place += 2
        elif word in _BESIDE:
            kept, end = _phrase(tokens, place + 1, cues)
            beside = beside or _named(_head_of(kept, cues), cues)
            place = max(place + 1, end)
        elif word in _determiners(cues):
            is_articled, place = True, place + 1
        elif word in cues.function or tokens[place].isdigit() or word in PARTICLES or not is_articled:
            place += 1
        else:
            kept, end = _phrase(tokens, place, cues)
            found = _named(_head_of(kept, cues), cues)
            if found or end <= place:
                return found
            place, is_articled = end, cues.language not in _ARTICLED
    return beside


def _behind_the_verb(tokens: Sequence[str], cues: Lexicon, *, seeks: bool) -> int:
    """Give the place behind modal words and the verb; the end where nobody does anything."""
    modals = {
        word for name in ("ability", "strong", "medium", "weak") for cue in cues.members(name) for word in cue.split()
    } | _ALSO_MODAL
    folded = [token.casefold() for token in tokens]
    start = 0
    while start < len(folded) and folded[start] in {*_BESIDE, *_OF} - modals:
        start = max(start + 1, _phrase(tokens, start + 1, cues)[1])
    if seeks:
        start = next((place for place, word in enumerate(folded[:_OPENING]) if word in modals), start)
    first = start
    while start < len(folded) and folded[start] in modals:
        start += 1
    passive = "be" in folded[first : start + _REACH] and "able" not in folded[first : start + _REACH]
    idle = {*cues.members("auxiliaries"), *cues.members("joins"), *_CLAUSES, "which"}
    if start >= len(folded) or passive or folded[start] in idle or {"lets", "allows"} & set(folded[first:start]):
        return len(tokens)
    if start > first and folded[start - 1] in _HAVING and folded[start] not in _DONE:
        return start
    joins = {",", *cues.members("joins")}
    start += 1
    while start + 2 < len(folded) and folded[start] in joins and folded[start + 2] in joins | _determiners(cues):
        start += 2
    return start


def _phrase(tokens: Sequence[str], place: int, cues: Lexicon, *, singular: bool = False) -> tuple[list[str], int]:
    """Give a noun phrase and where it ends; an article before it is left out."""
    while place < len(tokens) and tokens[place].casefold() in cues.members("articles"):
        place += 1
    verbs = verbs_of(cues.language)
    kept: list[str] = []
    while place < len(tokens) and len(kept) < _LONGEST:
        word = tokens[place].casefold()
        last = kept[-1].casefold() if kept else ""
        linked = bool(kept) and (word in _OF or (last in _OF and word in cues.members("articles")))
        inner = last in _OF or last in cues.members("articles")
        if (cues.language == "nl" and inner) or (cues.language == "sv" and kept and word.endswith(("as", "es", "ks"))):
            return ([*kept, tokens[place]], place + 1) if inner and tokens[place][0].isalpha() else (kept, place)
        third = singular and cues.language == "en" and word.endswith("s") and not word.endswith(("ss", "us", "is"))
        ends = word in cues.function or word in cues.members("numbers") or not tokens[place][0].isalpha()
        ends = ends or word in _CLAUSES or (bool(kept) and word in _BESIDE - _OF)
        ends = ends or word in _ADVERBS or (bool(kept) and not inner and (third or word in verbs))
        if not linked and ends:
            break
        kept.append(tokens[place])
        place += 1
    return kept, place


def _head_of(words: list[str], cues: Lexicon) -> list[str]:
    """Leave out what may be no part of a noun phrase: behind a noun of German, behind the first noun of French."""
    if cues.language not in {"de", *_ARTICLED}:
        return words
    for place, word in enumerate(words):
        whole = word[0].isupper() if cues.language == "de" else True
        linked = place + 1 < len(words) and words[place + 1].casefold() in _OF
        if whole and word.casefold() not in {*_OF, *cues.members("articles")} and not linked:
            return words[: place + 1]
    return words


@lru_cache(maxsize=16)
def verbs_of(language: str) -> frozenset[str]:
    """Give the words that end a noun phrase, as no thing is called so."""
    cues = lexicon(language)
    known = {word for name in ("creates", "sets_up", "imports", "verbs") for word in cues.members(name)}
    things = {f"{cue}{ending}" for cue in cues.members("entities") for ending in ("", *cues.members("plurals"))}
    return frozenset(known - things)


def _determiners(cues: Lexicon) -> frozenset[str]:
    return frozenset({*cues.members("articles"), *cues.members("numbers"), "chaque", "cada", "jede", "jeden", "elke"})


def _named(words: Sequence[str], cues: Lexicon) -> str:
    kept = list(words)
    while kept and kept[-1].casefold() in {*_OF, *cues.members("articles")}:
        kept.pop()
    while len(kept) > _MOST:
        links = [place for place, word in enumerate(kept) if place and word.casefold() in _OF]
        if not links:
            return ""
        kept = kept[: links[-1]]
    if not kept or len(kept[0]) < _SHORTEST or (cues.language == "de" and not kept[-1][0].isupper()):
        return ""
    refused = {*cues.members("pronouns"), *cues.members("now"), *_NOBODY}
    refused |= verbs_of(cues.language) if len(kept) == 1 and cues.language == "en" else set()
    refused |= {
        *_MAYBE,
        *cues.members("prohibition"),
        *cues.members("colourless"),
        *cues.members("access"),
        *_GENERAL,
        *DENYING,
    }
    told = all(word.casefold() in refused for word in kept) or kept[0].casefold() in DENYING
    return "" if told else " ".join([kept[0][:1].upper() + kept[0][1:], *kept[1:]])
