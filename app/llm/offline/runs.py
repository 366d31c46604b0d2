"""Sentences in a run: what they say together, in one text, with its quotations and clauses."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from app.llm.offline.classify import is_label
from app.llm.offline.lexicon import lexicon
from app.llm.offline.sentences import Range, clauses_of
from app.llm.offline.structure import Passage, Quote
from app.llm.offline.tags import KINDS, Tag
from app.llm.offline.words import words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A part of a statement that can be checked by itself."""

    text: str
    quote: Quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence or clause in its passage, with what it is."""

    passage: Passage
    span: Range
    tags: frozenset[Tag]

    @property
    def text(self) -> str:
        """Give its words, free of markup."""
        return self.passage.text[self.span[0] : self.span[1]]

    @property
    def quote(self) -> Quote:
        """Quote it exactly."""
        return self.passage.quote(*self.span)


def sub_items(passages: Sequence[Passage]) -> list[tuple[Passage, ...]]:
    """Cut a list item into its own text and its sub-items."""
    return [tuple(group) for _, group in groupby(passages, key=lambda passage: passage.item)]


_INSISTING: Final = 9
"""More words than these say something of their own."""


def continue_label(groups: Sequence[tuple[Passage, ...]], language: str) -> bool:
    """Tell whether sub-items go on with the sentence that their label begins: "Drivers" - "see the tour"."""
    cues = lexicon(language)
    verbs = {*cues.members("auxiliaries"), *cues.members("ability"), *cues.members("strong"), *cues.members("medium")}
    small = [group for group in groups if group[0].text[:1].islower() and not group[0].text.endswith((":", "："))]
    modal = [group for group in small if words_of(group[0].text)[:1] and words_of(group[0].text)[0] in verbs]
    return len(groups) > 1 and len(small) == len(groups) and bool(modal)


def insisted(sentences: list[Sentence]) -> list[Sentence]:
    """Let a short sentence that insists on the one before it ("I insist on that.") be part of it."""
    found: list[Sentence] = []
    for sentence in sentences:
        words = words_of(sentence.text)
        insists = bool({"insist", "mandatory", "must", "pflicht", "zwingend", "obligatoire"} & set(words))
        refers = bool({"that", "this", "das", "dies", "cela"} & set(words[:5]))
        if found and insists and refers and len(words) <= _INSISTING + 5 and not found[-1].tags & {Tag.OPEN, Tag.OUT}:
            last = found[-1]
            tags = (last.tags - {Tag.NOW, Tag.PLACE}) | {Tag.OBLIGATION, Tag.STRONG}
            found[-1] = replace(last, span=(last.span[0], sentence.span[1]), tags=tags)
        else:
            found.append(sentence)
    return found


def settle(sentences: list[Sentence], language: str) -> list[Sentence]:
    """Let sentences that go on about today follow the one that began: by a number, or by referring back."""
    pronouns = lexicon(language).members("pronouns")
    settled: list[Sentence] = []
    about_today = False
    for sentence in sentences:
        if sentence.tags & (KINDS | {Tag.ASIDE}):
            about_today = bool(sentence.tags & {Tag.NOW, Tag.PROBLEM})
            settled.append(sentence)
            continue
        goes_on = Tag.NUMBER in sentence.tags or words_of(sentence.text)[:1] in [[word] for word in pronouns]
        tags = sentence.tags | ({Tag.NOW, Tag.PLACE} if about_today and goes_on else set())
        settled.append(replace(sentence, tags=tags))
    return settled


def joined_tags(run: Sequence[Sentence]) -> frozenset[Tag]:
    """Give what a run is: the strongest words in it decide, and place only where no words do."""
    tags = frozenset(tag for sentence in run for tag in sentence.tags)
    if Tag.STRONG in tags:
        return tags - {Tag.PLACE, Tag.MEDIUM, Tag.WEAK}
    return tags - {Tag.PLACE, Tag.WEAK} if Tag.MEDIUM in tags else tags - ({Tag.PLACE} if Tag.WEAK in tags else set())


def joined_text(run: Sequence[Sentence]) -> str:
    """Give the author's text: sentences of one passage with what stands between, sub-items joined by semicolons."""
    parts: list[str] = []
    for _, group in groupby(run, key=lambda sentence: (sentence.passage.block.id, sentence.passage.offsets[:1])):
        sentences = list(group)
        text = sentences[0].passage.text[sentences[0].span[0] : sentences[-1].span[1]]
        if parts and parts[-1].endswith((":", "：")):
            parts[-1] = f"{parts[-1]} {text}"
        elif parts:
            separator = ":" if len(parts) == 1 and is_label(parts[0]) and not {";", ":"} & set(parts[0]) else ";"
            parts[-1] = parts[-1].rstrip(".;") + f"{separator} {text}"
        else:
            parts.append(text)
    return "".join(parts)


def quotes_of(run: Sequence[Sentence]) -> tuple[Quote, ...]:
    """Quote each passage once, from the first to the last of its sentences."""
    found = []
    for _, group in groupby(run, key=lambda sentence: (sentence.passage.block.id, sentence.passage.offsets[:1])):
        sentences = list(group)
        found.append(sentences[0].passage.quote(sentences[0].span[0], sentences[-1].span[1]))
    return tuple(found)


def clauses_in(sentence: Sentence) -> tuple[Clause, ...]:
    """Cut a sentence at its semicolons, each part with its own quotation."""
    passage = sentence.passage
    return tuple(
        Clause(text=passage.text[start:end], quote=passage.quote(start, end))
        for start, end in clauses_of(passage.text, sentence.span)
    )
