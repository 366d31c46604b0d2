"""The people and organisations that a brief names, and who a sentence begins with."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from app.llm.offline.lexicon import Lexicon, lexicon
from app.llm.offline.patterns import late
from app.llm.offline.structure import Quote
from app.llm.offline.words import is_wide, words_of

_NAME_WORDS: Final = 4
_LABEL_WORDS: Final = 6
_CELL_WORDS: Final = 4
_LABEL: Final = late(r"^(?P<name>[^:：.;]{2,80}?)(?:\s*[:：]\s+|[:：]|\s+[-–—]\s+)(?P<rest>.+)$", re.DOTALL)
_PARTS: Final = late(r"\s*[,;、]\s*(?![^(]*\))")
_NOTE: Final = late(r"\s*[(（](?P<note>[^)）]*)[)）]\s*")
_WORD: Final = late(r"[^\W_]+(?:[-'’./][^\W_]+)*")
_ELIDED: Final = late(r"[Ll]['’](?=\w)")
_WIDE_SUBJECT: Final = late(r"^[^、。はがも]{0,6}?(?P<name>[\u30a0-\u30ff\u4e00-\u9fff]{2,8})(?:は|が|も)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody with a part in it."""

    name: str
    note: str
    """What the author put in brackets behind the name: how many, how often."""

    said: str
    """What the author said of them where they were listed."""

    quotes: tuple[Quote, ...]
    listed: bool
    """Named in a list of people rather than met in a sentence."""

    external: bool
    heard: bool | None = None
    system: bool = False


@lru_cache(maxsize=100_000)
def same_name(one: str, other: str, language: str) -> bool:
    """Tell whether two names are one in singular or plural.

    Stems are no proof: they merge applicant and application.
    """
    left, right = " ".join(_words_of_name(one)), " ".join(_words_of_name(other))
    if left == right:
        return True
    shorter, longer = sorted((left, right), key=len)
    endings = lexicon(language).members("plurals")
    if shorter and longer.startswith(shorter):
        return longer[len(shorter) :] in endings
    return bool(language == "en" and shorter.endswith("y") and longer == f"{shorter[:-1]}ies")


@lru_cache(maxsize=10_000)
def _words_of_name(name: str) -> tuple[str, ...]:
    return tuple(words_of(name))


def listed_in(text: str, quote: Quote, language: str) -> Iterator[Party]:
    """Give the parties that one entry of a list of people names."""
    cues = lexicon(language)
    label = _LABEL.match(text)
    if label and len(words_of(label["name"])) <= _LABEL_WORDS:
        names = list(_names(label["name"], cues))
        for name, note in names:
            said = label["rest"].strip()
            yield _party(name, note, quote, said=said, cues=cues)
        return
    names = list(_names(text.rstrip(".。"), cues))
    if names and all(_is_name(name, cues) and not _acts(name, cues) for name, _ in names):
        for name, note in names:
            yield _party(name, note, quote, said="", cues=cues)
        return
    for clause in re.split(r"[;；]\s*", text):
        firm = _named(clause, cues)
        name = firm or opening_name(clause, language) or _leading_noun(clause, cues)
        if name:
            found = _party(name, "", quote, said=clause.strip(), cues=cues)
            yield replace(found, external=found.external or bool(firm))


def is_enumeration(text: str, language: str) -> bool:
    """Tell whether a sentence only lists names: "Teachers' council, parents' association, the mayors."."""
    cues = lexicon(language)
    names = [name for name, _ in _names(text.rstrip(".。"), cues)]
    return len(names) > 1 and all(_is_name(name, cues) and not _acts(name, cues) for name in names)


def _party(name: str, note: str, quote: Quote, *, said: str, cues: Lexicon) -> Party:
    if not note:
        cell, separator, rest = said.partition("; ")
        if separator and len(cell.split()) <= _CELL_WORDS and any(character.isdigit() for character in cell):
            note, said = cell, rest
    outside = is_external(name, cues.language)
    return Party(name=name, note=note, said=said, quotes=(quote,), listed=True, external=outside)


def is_external(name: str, language: str) -> bool:
    """Tell whether a name is one of an outside organisation: "the bank", not "bank nurse"."""
    cues = lexicon(language)
    words = words_of(name)
    hits = [hit for hit in cues.hits(name, words) if hit.category == "external"]
    if is_wide(name):
        return bool(hits)
    named = any(hit.start + len(hit.words) == len(words) or hit.start == 0 for hit in hits)
    people = any(
        hit.category == "parties" and hit.start + len(hit.words) == len(words) for hit in cues.hits(name, words)
    )
    outsider = any(hit.start + len(hit.words) == len(words) for hit in hits)
    return named and (outsider or not people)


