"""The outline of a brief: sections, passages and list items, with the way back to every exact character."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from app.domain.names import Json
from app.llm.offline.markup import blank_fences, blank_unread, display, link_edges, whole_nodes
from app.llm.offline.numbering import lengths_of_clause_numbers
from app.llm.offline.patterns import late
from app.llm.offline.priorities import priority_of
from app.llm.offline.source_lines import lines_of
from app.llm.offline.wish_tables import words_before_cells

if TYPE_CHECKING:
    from markdown_it.token import Token

_LINK: Final = late(r"\[[^\]]*\]\([^)]*\)")
_CELL: Final = late(r"(?<!\\)\|")
_NUMBERED: Final = late(r"^(?:\d+(?:\.\d+)*\.?|[IVX]+\.|[A-Z]\.)\s+(?=\S)")
_IDENTIFIER: Final = late(r"[A-Za-z]{0,5}[-_. ]?\d+(?:\.\d+)*\.?")
_HEADING_WORDS: Final = 8
_COLONS: Final = (":", "：")
_PROSE: Final = frozenset({"", "text", "txt", "plain", "plaintext", "markdown", "md"})
"""What a fence is called whose text is read; a program or a sample of data is none of the author's demands."""

_MOST_FENCES_IN_FENCES: Final = 3
_PIECE: Final = late(r"\S(?:.{0,1998}\S(?=\s*?\n|\s*$)|.{0,1999})", re.DOTALL)
"""Text in pieces of whole lines that a quotation can hold; a longer line is cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceBlock:
    """A block of the brief as the request gives it."""

    id: str
    occurrence: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Exact words of one block."""

    block: str
    occurrence: int
    text: str

    def as_json(self) -> dict[str, Json]:
        """Give the quote as a source."""
        return {"brief": self.block, "occurrence": self.occurrence, "quote": self.text}


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading with what stands below it; number 0 is the text before the first heading."""

    number: int
    title: str
    level: int
    parent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A paragraph, the text of a list item, or a table row, free of markup."""

    text: str
    offsets: tuple[int, ...]
    """For each character of `text` its place in the block."""

    block: SourceBlock
    section: int
    item: int
    """Number of the list item it stands in, 0 outside lists."""

    root: int
    """Number of the outermost list item around it, 0 outside lists."""

    lead: str
    """The words that introduce the list or the row: "The system must:"."""

    def quote(self, start: int, end: int) -> Quote:
        """Quote the characters from `start` to `end`, exactly and with whole inline nodes."""
        first, last = whole_nodes(self.block.text, self.offsets[start], self.offsets[end - 1] + 1)
        return Quote(block=self.block.id, occurrence=self.block.occurrence, text=self.block.text[first:last])

    @property
    def seams(self) -> tuple[int, ...]:
        """Give where in `text` a link or a picture begins or has ended."""
        edges = link_edges(self.block.text)
        found = (bisect_left(self.offsets, edge) for edge in edges if self.offsets[0] < edge <= self.offsets[-1])
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A brief as its author laid it out."""

    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
    unread: tuple[Quote, ...] = ()
    """Programs and samples of data: text that is none of the author's sentences."""


