"""Exit codes and how an error becomes one."""

import sys
from enum import IntEnum

from app.domain.errors import AppError


class Exit(IntEnum):
    """What a command's end means to a script; 69 and 78 are `EX_UNAVAILABLE` and `EX_CONFIG` of sysexits.h."""

    FINISHED = 0
    FAILED = 1
    USAGE = 2
    WAITING = 3
    UNAVAILABLE = 69
    CONFIGURATION = 78
    INTERRUPTED = 130


class UsageError(AppError):
    """The command line asks for something that cannot be; nothing was done."""


def complain(message: str) -> None:
    """Write a message for a person to standard error."""
    sys.stderr.write(f"combine: {message}\n")
