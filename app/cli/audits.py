"""`combine audit`: what was recorded of everybody's deeds; the work is imported when a command runs."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import JsonOption, make_group, path_of

audit_app = make_group("audit", "Read and verify what was recorded of everybody's deeds.")


@audit_app.command("verify", epilog="Example: combine audit verify")
def audit_verify(
    *,
    project: Annotated[
        str | None, typer.Option("--project", "-p", metavar="SLUG", help="Only this project; every chain by default.")
    ] = None,
    kept: Annotated[
        Path | None,
        typer.Option(metavar="FILE", parser=path_of, help="What --json once wrote: its heads must still be there."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Check every audit chain and name the first broken entry.

    A chain that lost its end is seen too. Exit: 1 a chain is broken.
    """
    from app.cli.audit import verify

    raise typer.Exit(verify(project=project, kept=kept, as_json=json))


@audit_app.command("sign", epilog="Example: combine audit sign")
def audit_sign(*, json: JsonOption = False) -> None:
    """Sign the head of every chain with the present key.

    Needed once, when SECRET_KEY was set or changed. Exit: 1 a chain does not hold and was left.
    """
    from app.cli.audit import sign

    raise typer.Exit(sign(as_json=json))


@audit_app.command("key", epilog="Example: combine audit key")
def audit_key() -> None:
    """Print the public key that signatures are checked with."""
    from app.cli.audit import show_key

    show_key()


@audit_app.command("show", epilog="Example: combine audit show -p bicycle-workshop --limit 20")
def audit_show(
    *,
    project: Annotated[
        str | None,
        typer.Option("--project", "-p", metavar="SLUG", help="The project; the installation's own chain by default."),
    ] = None,
    limit: Annotated[int, typer.Option(metavar="N", min=1, max=1000, help="How many of the newest entries.")] = 50,
    json: JsonOption = False,
) -> None:
    """Print the newest entries of a chain, oldest first.

    Who did what, on which digest, when and from where.
    """
    from app.cli.audit import show

    show(project=project, limit=limit, as_json=json)


@audit_app.command("forget", epilog="Example: combine audit forget --before 2026-01-01")
def audit_forget(
    *,
    before: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help="The first day to keep, in UTC.")
    ],
    json: JsonOption = False,
) -> None:
    """Erase from where people did what is older.

    Who did what and when stays, and every chain holds.
    """
    from app.cli.audit import forget

    forget(before=before, as_json=json)
