"""The command `combine`: what can be said on the command line.

Each command names its options here and does its work in a module that is imported when the command runs, so that
`combine --help` and shell completion load no database, no engine and no model library.
"""

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from app import __version__
from app.cli.audits import audit_app
from app.cli.exits import Exit, complain, exit_for, tell
from app.cli.gate_policy import AcceptPolicy
from app.cli.groups import definition_app, document_app, project_app, run_app
from app.cli.interruption import Interrupted
from app.cli.options import CodeArgument, CommentOption, JsonOption, ProjectOption, make_group, path_of
from app.cli.people import tokens_app, users_app
from app.cli.streams import flushed, make_streams_safe
from app.cli.usage import help_for, sentence_for
from app.exports.formats import ExportFormat

app = make_group(
    "combine",
    "A governed production line for project documents: a brief goes in, accepted, versioned documents come out.\n\n"
    "Exit: 0 done, 1 failed or refused as things stand, 2 words that cannot be right, 3 waiting for people, 69 a"
    " dependency is unreachable, 78 configuration.",
    epilog="Example: combine produce examples/briefs/bicycle-workshop.md",
)
for _group in (project_app, run_app, document_app, definition_app, audit_app, users_app, tokens_app):
    app.add_typer(_group)


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


@app.command(epilog="Example: combine produce examples/briefs/bicycle-workshop.md --accept all")
def produce(
    brief: Annotated[Path, typer.Argument(metavar="BRIEF", help="A text or Markdown file; `-` reads standard input.")],
    *,
    workflow: Annotated[
        str | None,
        typer.Option(
            metavar="NAME[@VERSION]", help="The workflow; a new project starts with software-product-development."
        ),
    ] = None,
    project: Annotated[
        str | None,
        typer.Option("--project", "-p", metavar="SLUG", help="The project; by default named after the file."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", parser=path_of, help="Write every released document there, as Markdown and JSON."),
    ] = None,
    accept: Annotated[
        AcceptPolicy | None,
        typer.Option(
            help="`all` accepts as the local operator, `none` stops at gates; on a terminal the default asks."
        ),
    ] = None,
    answers: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            parser=path_of,
            help="Answers to questions, as JSON or YAML: question text or key to answer.",
        ),
    ] = None,
    provider: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="`offline`, `anthropic:MODEL` or `openai:MODEL`, for this project."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Do the whole job: from a brief to accepted documents.

    The same brief again is up to date and costs nothing; an edited one remakes only what it touches, and says why.
    Exit: 0 finished, 1 failed or refused as things stand, 2 words that cannot be right, 3 waiting for people, 69 a
    dependency is unreachable, 78 configuration.
    """
    began = time.monotonic()
    from app.cli.produce import ProduceOrder, produce_documents

    order = ProduceOrder(
        brief=brief,
        workflow=workflow,
        project=project,
        out=out,
        accept=accept,
        answers=answers,
        provider=provider,
        began=began,
    )
    raise typer.Exit(produce_documents(order, as_json=json))


@app.command(epilog="Example: combine accept PD-1 -p bicycle-workshop")
def accept(code: CodeArgument, *, project: ProjectOption = None, comment: CommentOption = "") -> None:
    """Accept the version of a document that waits, as it stands."""
    from app.cli.decisions import accept_document

    accept_document(code, project=project, comment=comment)


@app.command(epilog='Example: combine send-back PD-1 -m "Say who pays for a loan bicycle"')
def send_back(code: CodeArgument, *, comment: CommentOption, project: ProjectOption = None) -> None:
    """Send a waiting version back with a comment.

    It is written again with the comment in hand.
    """
    from app.cli.decisions import send_back_document

    send_back_document(code, project=project, comment=comment)


@app.command(epilog='Example: combine reopen TA-1 -m "The budget was halved"')
def reopen(code: CodeArgument, *, comment: CommentOption, project: ProjectOption = None) -> None:
    """Take an acceptance back: the version waits again.

    Where no run is open, one is opened for it.
    """
    from app.cli.decisions import reopen_document

    reopen_document(code, project=project, comment=comment)


@app.command(epilog="Example: combine answer PD-1 --assume")
def answer(
    code: CodeArgument,
    *,
    answers: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            parser=path_of,
            help="JSON or YAML: question text or key to answer, for every question; null uses the assumption.",
        ),
    ] = None,
    assume: Annotated[
        bool, typer.Option("--assume", help="Use the stated assumption for every question that has no answer.")
    ] = False,
    project: ProjectOption = None,
) -> None:
    """Answer the questions that stand before a document.

    From a file, by assumption, or else asked for on the terminal.
    """
    from app.cli.decisions import answer_questions

    raise typer.Exit(answer_questions(code, project=project, answers=answers, assume=assume))


@app.command(epilog="Example: combine export jira-cloud --out issues.csv")
def export(
    wanted: Annotated[ExportFormat, typer.Argument(metavar="FORMAT", help=f"{', '.join(ExportFormat)}.")],
    *,
    out: Annotated[
        Path,
        typer.Option(
            metavar="PATH", parser=path_of, help="A folder or a .zip file; for Jira and GitHub the file to write."
        ),
    ],
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Write what a project has released, for readers and trackers."""
    from app.cli.export import export as write_export

    write_export(wanted, project=project, out=out, as_json=json)


@app.command(epilog="Example: combine migrate")
def migrate() -> None:
    """Create or update the tables of the database.

    DATABASE_URL names it, such as postgresql://combine@db/combine; without, it is the file combine.db here.
    """
    from app.cli.migrate import migrate_database

    raise typer.Exit(migrate_database())


@app.command(epilog="Example: combine serve --host 127.0.0.1 --port 8080")
def serve(
    *,
    host: Annotated[str | None, typer.Option(help="Address to listen on; HOST by default.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on; PORT by default.")] = None,
) -> None:
    """Serve the HTTP interface, with its pages for signing in.

    On SQLite this process executes the work as well; on PostgreSQL start `combine worker` beside it.
    """
    from app.cli.serve import serve as serve_http

    serve_http(host=host, port=port)


@app.command(epilog="Example: combine worker")
def worker() -> None:
    """Execute work from the queue.

    On PostgreSQL run as many as you need; on SQLite one, and none beside `combine serve`.
    """
    from app.cli.worker import work

    raise typer.Exit(work())


def main(words: Sequence[str] | None = None) -> None:
    """Run the command line; expected faults become one clear sentence and an exit code, never a traceback.

    `words` stand in for those that the process was called with.
    """
    make_streams_safe()
    try:
        with flushed():
            # The name also where this is run as a module, so that help and completion name it.
            code = app(words, prog_name="combine", standalone_mode=False)
    except Interrupted as interrupted:
        complain("interrupted; what was finished is kept, and the same command goes on from there")
        sys.exit(interrupted.exit_code)
    except typer.TyperException as error:
        help_text = help_for(error)
        if help_text:
            tell(help_text)
        else:
            complain(sentence_for(error))
        sys.exit(Exit.USAGE)
    except Exception as error:
        code = exit_for(error)
        if code is None:
            raise
        complain(str(error))
    sys.exit(code or Exit.FINISHED)


if __name__ == "__main__":
    main()
