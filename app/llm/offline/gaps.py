"""What nobody said: open points, vague words, people without a part, dependencies without a way out, the checklist."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from app.domain.names import Json, JsonObject
from app.llm.offline.conflicts import conflicts_in
from app.llm.offline.forbidding import without_what_is_forbidden
from app.llm.offline.hints import CheckItem
from app.llm.offline.lexicon import lexicon
from app.llm.offline.parties import Party, same_name
from app.llm.offline.patterns import late
from app.llm.offline.phrases import has_phrase, phrase
from app.llm.offline.phrasing import condition_in
from app.llm.offline.quantities import quantity
from app.llm.offline.tags import Tag
from app.llm.offline.units import Unit
from app.llm.offline.words import QUESTION_MARKS, fingerprint, is_wide, key_of, words_of

_OUTSIDE: Final = frozenset({"external", "extern", "externe", "externen", "externo", "externa", "third-party"})
"""They say of something that it is outside; what it is follows."""

_NEXT: Final = late(r"\s[^\W\d_]+")
_QUOTE_LENGTH: Final = 160
_JOINED: Final = late(r"^(?:P+S: )?(?:(?:and|und|et|y|e|en|och|ja|but|aber|mais)\s)?(?=\w)", re.IGNORECASE)
_TESTED: Final = frozenset({Tag.ACCESS, Tag.SECURITY, Tag.PRIVACY, Tag.LANGUAGES, Tag.UNHEARD})
"""Qualities that hold or do not; no number tells how well."""

_WAITING: Final = frozenset({"open", "vague", "number", "test", "choice"})
"""Kinds of questions until whose answer there is nothing to go on with: what is assumed would only repeat them."""

_DEMANDS: Final = frozenset({Tag.OBLIGATION, Tag.PROHIBITION, Tag.GOAL})
_SECTIONS: Final = frozenset({Tag.OBLIGATION, Tag.QUALITY, Tag.GOAL})


def gaps_in(
    units: Sequence[Unit],
    *,
    parties: Sequence[Party],
    checklist: Iterable[CheckItem],
    language: str,
) -> tuple[Unit, ...]:
    """Give the gaps in the order in which they are worth asking; each is a question with why and the assumption."""
    inner = {id(unit): list(_inner_questions(unit)) for unit in units if Tag.GOAL in unit.tags}
    tags = frozenset(
        tag
        for unit in units
        for tag in unit.tags
        if tag is not Tag.STOP or Tag.GOAL not in unit.tags or inner.get(id(unit))
    )
    numbered = [unit for unit in units if not inner.get(id(unit))]
    found = [
        *_open_points(units, language),
        *(gap for gaps in inner.values() for gap in gaps),
        *_doubts(units, language),
        *_conflicts(units, language),
        *_vague_words(units, language),
        *_idle_parties(units, parties, language),
        *_dependencies(units, language),
        *(gap for item in checklist for gap in _of_check(item, numbered, tags, language)),
    ]
    once: dict[str, Unit] = {}
    for gap in found:
        once.setdefault(gap.name, gap)
    return tuple(once.values())


def _of_check(item: CheckItem, units: Sequence[Unit], tags: frozenset[Tag], language: str) -> Iterator[Unit]:
    """Give what one entry of the checklist asks: once, or `number` of each statement that it fits."""
    if item.id == "number":
        for unit in units:
            if unit.tags & item.where and not unit.tags & item.unless and not quantity(unit.text, unit.language):
                yield missing_number(unit, language)
    elif _raises(item, tags, units):
        yield _checked(item, language)


_MANY: Final = 6
"""Demands of which nobody can deliver all at once."""


def _raises(item: CheckItem, tags: frozenset[Tag], units: Sequence[Unit]) -> bool:
    if item.id == "order" and sum({Tag.OBLIGATION, Tag.STRONG} <= unit.tags for unit in units) < _MANY:
        return False
    return not item.unless & tags and (not item.where or bool(item.where & tags))


def short(text: str) -> str:
    """Shorten a quotation at a word."""
    plain = text.strip().rstrip(".。;").replace("“", "'").replace("”", "'").replace('"', "'")
    if len(plain) <= _QUOTE_LENGTH:
        return plain
    cut = plain[:_QUOTE_LENGTH]
    return (cut if is_wide(plain) else cut.rsplit(None, 1)[0]).rstrip(",;: ") + " …"


def _gap(
    kind: str, key: str, language: str, /, *, sources: tuple[JsonObject, ...], blocking: bool = False, **values: str
) -> Unit:
    fields: dict[str, Json] = {
        "why": phrase(f"why_{kind}", language, **values),
        "assumption": phrase(f"assume_{kind}", language, **values),
        "stands_in": kind not in _WAITING,
        "kind": "text",
        "blocking": blocking,
        "id": key,
    }
    text = phrase(f"ask_{kind}", language, **values)
    return Unit(text=text, name=key, language=language, sources=sources, fields=fields, tags=frozenset({Tag.OPEN}))


def _key(kind: str, text: str) -> str:
    return f"{kind}-{key_of(text)[:20].strip('-')}-{fingerprint(text)[:6]}"


def _open_points(units: Iterable[Unit], language: str) -> Iterator[Unit]:
    for unit in units:
        if Tag.OPEN not in unit.tags:
            continue
        key = _key("open", unit.text)
        gap = _gap("open", key, language, sources=unit.sources, blocking=True, quote=short(unit.text))
        asked, mark, context = _JOINED.sub("", unit.text.strip()).partition("? ")
        asked = asked[:1].upper() + asked[1:] + mark.strip()
        if mark and any(end in context for end in QUESTION_MARKS):
            asked = unit.text.strip()
        elif context:
            why = f"{gap.fields['why']} “{short(context)}”"
            gap = replace(gap, fields={**gap.fields, "why": why})
        if asked.endswith(QUESTION_MARKS) and sum(asked.count(mark) for mark in QUESTION_MARKS) == 1:
            gap = Unit(
                text=asked,
                name=key,
                language=language,
                sources=unit.sources,
                fields=gap.fields,
                tags=gap.tags,
            )
        yield gap


_ASKING: Final = {
    "en": r"what|who|whom|which|how|why|where|when|whether",
    "de": r"was|wer|wem|wen|wie|warum|wo|wozu|wofür|womit|welche[rsnm]?|ob",
    "fr": r"ce qu(?:e|i|')|à quoi|qui|comment|pourquoi|où|quand|combien|quel(?:le)?s?",
    "es": r"qué|quién|quiénes|cómo|por qué|para qué|dónde|cuándo|cuánto|lo que",
    "pt": r"o que|quem|como|para que|onde|quando|quanto",
    "nl": r"wat|wie|hoe|waarom|waar|waarvoor|welke|wanneer",
    "sv": r"vad|vem|hur|varför|var|vilka|vilken|när",
    "fi": r"mitä|mikä|kuka|miten|miksi|missä|milloin|mihin",
}
"""With these words an aim names what must be answered: "that says what it is for, and how it is measured"."""

_SPOTS: Final = tuple(
    [word]
    for word in ("place", "places", "site", "spot", "way", "day", "time", "ort", "stelle", "endroit", "lieu", "lugar")
)
"""Behind these "where" and "when" only describe."""

_FEWEST_ASKED: Final = 2


def asked_in(text: str, language: str) -> tuple[str, ...]:
    """Give what an aim wants answered, where it names several things."""
    asking = _ASKING.get(language)
    if asking is None:
        return ()
    joins = "|".join(re.escape(join) for join in lexicon(language).members("joins"))
    pieces = re.split(rf",\s+(?:(?:{joins})\s+)?|\s+(?:{joins})\s+", text.rstrip(". "))
    if ":" in pieces[0]:
        return ()
    found = re.finditer(rf"(?<=\s)(?:{asking})\b", pieces[0], re.IGNORECASE)
    opening = [match.start() for match in found if words_of(pieces[0][: match.start()])[-1:] not in _SPOTS]
    asked = [pieces[0][opening[-1] :]] if opening else []
    asked += [piece for piece in pieces[1:] if re.match(rf"(?:{asking})\b", piece)]
    return tuple(asked) if len(asked) >= _FEWEST_ASKED else ()


def to_be_answered(text: str, language: str) -> tuple[str, ...]:
    """Give what an aim wants answered: the things that it names, or itself where it is a question and no sentence."""
    opening = _ASKING.get(language)
    plain = opening is not None and "," not in text and text[-1:].isalnum()
    alone = plain and re.match(rf"(?:{opening})\b", text, re.IGNORECASE)
    return asked_in(text, language) or ((text,) if alone else ())


def unanswered(units: Sequence[Unit], language: str) -> Unit:
    """Ask once for the answers that a plan was ordered to give."""
    quote = "”; “".join(short(unit.text) for unit in units)
    sources = tuple(source for unit in units for source in unit.sources)
    return _gap("open", _key("asked", quote), language, sources=sources, blocking=True, quote=quote)


def _inner_questions(unit: Unit) -> Iterator[Unit]:
    for text in to_be_answered(unit.text, unit.language):
        yield _gap("open", _key("open", text), unit.language, sources=unit.sources, blocking=True, quote=text)


def _doubts(units: Iterable[Unit], language: str) -> Iterator[Unit]:
    for unit in units:
        if Tag.DOUBTED in unit.tags:
            key = _key("doubted", unit.text)
            yield _gap(
                "doubted", key, language, sources=unit.sources, quote=short(unit.text), heading=short(unit.heading)
            )


def _conflicts(units: Sequence[Unit], language: str) -> Iterator[Unit]:
    for one, other in conflicts_in(units):
        key = _key("conflict", f"{one.text} {other.text}")
        sources = (*one.sources, *other.sources)
        yield _gap(
            "conflict", key, language, sources=sources, blocking=True, quote=short(one.text), other=short(other.text)
        )


def vague_word(unit: Unit) -> str:
    """Give the first vague word of a unit as the author wrote it; empty if there is none."""
    for hit in lexicon(unit.language).hits(unit.text, words_of(unit.text)):
        if hit.category == "vague":
            word = " ".join(hit.words)
            start = unit.text.casefold().find(word)
            return unit.text[start : start + len(word)] if start >= 0 else word
    return ""


def _vague_words(units: Iterable[Unit], language: str) -> Iterator[Unit]:
    for unit in units:
        if Tag.VAGUE in unit.tags and unit.tags & _DEMANDS and Tag.NUMBER not in unit.tags:
            word = vague_word(unit)
            if word:
                key = _key("vague", f"{word} {unit.text}")
                yield _gap("vague", key, language, sources=unit.sources, word=word, quote=short(unit.text))


def _idle_parties(units: Sequence[Unit], parties: Iterable[Party], language: str) -> Iterator[Unit]:
    texts = [unit.text for unit in units if unit.tags & _DEMANDS]
    for party in parties:
        if not party.listed or party.external or party.said or party.heard is not None:
            continue
        if not any(names(text, party.name, language) for text in texts):
            sources = tuple(quote.as_json() for quote in party.quotes)
            yield _gap("party", party_key(party.name), language, sources=sources, name=party.name)


def party_key(name: str) -> str:
    """Give the key of the question what somebody does with the result."""
    return _key("party", name)


def names(text: str, name: str, language: str) -> bool:
    """Tell whether a text names somebody, in singular or plural, by full name or by the last word of it."""
    if is_wide(name):
        return name in text
    words, wanted = words_of(text), words_of(name)
    if not wanted or wanted[-1].isdigit():
        return name.casefold() in text.casefold() if wanted else False
    return any(
        same_name(" ".join(words[index : index + len(wanted)]), name, language) or same_name(word, wanted[-1], language)
        for index, word in enumerate(words)
    )


def _dependencies(units: Iterable[Unit], language: str) -> Iterator[Unit]:
    told = [unit for unit in units if Tag.FAILURE in unit.tags]
    for unit in units:
        if Tag.EXTERNAL not in unit.tags or Tag.FAILURE in unit.tags or not unit.tags & {Tag.OBLIGATION, Tag.QUALITY}:
            continue
        shown = outsider_in(unit)
        if shown and not any(_goes_on(unit, other, shown) for other in told):
            key = _key("external", shown)
            yield _gap("external", key, language, sources=unit.sources, name=shown, quote=short(unit.text))


def _goes_on(unit: Unit, other: Unit, shown: str) -> bool:
    """Tell whether another statement says what happens without whom `unit` names: by name, or right behind it."""
    next_to = other.position == unit.position + 1 and other.heading == unit.heading
    conditional = bool(condition_in(other.text, other.language)[0]) and not outsider_in(other)
    return shown.casefold() in other.text.casefold() or (next_to and conditional)


def outsider_in(unit: Unit) -> str:
    """Give whom outside a unit names, as the author wrote it; empty where it only says that something is exchanged.

    Who stands only in what is forbidden is no one to rely on.
    """
    text = without_what_is_forbidden(unit.text, unit.language)
    hits = lexicon(unit.language).hits(text, words_of(text))
    moved = {hit.start for hit in hits if hit.category in {"imports", "carries"}}
    named = (hit for hit in hits if hit.category == "external" and hit.start not in moved)
    word = next((" ".join(hit.words) for hit in named), "")
    start = text.casefold().find(word)
    shown = text[start : start + len(word)] if start >= 0 else word
    following = _NEXT.match(text, start + len(word)) if word in _OUTSIDE and start >= 0 else None
    return shown + (following.group() if following else "")


def open_choice(unit: Unit, language: str) -> Unit:
    """Ask which option of a choice is taken."""
    return _gap("choice", _key("choice", unit.name), language, sources=unit.sources, title=unit.name)


def missing_number(unit: Unit, language: str) -> Unit:
    """Ask for the number of a target that has none."""
    key = _key("number", unit.text)
    kind = "test" if unit.tags & _TESTED and Tag.PERFORMANCE not in unit.tags else "number"
    return _gap(kind, key, language, sources=unit.sources, quote=short(unit.text))


def _checked(item: CheckItem, language: str) -> Unit:
    if item.text is None and has_phrase(f"ask_{item.id}"):
        return _gap(item.id, item.id, language, sources=(), blocking=item.id in {"purpose", "functions"})
    texts = [_in(entry, language) for entry in (item.text, item.why, item.assumption)]
    fields: dict[str, Json] = {
        "why": texts[1],
        "assumption": texts[2],
        "stands_in": True,
        "kind": "text",
        "blocking": False,
        "id": item.id,
    }
    return Unit(text=texts[0], name=item.id, language=language, fields=fields, tags=frozenset({Tag.OPEN}))


def _in(entry: "object", language: str) -> str:
    if isinstance(entry, dict):
        return str(entry.get(language, entry["en"]))
    return ""
