"""Release folders on disk: `definitions/NAME/VERSION/`, read into bytes by path."""

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.domain.definition.bounds import MAX_FILE_BYTES, MAX_FILES, MAX_RELEASE_BYTES
from app.domain.definition.gathered import WHOLE, Gathered, linked, misnamed, special, too_long, too_much, unreadable
from app.domain.definition.release import Release
from app.domain.definition.versions import VERSION, order_of_version
from app.domain.errors import Invalid, NotFound
from app.domain.findings import Finding

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
    raise not_there(wanted, [(release.name, release.version) for release in releases])


def not_there(wanted: str, known: Sequence[tuple[str, str]]) -> NotFound:
    """Say that there is no release `wanted`, and which are known by name and version."""
    name, _, version = wanted.partition("@")
    versions = ", ".join(one_version for one, one_version in known if one == name)
    if versions:
        return NotFound(f"There is no version {version!r} of the workflow {name!r}; there are: {versions}.")
    names = ", ".join(dict.fromkeys(one for one, _ in known)) or "none at all"
    return NotFound(f"There is no workflow {name!r}; there are: {names}.")


def gather_files(folder: Path) -> Gathered:
    """Read every file of a release, by its path relative to `folder` with forward slashes, and say what was refused.

    Hidden files and folders are left out. No link is followed, and nothing but a regular file is opened.

    Raises:
        NotFound: there is no such folder.

    """
    if not folder.is_dir():
        if folder.exists():
            raise NotFound(
                f"{str(folder)!r} is no folder. Name the folder of a release, which holds its workflow.yaml."
            )
        raise NotFound(f"There is no folder {str(folder)!r}.")
    files: dict[str, bytes] = {}
    refused: dict[str, Finding] = {}
    total = 0
    for path in _paths(folder, refused):
        name = path.relative_to(folder).as_posix()
        content = _read(path, name)
        if isinstance(content, Finding):
            refused[name] = content
        else:
            files[name] = content
            total += len(content)
        if len(files) + len(refused) > MAX_FILES or total > MAX_RELEASE_BYTES:
            refused[WHOLE] = too_much()
            break
    return Gathered(files=files, refused=refused)


def read_files(folder: Path) -> Mapping[str, bytes]:
    """Read every file of a release, by its path relative to `folder` with forward slashes.

    Hidden files and folders are left out.

    Raises:
        NotFound: there is no such folder.
        Invalid: something is a link or no regular file, cannot be read, or is larger than a release may be.

    """
    gathered = gather_files(folder)
    for path, finding in gathered.refused.items():
        raise Invalid(f"{str(folder / path)!r}: {finding.message}. {finding.fix}")
    return gathered.files


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


def _paths(folder: Path, refused: dict[str, Finding]) -> Iterator[Path]:
    """Walk through everything that is not hidden; a linked folder is given as a file is, and not entered."""

    def refuse(error: OSError) -> None:
        name = Path(error.filename).relative_to(folder).as_posix()
        refused[name] = unreadable(name, error.strerror or "no reason is known")

    for here, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        linked_folders = [name for name in folders if Path(here, name).is_symlink()]
        for name in sorted([*names, *linked_folders]):
            if not name.startswith("."):
                yield Path(here, name)


def _read(path: Path, name: str) -> bytes | Finding:
    """Read a regular file, whatever takes its place meanwhile; anything else is left unopened."""
    if not name.isprintable():
        return misnamed(name)
    try:
        fault = _fault_of(path.lstat(), name)
        if fault is not None:
            return fault
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as opened:
            fault = _fault_of(os.fstat(opened.fileno()), name)
            content = opened.read(MAX_FILE_BYTES) if fault is None else b""
    except OSError as error:
        return unreadable(name, error.strerror or "no reason is known")
    return fault or content


def _fault_of(state: os.stat_result, name: str) -> Finding | None:
    if stat.S_ISLNK(state.st_mode):
        return linked(name)
    if not stat.S_ISREG(state.st_mode):
        return special(name)
    return too_long(name) if state.st_size > MAX_FILE_BYTES else None
