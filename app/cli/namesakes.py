"""A brief whose file name alone leads to a project that was made from another text: it replaces nothing unasked."""

from app.cli.asking import Later, Person, is_at_terminal
from app.cli.exits import UsageError
from app.cli.interruption import Interruption
from app.cli.local import Local
from app.cli.output import messages
from app.domain.intake import can_follow


def require_kinship(standing: Local, text: str, *, may_ask: bool, interruption: Interruption) -> None:
    """Let `text` become the project's brief where it can be an edit of it, or where the person at the terminal says so.

    A project in which nothing was asked or written yet has nothing to lose.

    Raises:
        UsageError: nobody says so; nothing was started.
        app.cli.interruption.Interrupted: by a signal.

    """
    before = standing.newest_brief()
    if before is None or can_follow(before, text) or not standing.has_begun():
        return
    slug, title = standing.project.slug, standing.project.title
    said = f"this brief has nothing in common with that of the project {slug!r} ({title}), which its file name leads to"
    if may_ask and is_at_terminal() and _is_meant(said, Person(console=messages(), interruption=interruption)):
        return
    raise UsageError(
        f"{said}. Say --project NEWNAME to begin a project of its own, or --project {slug} to put it in the place of"
        " that brief; nothing was started."
    )


def _is_meant(said: str, person: Person) -> bool:
    person.console.print(f"{said}.", style="yellow", markup=False)
    try:
        return person.says("Put it in the place of that brief? [y]es, [n]o: ").lower().startswith("y")
    except Later:
        return False
