"""Briefs: a text, cut into blocks that keep their digest when something else is edited."""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass

from app.domain.names import BlockId, Digest, Json

_BLANK_LINES = re.compile(r"\n[ \t]*\n+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A run of lines without a blank one between them."""

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
    """Cut a brief at its blank lines; line ends are normalised, trailing white space is dropped."""
    lines = (line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    seen: Counter[Digest] = Counter()
    blocks = []
    for chunk in _BLANK_LINES.split("\n".join(lines)):
        stripped = chunk.strip("\n")
        if not stripped:
            continue
        digest = Digest(hashlib.sha256(stripped.encode()).hexdigest())
        seen[digest] += 1
        blocks.append(Block(digest=digest, occurrence=seen[digest], text=stripped))
    return tuple(blocks)
