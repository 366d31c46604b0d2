"""Writing results: standard output for what was asked for, standard error for everything about it."""

import sys

import orjson
from rich.console import Console
from rich.text import Text

from app.domain.names import Json


def results() -> Console:
    """Give the console for results."""
    return Console(file=sys.stdout, highlight=False, soft_wrap=True)


def messages() -> Console:
    """Give the console for progress, questions and remarks."""
    return Console(file=sys.stderr, highlight=False, soft_wrap=not sys.stderr.isatty())


def write_ordered(what: str) -> None:
    """Write what was recorded, and who acts on it."""
    results().print(Text(what))
    messages().print(
        "what follows is done by a running `combine serve` or `combine worker`, or by the next `combine produce`",
        style="dim",
        markup=False,
    )


def write_json(value: Json) -> None:
    """Write one JSON value to standard output, indented, keys in the order given."""
    sys.stdout.write(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode() + "\n")


def write_text(text: str) -> None:
    """Write text to standard output, ending in one line break."""
    sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