def outside_names(text: str, language: str) -> Iterator[str]:
    """Give the systems that a text calls by a name of their own: "the payroll system Persona"."""
    for match in _NAMED_SYSTEM.finditer(text):
        if (
            match["kind"].casefold() in _outside_kinds(language)
            and match["name"].casefold() not in lexicon(language).function
        ):
            yield f"{match['before'] or ''}{match['kind']} {match['name']}{match['version'] or ''}".strip()
    yield from (match["name"] for match in _versioned(text, language))


def _versioned(text: str, language: str) -> Iterator[re.Match[str]]:
    """Find the systems that stand with the number of their version: "the TimeKeeper 3 system", "system (Lab 8)"."""
    for pattern in (_NAME_FIRST, _NAME_BRACKETED):
        yield from (match for match in pattern.finditer(text) if match["kind"].casefold() in _outside_kinds(language))


def without_versions(text: str, language: str) -> str:
    """Blank the numbers that belong to the name of an outside system; every other character keeps its place."""
    for match in [*_NAMED_SYSTEM.finditer(text), *_versioned(text, language)]:
        if match["version"] and match["kind"].casefold() in _outside_kinds(language):
            start, end = match.span("version")
            text = text[:start] + re.sub(r"\d", "x", text[start:end]) + text[end:]
    return text


def _outside_kinds(language: str) -> frozenset[str]:
    system = frozenset(lexicon(language).members("system"))
    return system - {"page", "screen", "module", "seite", "página", "pagina", "sidan", "site"} | _KINDS


_KINDS: Final = frozenset(
    {"register", "directory", "programme", "provider", "company", "società", "société", "empresa", "firma", "bedrijf"}
    | {"verfahren", "fachverfahren", "registre", "logiciel", "programa", "register"}
)
"""What a name of its own stands behind, where it is outside."""

_VERSION: Final = r"(?P<version>\s\d{1,3}(?:\.\d+)*)"
_MOVES: Final = (
    r"exports?|imports?|sends?|receives?|exportiert|importiert|sendet|liefert|empfängt|exporte|importe|envoie|reçoit|"
    r"exporta|importa|envía|envia|recibe|recebe|exporteert|importeert|stuurt|ontvangt|exporterar|importerar|skickar"
)
"""Behind a name with a number these say that the number belongs to it: "the system Persona 4 sends"."""

_NAMED_SYSTEM: Final = late(
    r"(?P<before>\b[a-zà-ÿ]{3,}\s)?\b(?P<kind>[A-Za-zÀ-ÿ]{3,})\s(?P<name>[A-ZÀ-Ý][\w’'-]{2,})"
    rf"(?:{_VERSION}(?=[,;.)](?!\d)|$|\s(?:{_MOVES})\b))?"
)
_OWN: Final = rf"(?P<name>[A-ZÀ-Ý]\w*[a-zß-ÿ][A-ZÀ-Ý]\w*{_VERSION})"
"""A capital inside, and a number: "TimeKeeper 3"; "Phase 2" and "May 3" are no systems."""

_NAME_FIRST: Final = late(rf"\b{_OWN}\s(?P<kind>[A-Za-zÀ-ÿ]{{3,}})\b")
_NAME_BRACKETED: Final = late(rf"\b(?P<kind>[A-Za-zÀ-ÿ]{{3,}})\s\({_OWN}\)")


def _names(text: str, cues: Lexicon) -> Iterator[tuple[str, str]]:
    """Split an enumeration of names; a bracket behind a name is its note."""
    joins = "|".join(re.escape(join) for join in cues.members("joins")) or r"\b\B"
    pattern = rf"\s+(?:{joins})\s+(?![^(]*\))" if not is_wide(text) else rf"(?:{joins})"
    for part in _PARTS.split(text):
        for piece in re.split(pattern, part, flags=re.IGNORECASE):
            note = _NOTE.search(piece)
            name = without_article(_NOTE.sub(" ", piece).strip(" ,;:"), cues)
            first, _, rest = name.partition(" ")
            name = rest if rest and first.casefold() in cues.members("numbers") else name
            if name:
                yield name, note["note"].strip() if note else ""


def _is_name(name: str, cues: Lexicon) -> bool:
    words = words_of(name)
    if is_wide(name):
        return len(name) <= 12  # noqa: PLR2004  a longer run is a sentence
    inner = [word for word in words if word in cues.function and word not in _LINKS]
    return 0 < len(words) <= _NAME_WORDS and not inner and not name[0].isdigit()


def _acts(text: str, cues: Lexicon) -> bool:
    """Tell whether what could be a name says what several people do: "Night nurses drive"."""
    who = _known_name(text, cues.language)
    rest = without_article(text.strip(), cues)[len(who) :].split()
    ending = _ACTING.get(cues.language)
    if not who or not rest or ending is None or not rest[0].islower() or _known_name(" ".join(rest), cues.language):
        return False
    compound = cues.language == "en" and (not who.endswith("s") or rest[0].endswith("s"))
    return rest[0].endswith(ending) and not compound


