"""Exit codes and how an error becomes one."""

import sys
from enum import IntEnum

from app.cli.readable import readable
from app.cli.streams import discard
from app.core.declaration import ConfigurationError
from app.domain.errors import AppError, Invalid, NotFound, Upstream


class Exit(IntEnum):
    """What a command's end means to a script; 69 and 78 are `EX_UNAVAILABLE` and `EX_CONFIG` of sysexits.h.

    Words that cannot be taken, or name what is not there, are `USAGE`. Words that are right and come too early or too
    late, such as accepting what is accepted, are `FAILED`: a `Conflict` says why.
    """

    FINISHED = 0
    FAILED = 1
    USAGE = 2
    WAITING = 3
    UNAVAILABLE = 69
    CONFIGURATION = 78


class UsageError(AppError):
    """The command line asks for something that cannot be; nothing was done."""


def complain(message: str) -> None:
    """Write a message for a person to standard error, with the name of the program."""
    tell(f"combine: {message}")


def tell(text: str) -> None:
    """Write a text for a person to standard error; where nobody can read it, the exit code alone tells."""
    try:
        sys.stderr.write(f"{readable(text)}\n")
    except OSError:
        discard(sys.stderr)


def exit_for(error: Exception) -> Exit | None:
    """Give the exit code of an expected fault; None for one that nobody expected."""
    if isinstance(error, ConfigurationError):
        return Exit.CONFIGURATION
    if isinstance(error, UsageError | Invalid | NotFound):
        return Exit.USAGE
    if isinstance(error, Upstream):
        return Exit.UNAVAILABLE
    if isinstance(error, AppError):
        return Exit.FAILED
    return _exit_for_database(error)


def _exit_for_database(error: Exception) -> Exit | None:
    # Imported here because it loads the drivers; by the time a database has failed they are loaded anyway.
    from app.core import database_errors as faults  # noqa: PLC0415 - late, as said above

    if isinstance(error, faults.UnsupportedDatabase | faults.DatabaseBehind | faults.DatabaseAhead):
        return Exit.CONFIGURATION
    return Exit.UNAVAILABLE if isinstance(error, faults.DatabaseError) else None
