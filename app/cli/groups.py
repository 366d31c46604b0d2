"""`combine project|run|document|definition`: what can be said; the work is imported when a command runs."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import CodeArgument, JsonOption, ProjectOption, make_group, path_of

project_app = make_group("project", "Look at projects.")
run_app = make_group("run", "Look at runs, cancel one, order a retry.")
document_app = make_group("document", "Read documents and compare their versions.")
definition_app = make_group("definition", "Check workflow definitions.")


@project_app.command("show", epilog="Example: combine project show bicycle-workshop")
def project_show(
    slug: Annotated[str | None, typer.Argument(metavar="SLUG", help="The project; the only one by default.")] = None,
    *,
    json: JsonOption = False,
) -> None:
    """Show what a project holds and what it waits for.

    Every instance with its state, version, calls and cost, and why something is stale.
    """
    from app.cli.project import show_project

    show_project(slug, as_json=json)


@project_app.command("list", epilog="Example: combine project list --json")
def project_list(*, json: JsonOption = False) -> None:
    """List the projects of this database."""
    from app.cli.project import list_projects

    list_projects(as_json=json)


@run_app.command("list", epilog="Example: combine run list -p bicycle-workshop")
def run_list(*, project: ProjectOption = None, json: JsonOption = False) -> None:
    """List the runs of a project, newest first."""
    from app.cli.runs import list_runs

    list_runs(project=project, as_json=json)


@run_app.command("show", epilog="Example: combine run show 1 -p bicycle-workshop")
def run_show(
    number: Annotated[int | None, typer.Argument(metavar="NUMBER", help="The run; the newest by default.")] = None,
    *,
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Show a run: its state, what it came to, what it waits for.

    Of the newest also what is done now and later, what failed and why, and the commands that go on.
    """
    from app.cli.runs import show_run

    show_run(number, project=project, as_json=json)


@run_app.command("cancel", epilog="Example: combine run cancel -p bicycle-workshop")
def run_cancel(
    number: Annotated[int | None, typer.Argument(metavar="NUMBER", help="The run; the open one by default.")] = None,
    *,
    project: ProjectOption = None,
) -> None:
    """Cancel the open run.

    Finished documents stay; the next run goes on from there.
    """
    from app.cli.runs import cancel_open_run

    cancel_open_run(number, project=project)


@run_app.command("retry", epilog="Example: combine run retry -p bicycle-workshop")
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


@document_app.command("show", epilog="Example: combine document show SB-1@E-01 --version 1")
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


@document_app.command("compare", epilog="Example: combine document compare EB-1 1 2")
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


@definition_app.command("validate", epilog="Example: combine definition validate definitions/strategy-document/1.0.0")
def definition_validate(
    path: Annotated[Path, typer.Argument(metavar="PATH", parser=path_of, help="The folder of one release.")],
    *,
    json: JsonOption = False,
) -> None:
    """Check a workflow definition and name every fault with its fix.

    Exit: 1 for any error.
    """
    from app.cli.definition import validate_folder

    raise typer.Exit(validate_folder(path, as_json=json))


@definition_app.command("seal", epilog="Example: combine definition seal definitions/strategy-document/1.0.0")
def definition_seal(
    path: Annotated[Path, typer.Argument(metavar="PATH", parser=path_of, help="The folder of one release.")],
) -> None:
    """Write the manifest of a release, with the digest of every file.

    A sealed release is never edited again; a change is a new version.
    """
    from app.cli.definition import seal_folder

    raise typer.Exit(seal_folder(path))
