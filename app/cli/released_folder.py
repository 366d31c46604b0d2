"""The folder of released documents: what stands there is replaced or removed only where it is certainly ours.

The manifest names the project and the SHA-256 of every file as it was written. A file goes only with a document that
was retired, or that lies elsewhere now, and only while it holds the very bytes that were written.
"""

import json
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from app.cli.exits import UsageError
from app.cli.folder import said_plainly, write_file
from app.domain.canonical import digest_of_bytes
from app.domain.names import Json, JsonObject

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFolder:
    """What became of a folder."""

    files: tuple[Path, ...]
    """What the manifest lists as released now, and the manifest itself last."""

    held: tuple[str, ...]
    """Codes of documents that keep their last released files, as a newer version is not released yet."""

    kept: tuple[str, ...]
    """Files that belong to no document any more and were left alone, as they are not what was written there."""

    mended: tuple[str, ...]
    """Files of released documents that somebody had changed, written again."""

    removed: tuple[str, ...]

    @property
    def remark(self) -> str:
        """What a person should know of it, in one line; empty where there is nothing to say."""
        parts = (
            ("as last released, not released now", self.held),
            ("kept, no longer needed but not as it was written", self.kept),
            ("written again over changes", self.mended),
            ("removed with what was retired or moved", self.removed),
        )
        return "; ".join(f"{what}: {', '.join(names)}" for what, names in parts if names)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    """What an earlier manifest says, as far as it can be used."""

    project: str | None = None
    rows: tuple[JsonObject, ...] = ()
    digests: Mapping[str, str] = field(default_factory=dict)


def require_same_project(folder: Path, project: str) -> None:
    """Refuse a folder that holds the documents of another project or program, before anything is started.

    Raises:
        UsageError: it does.

    """
    other = _standing(folder).project
    if other is None and _is_of_another_program(folder / MANIFEST):
        raise UsageError(
            f"{str(folder)!r} holds a {MANIFEST} of another program. Choose another folder with --out;"
            " nothing was started."
        )
    if other is not None and other != project:
        raise UsageError(
            f"{str(folder)!r} holds the documents of the project {other!r}, not of {project!r}."
            " Choose another folder with --out; nothing was started."
        )


def write_released(folder: Path, files: Iterable[tuple[str, bytes]], *, retired: AbstractSet[str]) -> WrittenFolder:
    """Write the released documents, then the manifest, then remove what belongs to none any more.

    `retired` are the codes of the documents that were retired. A document that is neither released nor retired keeps
    its files and its place in the manifest.

    Raises:
        UsageError: files cannot be there; those already written are complete.
        app.cli.folder.FilesNotWritten: the disk is full or fails; the same.

    """
    given = dict(files)
    manifest = json.loads(given.pop(MANIFEST))
    before = _standing(folder)
    released = {entry["code"] for entry in manifest["documents"]}
    gone = [row for row in before.rows if row["code"] in released | retired]
    held = [row for row in before.rows if row not in gone and any(_exists(folder, name) for name in _files(row))]
    needed = given.keys() | {name for row in held for name in _files(row)}
    needless = sorted({name for row in gone for name in _files(row)} - needed)
    with said_plainly(folder):
        mended = [name for name, content in given.items() if _is_mended(folder, name, content, before.digests)]
        targets = [write_file(folder / name, content) for name, content in given.items()]
        ours = [name for name in needless if _is_ours(folder, name, before.digests)]
        kept = [name for name in needless if name not in ours and _exists(folder, name)]
        digests = {name: before.digests[name] for row in held for name in _files(row) if name in before.digests}
        manifest["documents"] += held
        manifest["files"] = digests | {name: digest_of_bytes(content) for name, content in given.items()}
        text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
        targets.append(write_file(folder / MANIFEST, text.encode()))
        for name in ours:
            _remove(folder, name)
    return WrittenFolder(
        files=tuple(targets),
        held=tuple(str(row["code"]) for row in held),
        kept=tuple(kept),
        mended=tuple(mended),
        removed=tuple(ours),
    )


def _standing(folder: Path) -> _Standing:
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError, RecursionError):
        return _Standing()
    if not isinstance(manifest, dict):
        return _Standing()
    project, rows, digests = (manifest.get(name) for name in ("project", "documents", "files"))
    return _Standing(
        project=project if isinstance(project, str) else None,
        rows=tuple(row for row in rows if _is_row(row)) if isinstance(rows, list) else (),
        digests={name: digest for name, digest in digests.items() if isinstance(digest, str)}
        if isinstance(digests, dict)
        else {},
    )


def _is_of_another_program(manifest: Path) -> bool:
    """Tell whether something stands there that nobody damaged and that is not ours."""
    if not manifest.is_file():
        return manifest.exists()
    try:
        found = json.loads(manifest.read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return not isinstance(found, dict) or "documents" not in found


def _is_row(row: Json) -> bool:
    if not isinstance(row, dict) or not isinstance(row.get("code"), str):
        return False
    names = row.get("files")
    return isinstance(names, list) and all(isinstance(name, str) and _stays_inside(name) for name in names)


def _files(row: JsonObject) -> list[str]:
    names = row["files"]
    return [str(name) for name in names] if isinstance(names, list) else []


def _stays_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts and "\0" not in name


def _exists(folder: Path, name: str) -> bool:
    return (folder / name).is_file()


def _is_mended(folder: Path, name: str, content: bytes, digests: Mapping[str, str]) -> bool:
    """Tell whether a file that is about to be written holds what somebody else wrote over ours."""
    if name not in digests or not _exists(folder, name):
        return False
    return digest_of_bytes((folder / name).read_bytes()) not in {digests[name], digest_of_bytes(content)}


def _is_ours(folder: Path, name: str, digests: Mapping[str, str]) -> bool:
    """Tell whether a file is inside the folder, reached without a link, and holds what was written there."""
    target, inside = folder / name, PurePosixPath(name)
    if name == MANIFEST or any((folder / step).is_symlink() for step in (inside, *inside.parents[:-1])):
        return False
    if not target.is_file() or not target.parent.resolve().is_relative_to(folder.resolve()):
        return False
    return digests.get(name) == digest_of_bytes(target.read_bytes())


def _remove(folder: Path, name: str) -> None:
    target = folder / name
    target.unlink(missing_ok=True)
    if target.parent != folder and target.parent.is_dir() and not any(target.parent.iterdir()):
        target.parent.rmdir()
