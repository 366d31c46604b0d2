"""Markdown as a parser without extensions but tables reads it, for tests to look at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

PLAIN_BLOCKS = frozenset(
    {
        "heading_open",
        "heading_close",
        "paragraph_open",
        "paragraph_close",
        "bullet_list_open",
        "bullet_list_close",
        "ordered_list_open",
        "ordered_list_close",
        "list_item_open",
        "list_item_close",
        "blockquote_open",
        "blockquote_close",
        "table_open",
        "table_close",
        "thead_open",
        "thead_close",
        "tbody_open",
        "tbody_close",
        "tr_open",
        "tr_close",
        "th_open",
        "th_close",
        "td_open",
        "td_close",
        "inline",
    }
)
"""No code block, no rule, no raw HTML, no definition."""

PLAIN_INLINES = frozenset({"text", "strong_open", "strong_close", "em_open", "em_close", "text_special"})
"""No link, no image, no code, no break, no HTML."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """What a parser made of a text."""

    tokens: tuple[Token, ...]
    definitions: Mapping[str, object]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of all blocks, in order."""
        return tuple(token.type for token in self.tokens)

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading, its level before it."""
        pairs = zip(self.tokens, self.tokens[1:], strict=False)
        return tuple(f"{mark.tag} {_plain(text)}" for mark, text in pairs if mark.type == "heading_open")

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """Every row of every table, heads included."""
        found: list[list[str]] = []
        for mark, text in zip(self.tokens, self.tokens[1:], strict=False):
            if mark.type == "tr_open":
                found.append([])
            if mark.type in {"th_open", "td_open"}:
                found[-1].append(_plain(text))
        return tuple(tuple(row) for row in found)

    @property
    def texts(self) -> tuple[str, ...]:
        """What a reader reads, a text for each line, cell and heading."""
        return tuple(_plain(token) for token in self.tokens if token.type == "inline")

    def strangers(self) -> Iterator[str]:
        """Give everything that a rendered document never contains."""
        yield from (kind for kind in self.kinds if kind not in PLAIN_BLOCKS)
        for token in self.tokens:
            yield from (child.type for child in token.children or () if child.type not in PLAIN_INLINES)
        yield from self.definitions


def parse(text: str) -> Tree:
    """Read `text` as CommonMark with tables, raw HTML and strike-through on, so that they would be seen."""
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    state: dict[str, dict[str, object]] = {}
    tokens = tuple(parser.parse(text, state))
    return Tree(tokens=tokens, definitions=state.get("references", {}))


def _plain(token: Token) -> str:
    return "".join(child.content for child in token.children or () if child.type in {"text", "text_special"})
