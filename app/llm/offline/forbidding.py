"""What a demand forbids: it is kept, but nothing is built, asked or exchanged for it."""

from functools import lru_cache
from typing import Final

from app.llm.offline.classify import ANYWHERE, tags_of
from app.llm.offline.lexicon import lexicon
from app.llm.offline.patterns import late
from app.llm.offline.sentences import clauses_of, sentences_of
from app.llm.offline.tags import Tag
from app.llm.offline.words import words_of

_PIECE: Final = late(r"(?<=[,、，])\s*")


@lru_cache(maxsize=4096)
def without_what_is_forbidden(text: str, language: str) -> str:
    """Give a text without the parts that only forbid: "must not see bank details" exchanges nothing with a bank.

    What is forbidden without, before or until something is let through, and stays.
    """
    if Tag.PROHIBITION not in tags_of(text, language, ANYWHERE):
        return text
    clauses = [part for span in sentences_of(text, language=language) for part in clauses_of(text, span)]
    pieces = [piece for start, end in clauses for piece in _PIECE.split(text[start:end])]
    return " ".join(piece for piece in pieces if not _only_forbids(piece, language))


def _only_forbids(text: str, language: str) -> bool:
    lets_through = any(hit.category == "except" for hit in lexicon(language).hits(text, words_of(text)))
    return not lets_through and Tag.PROHIBITION in tags_of(text, language, ANYWHERE)
