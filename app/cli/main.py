"""The command `combine`: what can be said on the command line.

Each command names its options here and does its work in a module that is imported when the command runs, so that
`combine --help` and shell completion load no database, no engine and no model library.
"""

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from app import __version__
from app.cli.exits import Exit, complain, exit_for

_CONTEXT = {"help_option_names": ["-h", "--help"]}
_PROSE: Literal["markdown"] = "markdown"

app = typer.Typer(
    name="combine",
    help="A governed production line for project documents: a brief goes in, accepted, versioned documents come out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=_PROSE,
    context_settings=_CONTEXT,
)


def _group(name: str, help_text: str) -> typer.Typer:
    group = typer.Typer(help=help_text, no_args_is_help=True, rich_markup_mode=_PROSE, context_settings=_CONTEXT)
    app.add_typer(group, name=name)
    return group


definition_app = _group("definition", "Check workflow definitions.")

JsonOption = Annotated[bool, typer.Option("--json", help="Write the result to standard output as one JSON value.")]


def _show_version(asked: bool) -> None:  # noqa: FBT001  Typer calls option callbacks with the value alone
    if asked:
        typer.echo(f"combine {__version__}")
        raise typer.Exit


@app.callback()
def combine(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Turn a brief into checked, accepted, versioned documents."""


@definition_app.command("validate", epilog="Exit: 0 valid (warnings allowed), 1 any error.")
def definition_validate(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The folder of one release.")],
    *,
    json: JsonOption = False,
) -> None:
    """Check a workflow definition and report every fault at once, each with what to do."""
    from app.cli.definition import validate_folder

    raise typer.Exit(validate_folder(path, as_json=json))


@definition_app.command("seal")
def definition_seal(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The folder of one release.")],
) -> None:
    """Write the release manifest with the digest of every file; a sealed release is never edited again."""
    from app.cli.definition import seal_folder

    raise typer.Exit(seal_folder(path))


@app.command()
def migrate() -> None:
    """Create or update the tables of the database that DATABASE_URL names."""
    from app.cli.migrate import migrate_database

    raise typer.Exit(migrate_database())


@app.command()
def serve(
    *,
    host: Annotated[str | None, typer.Option(help="Address to listen on; HOST by default.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; PORT by default.")] = None,
) -> None:
    """Serve the HTTP interface; on SQLite this process executes the work as well."""
    from app.cli.serve import serve as serve_http

    serve_http(host=host, port=port)


def main() -> None:
    """Run the command line; expected faults become one clear sentence and an exit code, never a traceback."""
    try:
        app()
    except KeyboardInterrupt:
        complain("interrupted; what was finished is kept, and the same command goes on from there")
        sys.exit(Exit.INTERRUPTED)
    except Exception as error:
        code = exit_for(error)
        if code is None:
            raise
        complain(str(error))
        sys.exit(code)


if __name__ == "__main__":
    main()
