"""Writing results: standard output for what was asked for, standard error for everything about it."""

import sys
from collections.abc import Iterator, Sequence
from itertools import islice

import orjson
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from app.cli.readable import readable
from app.domain.names import Json

_UNBOUNDED = 4096
"""Columns of a file or a pipe, where nothing is cut or wrapped for want of room."""

_GAP = "  "
_BELOW = "    "


class _ReadableConsole(Console):
    """Shows what people, models and providers wrote, and lets none of it steer the terminal."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterator[Segment]:
        """Give the segments of what is shown; codes that are Rich's own stay."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=readable(segment.text))


def results() -> Console:
    """Give the console for results."""
    width = None if sys.stdout.isatty() else _UNBOUNDED
    return _ReadableConsole(file=sys.stdout, highlight=False, soft_wrap=True, width=width)


def print_rows(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows as a table; where the terminal is too narrow, the last column below its row, or all as words."""
    out = results()
    widths = [max(map(cell_len, column)) for column in zip(headings, *rows, strict=True)]
    most = len(headings)
    fitting = [many for many in (most, most - 1) if sum(widths[:many]) + len(_GAP) * (many - 1) <= out.width]
    if not fitting:
        for row in rows:
            out.print(Text(_GAP.join(filter(None, row))))
        return
    for number, row in enumerate((headings, *rows)):
        cells = (word + " " * (width - cell_len(word)) for word, width in zip(row, widths, strict=True))
        lines = [_GAP.join(islice(cells, fitting[0])).rstrip()]
        lines += [f"{_BELOW}{word}" for word in row[fitting[0] :] if word and number]
        out.print(Text("\n".join(lines), style="" if number else "dim"))


def messages() -> Console:
    """Give the console for progress, questions and remarks."""
    return _ReadableConsole(file=sys.stderr, highlight=False, soft_wrap=not sys.stderr.isatty())


def write_ordered(what: str) -> None:
    """Write what was recorded, and who acts on it."""
    results().print(Text(what))
    messages().print(
        "what follows is done by a running `combine serve` or `combine worker`, or by the next `combine produce`",
        style="dim",
        markup=False,
    )


def write_json(value: Json) -> None:
    """Write one JSON value to standard output, indented, keys in the order given; UTF-8 in every locale (RFC 8259)."""
    sys.stdout.flush()
    sys.stdout.buffer.write(orjson.dumps(value, option=orjson.OPT_INDENT_2) + b"\n")


def write_text(text: str) -> None:
    """Write text to standard output, ending in one line break."""
    sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
