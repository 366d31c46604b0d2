"""What the drafter writes about: statements, parties, groups, clauses, gaps and input items in one form."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from app.domain.names import Json, JsonObject
from app.llm.offline.tags import Tag

CODE: Final = re.compile(r"[A-Z]{1,4}-[0-9]{2,6}(?:/[A-Z]{1,4}-[0-9]{2,6})*")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Unit:
    """One thing that an item of a document can be made from."""

    text: str
    """The author's words, free of markup."""

    name: str = ""
    language: str = "und"
    tags: frozenset[Tag] = frozenset()
    sources: tuple[JsonObject, ...] = ()
    code: str = ""
    """Of an input item; empty for anything else."""

    members: "tuple[Unit, ...]" = ()
    fields: JsonObject = field(default_factory=dict)
    """The input item, or what is known of a gap or party."""

    topic: str = ""
    heading: str = ""
    position: int = 0
    clauses: "tuple[Unit, ...]" = ()

    @property
    def references(self) -> frozenset[str]:
        """Give every code that the unit or its members name outside their sources."""
        own = frozenset(_codes(self.fields))
        inner = frozenset(code for member in self.members for code in (member.code, *member.references) if code)
        return own | inner

    @property
    def origins(self) -> frozenset[str]:
        """Give the codes of the items that an input item cites as its sources."""
        cited = self.fields.get("sources")
        entries = cited if isinstance(cited, list | tuple) else ()
        return frozenset(str(entry["item"]) for entry in entries if isinstance(entry, Mapping) and "item" in entry)

    @property
    def evidence(self) -> frozenset[tuple[str, Json, str]]:
        """Give the words of the brief that the unit rests on."""
        own = [*_quotes(self.sources), *_quotes(self.fields.get("sources"))]
        return frozenset(own) | frozenset(quote for member in self.members for quote in member.evidence)


def _codes(value: Json, name: str = "") -> Iterator[str]:
    if isinstance(value, str):
        if CODE.fullmatch(value):
            yield value
    elif isinstance(value, Mapping):
        for field_name, entry in value.items():
            if field_name not in {"sources", "key", "code"}:
                yield from _codes(entry, field_name)
    elif isinstance(value, list | tuple):
        for entry in value:
            yield from _codes(entry, name)


def _quotes(sources: "Json | tuple[JsonObject, ...]") -> Iterator[tuple[str, Json, str]]:
    for source in sources if isinstance(sources, list | tuple) else ():
        if isinstance(source, Mapping) and "brief" in source:
            yield str(source["brief"]), source.get("occurrence", 1), str(source.get("quote", ""))


def share_words(one: Unit, other: Unit) -> bool:
    """Tell whether two units rest on the same words of the brief: the same quotation or a part of it."""
    return any(
        block == their_block and occurrence == their_occurrence and (quote in their_quote or their_quote in quote)
        for block, occurrence, quote in one.evidence
        for their_block, their_occurrence, their_quote in other.evidence
    )