_ACTING: Final[Mapping[str, str | tuple[str, ...]]] = {
    "en": "",
    "de": "en",
    "fr": "ent",
    "es": "n",
    "pt": "m",
    "nl": "en",
    "sv": "r",
    "fi": ("vat", "vät"),
}
"""How a verb ends behind several people; English has "night nurses drive", and "volunteer coordinators" as a name."""

_LINKS: Final = frozenset({"of", "de", "du", "des", "der", "von", "van", "do", "da", "del", "för", "la", "le"})
"""Words that may stand inside a name."""


def without_article(text: str, cues: Lexicon) -> str:
    """Drop a leading article."""
    elided = _ELIDED.match(text) if cues.language == "fr" else None
    if elided:
        return text[elided.end() :]
    match = _WORD.match(text)
    if match and match.group().casefold() in cues.members("articles") and match.end() < len(text):
        return text[match.end() :].lstrip()
    return text


def _named(text: str, cues: Lexicon) -> str:
    """Give an opening that ends with a name: "The wholesaler Kettenrad delivers"; German writes every noun so."""
    named = _NAMED_FIRM.match(without_article(text.strip(), cues)) if cues.language != "de" else None
    return named.group() if named else ""


def _leading_noun(text: str, cues: Lexicon) -> str:
    """Give the words before the first function word: "The fire service must ..." gives "fire service"."""
    rest = without_article(text.strip(), cues)
    end = 0
    for count, match in enumerate(_WORD.finditer(rest)):
        if match.group().casefold() in cues.function:
            return rest[:end] if 0 < count <= _NAME_WORDS else ""
        end = match.end()
    return ""


_NAMED_FIRM: Final = late(r"(?:[^\W\dA-ZÀ-Ý][\w-]* ){1,2}[A-ZÀ-Ý][\w’'-]+(?: [A-ZÀ-Ý][\w’'-]+)*")


_ABLE: Final = {
    "en": r"(?:must|shall|should|has to|have to|needs? to) (?:also )?be able to(?! be\b)",
    "de": r"(?:muss|müssen|soll|sollen|sollte|sollten)\b(?=.*(?<!werden )\bkönnen\b)",
    "fr": r"(?:doit|doivent|devrait|devraient) (?:aussi )?pouvoir(?! être\b)",
    "es": r"(?:debe|deben|debería|deberían) (?:también )?poder(?! ser\b| estar\b)",
    "pt": r"(?:deve|devem|deveria|deveriam) (?:também )?poder(?! ser\b| estar\b)",
    "nl": r"(?:moet|moeten)\b(?=.*\bkunnen\b(?! worden))(?!.* worden\b)",
    "sv": r"(?:ska|skall|måste|bör) (?:även )?kunna(?! \w+s\b)",
    "fi": r"(?:täytyy|pitää|tulee) voida",
}
"""Who must be able to do something acts, whatever they are called."""


_MINDED: Final = {
    "en": r"(?:must|shall|should|may) (?:(?:not|never|also|only|always) )?"
    r"(?:see|know|decide|approve|agree|vote|grade|judge|review|sign)",
    "fr": r"(?:ne )?(?:doit|doivent|devrait|devraient|peut|peuvent) (?:(?:pas|jamais|aussi) )?"
    r"(?:voir|savoir|connaître|décider|approuver|voter|noter|juger|signer)",
    "es": r"(?:no )?(?:debe|deben|debería|deberían|puede|pueden) (?:también )?"
    r"(?:ver|saber|conocer|decidir|aprobar|votar|calificar|juzgar|firmar)",
    "pt": r"(?:não )?(?:deve|devem|deveria|deveriam|pode|podem) (?:também )?"
    r"(?:ver|saber|conhecer|decidir|aprovar|votar|classificar|julgar|assinar)",
    "sv": r"(?:ska|skall|måste|bör|får) (?:(?:inte|aldrig|även|bara) )?"
    r"(?:se|veta|besluta|godkänna|rösta|betygsätta|bedöma|granska)",
}
"""What only somebody does: no thing sees, knows or decides; languages whose verb comes last may begin with a thing."""


def opening_name(text: str, language: str) -> str:
    """Give the party that `text` opens with, in the author's words and without article; empty if none."""
    return (
        _known_name(text, language)
        or _who_does(text, language, _ABLE.get(language))
        or _who_does(text, language, _MINDED.get(language))
    )


