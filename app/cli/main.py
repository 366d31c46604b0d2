"""The command `combine`: what can be said on the command line.

Each command names its options here and does its work in a module that is imported when the command runs, so that
`combine --help` and shell completion load no database, no engine and no model library.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from app import __version__
from app.cli.audits import audit_app
from app.cli.exits import complain, exit_for
from app.cli.gate_policy import AcceptPolicy
from app.cli.interruption import Interrupted
from app.cli.people import tokens_app, users_app
from app.cli.streams import flushed, make_streams_safe
from app.exports.formats import ExportFormat

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


project_app = _group("project", "Look at projects.")
run_app = _group("run", "Look at runs, cancel one, order a retry.")
document_app = _group("document", "Read documents and compare their versions.")
definition_app = _group("definition", "Check workflow definitions.")
app.add_typer(audit_app, name="audit")
app.add_typer(users_app, name="users")
app.add_typer(tokens_app, name="tokens")

ProjectOption = Annotated[
    str | None, typer.Option("--project", "-p", metavar="SLUG", help="The project; needed where there are several.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Write the result to standard output as one JSON value.")]
CommentOption = Annotated[str, typer.Option("--comment", "-m", help="Why; it is kept and, when sent back, acted on.")]
CodeArgument = Annotated[str, typer.Argument(metavar="CODE", help="A document's code, such as PD-1 or SB-1@E-03.")]


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


@app.command(epilog="Example: `combine produce brief.md --accept all --out documents`")
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
        Path | None, typer.Option(metavar="DIR", help="Write every released document there, as Markdown and JSON.")
    ] = None,
    accept: Annotated[
        AcceptPolicy | None,
        typer.Option(
            help="`all` accepts as the local operator, `none` stops at gates; on a terminal the default asks."
        ),
    ] = None,
    answers: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Answers to questions, as JSON or YAML: question text or key to answer."),
    ] = None,
    provider: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="`offline`, `anthropic:MODEL` or `openai:MODEL`, for this project."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Do the whole job: from a brief to accepted documents.

    The same brief again is up to date and costs nothing; an edited one remakes only what it touches, and says why.
    Exit: 0 finished, 1 failed, 2 usage, 3 waiting for people, 69 a dependency is unreachable, 78 configuration.
    """
    from app.cli.produce import ProduceOrder, produce_documents

    order = ProduceOrder(
        brief=brief, workflow=workflow, project=project, out=out, accept=accept, answers=answers, provider=provider
    )
    raise typer.Exit(produce_documents(order, as_json=json))


@project_app.command("show", epilog="Example: `combine project show harbour-permits --json`")
def project_show(
    slug: Annotated[str | None, typer.Argument(metavar="SLUG", help="The project; the only one by default.")] = None,
    *,
    json: JsonOption = False,
) -> None:
    """Show what a project holds: every instance with its state, version, calls and cost, and why something is stale."""
    from app.cli.project import show_project

    show_project(slug, as_json=json)


@project_app.command("list", epilog="Example: `combine project list --json`")
def project_list(*, json: JsonOption = False) -> None:
    """List the projects of this database."""
    from app.cli.project import list_projects

    list_projects(as_json=json)


@app.command(epilog="Example: `combine accept PD-1 -p harbour-permits`")
def accept(code: CodeArgument, *, project: ProjectOption = None, comment: CommentOption = "") -> None:
    """Accept the version of a document that waits, exactly as it stands."""
    from app.cli.decisions import accept_document

    accept_document(code, project=project, comment=comment)


@app.command(epilog='Example: `combine send-back EB-1 -m "Split the payments epic"`')
def send_back(code: CodeArgument, *, comment: CommentOption, project: ProjectOption = None) -> None:
    """Send a waiting version back with a comment; it is written again with the comment in hand."""
    from app.cli.decisions import send_back_document

    send_back_document(code, project=project, comment=comment)


@app.command(epilog='Example: `combine reopen TA-1 -m "The budget was halved"`')
def reopen(code: CodeArgument, *, comment: CommentOption, project: ProjectOption = None) -> None:
    """Take an acceptance back: the same version waits for a decision again."""
    from app.cli.decisions import reopen_document

    reopen_document(code, project=project, comment=comment)


@app.command(epilog="Example: `combine answer PD-1 --answers answers.yaml`; without a file it asks on the terminal.")
def answer(
    code: CodeArgument,
    *,
    answers: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="JSON or YAML: question text or key to answer; null uses the assumption."),
    ] = None,
    assume: Annotated[bool, typer.Option("--assume", help="Use the stated assumption for every question.")] = False,
    project: ProjectOption = None,
) -> None:
    """Answer the questions that stand before a document."""
    from app.cli.decisions import answer_questions

    answer_questions(code, project=project, answers=answers, assume=assume)


@run_app.command("list", epilog="Example: `combine run list -p harbour-permits`")
def run_list(*, project: ProjectOption = None, json: JsonOption = False) -> None:
    """List the runs of a project, newest first."""
    from app.cli.runs import list_runs

    list_runs(project=project, as_json=json)


