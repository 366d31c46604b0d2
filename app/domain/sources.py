"""The places of the brief that a document cites: which words, in which block, on which line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.domain.briefs import blocks_of
from app.domain.names import BlockId, Json, JsonObject
from app.domain.schemas import escape

_SOURCES = "sources"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One source that is a place of the brief."""

    pointer: str
    """Of the item that rests on it (RFC 6901)."""

    block: BlockId
    occurrence: int
    quote: str


def citations_in(content: JsonObject) -> tuple[Citation, ...]:
    """Give every citation of the brief in a document, in the document's order."""
    return tuple(_walk(content, ""))


def line_of(citation: Citation, brief: str) -> int | None:
    """Give the line of `brief`, from 1, on which what is cited begins; None where this brief does not have it."""
    lines = brief.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    text = "\n".join(line.rstrip() for line in lines)
    start = 0
    for block in blocks_of(brief):
        start = text.index(block.text, start)
        if (block.id, block.occurrence) == (citation.block, citation.occurrence):
            within = block.text.find(citation.quote)
            return text.count("\n", 0, start + max(0, within)) + 1
        start += len(block.text)
    return None


def _walk(value: Json, pointer: str) -> Iterator[Citation]:
    if isinstance(value, Mapping):
        for name, entry in value.items():
            if name == _SOURCES and isinstance(entry, list | tuple):
                yield from (cited for source in entry if (cited := _cited(source, pointer)) is not None)
            else:
                yield from _walk(entry, f"{pointer}/{escape(name)}")
    elif isinstance(value, list | tuple):
        for index, entry in enumerate(value):
            yield from _walk(entry, f"{pointer}/{index}")


def _cited(source: Json, pointer: str) -> Citation | None:
    if not isinstance(source, Mapping) or not isinstance(source.get("brief"), str):
        return None
    occurrence = source.get("occurrence", 1)
    return Citation(
        pointer=pointer,
        block=BlockId(str(source["brief"])),
        occurrence=occurrence if isinstance(occurrence, int) else 1,
        quote=str(source.get("quote", "")),
    )
