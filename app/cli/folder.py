"""Writing a folder of files so that a reader never sees half of one."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from app.cli.exits import UsageError


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
        raise UsageError(
            f"cannot write to {str(folder)!r}: {error.strerror}. Choose another folder with --out; nothing was started."
        ) from error


def write_files(folder: Path, files: Iterable[tuple[str, bytes]]) -> list[Path]:
    """Write each file whole or not at all, in the given order; an unchanged file is left alone.

    Raises:
        UsageError: a file cannot be written; those already there are complete.

    """
    written = []
    for name, content in files:
        target = folder / name
        try:
            _write(target, content)
        except OSError as error:
            raise UsageError(f"cannot write {str(target)!r}: {error.strerror}") from error
        written.append(target)
    return written


def _write(target: Path, content: bytes) -> None:
    if target.is_file() and target.read_bytes() == content:
        return
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
    except OSError:
        partial.unlink(missing_ok=True)
        raise
