"""Inline nodes of Markdown as ranges of its source: what a quotation must not cut through."""

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Final

from app.llm.offline.patterns import late

LABEL: Final = r"(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*"
TARGET: Final = r"""\((?:<[^<>\n]*>|(?:[^()\s]|\([^()\s]*\))*)(?:\s+(?:"[^"]*"|'[^']*'))?\s*\)"""
SILENT: Final = r"<(?:script|style)\b[^<>]*>(?:(?!<(?:script|style)\b).)*?</(?:script|style)\s*>"
"""Elements whose content nobody reads, each looked for up to the next one only: many without an end cost little."""

_DROPPED: Final = late(
    r"(?P<line>\n[ \t>]*)"
    r"|(?<![`\\])(?P<ticks>`+)(?!`)(?P<code>[^\n]{0,500}?[^`\n])(?P=ticks)(?!`)"
    rf"|<!--(?:(?!<!--).)*?-->|{SILENT}"
    r"|<(?P<address>(?:https?|ftp|mailto):[^\s<>]+|[^\s<>@]+@[^\s<>@]+)>"
    r"|</?(?P<element>[A-Za-z][\w-]*)(?P<attributes>\b[^<>]*)>"
    r"|\*\*|__|`"
    rf"|!\[{LABEL}\]{TARGET}|\]{TARGET}|\[(?={LABEL}\]{TARGET})"
    r"|(?<![\w*])\*(?=\S)|(?<=[^\s*])\*(?!\w)"
    r"|\\(?=[^\w\s])"
    r"|^\[[ xX]\][ \t]+",
    re.DOTALL,
)

_LAYOUT: Final = late(
    r"a|abbr|b|blockquote|br|center|cite|code|col|dd|del|details|div|dl|dt|em|figure|font|h[1-6]|hr|i|iframe|img|ins|kbd"
    r"|li|link|mark|meta|ol|p|pre|q|s|samp|section|small|span|strike|strong|su[bp]|summary|svg|t(?:able|body|d|foot|h|head"
    r"|r|t)|ul?|var|wbr",
    re.IGNORECASE,
)
"""Elements that lay a text out wherever they stand; any other is one if it has an end, or an attribute."""

_ATTRIBUTE: Final = late(r"\s+[\w:@-]+=")
_CLOSED: Final = late(r"</(?P<element>[A-Za-z][\w-]*)\s*>")
_LINKED: Final = late(rf"!?\[{LABEL}\]{TARGET}|{SILENT}|<[A-Za-z]+:[^\s<>]*>", re.DOTALL)
_MARKED: Final = late(
    r"\*\*(?=\S)(?:(?!\*\*|\n\n).)+?(?<=\S)\*\*"
    r"|__(?=\S)(?:(?!__|\n\n).)+?(?<=\S)__"
    r"|`[^`\n]+`"
    r"|(?<![\w*])\*(?=[^\s*])[^*\n]+(?<=[^\s*])\*(?![\w*])"
    r"|<(?P<tag>[A-Za-z]+)\b[^<>]*>[^<>]*</(?P=tag)>",
    re.DOTALL,
)

_FENCE: Final = late(r"[\s>]*(?:(?:[-*+]|\d+[.)])\s+)*(?:`{3}|~{3})")
_UNREAD: Final = late(r"^ {0,3}<(?P<kind>!--|script\b|style\b)", re.MULTILINE | re.IGNORECASE)
_ENDS: Final = {
    "!--": late("-->"),
    "script": late(r"</script\s*>", re.IGNORECASE),
    "style": late(r"</style\s*>", re.IGNORECASE),
}


@lru_cache(maxsize=512)
def _spans(source: str) -> tuple[tuple[int, int, bool], ...]:
    linked = [(*match.span(), True) for match in _LINKED.finditer(source)]
    return (*linked, *((*match.span(), False) for match in _MARKED.finditer(source)))


def link_edges(source: str) -> tuple[int, ...]:
    """Give where links, pictures and silent elements begin and end."""
    return tuple(edge for begins, ends, linked in _spans(source) if linked for edge in (begins, ends))


def whole_nodes(source: str, start: int, end: int) -> tuple[int, int]:
    """Widen a range until it cuts through no inline node; a range within one node stays as it is."""
    first, last = start, end
    for begins, ends, linked in _spans(source):
        apart = ends <= start or end <= begins
        covered = linked and start == begins + 1 and source.startswith("](", end)
        inside = begins <= start and end <= ends and not covered
        if not apart and not inside:
            first, last = min(first, begins), max(last, ends)
    return first, last


def blank_unread(source: str) -> str:
    """Put blanks where a comment or a script stands that begins a line, so that every other letter keeps its place."""
    pieces: list[str] = []
    position = 0
    endless: set[str] = set()
    for opening in _UNREAD.finditer(source):
        kind = opening.group("kind").lower()
        if opening.start() < position or kind in endless:
            continue
        closing = _ENDS[kind].search(source, opening.end())
        if closing is None:
            endless.add(kind)
            continue
        unread = source[opening.start() : closing.end()]
        pieces += [source[position : opening.start()], "\n".join(" " * len(line) for line in unread.split("\n"))]
        position = closing.end()
    return "".join([*pieces, source[position:]])


def blank_fences(source: str, fences: Iterable[Sequence[int] | None]) -> str:
    """Put blanks where fences begin and end, so that every other letter keeps its place.

    A fence is its first line and the line after its last, counted from 0.
    """
    lines = source.split("\n")
    for first, after in filter(None, fences):
        for number in {first, after - 1}:
            if _FENCE.match(lines[number]):
                lines[number] = " " * len(lines[number])
    return "\n".join(lines)


def display(raw: str) -> tuple[str, list[int]]:
    """Free `raw` of markup; give the text and for each character its place in `raw`.

    What stands as code stays letter for letter, and so does what is in angle brackets and is no markup: "List<String>".
    """
    text: list[str] = []
    places: list[int] = []
    position = 0
    closed = {match["element"].lower() for match in _CLOSED.finditer(raw)} if "</" in raw else set()
    for match in _DROPPED.finditer(raw):
        if match["element"] and not _lays_out(match, closed):
            continue
        text.append(raw[position : match.start()])
        places += range(position, match.start())
        kept = next((name for name in ("code", "address") if match[name]), "")
        if kept:
            text.append(match[kept])
            places += range(*match.span(kept))
        if match["line"] is not None:
            text.append(" ")
            places.append(match.start())
        position = match.end()
    text.append(raw[position:])
    places += range(position, len(raw))
    return "".join(text), places


def _lays_out(tag: re.Match[str], closed: AbstractSet[str]) -> bool:
    """Tell whether what stands in angle brackets is markup rather than words of the author."""
    closes = tag["element"].lower() in closed
    return closes or _LAYOUT.fullmatch(tag["element"]) is not None or _ATTRIBUTE.match(tag["attributes"]) is not None
