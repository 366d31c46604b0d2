"""Foreign text made safe for CommonMark with tables: it can say anything and change nothing around it."""

import re
import unicodedata

_BREAKS = re.compile(r"[ \t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
_LINE_ENDS = re.compile(r"\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\ufeff\ud800-\udfff]")
"""Control characters, terminal escapes, forced writing directions, lone surrogates: nothing a reader can see."""

_ALWAYS = re.compile(r"[\\`*\[<|~]")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
"""An underscore inside a word is plain text; at a word's edge it may begin emphasis."""

_ENTITY = re.compile(r"&(?=#?[0-9A-Za-z]+;)")
_LEADING_MARK = re.compile(r"^(?:#{1,6}(?= |$)|>|[-+](?= |$)|-(?=[- ]*$))")
"""What begins a heading, a quote, a list item or a rule; every block here is one line, so underlines cannot arise."""

_LEADING_NUMBER = re.compile(r"^(\d{1,9})([.)])(?= |$)")
_CLOSING = re.compile(r" (?=#+$)")
"""A closing run of a heading begins after a space."""

_LIST_MARK = re.compile(r"^(?:[-*+•]|(\d{1,9})[.)])[ \t]+")


def clean(text: str) -> str:
    """Give `text` on one line, without what cannot be seen."""
    return _BREAKS.sub(" ", _UNSEEN.sub("", text)).strip()


def inline(text: str) -> str:
    """Give `text` for the middle of a line or a table cell."""
    escaped = _ALWAYS.sub(r"\\\g<0>", clean(text))
    escaped = _UNDERSCORE.sub(r"\\_", escaped)
    return _ENTITY.sub(r"\\&", escaped)


def line(text: str) -> str:
    """Give `text` for the beginning of a line: it can start no heading, list, quote or underline."""
    escaped = inline(text)
    escaped = _LEADING_MARK.sub(r"\\\g<0>", escaped)
    return _LEADING_NUMBER.sub(r"\1\\\2", escaped)


def heading(text: str) -> str:
    """Give `text` for a heading: a closing run of `#` stays visible."""
    escaped = line(text)
    return _CLOSING.sub(r" \\", escaped)


def prose(text: str) -> list[str]:
    """Give the blocks of a short text: its paragraphs, and its plain lists as lists; all else is words."""
    blocks: list[str] = []
    paragraph: list[str] = []
    entries: list[str] = []
    for raw in (*_LINE_ENDS.split(text), ""):
        words = clean(raw)
        mark = _LIST_MARK.match(words)
        if (mark or not words) and paragraph:
            blocks.append(line(" ".join(paragraph)))
            paragraph = []
        if not mark and entries:
            blocks.append("\n".join(entries))
            entries = []
        if mark:
            entries.append(f"{_mark(mark)} {line(words[mark.end() :])}")
        elif words:
            paragraph.append(words)
    return blocks


def is_list(block: str) -> bool:
    """Tell whether a block of `prose` is a list; a paragraph never begins with an unescaped mark."""
    return _LIST_MARK.match(block) is not None


def _mark(found: re.Match[str]) -> str:
    """Keep the number of a numbered line as it was given."""
    return f"{found[1]}." if found[1] else "*"


def shortened(text: str, *, most: int = 60) -> str:
    """Give `text` cut at a word, with an ellipsis where something is missing."""
    words = clean(text)
    if len(words) <= most:
        return words
    cut = words[:most].rsplit(" ", 1)[0].rstrip(" ,;:.")
    return f"{cut or words[:most]}…"


def slug(text: str, *, most: int = 60) -> str:
    """Give lower-case ASCII letters, digits and hyphens for a file name; empty where nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:most].strip("-")
