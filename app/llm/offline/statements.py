"""What a reading of a brief gives: statements, parties, and what is left over."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.llm.offline.parties import Party
from app.llm.offline.runs import Clause
from app.llm.offline.structure import Quote, SourceBlock
from app.llm.offline.tags import Tag


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A sentence, a clause, or a list item with its sub-items: what the author said in one breath."""

    text: str
    clauses: tuple[Clause, ...]
    tags: frozenset[Tag]
    quotes: tuple[Quote, ...]
    topic: str
    """The heading or label it stands under, where that names a subject; else empty."""

    heading: str
    """The nearest heading, whatever it says."""

    position: int
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Everything that a brief says, sorted."""

    language: str
    statements: tuple[Statement, ...]
    parties: tuple[Party, ...]
    leftover: tuple[Quote, ...]
    """Sentences of no kind, in order."""

    sentences: int
    title: str
    blocks: tuple[SourceBlock, ...]
    unread: tuple[Quote, ...] = ()
    """Programs and samples of data, which count among the sentences and are never used."""

    def unused(self, cited: Mapping[tuple[str, int], Sequence[str]], elsewhere: frozenset[Tag]) -> tuple[Quote, ...]:
        """Give in order what is of no kind, and what `cited` has no word of, but for the kinds used `elsewhere`."""
        found = [*self.leftover, *self.unread]
        for statement in self.statements:
            if statement.tags & elsewhere:
                continue
            for quote in statement.quotes:
                known = cited.get((quote.block, quote.occurrence), ())
                if not any(quote.text in text or text in quote.text for text in known):
                    found.append(quote)
        return tuple(dict.fromkeys(in_order(found, self.blocks)))


def in_order(quotes: Iterable[Quote], blocks: Sequence[SourceBlock]) -> list[Quote]:
    """Put quotations into the order of the brief."""
    places = {(block.id, block.occurrence): place for place, block in enumerate(blocks)}
    return sorted(
        quotes,
        key=lambda quote: (
            places[quote.block, quote.occurrence],
            blocks[places[quote.block, quote.occurrence]].text.find(quote.text),
        ),
    )
