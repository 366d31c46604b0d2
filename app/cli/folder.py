"""Writing files so that a reader never sees half of one."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.cli.exits import UsageError
from app.domain.errors import AppError


class FilesNotWritten(AppError):
    """The work is done, its files are not all there."""


def require_writable(folder: Path) -> None:
    """Make `folder` and prove that files can be written there, before any work is paid for.

    Raises:
        UsageError: it is a file, or cannot be made or written.

    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        reason = "it is no folder" if isinstance(error, FileExistsError) else error.strerror
        raise UsageError(
            f"cannot write to {str(folder)!r}: {reason}. Choose another folder with --out; nothing was started."
        ) from error


def write_files(folder: Path, files: Iterable[tuple[str, bytes]]) -> list[Path]:
    """Write each file whole or not at all; an unchanged file is left alone, and none is removed.

    Raises:
        UsageError: files cannot be there; those already written are complete.
        FilesNotWritten: the disk is full or fails; the same.

    """
    with said_plainly(folder):
        return [write_file(folder / name, content) for name, content in files]


@contextmanager
def said_plainly(folder: Path) -> Iterator[None]:
    """Turn what a disk refuses inside into what to do about it.

    Raises:
        UsageError: files cannot be there.
        FilesNotWritten: the disk is full or fails.

    """
    try:
        yield
    except OSError as error:
        where = str(error.filename2 or error.filename or folder)  # a full disk names no file
        if isinstance(error, NotADirectoryError | FileExistsError | IsADirectoryError | PermissionError):
            raise UsageError(f"cannot write {where!r}: {error.strerror}. Choose another folder with --out.") from error
        raise FilesNotWritten(
            f"cannot write {where!r}: {error.strerror}. The documents are kept;"
            " make room, or choose another folder with --out, and run the same command again."
        ) from error


def write_file(target: Path, content: bytes) -> Path:
    """Write one file whole or not at all, unless it holds the same; gives `target`."""
    if target.is_file() and target.read_bytes() == content:
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    partial = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.chmod(0o644)
        partial.replace(target)
    finally:  # also after Ctrl-C; a file that was put in place is partial no more
        partial.unlink(missing_ok=True)
    return target
