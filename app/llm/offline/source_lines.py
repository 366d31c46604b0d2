"""The lines of a brief as a parser of Markdown gets them: lists, paragraphs and headings of HTML look like its own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from app.llm.offline.patterns import late

_TAG: Final = late(r"<(?P<end>/?)(?P<name>li|ul|ol|p|div|br|tr|dt|dd|h[1-6])\b[^<>]*>")
_FENCES: Final = ("```", "~~~")
_LISTS: Final = frozenset({"ul", "ol"})
_ITEMS: Final = frozenset({"li", "tr"})
_DEEPEST: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """A line, with where its first character stands; a mark put before it counts back from there."""

    text: str
    block: int
    """Number of its block; -1 where a blank line was put in."""

    offset: int


_BLANK: Final = SourceLine(text="", block=-1, offset=0)


def lines_of(blocks: Sequence[str]) -> list[SourceLine]:
    """Lay blocks out as lines, a blank one between them."""
    cutter = _Cutter()
    found: list[SourceLine] = []
    for number, block in enumerate(blocks):
        if number:
            found.append(_BLANK)
        offset = 0
        for line in block.split("\n"):
            found += cutter.cut(line, number, offset)
            offset += len(line) + 1
    return found


@dataclass(slots=True)
class _Cutter:
    """Cuts lines where an element of HTML begins or ends that stands by itself; text in a fence stays as it is."""

    depth: int = 0
    mark: str = ""
    """What the next text begins with: a bullet, the signs of a heading."""

    in_fence: bool = False

    def cut(self, line: str, block: int, offset: int) -> Iterator[SourceLine]:
        if line.lstrip().startswith(_FENCES):
            self.in_fence = not self.in_fence
        if self.in_fence or "<" not in line:
            yield (
                self.marked(line, block, offset, start=0)
                if self.mark and line.strip()
                else SourceLine(text=line, block=block, offset=offset)
            )
            return
        start, apart, cuts = 0, False, False
        for tag in _TAG.finditer(line):
            if line.count("`", 0, tag.start()) % 2:
                continue
            if line[start : tag.start()].strip():
                if apart and not self.mark:
                    yield _BLANK
                yield self.marked(line[: tag.start()], block, offset, start=start)
            self.meet(tag["name"], is_end=bool(tag["end"]))
            start, apart, cuts = tag.end(), True, True
        if line[start:].strip() or not cuts:
            if apart and not self.mark:
                yield _BLANK
            yield self.marked(line, block, offset, start=start)
        elif not self.mark:
            yield _BLANK

    def meet(self, name: str, *, is_end: bool) -> None:
        if name in _LISTS:
            self.depth = max(0, self.depth - 1) if is_end else self.depth + 1
            self.mark = ""
        elif name in _ITEMS:
            self.mark = "" if is_end else f"{'  ' * (min(max(self.depth, 1), _DEEPEST) - 1)}- "
        elif name[0] == "h":
            self.mark = "" if is_end else f"{'#' * int(name[1])} "

    def marked(self, line: str, block: int, offset: int, *, start: int) -> SourceLine:
        begins = start + len(line[start:]) - len(line[start:].lstrip()) if self.mark else start
        mark, self.mark = self.mark, ""
        return SourceLine(text=mark + line[begins:], block=block, offset=offset + begins - len(mark))
