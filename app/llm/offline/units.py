"""What the drafter writes about: statements, parties, groups, clauses, gaps and input items in one form."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from app.domain.names import Json, JsonObject
from app.llm.offline.patterns import late
from app.llm.offline.tags import Tag

CODE: Final = late(r"[A-Z]{1,4}-[0-9]{2,6}(?:/[A-Z]{1,4}-[0-9]{2,6})*")


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
    worked_out: dict[str, frozenset[Any]] = field(default_factory=dict, init=False, repr=False)
    """What was asked of it already: a long brief asks the same of a unit a thousand times."""

    @property
    def references(self) -> frozenset[str]:
        """Give every code that the unit or its members name outside their sources."""
        if "references" not in self.worked_out:
            inner = {code for member in self.members for code in (member.code, *member.references) if code}
            self.worked_out["references"] = frozenset(_codes(self.fields)) | inner
        return self.worked_out["references"]

    @property
    def origins(self) -> frozenset[str]:
        """Give the codes of the items that an input item cites as its sources."""
        if "origins" not in self.worked_out:
            cited = self.fields.get("sources")
            entries = cited if isinstance(cited, list | tuple) else ()
            self.worked_out["origins"] = frozenset(
                str(entry["item"]) for entry in entries if isinstance(entry, Mapping) and "item" in entry
            )
        return self.worked_out["origins"]

    @property
    def evidence(self) -> frozenset[tuple[str, Json, str]]:
        """Give the words of the brief that the unit rests on."""
        if "evidence" not in self.worked_out:
            own = [*_quotes(self.sources), *_quotes(self.fields.get("sources"))]
            inner = {quote for member in self.members for quote in member.evidence}
            self.worked_out["evidence"] = frozenset(own) | inner
        return self.worked_out["evidence"]


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


class Places:
    """Units by the blocks of the brief that they quote."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self._at: dict[tuple[str, Json], dict[int, Unit]] = {}
        for position, unit in enumerate(units):
            for block, occurrence, _ in unit.evidence:
                self._at.setdefault((block, occurrence), {})[position] = unit

    def sharing(self, unit: Unit) -> list[tuple[int, Unit]]:
        """Give the units that rest on the same words as `unit`, each with its position, in order."""
        near: dict[int, Unit] = {}
        for block, occurrence, _ in unit.evidence:
            near |= self._at.get((block, occurrence), {})
        return [(position, near[position]) for position in sorted(near) if share_words(near[position], unit)]
