"""Briefs: a text, cut into blocks that keep their digest when something else is edited."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.names import BlockId, Digest, Json

_BLANK_LINES = re.compile(r"\n[ \t]*\n+")
_LIST_ITEM = re.compile(r"(?:[-*+•]|\d{1,3}[.)])[ \t]+\S")
_FENCE = ("```", "~~~")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A run of lines without a blank one between them, or one item of a list with everything indented below it."""

    digest: Digest
    occurrence: int
    """1 for the first block with this text, 2 for the second."""

    text: str

    @property
    def id(self) -> BlockId:
        """The short name that sources cite."""
        return BlockId(self.digest[:16])

    def as_json(self) -> dict[str, Json]:
        """Give the block as it stands in a request."""
        return {"id": self.id, "occurrence": self.occurrence, "text": self.text}


def blocks_of(text: str) -> tuple[Block, ...]:
    """Cut a brief at its blank lines and outermost list items, so that an edit touches the block it is made in.

    Line ends are normalised, trailing white space is dropped.
    """
    lines = (line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    seen: Counter[Digest] = Counter()
    blocks = []
    for chunk in _BLANK_LINES.split("\n".join(lines)):
        for part in _parts(chunk.strip("\n")):
            digest = Digest(hashlib.sha256(part.encode()).hexdigest())
            seen[digest] += 1
            blocks.append(Block(digest=digest, occurrence=seen[digest], text=part))
    return tuple(blocks)


def _parts(chunk: str) -> Iterator[str]:
    """Give a chunk without blank lines as its list items, what stands before the first item being a part of its own."""
    if chunk.startswith(_FENCE):
        yield chunk
        return
    part: list[str] = []
    for line in chunk.split("\n") if chunk else ():
        if _LIST_ITEM.match(line) and part:
            yield "\n".join(part)
            part = []
        part.append(line)
    if part:
        yield "\n".join(part)
