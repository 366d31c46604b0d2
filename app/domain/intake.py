"""Taking a brief in: what can be read as one, and what in it speaks to whoever writes."""

import re

from app.domain.briefs import blocks_of
from app.domain.errors import Invalid
from app.domain.names import Digest
from app.domain.quality.words import words_of

MAX_BRIEF_BYTES = 512 * 1024
"""Longest brief, in bytes of UTF-8."""

_BYTE_ORDER_MARK = "\ufeff"
_PLAIN_CONTROLS = "\t\n\r\f"
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class UnreadableBrief(Invalid):
    """What was submitted is no text that documents could be made from."""


def read_brief(content: bytes) -> str:
    """Read a submitted brief as text; line ends become line feeds, a byte order mark goes, nothing else changes.

    Raises:
        UnreadableBrief: too long, not UTF-8, binary, or without a word.

    """
    if len(content) > MAX_BRIEF_BYTES:
        raise UnreadableBrief(
            f"The brief has {len(content):,} bytes; at most {MAX_BRIEF_BYTES:,} (512 KB) can be taken."
            " Shorten it, or split the project."
        )
    if content.startswith(_UTF_16_MARKS):
        raise UnreadableBrief("The brief is written in UTF-16. Save it as UTF-8 and submit it again.")
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise UnreadableBrief(
            f"The brief is no UTF-8 text: byte {error.start + 1} ({content[error.start]:#04x}) cannot be read."
            " Save it as UTF-8 and submit it again."
        ) from error
    strange = next((character for character in text if character < " " and character not in _PLAIN_CONTROLS), None)
    if strange is not None:
        line = text[: text.index(strange)].count("\n") + 1
        raise UnreadableBrief(
            f"The brief is no plain text: line {line} holds the control character {ord(strange):#04x}."
            " Submit a text or Markdown file."
        )
    text = text.removeprefix(_BYTE_ORDER_MARK).replace("\r\n", "\n").replace("\r", "\n")
    if not any(character.isalnum() for character in text) or not blocks_of(text):
        raise UnreadableBrief("The brief is empty. Write down what the project is about, a sentence at least.")
    return text


_SHORT_WORD, _SHORT_BLOCK = 3, 3
"""Letters of a word, and words of a block, by which no text is known again."""


def can_follow(before: str, text: str) -> bool:
    """Tell whether a brief can be an edit of the one before it: a block is the same, or half the words of the shorter.

    A text that shares neither tells of something else, or is written anew from the first word to the last.
    """
    first, second = (_blocks_known_again(brief) for brief in (before, text))
    if first & second:
        return True
    words, others = ({word for word in words_of(brief) if len(word) > _SHORT_WORD} for brief in (before, text))
    return 2 * len(words & others) >= min(len(words), len(others))


def _blocks_known_again(text: str) -> set[Digest]:
    return {block.digest for block in blocks_of(text) if len(words_of(block.text)) > _SHORT_BLOCK}


LONGEST_TITLE = 200
"""Longest title of a project, in characters."""

_EMPHASIS = re.compile(r"[*`]|\b_|_\b")
_TITLE = re.compile(r"\s*#[ \t]+(?P<words>[^\n]*?\w[^\n]*?)(?:[ \t]+#+)?[ \t]*(?:\n|$)")


def title_of(text: str) -> str:
    """Give the title that a brief opens with, a Markdown heading of the first level in its first line; else nothing."""
    found = _TITLE.match(text)
    words = " ".join(_EMPHASIS.sub("", found["words"]).split()) if found else ""
    return words if words.isprintable() and len(words) <= LONGEST_TITLE else ""


# Phrases by which a text speaks to a model instead of about a project. They are flagged, never obeyed and never
# removed: every part of a brief is data to whoever writes.
_SUSPICIOUS = re.compile(
    r"""
      \b(?:ignore|disregard|forget|override)\b[^.\n]{0,40}\b(?:previous|prior|above|earlier|all|any|your|system)\b
          [^.\n]{0,40}\b(?:instruction|prompt|rule|direction|message|guideline)s?\b
    | \b(?:reveal|print|repeat|show|leak)\b[^.\n]{0,30}\b(?:system|hidden|initial|developer)\s+
          (?:prompt|message|instruction)s?\b
    | \byou\s+are\s+(?:now|no\s+longer)\b
    | \b(?:act|behave|respond)\s+as\s+(?:if\s+you\s+(?:are|were)|an?\s+(?:unrestricted|jailbroken|different))\b
    | \b(?:jailbreak|developer\s+mode|DAN\s+mode)\b
    | \bdo\s+not\s+(?:follow|obey)\b[^.\n]{0,40}\b(?:instruction|rule|guideline|schema)s?\b
    | \b(?:new|updated|real)\s+(?:system\s+)?(?:instruction|prompt)s?\s*:
    | ^\s*(?:system|assistant|developer)\s*:
    | <\|?\s*(?:im_start|im_end|system|endoftext)\b | \[/?INST\] | </?(?:system|instructions?)>
    | \b(?:accept|approve|release)\b[^.\n]{0,30}\b(?:automatically|without\s+(?:review|asking|a\s+person))\b
    """,
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)


def suspicious_lines(text: str) -> tuple[int, ...]:
    """Give the numbers of the lines in which the text seems to speak to a model, from 1, each once."""
    return tuple(dict.fromkeys(text.count("\n", 0, found.end()) + 1 for found in _SUSPICIOUS.finditer(text)))