@dataclass(slots=True)
class _Builder:
    """Walks the Markdown tokens once."""

    blocks: Sequence[SourceBlock]
    lines: list[str] = field(default_factory=list)
    homes: list[tuple[int, int]] = field(default_factory=list)
    """For each line its block and its offset in the block; -1 for the blank lines between blocks."""

    sections: list[Section] = field(
        default_factory=lambda: [Section(number=0, title="", level=0, parent=0)],
    )
    passages: list[Passage] = field(default_factory=list)
    unread: list[Quote] = field(default_factory=list)
    items: list[int] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)
    pending: str = ""
    count: int = 0
    in_head: bool = False
    heads: Mapping[int, str] = field(default_factory=dict)
    """What the cells of a row continue, by column, where the head of the table begins a wish in the first person."""

    def lay_out(self) -> None:
        lines = lines_of([block.text for block in self.blocks])
        self.lines = [line.text for line in lines]
        self.homes = [(line.block, line.offset) for line in lines]

    def leave(self, token: "Token") -> None:
        """Keep the text of a program or a sample of data as what was not read, in pieces that can be quoted."""
        first, after = token.map or (0, 0)
        for number in dict.fromkeys(home for home, _ in self.homes[first:after] if home >= 0):
            lines = [line for line in range(first + 1, after) if self.homes[line][0] == number]
            inside = [line for line in lines if line < after - 1 or self.lines[line].strip(" \t>`~")]
            block = self.blocks[number]
            start = self.homes[inside[0]][1] if inside else 0
            end = self.homes[inside[-1]][1] + len(self.lines[inside[-1]]) if inside else 0
            for piece in _PIECE.findall(block.text[start:end]):
                self.unread.append(Quote(block=block.id, occurrence=block.occurrence, text=piece))

    def take(self, tokens: "Sequence[Token]") -> None:  # noqa: C901  one line a token
        for index, token in enumerate(tokens):
            match token.type:
                case "heading_open":
                    self.open_section(tokens[index + 1].content, int(token.tag[1:]))
                case "bullet_list_open" | "ordered_list_open":
                    self.leads.append(self.pending)
                    self.pending = ""
                case "bullet_list_close" | "ordered_list_close":
                    self.leads.pop()
                    self.pending = ""
                case "list_item_open":
                    self.count += 1
                    self.items.append(self.count)
                case "list_item_close":
                    self.items.pop()
                case "thead_open":
                    self.in_head = True
                case "thead_close":
                    self.in_head = False
                case "tr_open":
                    self.add_row(token)
                case "paragraph_open":
                    self.add_paragraph(tokens, index)
                case "fence":
                    self.leave(token)
                case _:
                    pass

    def open_section(self, title: str, level: int) -> None:
        clean = _NUMBERED.sub("", display(title)[0]).strip().rstrip(":：").strip()
        parent = self.sections[-1]
        while parent.level >= level and parent.number:
            parent = self.sections[parent.parent]
        self.sections.append(
            Section(number=len(self.sections), title=clean, level=level, parent=parent.number),
        )
        self.pending = ""

    def add_paragraph(self, tokens: "Sequence[Token]", index: int) -> None:
        inline = tokens[index + 1]
        if not inline.map:
            return
        content = inline.content.strip()
        following = tokens[index + 3].type if index + 3 < len(tokens) else ""
        if self.is_heading(content, tokens, index):
            self.open_section(content, 4 if content.endswith(_COLONS) else 3)
            return
        introduces = following in {"bullet_list_open", "ordered_list_open", "table_open"}
        found = self.locate(inline.map[0], inline.map[1], content)
        if found is None:
            return
        text, offsets, block = found
        if introduces and text.endswith(_COLONS):
            _, stop, last = text.rpartition(". ")
            self.pending = last
            if not stop and not self.items:
                return
        self.append(text, offsets, block)

    def is_heading(self, content: str, tokens: "Sequence[Token]", index: int) -> bool:
        """Tell whether a short line of its own serves as a heading: bold, numbered, in capitals, or with a colon."""
        if (
            "\n" in content
            or len(content.split()) > _HEADING_WORDS
            or content.endswith((".", "!", "?", ";", ",", "。"))
        ):
            return False
        if self.items:
            alone = tokens[index - 1].type == "list_item_open" and index >= 2  # noqa: PLR2004  a plain count
            return alone and self._is_lonely_item(tokens, index)
        bold = content.startswith("**") and content.rstrip(":").endswith("**")
        capitals = content.isupper() and any(character.isalpha() for character in content)
        numbered = bool(_NUMBERED.match(content))
        following = tokens[index + 3].type if index + 3 < len(tokens) else ""
        colon = content.endswith(_COLONS) and following == "paragraph_open"
        return bold or capitals or numbered or colon

    def _is_lonely_item(self, tokens: "Sequence[Token]", index: int) -> bool:
        """Tell whether a numbered list of one short item is in truth a numbered heading ("1. Purpose")."""
        closing = index + 3
        return (
            tokens[index - 2].type == "ordered_list_open"
            and closing + 2 < len(tokens)
            and tokens[closing].type == "list_item_close"
            and tokens[closing + 1].type == "ordered_list_close"
            and len(self.items) == 1
        )

    def add_row(self, token: "Token") -> None:
        if not token.map:
            return
        line = token.map[0]
        home, offset = self.homes[line]
        columns = _cells(self.lines[line])
        if self.in_head:
            self.heads = words_before_cells([display(self.lines[line][start:end])[0] for start, end in columns])
        cells = [(start, end) for start, end in columns if self.lines[line][start:end].strip()]
        if len(cells) > 1 and _IDENTIFIER.fullmatch(self.lines[line][cells[0][0] : cells[0][1]]):
            cells = cells[1:]
        if self.in_head or home < 0 or not cells:
            return
        lead = self.pending
        row = self.lines[line]
        weights = [cell for cell in cells[1:] if priority_of(display(row[cell[0] : cell[1]])[0])]
        if weights:
            lead = display(row[weights[0][0] : weights[0][1]])[0]
            cells = [cell for cell in cells if cell not in weights]
        cells = [*cells[:1], *(cell for cell in cells[1:] if not _LINK.fullmatch(row[cell[0] : cell[1]]))]
        words = [self.heads.get(columns.index(cell), "") for cell in cells]
        text, places = _row_text(row, cells, words)
        offsets = [offset + place for place in places]
        self.count += 1
        self.items.append(self.count)
        self.leads.append(lead)
        self.append(text, tuple(offsets), self.blocks[home])
        self.leads.pop()
        self.items.pop()

    def locate(self, first: int, last: int, content: str) -> tuple[str, tuple[int, ...], SourceBlock] | None:
        """Find the exact range of a paragraph in its block and free it of markup."""
        home, offset = self.homes[first]
        while last - 1 > first and self.homes[last - 1][0] != home:
            last -= 1
        if home < 0:
            return None
        head = content.split("\n", 1)[0].strip()
        column = self.lines[first].find(head)
        start = offset + max(column, 0)
        end = self.homes[last - 1][1] + len(self.lines[last - 1].rstrip())
        text, places = display(self.blocks[home].text[start:end])
        stripped = text.strip()
        if not stripped:
            return None
        lead = len(text) - len(text.lstrip())
        kept = places[lead : lead + len(stripped)]
        return stripped, tuple(start + place for place in kept), self.blocks[home]

    def append(self, text: str, offsets: tuple[int, ...], block: SourceBlock) -> None:
        self.passages.append(
            Passage(
                text=text,
                offsets=offsets,
                block=block,
                section=self.sections[-1].number,
                item=self.items[-1] if self.items else 0,
                root=self.items[0] if self.items else 0,
                lead=self.leads[0] if self.leads else "",
            ),
        )


