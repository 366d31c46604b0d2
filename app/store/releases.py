"""Release folders on disk: `definitions/NAME/VERSION/`, read into bytes by path."""

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.domain.definition.bounds import MAX_FILE_BYTES, MAX_FILES, MAX_RELEASE_BYTES
from app.domain.definition.release import Release
from app.domain.definition.versions import VERSION, order_of_version
from app.domain.errors import Invalid, NotFound

WORKFLOW_FILE = "workflow.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseFolder:
    """A release on disk; its folder names it, its manifest proves it."""

    name: str
    version: str
    path: Path


def list_releases(root: Path) -> tuple[ReleaseFolder, ...]:
    """Give every release below `root`, by name, the newest version first."""
    found = [
        ReleaseFolder(name=path.parent.name, version=path.name, path=path)
        for path in sorted(root.glob("*/*"))
        if VERSION.fullmatch(path.name) and (path / WORKFLOW_FILE).is_file()
    ]
    newest_first = sorted(found, key=lambda release: order_of_version(release.version), reverse=True)
    return tuple(sorted(newest_first, key=lambda release: release.name))


def find_release(root: Path, wanted: str) -> ReleaseFolder:
    """Find `NAME` (its newest version) or `NAME@VERSION` below `root`.

    The newest version is the highest by semantic versioning; a pre-release is taken only where nothing else is there.

    Raises:
        NotFound: there is no such release; the message names those that are there.

    """
    name, _, version = wanted.partition("@")
    releases = list_releases(root)
    named = [release for release in releases if release.name == name]
    matching = [release for release in named if release.version == version] if version else _settled_first(named)
    if matching:
        return matching[0]
    if named:
        there = ", ".join(release.version for release in named)
        raise NotFound(f"There is no version {version!r} of the workflow {name!r}; there are: {there}.")
    there = ", ".join(dict.fromkeys(release.name for release in releases)) or "none at all"
    raise NotFound(f"There is no workflow {name!r}; there are: {there}.")


def read_files(folder: Path) -> Mapping[str, bytes]:
    """Read every file of a release, by its path relative to `folder` with forward slashes.

    Hidden files and folders are left out.

    Raises:
        NotFound: there is no such folder.
        Invalid: a link leaves the folder, something is no regular file, cannot be read, or is larger than a release
            may be.

    """
    if not folder.is_dir():
        raise NotFound(f"There is no folder {str(folder)!r}.")
    files: dict[str, bytes] = {}
    total = 0
    for path in _paths(folder):
        content = _read(path, folder)
        total += len(content)
        if len(files) >= MAX_FILES or total > MAX_RELEASE_BYTES:
            raise Invalid(
                f"{str(folder)!r} is larger than a release may be: {MAX_FILES:,} files, {MAX_RELEASE_BYTES:,} bytes.",
            )
        files[path.relative_to(folder).as_posix()] = content
    return files


def load(root: Path, wanted: str) -> Release:
    """Find, read, verify and compile a release.

    Raises:
        NotFound: there is no such release.
        Invalid: its files cannot be read.
        app.domain.definition.release.InvalidDefinition: it is not valid, or not what was sealed, or its folder bears
            another name than it does.

    """
    from app.domain.definition.loading import load_release  # noqa: PLC0415 - an idle service compiles no release

    folder = find_release(root, wanted)
    release = load_release(read_files(folder.path))
    stated = (release.definition.name, release.definition.version)
    if stated != (folder.name, folder.version):
        raise Invalid(
            f"{str(folder.path)!r} holds the release {stated[0]} {stated[1]}; move it to the folder "
            f"{stated[0]}/{stated[1]}.",
        )
    return release


def _settled_first(releases: list[ReleaseFolder]) -> list[ReleaseFolder]:
    return sorted(releases, key=lambda release: "-" in release.version)


def _paths(folder: Path) -> Iterator[Path]:
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in folders:
            if Path(here, name).is_symlink():
                raise Invalid(f"{str(Path(here, name))!r} is a link; a release holds plain folders and files.")
        for name in sorted(names):
            if not name.startswith("."):
                yield Path(here, name)


def _read(path: Path, folder: Path) -> bytes:
    if not path.resolve().is_relative_to(folder.resolve()):
        raise Invalid(f"{str(path)!r} is a link that leaves the release.")
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):
            raise Invalid(f"{str(path)!r} is no regular file.")
        if state.st_size > MAX_FILE_BYTES:
            raise Invalid(f"{str(path)!r} has {state.st_size:,} bytes; a file may have {MAX_FILE_BYTES:,}.")
        return path.read_bytes()
    except OSError as error:
        raise Invalid(f"{str(path)!r} cannot be read: {error.strerror}.") from error
