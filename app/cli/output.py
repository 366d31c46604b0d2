"""Writing results: standard output for what was asked for, standard error for everything about it."""

import sys
from collections.abc import Iterator, Sequence

import orjson
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from app.cli.readable import readable
from app.domain.names import Json

_UNBOUNDED = 4096
"""Columns of a file or a pipe, where nothing is cut or wrapped for want of room."""


_GAP = 2
_NARROWEST_LAST = 14


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
    """Print rows as a table whose last column may wrap; where the terminal is too narrow for it, as lines of words."""
    out = results()
    widths = [max(map(cell_len, column)) + _GAP for column in zip(headings, *rows, strict=True)]
    if sum(widths[:-1]) + min(widths[-1], _NARROWEST_LAST) > out.width:
        for row in rows:
            out.print(Text("  ".join(word for word in row if word)))
        return
    table = Table.grid(padding=(0, _GAP, 0, 0))
    for heading in headings:
        table.add_column(heading, no_wrap=heading is not headings[-1], overflow="fold")
    table.add_row(*(Text(heading, style="dim") for heading in headings))
    for row in rows:
        table.add_row(*map(Text, row))
    out.print(table)


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