@run_app.command("show", epilog="Example: `combine run show 2 -p harbour-permits --json`")
def run_show(
    number: Annotated[int | None, typer.Argument(metavar="NUMBER", help="The run; the newest by default.")] = None,
    *,
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Show a run: its state, what it did and what it waits for."""
    from app.cli.runs import show_run

    show_run(number, project=project, as_json=json)


@run_app.command("cancel", epilog="Example: `combine run cancel -p harbour-permits`")
def run_cancel(*, project: ProjectOption = None) -> None:
    """Cancel the open run; finished documents stay, the next run goes on from there."""
    from app.cli.runs import cancel_open_run

    cancel_open_run(project=project)


@run_app.command("retry", epilog="Example: `combine run retry story_backlog@E-03 -p harbour-permits`")
def run_retry(
    codes: Annotated[
        list[str] | None,
        typer.Argument(metavar="INSTANCE", help="What failed, such as story_backlog@E-03; all of it by default."),
    ] = None,
    *,
    project: ProjectOption = None,
) -> None:
    """Give what failed new attempts, and let the run go on."""
    from app.cli.runs import retry_instances

    retry_instances(codes or (), project=project)


@document_app.command("show", epilog="Example: `combine document show SB-1@E-03 --version 2`")
def document_show(
    code: CodeArgument,
    *,
    version: Annotated[int | None, typer.Option(metavar="N", help="The version; the newest by default.")] = None,
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Print a document as Markdown, or as stored with --json."""
    from app.cli.documents import show_document

    show_document(code, version=version, project=project, as_json=json)


@document_app.command("compare", epilog="Example: `combine document compare EB-1 1 2`")
def document_compare(
    code: CodeArgument,
    old: Annotated[int, typer.Argument(metavar="N", help="The older version.")],
    new: Annotated[int, typer.Argument(metavar="M", help="The newer version.")],
    *,
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Compare two versions of a document, item by item."""
    from app.cli.documents import compare_versions

    compare_versions(code, old, new, project=project, as_json=json)


@definition_app.command("validate", epilog="Example: `combine definition validate my/release`. Exit: 1 any error.")
def definition_validate(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The folder of one release.")],
    *,
    json: JsonOption = False,
) -> None:
    """Check a workflow definition and report every fault at once, each with what to do."""
    from app.cli.definition import validate_folder

    raise typer.Exit(validate_folder(path, as_json=json))


@definition_app.command("seal", epilog="Example: `combine definition seal my/release`")
def definition_seal(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The folder of one release.")],
) -> None:
    """Write the release manifest with the digest of every file; a sealed release is never edited again."""
    from app.cli.definition import seal_folder

    raise typer.Exit(seal_folder(path))


@app.command(epilog="Example: `combine export jira-cloud -p harbour-permits --out issues.csv`")
def export(
    wanted: Annotated[ExportFormat, typer.Argument(metavar="FORMAT", help=f"{', '.join(ExportFormat)}.")],
    *,
    out: Annotated[
        Path, typer.Option(metavar="PATH", help="A folder or a .zip file; for Jira and GitHub the file to write.")
    ],
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Write what a project has released, for readers, verifiers and trackers."""
    from app.cli.export import export as write_export

    write_export(wanted, project=project, out=out, as_json=json)


@app.command(epilog="Example: `DATABASE_URL=postgresql://combine@db/combine combine migrate`")
def migrate() -> None:
    """Create or update the tables of the database that DATABASE_URL names."""
    from app.cli.migrate import migrate_database

    raise typer.Exit(migrate_database())


@app.command(epilog="Example: `combine serve --host 127.0.0.1 --port 8080`")
def serve(
    *,
    host: Annotated[str | None, typer.Option(help="Address to listen on; HOST by default.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on; PORT by default.")] = None,
) -> None:
    """Serve the HTTP interface; on SQLite this process executes the work as well."""
    from app.cli.serve import serve as serve_http

    serve_http(host=host, port=port)


@app.command(epilog="Example: `DATABASE_URL=postgresql://combine@db/combine combine worker`")
def worker() -> None:
    """Execute work from the queue; on PostgreSQL run as many as you need."""
    from app.cli.worker import work

    raise typer.Exit(work())


def main(words: Sequence[str] | None = None) -> None:
    """Run the command line; expected faults become one clear sentence and an exit code, never a traceback.

    `words` stand in for those that the process was called with.
    """
    make_streams_safe()
    try:
        with flushed():
            app(words, prog_name="combine")  # also where it is run as a module, so that help and completion name it
    except Interrupted as interrupted:
        complain("interrupted; what was finished is kept, and the same command goes on from there")
        sys.exit(interrupted.exit_code)
    except Exception as error:
        code = exit_for(error)
        if code is None:
            raise
        complain(str(error))
        sys.exit(code)


if __name__ == "__main__":
    main()
