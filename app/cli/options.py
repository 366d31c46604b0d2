"""What commands have in common: how a group of them is made, and the words that mean the same everywhere."""

from pathlib import Path
from typing import Annotated

import typer


def make_group(name: str, help_text: str, *, epilog: str | None = None) -> typer.Typer:
    """Make a group of commands; its help is plain text, which fits a terminal of any width."""
    return typer.Typer(
        name=name,
        help=help_text,
        epilog=epilog,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )


def path_of(word: str) -> Path:
    """Read the name of a file or folder; an empty one, as of a variable that is not set, would mean the folder here."""
    if not word:
        raise ValueError(word)
    return Path(word)


ProjectOption = Annotated[
    str | None, typer.Option("--project", "-p", metavar="SLUG", help="The project; needed where there are several.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Write the result to standard output as one JSON value.")]
CommentOption = Annotated[str, typer.Option("--comment", "-m", help="Why; it is kept and, when sent back, acted on.")]
CodeArgument = Annotated[str, typer.Argument(metavar="CODE", help="A document's code, such as PD-1 or SB-1@E-03.")]
