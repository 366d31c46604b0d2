"""Names for statements and groups, from the author's opening words; never cut inside a date or a number."""

import re
from collections.abc import Iterable
from typing import Final

from app.llm.offline.classify import is_bare_heading
from app.llm.offline.lexicon import Lexicon, lexicon
from app.llm.offline.parties import opening_name, without_article
from app.llm.offline.phrasing import condition_in
from app.llm.offline.words import is_wide

_WORD: Final = re.compile(r"\d[\d.,]*\d|[^\W_]+(?:[-'’./][^\W_]+)*")
_STOP: Final = re.compile(r"[,;:()\n.!?。、；：「」—–]")
_NAME_WORDS: Final = 5
_TITLE_LENGTH: Final = 90
_NAME_LENGTH: Final = 60
_WIDE_NAME: Final = 14
_WIDE_DATE: Final = re.compile(r"^[\d０-９年月日分秒時間以内]+(?:までに|まで|以内に|に)?")
_LEADING_LABEL: Final = re.compile(r"^(?:[A-Z]{1,5}[-_ ]?\d+[.:)]?|\[[^\]]*\]|\d+[.)])\s+")
_OF: Final = frozenset({"of", "de", "du", "des", "der", "von", "van", "do", "da", "del", "till", "för", "av", "d'"})


def title_of(text: str, language: str) -> str:
    """Give the opening of a statement up to its first stop, whole words, whole numbers."""
    plain = condition_in(_LEADING_LABEL.sub("", text.strip()), language)[1]
    end = len(plain)
    for match in _STOP.finditer(plain):
        if match.start() >= 12 and not _inside_number(plain, match.start()):  # noqa: PLR2004  shorter says nothing
            end = match.start()
            break
    opening = plain[:end].strip()
    limit = _TITLE_LENGTH if not is_wide(plain) else _TITLE_LENGTH // 2
    if len(opening) <= limit:
        return _capital(opening or plain[:limit])
    words = opening[:limit].rsplit(None, 1)
    kept = _without_trailing(words[0] if len(words) > 1 else opening[:limit], language)
    return _capital(f"{kept} …")


def name_of(text: str, language: str) -> str:
    """Give the thing that a statement is about: its subject, or for a party what it does."""
    plain = condition_in(_LEADING_LABEL.sub("", text.strip()), language)[1]
    if is_wide(plain):
        return _wide_name(plain)
    cues = lexicon(language)
    party = opening_name(plain, language) or _system_in(plain, cues)
    if party:
        rest = plain[plain.index(party) + len(party) :]
        action = _after_modal(rest, cues)
        return _capital(action or _few_words(plain[plain.index(party) :], language))
    phrase = _phrase(without_article(plain, cues), cues)
    return _capital(phrase or title_of(plain, language))


def group_name(texts: Iterable[str], *, heading: str, topic: str, language: str) -> str:
    """Name a group by the author's topic, or by the opening words of up to three members."""
    if topic:
        return topic[:_NAME_LENGTH].strip()
    cues = lexicon(language)
    names: list[str] = []
    given = [name_of(text, language) for text in texts]
    for name in [name for name in given if _is_thing(name, cues)] or given:
        folded = {word.casefold() for word in _WORD.findall(name)} - cues.function
        known = {word.casefold() for other in names for word in _WORD.findall(other)}
        if name and not (folded and folded <= known) and len(name) <= _NAME_LENGTH:
            names.append(name)
        if len(names) == 3:  # noqa: PLR2004  up to three
            break
    if not names:
        return heading or "…"
    while len(names) > 1 and sum(map(len, names)) > _NAME_LENGTH:
        names.pop()
    if is_bare_heading(names[0], language) and heading:
        return heading
    return joined([names[0], *(_lower(name, cues) for name in names[1:])], language)


def _is_thing(name: str, cues: Lexicon) -> bool:
    """Tell whether a name begins with a word of content."""
    first = _WORD.search(name)
    return is_wide(name) or (first is not None and first.group().casefold() not in cues.function)


def joined(names: list[str], language: str) -> str:
    """Join names the way the language does: "a, b and c"."""
    if len(names) < 2:  # noqa: PLR2004  a plain count
        return "".join(names)
    joins = lexicon(language).members("joins")
    if any(is_wide(name) for name in names):
        return "・".join(names)
    last = f" {joins[0]} " if joins else ", "
    return f"{', '.join(names[:-1])}{last}{names[-1]}"


def _system_in(text: str, cues: Lexicon) -> str:
    """Give the system, where a sentence begins with it."""
    rest = without_article(text, cues)
    first = _WORD.match(rest)
    return first.group() if first and first.group().casefold() in cues.members("system") else ""


def _few_words(text: str, language: str) -> str:
    """Give the first words of a sentence, up to its first stop."""
    found = list(_WORD.finditer(_STOP.split(text)[0]))[: _NAME_WORDS + 1]
    return _without_trailing(text[: found[-1].end()], language) if found else ""


def _phrase(text: str, cues: Lexicon) -> str:
    """Give the opening noun phrase: words up to a stop, a function word or a verb that is known."""
    end, previous = 0, ""
    for count, match in enumerate(_WORD.finditer(text)):
        word = match.group().casefold()
        between = text[end : match.start()]
        if count and _STOP.search(between):
            break
        linking = word in _OF and count > 0
        after_link = previous in _OF and word in cues.members("articles")
        if count and word in cues.function and not linking and not after_link:
            break
        if count >= _NAME_WORDS and not word.isdigit():
            break
        end, previous = match.end(), word
    return _without_trailing(text[:end], cues.language)


def _after_modal(rest: str, cues: Lexicon) -> str:
    """Give what a party can or must do: " can ask the applicant for ..." gives "ask the applicant"."""
    words = [(match.group().casefold(), match) for match in _WORD.finditer(rest)]
    modals = {cue for name in ("ability", "strong", "medium", "weak") for cue in cues.members(name) if " " not in cue}
    if not words or words[0][0] in cues.function - modals:
        return ""
    start = 0
    while start < len(words) and (words[start][0] in modals or words[start][0] in {"be", "able", "to", "not"}):
        start += 1
    if start == 0:
        return ""
    while start < len(words) - 1 and words[start][0] in cues.members("articles"):
        start += 1
    end = 0
    for count, (word, match) in enumerate(words[start:]):
        begin = words[start][1].start()
        if count and _STOP.search(rest[end : match.start()]):
            break
        if count > 1 and word in cues.function and word not in cues.members("articles"):
            break
        if count >= _NAME_WORDS - 1:
            break
        end = match.end()
    return _without_trailing(rest[begin:end], cues.language) if end else ""


def _wide_name(text: str) -> str:
    """Give the topic of a Japanese sentence: what stands before its first particle of topic."""
    text = _WIDE_DATE.sub("", text)
    match = re.match(r"^(?P<name>[^。、]{2,24}?)(?:は|が|を|に|で|も)", text)
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