def _row_text(row: str, cells: Sequence[tuple[int, int]], words: Sequence[str]) -> tuple[str, list[int]]:
    """Give the text of a row, as a sentence where `words` of the head stand before its cells, with the way back."""
    text, places = "", []
    for number, (start, end) in enumerate(cells):
        between = ("" if not number else ": " if number == 1 else "; ") if not any(words) else ", " if number else ""
        opening = between + (f"{words[number]} " if words[number] else "")
        piece, inside = display(row[start:end])
        text += opening + piece
        places += [start] * len(opening) + [start + place for place in inside]
    return text, places


def _cells(line: str) -> list[tuple[int, int]]:
    """Give the ranges of the cells of a table row, without their blanks."""
    bars = [-1, *(match.start() for match in _CELL.finditer(line)), len(line)]
    found = []
    for left, right in pairwise(bars):
        piece = line[left + 1 : right]
        start = left + 1 + len(piece) - len(piece.lstrip())
        found.append((start, start + len(piece.strip())))
    return found


def outline_of(blocks: Sequence[SourceBlock]) -> Outline:
    """Read the layout of a brief.

    Text between HTML tags, indented text and text in a fence that names no language of programs are read like any
    other; programs are kept apart, and what nobody sees (comments, scripts) is left out.
    The Markdown parser is imported when the first brief is read: it costs 0.1 s.
    """
    from markdown_it import MarkdownIt  # noqa: PLC0415  lazy, see above

    builder = _Builder(blocks=blocks)
    builder.lay_out()
    parser = MarkdownIt("commonmark").enable("table").disable(["html_block", "code"])
    source = blank_unread("\n".join(builder.lines))
    tokens = parser.parse(source)
    for _ in range(_MOST_FENCES_IN_FENCES):
        fences = [token.map for token in tokens if token.type == "fence" and token.info.strip().lower() in _PROSE]
        if not fences:
            break
        source = blank_fences(source, fences)
        tokens = parser.parse(source)
    builder.lines = source.split("\n")
    builder.take(tokens)
    numbers = lengths_of_clause_numbers([passage.text for passage in builder.passages])
    passages = tuple(
        replace(passage, text=passage.text[length:], offsets=passage.offsets[length:]) if length else passage
        for passage, length in zip(builder.passages, numbers, strict=True)
    )
    return Outline(sections=tuple(builder.sections), passages=passages, unread=tuple(builder.unread))
