"""Sources as footnotes, labelled by the item's code, so that a new item renumbers nothing."""

import re
from collections.abc import Mapping
from typing import Final

from app.domain.names import Json, JsonObject
from app.exports.escaping import inline
from app.exports.sources import SourceWords, answers_by_id

_FOREIGN: Final = re.compile(r"[^0-9A-Za-z/._-]+")


class Footnotes:
    """Collects the sources of items while a document is written."""

    def __init__(self, document: JsonObject, *, names: Mapping[str, str]) -> None:
        self._sources = SourceWords(names=names, answers=answers_by_id(document), write=inline)
        self._notes: dict[str, str] = {}
        self._taken: set[str] = set()

    def mark(self, label: str, sources: Json) -> str:
        """Give the mark to stand beside an item, and remember its note; nothing where no source is given."""
        texts = [self._sources.of(source) for source in sources] if isinstance(sources, list | tuple) else []
        if not texts:
            return ""
        unique = self._unique(_FOREIGN.sub("-", label).strip("-") or "source")
        self._notes[unique] = "; ".join(texts)
        return f"[^{unique}]"

    def lines(self) -> list[str]:
        """Give the notes in the order of their marks.

        A note begins with words that cannot be read as a link target with a title, so that plain CommonMark shows it
        as a paragraph.
        """
        return [f"[^{label}]: From {text}" for label, text in self._notes.items()]

    def _unique(self, label: str) -> str:
        """Keep labels apart; they are compared without regard to case."""
        candidate, number = label, 1
        while candidate.casefold() in self._taken:
            number += 1
            candidate = f"{label}.{number}"
        self._taken.add(candidate.casefold())
        return candidate

    def named(self, code: str) -> str:
        """Give a code with the name of what it stands for, where that is known."""
        return self._sources.named(code)
