"""Opening The Combine for a command that talks to a person."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.cli.exits import UsageError
from app.cli.local import Local
from app.cli.output import messages
from app.core.logging import configure_logging
from app.core.settings import load_settings
from app.domain.accounts import LOCAL_OPERATOR
from app.domain.errors import NotFound
from app.operations.preparation import lacks_file, prepare
from app.runtime import Runtime, open_runtime
from app.services.projects import Project, find_project, list_projects

STANDARD_ERROR = 2
NO_PROJECT = "there is no project yet; `combine produce BRIEF` makes one"


@contextmanager
def opened(*, creates: bool = False, first: Callable[[Runtime], None] | None = None) -> Iterator[Runtime]:
    """Open the database that the settings name, bring a development file up to date, and close everything at the end.

    Only who `creates` makes a file that is not there, and only once `first` has refused nothing: so that no word that
    cannot be followed leaves an empty database behind.

    Raises:
        app.core.declaration.ConfigurationError: the settings cannot be used.
        app.core.database_errors.DatabaseError: the database cannot be used; says what to do.

    """
    loaded = load_settings()
    lines = configure_logging(loaded.settings, level="ERROR", log_format="text", descriptor=STANDARD_ERROR)
    lines.setLevel(logging.ERROR)  # the database's driver has a level of its own
    lines.addFilter(_is_for_a_person)
    runtime = open_runtime(loaded.settings)
    try:
        if first and lacks_file(loaded.settings, runtime.database):
            first(runtime)
        if prepare(loaded.settings, runtime.database, creates=creates):
            messages().print("a newer version migrated the database; it is used as it is", markup=False)
        yield runtime
    finally:
        grace = loaded.settings.grace_seconds
        if grace and (calls := runtime.calls_in_flight()):
            messages().print(f"calls in flight: {calls}; they have {grace:g} s to come back, Ctrl-C ends at once")
        runtime.close()


def _is_for_a_person(record: logging.LogRecord) -> bool:
    """Keep the executing library's stacks away: what it could not do is said in a sentence by the command."""
    return record.name.partition(".")[0] != "dbos"


@contextmanager
def opened_project(slug: str | None) -> Iterator[Local]:
    """Open The Combine at the project called `slug`, or at the only one there is; raises as the parts of it do."""
    with opened() as runtime:
        yield Local(runtime, _chosen_project(runtime, slug))


def _chosen_project(runtime: Runtime, slug: str | None) -> Project:
    """Give the project called `slug`, or the only one there is.

    Raises:
        UsageError: there is none of this slug; or none was named, and there is none or more than one.

    """
    with runtime.database.read() as session:
        if slug is not None:
            try:
                return find_project(session, LOCAL_OPERATOR, slug=slug)
            except NotFound as error:
                raise UsageError(
                    f"There is no project {slug!r}; `combine project list` lists those there are"
                ) from error
        found = list_projects(session, LOCAL_OPERATOR, limit=2)
    if len(found) == 1:
        return found[0]
    if not found:
        raise UsageError(NO_PROJECT)
    raise UsageError(
        "there are several projects; say which one with --project SLUG (`combine project list` lists them)"
    )
