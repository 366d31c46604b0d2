"""A brief, read: what each statement is, in whose words, and what remained unused."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Final

from app.llm.offline.classify import ANYWHERE, Place, is_label, tags_of
from app.llm.offline.intended import Turn, asks_for_a_strategy
from app.llm.offline.language import detect
from app.llm.offline.layout import Layout
from app.llm.offline.lexicon import lexicon
from app.llm.offline.means import tells_by_what_means
from app.llm.offline.measures import DENYING
from app.llm.offline.own_wishes import own_wish_in
from app.llm.offline.parties import (
    Party,
    find_party,
    is_enumeration,
    is_external,
    listed_in,
    opening_name,
    opening_outsider,
    outside_names,
)
from app.llm.offline.phrasing import condition_in
from app.llm.offline.runs import (
    Sentence,
    clauses_in,
    continue_label,
    insisted,
    joined_tags,
    joined_text,
    quotes_of,
    settle,
    sub_items,
)
from app.llm.offline.sentences import Range, sentences_of, standing_clauses
from app.llm.offline.statements import Reading, Statement, in_order
from app.llm.offline.structure import Outline, Passage, Quote, SourceBlock, outline_of
from app.llm.offline.tags import KINDS, Tag
from app.llm.offline.words import QUESTION_MARKS, stems_of, words_of

_UNIT_LENGTH: Final = 1200
_MERGED_LENGTH: Final = 600
_TOLD: Final = frozenset({Tag.NOW, Tag.PROBLEM, Tag.MONEY, Tag.PLACE})
"""What a sentence is no more that says by what means an aim is reached."""

_SHORT_SENTENCE: Final = 5
_LEAD_WORDS: Final = 6
_SPLIT_PLACES: Final = frozenset({"goal", "constraint", "out", "open"})
_WHOLE_PLACES: Final = frozenset({"obligation", "quality", "criterion", "data", "external", "scope"})
_OF_ITS_OWN: Final = frozenset(
    {Tag.OUT, Tag.OPEN, Tag.MONEY, Tag.TIME, Tag.NUMBER, Tag.TECH, Tag.LAW, Tag.LANGUAGES, Tag.ACCESS}
    | {Tag.SECURITY, Tag.PRIVACY, Tag.RETENTION, Tag.EXTERNAL}
)
"""A short sentence that speaks of one of these says more than what follows from the one before."""


@dataclass(slots=True)
class _Reader:
    outline: Outline
    language: str
    blocks: Sequence[SourceBlock]
    statements: list[Statement] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)
    leftover: list[Quote] = field(default_factory=list)
    trailing: set[int] = field(default_factory=set)
    """Positions of what stands behind a list by itself, and only its place gives it a kind."""

    sentences: int = 0
    layout: Layout = field(init=False)
    turn: Turn = field(init=False)

    def read(self) -> None:
        self.layout = Layout(outline=self.outline, language=self.language)
        tells = any(asks_for_a_strategy(block.text) for block in self.blocks)
        self.turn = Turn(language=self.language, tells=tells)
        listed = -1
        for root, passages in groupby(self.outline.passages, key=lambda passage: passage.root):
            if root:
                item = tuple(passages)
                listed = item[0].section
                self.read_item(item)
            else:
                for passage in passages:
                    if (passage.block.id, passage.block.occurrence) in self.layout.announcements:
                        self.sentences += 1
                        self.leftover.append(passage.quote(0, len(passage.text)))
                        continue
                    first = len(self.statements)
                    self.read_prose(passage)
                    if passage.section == listed:
                        self.mark_trailing(self.statements[first:])
        self.leave_strangers()
        self.meet_parties()

    def mark_trailing(self, statements: Sequence[Statement]) -> None:
        for statement in statements:
            bare = tags_of(statement.text, statement.language, ANYWHERE)
            if not bare & KINDS:
                self.trailing.add(statement.position)

    def leave_strangers(self) -> None:
        """Leave over what tells of the present, or stands behind a list, and has no word of a demand, goal or limit."""
        cues = lexicon(self.language)
        modal = {
            word
            for name in ("strong", "medium", "weak", "ability")
            for cue in cues.members(name)
            for word in words_of(cue)
        }
        plain = set(_stems(" ".join((*modal, *cues.members("colourless"))), self.language))
        wanted = {
            stem
            for statement in self.statements
            if statement.tags & (KINDS - {Tag.NOW, Tag.PARTY, Tag.OUT}) and statement.position not in self.trailing
            for stem in _stems(statement.text, statement.language)
            if stem not in plain
        }
        kept = []
        for statement in self.statements:
            told = statement.tags & KINDS == {Tag.NOW}
            strange = told or statement.position in self.trailing
            known = (told and Tag.NUMBER in statement.tags) or wanted & set(
                _stems(statement.text, statement.language),
            )
            if strange and not known:
                self.leftover += statement.quotes
            else:
                kept.append(statement)
        self.statements = kept
        self.leftover = in_order(self.leftover, self.blocks)

    # -- what it says ------------------------------------------------------------------------------------------------

    def cut(self, passage: Passage, place: Place) -> list[Sentence]:
        language = detect(passage.text, fallback=self.language)
        spans = sentences_of(passage.text, language=language, seams=passage.seams)
        if place.kind in _SPLIT_PLACES:
            spans = tuple(part for span in spans for part in standing_clauses(passage.text, span, language))
            if passage.root and place.kind == "constraint":
                spans = self.with_consequence(passage, spans, place, language)
        self.sentences += len(spans)
        found = []
        for span in spans:
            text = passage.text[span[0] : span[1]]
            found.append(Sentence(passage=passage, span=span, tags=tags_of(text, language, place)))
        return found

    def with_consequence(
        self, passage: Passage, spans: tuple[Range, ...], place: Place, language: str
    ) -> tuple[Range, ...]:
        """Keep a limit together with the short sentence that says what follows from it."""
        kept: list[Range] = []
        for start, end in spans:
            short = len(words_of(passage.text[start:end])) <= _SHORT_SENTENCE
            tags = tags_of(passage.text[start:end], language, place)
            own = _OF_ITS_OWN if not passage.text[:start].rstrip().endswith((";", "；")) else {Tag.OUT, Tag.OPEN}
            if kept and short and not tags & own:
                kept[-1] = (kept[-1][0], end)
            else:
                kept.append((start, end))
        return tuple(kept)

    def read_prose(self, passage: Passage) -> None:
        place = self.layout.place_of(passage)
        sentences = self.cut(passage, place)
        if place.kind == "party":
            self.list_parties(passage, sentences)
        if place.kind in {"", "now"}:
            sentences = settle(insisted(sentences), self.language)
        if not place.kind:
            sentences = self.turn.settle(sentences, told=place.told)
        run: list[Sentence] = []
        for sentence in sentences:
            if run and self.continues(run, sentence):
                by_means = self.turn.tells and tells_by_what_means(sentence.text, self.language)
                run.append(replace(sentence, tags=sentence.tags - _TOLD) if by_means else sentence)
                continue
            self.add(run, place)
            run = [sentence]
        self.add(run, place)

    def continues(self, run: Sequence[Sentence], sentence: Sentence) -> bool:
        """Tell whether a sentence speaks on of the demand before it: "It must arrive within ..."."""
        opening = words_of(sentence.text)[:1]
        refers = bool(opening) and opening[0] in lexicon(self.language).members("pronouns")
        if (
            self.turn.tells
            and run[0].tags & {Tag.GOAL, Tag.OBLIGATION}
            and tells_by_what_means(sentence.text, self.language)
        ):
            return sentence.span[1] - run[0].span[0] <= _MERGED_LENGTH and not sentence.tags & {Tag.OPEN, Tag.OUT}
        demand = Tag.OBLIGATION in run[0].tags and Tag.GOAL not in run[0].tags
        length = sentence.span[1] - run[0].span[0]
        own = sentence.tags & {Tag.STRONG, Tag.MEDIUM, Tag.WEAK}
        system = words_of(run[0].text)[:3]
        of_system = any(word in lexicon(self.language).members("system") for word in system)
        refers = refers and (not own or of_system)
        if run[-1].text.endswith(QUESTION_MARKS) and sentence.passage.root:
            return Tag.OPEN in sentence.tags and not sentence.text.endswith(QUESTION_MARKS)
        return refers and demand and length <= _MERGED_LENGTH and not sentence.tags & {Tag.OPEN, Tag.OUT}

    def read_item(self, passages: tuple[Passage, ...]) -> None:
        head = passages[0]
        place = self.layout.place_of(head)
        if place.kind == "party":
            for passage in passages:
                sentences = self.cut(passage, place)
                self.list_parties(passage, sentences)
                for sentence in sentences:
                    self.add([sentence], place)
            return
        groups = sub_items(passages)
        labelled = is_label(head.text.rstrip(":：")) and len(groups) > 1
        speaks = labelled and continue_label(groups[1:], self.language)
        long = sum(len(passage.text) for passage in passages) > _UNIT_LENGTH
        if labelled and (speaks or long or self.demand_each(groups[1:])):
            label = head.text.rstrip(":：")
            if speaks:
                self.meet(label, head.quote(0, len(label)), listed=True)
            for group in groups[1:]:
                self.read_whole(group, self.layout.place_of(group[0]), topic=label, subject=head if speaks else None)
        elif place.kind in _WHOLE_PLACES or place.demand or len(passages) > 1:
            self.read_whole(passages, place)
        else:
            self.read_prose(head)

    def demand_each(self, groups: Sequence[tuple[Passage, ...]]) -> bool:
        """Tell whether the sub-items are demands of their own rather than parts of one."""
        demands = [group for group in groups if _modal(group[0].text, self.language)]
        return len(demands) * 2 > len(groups)

    def read_whole(
        self, passages: tuple[Passage, ...], place: Place, *, topic: str = "", subject: Passage | None = None
    ) -> None:
        kept: list[Sentence] = []
        for passage in passages:
            for sentence in self.cut(passage, place):
                if sentence.tags & {Tag.OPEN, Tag.OUT} and len(passages) == 1:
                    self.add([sentence], place, topic=topic)
                else:
                    kept.append(sentence)
        if sum(len(sentence.text) for sentence in kept) > _UNIT_LENGTH:
            for sentence in kept:
                self.add([sentence], place, topic=topic or passages[0].text[:80])
            return
        self.add(kept, place, topic=topic, subject=subject)

    def add(self, run: Sequence[Sentence], place: Place, *, topic: str = "", subject: Passage | None = None) -> None:
        if not run:
            return
        tags = joined_tags(run)
        if place.kind == "criterion":
            tags |= {Tag.CRITERION}
        if not tags & KINDS:
            self.leftover += [sentence.quote for sentence in run]
            return
        section = self.outline.sections[run[0].passage.section]
        quotes = quotes_of(run)
        text = joined_text(run)
        if subject is not None:
            label = subject.text.rstrip(":：")
            text = f"{label} {text.rstrip(' ,;')}"
            quotes = (subject.quote(0, len(label)), *quotes)
        self.statements.append(
            Statement(
                text=text,
                clauses=tuple(clause for sentence in run for clause in clauses_in(sentence)),
                tags=tags,
                quotes=quotes,
                topic=topic or self.layout.topic_of(section),
                heading="" if section.number == 1 and self.layout.is_whole_title(section) else section.title,
                position=len(self.statements),
                language=detect(text, fallback=self.language),
            ),
        )

    # -- who it speaks of --------------------------------------------------------------------------------------------

    def list_parties(self, passage: Passage, sentences: Sequence[Sentence]) -> None:
        if not sentences:
            return
        first = sentences[0]
        title = self.outline.sections[passage.section].title
        found: Iterable[Party]
        if passage.item or is_enumeration(first.text, self.language):
            found = listed_in(first.text, first.quote, self.language)
        else:
            name = opening_name(first.text, self.language)
            alone = Party(name=name, note="", said="", quotes=(first.quote,), listed=True, external=False)
            found = [alone] if name else ()
        hits = lexicon(self.language).hits(title, words_of(title))
        unheard = any(hit.category == "unheard" for hit in hits) and Tag.HEARD not in first.tags
        for party in found:
            if find_party(party.name, self.parties, self.language) is None:
                more = sentences[1:] if passage.item else ()
                heard = False if unheard else party.heard
                said = " ".join([party.said, *(sentence.text for sentence in more)]).strip()
                quotes = (*party.quotes, *(sentence.quote for sentence in more))
                self.parties.append(replace(party, said=said, quotes=quotes, heard=heard))

    def meet(
        self,
        name: str,
        quote: Quote,
        *,
        listed: bool = False,
        heard: bool | None = None,
        system: bool = False,
        outside: bool = False,
        said: str = "",
    ) -> None:
        known = find_party(name, self.parties, self.language)
        if known is None:
            external = system or outside or is_external(name, self.language)
            found = Party(name=name, note="", said=said, quotes=(quote,), listed=listed, external=external, heard=heard)
            self.parties.append(replace(found, system=system))
        elif heard is not None and known.heard is None:
            self.parties[self.parties.index(known)] = replace(known, heard=heard, said=known.said or said)

    def meet_parties(self) -> None:
        """Add those whom sentences begin with and no list names, and who is to be heard; nobody who is out of scope."""
        for statement in self.statements:
            if Tag.OUT in statement.tags:
                continue
            if words_of(statement.text)[:1] and words_of(statement.text)[0] in DENYING:
                continue
            own = own_wish_in(statement.text, statement.language)
            names = _subjects(statement.text, self.language, unheard=Tag.UNHEARD in statement.tags)
            names = [own.who] if own is not None else names
            outsider = opening_outsider(statement.text, self.language) if Tag.PARTY in statement.tags else ""
            if outsider and not names:
                self.meet(outsider, statement.quotes[0], outside=True)
            for name in names:
                heard = False if Tag.UNHEARD in statement.tags else (True if Tag.HEARD in statement.tags else None)
                said = statement.text.partition(": ")[2] if heard else ""
                self.meet(name, statement.quotes[0], heard=heard, said=said)
            for name in outside_names(statement.text, self.language):
                self.meet(name, statement.quotes[0], system=True)


def _subjects(text: str, language: str, *, unheard: bool) -> list[str]:
    """Give whom a sentence begins with; where several are to be heard, all of them."""
    if not unheard:
        names = (opening_name(part, language) for part in _openings(text, language))
        return list(dict.fromkeys(name for name in names if name))
    subject = text
    for hit in lexicon(language).hits(text, words_of(text)):
        if hit.category == "unheard" and hit.words[0] in text.casefold():
            subject = (
                text[: text.casefold().index(" ".join(hit.words))] if " ".join(hit.words) in text.casefold() else ""
            )
    placeholder = Quote(block="", occurrence=1, text="")
    return [party.name for party in listed_in(subject.strip(), placeholder, language)]


def _openings(text: str, language: str) -> list[str]:
    """Give where a sentence may begin to speak of somebody: at its start, behind a lead, in and behind a condition."""
    lead, colon, rest = text.partition(": ")
    leads = colon and len(words_of(lead)) <= _LEAD_WORDS and not opening_name(lead, language)
    plain = rest if leads else text
    condition, result = condition_in(plain, language)
    return [text, plain, result, condition.partition(" ")[2]] if condition else [text, plain]


def _stems(text: str, language: str) -> tuple[str, ...]:
    return stems_of(text, language=language, without=lexicon(language).function)


def _modal(text: str, language: str) -> frozenset[Tag]:
    found = {hit.category for hit in lexicon(language).hits(text, words_of(text))}
    return frozenset({Tag.STRONG} if found & {"strong", "medium", "prohibition"} else ())


def read_brief(blocks: Sequence[SourceBlock]) -> Reading:
    """Read a brief: every sentence is either part of a statement or listed as left over."""
    language = detect("\n".join(block.text for block in blocks))
    outline = outline_of(blocks)
    reader = _Reader(outline=outline, language=language, blocks=blocks)
    reader.read()
    return Reading(
        language=language,
        statements=tuple(reader.statements),
        parties=tuple(reader.parties),
        leftover=tuple(reader.leftover),
        sentences=reader.sentences + sum(len(sentences_of(quote.text, language=language)) for quote in outline.unread),
        unread=outline.unread,
        blocks=tuple(blocks),
        title=outline.sections[1].title if len(outline.sections) > 1 and outline.sections[1].level == 1 else "",
    )
