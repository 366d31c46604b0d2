"""Names for statements and groups, from the author's opening words; never cut inside a date or a number."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from app.llm.offline.classify import is_bare_heading
from app.llm.offline.covering import covering_terms
from app.llm.offline.lexicon import Lexicon, lexicon
from app.llm.offline.own_wishes import own_wish_in
from app.llm.offline.parties import opening_name, without_article
from app.llm.offline.patterns import late
from app.llm.offline.phrases import phrase
from app.llm.offline.phrasing import VERB_SECOND, condition_in
from app.llm.offline.tags import Tag
from app.llm.offline.topics import PARTICLES
from app.llm.offline.words import is_wide, words_of

_WORD: Final = late(r"\d[\d.,]*\d|[^\W_]+(?:[-'’./][^\W_]+)*")
_STOP: Final = late(r"[,;:()\n.!?。、；：「」—–]")
_NAME_WORDS: Final = 5
_FEW_WORDS: Final = 4
"""Fewer words before a comma are the head of a list."""

_TITLE_LENGTH: Final = 120
_SAYS_SOMETHING: Final = 12
"""What is shorter than this says nothing."""

_ENTRY_WORDS: Final = 4
_LISTED: Final = late(r"(?:\s|^)(?:and|or|und|oder|sowie|et|ou|y|o|e|en|of|och|eller|ja|tai)\s")
"""Somewhere an enumeration joins its last entry."""

_NAME_LENGTH: Final = 60
_WHOLE_LENGTH: Final = 88
"""A whole sentence may be longer than a name that is cut."""

_WIDE_NAME: Final = 14
_WIDE_DATE: Final = late(r"^[\d０-９年月日分秒時間以内]+(?:までに|まで|以内に|に)?")
_LEADING_LABEL: Final = late(r"^(?:[A-Z]{1,5}[-_ ]?\d+[.:)]?|\[[^\]]*\]|\d+[.)])\s+")
_SENTENCE: Final = late(r"[.!?](?:\s|$)|[;；。！？]")
_PART_LENGTH: Final = 48
_WIDE_TOPIC: Final = late(r"^(?P<name>[^。、]{2,24}?)(?:は|が|を|に|で|も)")
_WIDE_OBJECT: Final = late(r"(?P<name>[^。、はがをにでも]{2,24})を")
_PEOPLE: Final = frozenset({"parties", "external"})
_SEVERAL: Final = 3
"""From so many statements upward a name that speaks of one of them is too narrow."""

_RELATIVE: Final = frozenset({"that", "which", "qui", "que", "die", "som", "jotka", "joka"})
_TITLED: Final = 3
"""Fewer words than these with a person or an organisation among them name who, not what."""
_FEWEST: Final = 2
_ABLE_TO: Final = frozenset({"able", "to", "voida", "kunna", "kunnen", "pouvoir", "poder"})
_ABLE: Final = frozenset({"able", "has", "have", "needs", "need", "tiene", "tienen", "tem", "têm"})


def title_of(text: str, language: str) -> str:
    """Give the opening of a statement up to its first stop, whole words, whole numbers."""
    plain = _LEADING_LABEL.sub("", text.strip())
    condition, result = condition_in(plain, language)
    if condition and language not in VERB_SECOND:
        plain, condition = result, ""
    end = _title_end(plain, len(condition) + 1 if condition else 0, lexicon(language))
    opening = plain[:end].strip()
    limit = _TITLE_LENGTH if not is_wide(plain) else _TITLE_LENGTH // 2
    if len(opening) <= limit:
        return _capital(opening or plain[:limit])
    words = opening[:limit].rsplit(None, 1)
    kept = _without_trailing(words[0] if len(words) > 1 else opening[:limit], language)
    return _capital(f"{kept} …")


def _title_end(text: str, start: int, cues: Lexicon) -> int:
    """Give where the first phrase ends that says something: at a stop that cuts neither a number nor an enumeration."""
    for match in _STOP.finditer(text, start):
        place = match.start()
        few = len(text[:place].split()) < _FEW_WORDS and match.group() in ",:"
        if match.group() == ")" or (match.group() == "(" and _goes_on(text[place:], cues)):
            continue
        listed = match.group() == "," and _is_listed(text[place + 1 :], cues)
        if place >= _SAYS_SOMETHING and not few and not _inside_number(text, place):
            if not listed:
                return place
            rest = _SENTENCE.search(text, place)
            whole = rest.start() if rest else len(text)
            last, closed = _list_end(text, place, whole, cues)
            if closed and last <= _TITLE_LENGTH:
                return last
            return whole if whole <= _TITLE_LENGTH and _is_begun(text[:place], cues) else place
    return len(text)


def _is_listed(rest: str, cues: Lexicon) -> bool:
    """Tell whether what follows a comma is the next entry of an enumeration rather than a clause."""
    piece = _STOP.split(rest)[0]
    words = words_of(piece)
    joins = cues.members("joins")
    clause = {*cues.members("asking"), *cues.members("conditions"), *cues.members("auxiliaries")} - set(joins)
    joined_on = any(word in joins for word in words[1:])
    short = 0 < len(words) <= _ENTRY_WORDS or (joined_on and len(words) <= _ENTRY_WORDS * 2)
    return short and not clause & set(words) and _LISTED.search(rest) is not None


def _goes_on(text: str, cues: Lexicon) -> bool:
    """Tell whether the verb of a sentence stands behind the bracket that `text` begins with."""
    words = words_of(text.partition(")")[2])[:1]
    return bool(words) and words[0] in cues.members("auxiliaries")


def _is_begun(text: str, cues: Lexicon) -> bool:
    """Tell whether a text ends within a clause whose verb is still to come: "one place where an animal"."""
    words = words_of(text)
    opened = max((place for place, word in enumerate(words) if place and word in cues.members("asking")), default=0)
    return bool(opened) and not set(cues.members("auxiliaries")) & set(words[opened + 1 :])


def _list_end(text: str, start: int, whole: int, cues: Lexicon) -> tuple[int, bool]:
    """Give where an enumeration ends that goes on at `start`, and whether "and" joins its last entry."""
    joins = set(cues.members("joins"))
    place = start
    while place < whole:
        following = _STOP.search(text, place + 1)
        end = min(following.start() if following else whole, whole)
        piece = words_of(text[place:end])
        if place > start and not _is_listed(text[place + 1 :], cues):
            return place, False
        place = end
        if joins & set(piece):
            return end, True
    return whole, False


def name_of(text: str, language: str) -> str:
    """Give the thing that a statement is about: what somebody does, or its subject; else its opening words."""
    plain = _plain(text, language)
    if is_wide(plain):
        return _wide_name(plain)
    return _capital(_part(plain, lexicon(language)) or title_of(plain, language))


def group_name(
    texts: Iterable[str],
    *,
    heading: str,
    topic: str,
    language: str,
    qualities: Sequence[Tag] = (),
    things: Sequence[str] = (),
) -> str:
    """Name a group by the author's topic, by up to three whole phrases of its members, or by its opening words.

    What one phrase of many says is too narrow: then what most are about names it, or the `things` it speaks of.
    """
    if topic:
        return opening_of(topic, language) if len(topic) > _NAME_LENGTH else topic.strip()
    if qualities:
        return _spoken([phrase(f"quality_{tag}", language) for tag in qualities[:4]], language)
    cues = lexicon(language)
    statements = [_plain(text, language) for text in texts]
    names = _parts(statements, cues)
    terms, covered = covering_terms(statements, things, cues) if len(statements) >= _SEVERAL else ([], 0)
    told = sum(_part(text, cues) in names for text in statements)
    if len(terms) > 1 and covered > told:
        return _spoken(terms, language)
    if len(names) > 1:
        mixed = len({name in _deeds(statements, cues) for name in names}) > 1
        return " · ".join(_capital(name) for name in names) if mixed else _listed(names, cues)
    whole = bool(heading) and bool(cues.categories) and not is_bare_heading(heading, language)
    if names or not whole:
        return _listed(names, cues) if names else _opening(statements, cues)
    return heading[:_NAME_LENGTH].strip()


def _listed(names: Sequence[str], cues: Lexicon) -> str:
    return joined([_capital(names[0]), *(_lower(name, cues) for name in names[1:])], cues.language)


def _spoken(names: Sequence[str], language: str) -> str:
    """Join single words: all but the first are small, except in German."""
    small = names if language == "de" else [name[:1].lower() + name[1:] for name in names]
    return joined([names[0], *small[1:]], language)


def _opening(statements: Sequence[str], cues: Lexicon) -> str:
    referring = {*cues.members("pronouns"), *cues.members("joins"), *cues.members("asking")}
    whole = [text for text in statements if not referring.intersection(words_of(text)[:1])]
    return opening_of([*whole, *statements, "…"][0], cues.language)


def _parts(statements: Sequence[str], cues: Lexicon) -> list[str]:
    """Give up to three phrases, none inside another: all deeds or all things, if these speak for enough of it."""
    if any(is_wide(text) for text in statements):
        return _apart([_wide_name(text) for text in statements if is_wide(text)], cues)
    found = [name for name in (_part(text, cues) for text in statements) if name]
    deeds = _deeds(statements, cues)
    alike = [name for name in found if (name in deeds) == (found[0] in deeds)]
    longer = [name for name in alike if len(words_of(name)) > 1]
    names = _apart(longer or (alike if len(alike) > 1 else []), cues)
    if len(names) > 1 or len(statements) < _SEVERAL:
        return names
    mixed = _apart(found, cues)
    return mixed if len(mixed) > len(names) and len(mixed) > 1 else names


def _deeds(statements: Iterable[str], cues: Lexicon) -> frozenset[str]:
    return frozenset(_deed_of(text, cues) for text in statements)


def _apart(found: Iterable[str], cues: Lexicon) -> list[str]:
    names: list[str] = []
    for name in found:
        folded = set(words_of(name)) - cues.function
        known = {word for other in names for word in words_of(other)} - cues.function
        joins = any(set(words_of(other)) & set(cues.members("joins")) for other in (name, *names))
        fits = sum(map(len, names)) + len(name) <= _NAME_LENGTH and not (joins and names)
        if fits and not folded <= known and not (known and known <= folded):
            names.append(name)
    return names[:3]


def opening_of(text: str, language: str) -> str:
    """Give the opening words of a statement; what is left out shows as an ellipsis."""
    plain = text.strip().replace("`", "")
    end = _SENTENCE.search(plain)
    sentence = plain[: end.start()] if end else plain.rstrip(".!?。")
    if len(sentence) <= _WHOLE_LENGTH:
        return _capital(sentence)
    if is_wide(sentence):
        return f"{sentence[: _NAME_LENGTH // 2]}…"
    kept = _without_trailing(sentence[:_NAME_LENGTH].rsplit(None, 1)[0], language).rstrip(" ,;:")
    while " " in kept and kept.rsplit(None, 1)[1][0].isdigit():
        kept = _without_trailing(kept.rsplit(None, 1)[0], language).rstrip(" ,;:")
    return _capital(f"{kept}…")


def _plain(text: str, language: str) -> str:
    own = own_wish_in(text, language) if language == "en" else None
    if own is not None:
        return f"{_capital(own.who)} can {own.what}"
    return condition_in(_LEADING_LABEL.sub("", text.strip()), language)[1]


def _part(text: str, cues: Lexicon) -> str:
    """Give a phrase that can be part of a name; empty where the author wrote none that is whole."""
    opening = without_article(text, cues)
    found = _deed_of(text, cues)
    if not found and not _actor(text, cues):
        found = _label(opening, cues) or _subject(opening, cues)
        if any(hit.category in _PEOPLE for hit in cues.hits(found, words_of(found))) and len(words_of(found)) < _TITLED:
            return ""
    return "" if len(found) > _PART_LENGTH else found


def _actor(text: str, cues: Lexicon) -> str:
    return opening_name(text, cues.language) or _system_in(text, cues)


def _deed_of(text: str, cues: Lexicon) -> str:
    actor = _actor(text, cues)
    return _deed(text[text.index(actor) + len(actor) :], cues) if actor else ""


def _deed(rest: str, cues: Lexicon) -> str:
    """Give what a party can or must do, to its first stop: " can ask for a quotation, ..." gives "ask for ..."."""
    stop = _STOP.search(rest)
    words = [(match.group().casefold(), match) for match in _WORD.finditer(rest[: stop.start() if stop else len(rest)])]
    modals = {cue for name in ("ability", "strong", "medium", "weak") for cue in cues.members(name) if " " not in cue}
    allowed = modals | set(cues.members("auxiliaries"))
    start = 0
    while start < len(words) and (words[start][0] in allowed or (start and words[start][0] in _ABLE_TO)):
        start += 1
    if not start or start >= len(words) or words[start][0] in cues.function:
        return ""
    if not any(word in modals or word in _ABLE for word, _ in words[:start]):
        return ""
    last = len(words) - 1
    if words[last][1].end() - words[start][1].start() > _PART_LENGTH:
        closing = {*cues.members("joins"), *cues.members("inner")}
        places = [place - 1 for place in range(start + _FEWEST, last) if words[place][0] in closing]
        whole = [place for place in places if words[place][0] not in {*cues.function, *PARTICLES}]
        last = whole[0] if whole else last
    words = words[: last + 1]
    phrase = rest[words[start][1].start() : words[-1][1].end()]
    broken = words[-1][0] in cues.function or any(word in _refused(cues) for word, _ in words[start:])
    return "" if broken or len(words) - start < 2 else phrase  # noqa: PLR2004  one word says nothing


def _label(text: str, cues: Lexicon) -> str:
    """Give what the author wrote before a colon, where it is a short name."""
    label, colon, _ = text.partition(":")
    words = [match.group().casefold() for match in _WORD.finditer(label)]
    whole = all(word not in cues.function or word in _within(cues) for word in words)
    short = 0 < len(words) <= _NAME_WORDS and not _STOP.search(label)
    return label if colon and whole and short and _ends_well(words, cues) else ""


def _subject(text: str, cues: Lexicon) -> str:
    """Give the subject, whole: every word up to the first auxiliary, if they are a noun phrase."""
    words: list[str] = []
    end = 0
    for match in _WORD.finditer(text):
        word = match.group().casefold()
        if _STOP.search(text[end : match.start()]) or len(words) > _NAME_WORDS:
            return ""
        if word in cues.members("auxiliaries"):
            return text[:end] if words and _ends_well(words, cues) else ""
        if words and word in _RELATIVE:
            return text[:end] if _ends_well(words, cues) else ""
        if word in cues.function and word not in _within(cues):
            return ""
        words.append(word)
        end = match.end()
    return ""


def _ends_well(words: Sequence[str], cues: Lexicon) -> bool:
    """Tell whether a phrase begins and ends with a word of content, and with no number."""
    numbers = cues.members("numbers")
    edges_hold = words[0] not in cues.function and words[-1] not in cues.function
    return edges_hold and words[0] not in numbers and not words[0][0].isdigit() and words[0] not in cues.members("now")


def _within(cues: Lexicon) -> frozenset[str]:
    """Give the function words that may stand inside a name."""
    return frozenset({*cues.members("inner"), *cues.members("joins"), *cues.members("articles")})


def _refused(cues: Lexicon) -> frozenset[str]:
    """Give the words with which another clause begins."""
    return frozenset(cues.members("asking"))


def joined(names: list[str], language: str) -> str:
    """Join names the way the language does: "a, b and c"."""
    if len(names) < 2:  # noqa: PLR2004  a plain count
        return "".join(names)
    joins = lexicon(language).members("joins")
    if any(is_wide(name) for name in names):
        return "・".join(names)
    if any("," in name or set(words_of(name)) & set(joins) for name in names):
        return "; ".join(names)
    last = f" {joins[0]} " if joins else ", "
    return f"{', '.join(names[:-1])}{last}{names[-1]}"


def _system_in(text: str, cues: Lexicon) -> str:
    """Give the system, where a sentence begins with it."""
    rest = without_article(text, cues)
    first = _WORD.match(rest)
    return first.group() if first and first.group().casefold() in cues.members("system") else ""


def _wide_name(text: str) -> str:
    """Give the topic of a Japanese sentence, before its first particle; where that is somebody, what they deal with."""
    text = _WIDE_DATE.sub("", text)
    match = _WIDE_TOPIC.match(text)
    if match and match["name"].endswith(lexicon("ja").members("parties")):
        match = _WIDE_OBJECT.search(text, match.end()) or match
    name = match["name"] if match else re.split(r"[。、（(]", text)[0]
    return name[:_WIDE_NAME]


def _without_trailing(text: str, language: str) -> str:
    """Drop function words from the end."""
    kept = text.strip()
    while True:
        words = kept.rsplit(None, 1)
        if len(words) < 2 or words[1].casefold() not in lexicon(language).function:  # noqa: PLR2004  a plain count
            return kept
        kept = words[0].rstrip(" ,;:")


def _inside_number(text: str, position: int) -> bool:
    return 0 < position < len(text) - 1 and text[position] in ".,:" and not text[position + 1].isspace()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower(text: str, cues: Lexicon) -> str:
    """Write a name in the middle of another: nouns of German, names of languages and initials stay."""
    first = _WORD.search(text)
    second = text[1:2]
    stays = cues.language == "de" or (first is not None and first.group().casefold() in cues.members("languages"))
    return text if stays or second.isupper() or second.isdigit() or "-" in text[:3] else text[:1].lower() + text[1:]