def opening_outsider(text: str, language: str) -> str:
    """Give the outside party that a sentence about people opens with: "The health insurer AOK receives a list"."""
    cues = lexicon(language)
    rest = without_article(text.strip(), cues)
    named = _named(text, cues)
    lead = list(_WORD.finditer(named or rest))[:_NAME_WORDS]
    words = [match.group().casefold() for match in lead]
    until = next((place for place, word in enumerate(words) if word in cues.function), len(words))
    ends = [hit.start + len(hit.words) for hit in cues.hits(rest, words[:until]) if hit.category == "external"]
    if is_wide(text) or not ends:
        return ""
    return named or rest[: lead[max(ends) - 1].end()]


def is_ability(text: str, language: str) -> bool:
    """Tell whether a text says that somebody must be able to do something, rather than that they do it."""
    able = _ABLE.get(language)
    return able is not None and re.search(rf"\b{able}\b", text, re.IGNORECASE) is not None


ADVERBS: Final = frozenset(
    {"künftig", "zukünftig", "außerdem", "zusätzlich", "zudem", "ferner", "weiterhin", "ebenso", "abends", "morgens"}
    | {"täglich", "monatlich", "jährlich", "dort", "hier", "dabei", "daneben", "nachts", "voortaan", "bovendien"}
    | {"daarnaast", "framöver", "dessutom", "framgent"}
)
"""What stands before the verb where that comes second, and is nobody."""


@lru_cache(maxsize=10_000)
def _who_does(text: str, language: str, does: str | None) -> str:
    """Give who stands before what only somebody does: one to three words that are neither the system nor a thing."""
    cues = lexicon(language)
    rest = without_article(text.strip(), cues)
    found = re.match(rf"(?P<who>[^\W\d_][\w'’-]*(?: [^\W\d_][\w'’-]*){{0,2}}?) {does}\b", rest) if does else None
    words = words_of(found["who"]) if found else []
    refused = {*cues.function, *cues.members("system"), *cues.members("pronouns"), *cues.members("entities")}
    refused |= {word for name in ("now", "later", "first", "afterwards", "asking") for word in cues.members(name)}
    refused |= ADVERBS
    return found["who"] if found and not refused.intersection(words) else ""


def _known_name(text: str, language: str) -> str:
    """Give the party that `text` opens with by a word that is known for people."""
    cues = lexicon(language)
    if is_wide(text):
        match = _WIDE_SUBJECT.match(text)
        known = match is not None and any(cue in match["name"] for cue in cues.members("parties"))
        return match["name"] if match and known else ""
    rest = without_article(text.strip(), cues)
    parties = cues.members("parties")
    found = ""
    for count, match in enumerate(_WORD.finditer(rest)):
        word = match.group().casefold()
        if word in cues.members("numbers") or word.isdigit():
            break
        said = re.split("['’]", word)[0]
        ends = (said in cues.function and word not in _LINKS) or word in cues.members("asking")
        if count >= _NAME_WORDS or ends or "," in rest[: match.start()]:
            break
        if (word in parties or _is_plural_of(word, parties, cues)) and not _describes(word, count, cues):
            if _names_a_thing(rest[match.end() :], cues):
                break
            linked = any(part in _LINKS for part in words_of(rest[: match.start()]))
            found = "" if linked and words_of(rest)[0] not in parties else rest[: match.end()]
            break
    return found


def _describes(word: str, place: int, cues: Lexicon) -> bool:
    """Tell whether a word for people is here an adjective of what stands before it: "datos personales"."""
    known = cues.members("adjectives")
    return place > 0 and (word in known or _is_plural_of(word, known, cues))


def _names_a_thing(rest: str, cues: Lexicon) -> bool:
    """Tell whether the word for a person only describes the thing behind it: "Patient records have to be kept"."""
    words = words_of(rest)[:2]
    if cues.language != "en" or not words or rest[:1] != " ":
        return False
    entities = {*cues.members("entities"), *cues.members("money")}
    thing = words[0] in entities or _is_plural_of(words[0], entities, cues)
    return thing and len(words) > 1 and words[1] in cues.members("auxiliaries")


def _is_plural_of(word: str, parties: Iterable[str], cues: Lexicon) -> bool:
    return any(
        word.endswith(ending) and word[: -len(ending)] in parties for ending in cues.members("plurals") if ending
    )


def find_party(name: str, parties: Iterable[Party], language: str) -> Party | None:
    """Find the party of that name, in singular or plural; one word may stand for a longer name that ends with it."""
    known = tuple(parties)
    for party in known:
        if same_name(party.name, name, language):
            return party
    short = _words_of_name(name)
    for party in known:
        whole = _words_of_name(party.name)
        titled = len(short) == 1 < len(whole) and party.name.split()[1][:1].isupper() and language != "de"
        if titled and same_name(whole[0], short[0], language):
            return party
        if 1 < len(whole) < len(short) and same_name(" ".join(short[-len(whole) :]), party.name, language):
            return party
    for party in known:
        last = _words_of_name(party.name)[-1:]
        if len(short) == 1 and last and same_name(last[0], short[0], language):
            return party
    return None
