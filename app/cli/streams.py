"""Standard output and standard error as they may be: closed, full, or left by whoever read them."""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from typing import NoReturn, TextIO

from app.domain.errors import AppError

_FAILING = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG)
_LEFT_EXIT = 141
"""What a shell reports of a program that writes to nobody: 128 plus the number of SIGPIPE."""


class OutputNotWritten(AppError):
    """What was done is done; its result could not be written."""


def make_streams_safe() -> None:
    """Open what the caller closed, and let no letter that the locale lacks end the command.

    A database that is opened while standard output is closed would take its place, and receive what is written there.
    """
    for name, number in (("stdin", 0), ("stdout", 1), ("stderr", 2)):
        if getattr(sys, name) is None:
            os.dup2(os.open(os.devnull, os.O_RDWR), number)
            setattr(sys, name, os.fdopen(number, "w" if number else "r", encoding="utf-8"))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


@contextmanager
def flushed() -> Iterator[None]:
    """Write everything out before the end, where it can still be told that it was not possible.

    Raises:
        OutputNotWritten: the disk is full or fails.
        SystemExit: with 141, when nobody reads any more, whatever the libraries make of that.

    """
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        _leave()
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):  # Typer and Rich leave with 1 then
            _leave()
        raise
    except OSError as error:
        if error.errno not in _FAILING or error.filename is not None:
            raise
        discard(sys.stdout)
        raise OutputNotWritten(
            f"the result could not be written to standard output: {error.strerror}. What was done is kept."
        ) from error


def discard(*streams: TextIO) -> None:
    """Let the interpreter's own last flush of these go nowhere; it would change the exit code."""
    for stream in streams:
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _leave() -> NoReturn:
    discard(sys.stdout, sys.stderr)
    sys.exit(_LEFT_EXIT)
