"""Writing a folder of files so that a reader never sees half of one, nor one that no longer belongs there."""

import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from app.cli.exits import UsageError
from app.domain.errors import AppError

MANIFEST = "manifest.json"


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
        raise UsageError(
            f"cannot write to {str(folder)!r}: {error.strerror}. Choose another folder with --out; nothing was started."
        ) from error


def write_files(folder: Path, files: Iterable[tuple[str, bytes]]) -> list[Path]:
    """Write each file whole or not at all, the manifest last; an unchanged file is left alone.

    Files that an earlier manifest lists and this writing does not have are removed; others are never touched.

    Raises:
        UsageError: files cannot be there; those already written are complete.
        FilesNotWritten: the disk is full or fails; the same.

    """
    given = dict(files)
    before = _listed(folder / MANIFEST)
    names = [name for name in given if name != MANIFEST] + [name for name in given if name == MANIFEST]
    try:
        for name in names:
            _write(folder / name, given[name])
        for name in sorted(before - given.keys()):
            _remove(folder, name)
    except OSError as error:
        where = str(error.filename or folder)  # a full disk names no file
        if isinstance(error, NotADirectoryError | FileExistsError | IsADirectoryError | PermissionError):
            raise UsageError(f"cannot write {where!r}: {error.strerror}. Choose another folder with --out.") from error
        raise FilesNotWritten(
            f"cannot write {where!r}: {error.strerror}. The documents are kept;"
            " make room, or choose another folder with --out, and run the same command again."
        ) from error
    return [folder / name for name in names]


def _listed(manifest: Path) -> set[str]:
    """Give the files that a manifest lists below its folder; none where it is absent or unreadable."""
    try:
        documents = json.loads(manifest.read_bytes())["documents"]
        names = {name for document in documents for name in document["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    return {name for name in names if isinstance(name, str) and _stays_inside(name)}


def _stays_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


def _remove(folder: Path, name: str) -> None:
    target = folder / name
    target.unlink(missing_ok=True)
    if target.parent != folder and target.parent.is_dir() and not any(target.parent.iterdir()):
        target.parent.rmdir()


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
