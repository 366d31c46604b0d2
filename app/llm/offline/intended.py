"""Prose behind the turn from how things are to what shall be: there the present tense tells what is wanted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.llm.offline.lexicon import lexicon
from app.llm.offline.parties import opening_name
from app.llm.offline.patterns import late
from app.llm.offline.phrasing import condition_in
from app.llm.offline.runs import Sentence
from app.llm.offline.tags import KINDS, QUALITIES, Tag
from app.llm.offline.words import is_wide, words_of

LIMITING: Final = frozenset({Tag.TECH, Tag.LAW, Tag.LANGUAGES, Tag.ACCESS, Tag.SECURITY, Tag.PRIVACY, Tag.RETENTION})
_TODAY: Final = frozenset({Tag.NOW, Tag.PROBLEM})
_WORKING: Final = ("creates", "views", "sets_up", "imports")
_PASSIVE: Final = {
    "en": late(r"\b(?:is|are|gets?) (?:\w+ly )?\w+(?:ed|wn|nt|pt|id|ld|ought|aught)\b"),
    "de": late(r"\b(?:wird|werden)\b.*\b\w*(?:ge\w+|\w{3,}iert|ver\w+|be\w+)\b"),
    "fr": late(r"\b(?:est|sont) \w+(?:é|ée|és|ées|it|is|ite|ites|u|ue|us|ues)\b"),
    "es": late(r"\b(?:es|son|queda|quedan) \w+(?:ado|ada|ados|adas|ido|ida|idos|idas)\b|\bse \w+(?:an|en|a|e)\b"),
    "pt": late(r"\b(?:é|são|fica|ficam) \w+(?:ado|ada|ados|adas|ido|ida|idos|idas)\b"),
    "nl": late(r"\b(?:wordt|worden)\b.*\b(?:ge|ver|be)\w+\b"),
    "sv": late(r"\b(?!finns|hjälps|minns|trivs)\w{3,}(?:as|es|ks|rs)\b"),
    "fi": late(r"\b\w{3,}(?:taan|tään|daan|dään|laan|lään|naan|nään)\b"),
}
"""What happens to a thing: "invoices are sent"."""

_PAST: Final = {
    "en": frozenset({"was", "were", "had", "did", "became", "began", "tried"}),
    "de": frozenset({"war", "waren", "hatte", "hatten", "wurde", "wurden", "gab"}),
    "fr": frozenset({"était", "étaient", "avait", "avaient", "fut"}),
    "es": frozenset({"era", "eran", "fue", "fueron", "había", "habían"}),
    "pt": frozenset({"era", "eram", "foi", "foram", "havia", "tinha"}),
    "nl": frozenset({"was", "waren", "had", "hadden", "werd", "werden"}),
    "sv": frozenset({"var", "hade", "blev", "fanns"}),
    "fi": frozenset({"oli", "olivat", "oltiin"}),
}
_OURSELVES: Final = frozenset(
    {"we", "i", "my", "there", "wir", "ich", "mein", "meine", "es", "nous", "je", "mon", "ma", "nosotros", "yo", "mi"}
    | {"nós", "eu", "meu", "minha", "wij", "we", "ik", "mijn", "er", "vi", "jag", "min", "det", "me", "minun"}
)
"""Who begins so speaks of themselves, or says that something exists."""

_SHORTEST: Final = 4
"""Fewer words are a signature or a caption."""

_STRATEGIES: Final = ("strateg", "stratég", "estrat")
"""A brief that asks for a strategy tells facts to the end."""


@dataclass(slots=True)
class Turn:
    """Where a text without headings has come to: whether its author has begun to say what shall be."""

    language: str
    tells: bool
    """Whether the whole text asks for a strategy: then what it tells stays a fact."""

    begun: bool = False
    demanded: bool = False

    def settle(self, sentences: Sequence[Sentence], *, told: bool) -> list[Sentence]:
        """Sort what is told by place alone: a limit, or behind the turn what is wanted."""
        found: list[Sentence] = []
        about_today = False
        for sentence in sentences:
            if Tag.ASIDE in sentence.tags:
                found.append(sentence)
                continue
            kinds = sentence.tags & KINDS
            if kinds and Tag.PLACE not in sentence.tags:
                about_today = bool(kinds & _TODAY) and Tag.OBLIGATION not in kinds
            settled = self._limited(self._told(sentence))
            if self.begun and not (told or self.tells or about_today):
                settled = self._wanted(settled)
            found.append(settled)
            kinds = settled.tags & KINDS
            self.begun = self.begun or bool(kinds & {Tag.OBLIGATION, Tag.GOAL} and not kinds & _TODAY)
        return found

    def _told(self, sentence: Sentence) -> Sentence:
        """Let what somebody else lacks stay a fact where the text asks for a strategy: what to do about it is open."""
        lacks = {Tag.NOW, Tag.OBLIGATION} <= sentence.tags and not sentence.tags & {Tag.STRONG, Tag.GOAL}
        if self.tells and lacks and words_of(sentence.text)[0] not in _OURSELVES:
            return replace(sentence, tags=sentence.tags - {Tag.OBLIGATION, Tag.MEDIUM, Tag.WEAK, Tag.QUALITY})
        return sentence

    def _limited(self, sentence: Sentence) -> Sentence:
        """Let what stands behind the first demand, and speaks of what limits a project, be a limit by its place."""
        tags = sentence.tags
        kinds = tags & KINDS
        self.demanded = self.demanded or bool(kinds and tags & {Tag.STRONG, Tag.MEDIUM})
        told = not kinds or (kinds == {Tag.NOW} and Tag.PLACE in tags)
        if self.demanded and told and (tags & LIMITING or {Tag.TIME, Tag.NUMBER} <= tags):
            return replace(sentence, tags=tags - {Tag.NOW} | {Tag.CONSTRAINT, Tag.PLACE})
        return sentence

    def _wanted(self, sentence: Sentence) -> Sentence:
        tags = sentence.tags
        kinds = tags & KINDS
        lacks = {Tag.NOW, Tag.OBLIGATION} <= kinds
        if lacks:
            return replace(sentence, tags=tags - _TODAY)
        told = not kinds or (kinds == {Tag.NOW} and Tag.PLACE in tags)
        if not told or not does_something(sentence.text, self.language):
            return sentence
        quality = {Tag.QUALITY} if tags & QUALITIES else set()
        return replace(sentence, tags=tags - {Tag.NOW} | {Tag.OBLIGATION, Tag.PLACE} | quality)


def asks_for_a_strategy(text: str) -> bool:
    """Tell whether a text speaks of a strategy."""
    return any(word.startswith(_STRATEGIES) for word in words_of(text))


def does_something(text: str, language: str) -> bool:
    """Tell whether a sentence says in the present what somebody does or what happens to a thing."""
    if is_wide(text):
        return False
    cues = lexicon(language)
    plain = condition_in(text, language)[1]
    words = words_of(text)
    if (
        len(words) < _SHORTEST
        or words[0] in {*_OURSELVES, *cues.members("views")}
        or set(words) & _PAST.get(language, frozenset())
    ):
        return False
    if any(hit.category in {"now", "problem", "relative", "analogue"} for hit in cues.hits(text, words)):
        return False
    working = {cue for name in _WORKING for cue in cues.members(name)}
    passive = _PASSIVE.get(language)
    if set(words) & working or (passive is not None and passive.search(plain)):
        return True
    counts = any(character.isdigit() for character in text)
    whole = text.endswith((".", "!"))
    begins = opening_name(plain, language) or set(words_of(plain)[:2]) & set(cues.members("system"))
    return bool(begins) and whole and not counts
