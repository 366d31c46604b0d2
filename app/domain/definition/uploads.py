"""A release as somebody sends it: a zip archive or texts by path, taken apart without trusting a word of it."""

import io
import stat
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import replace

from app.domain.definition.bounds import MAX_FILE_BYTES, MAX_FILES, MAX_RELEASE_BYTES
from app.domain.definition.gathered import Gathered, doubled, linked, misnamed, special, too_long, unreadable
from app.domain.errors import Invalid
from app.domain.findings import Finding

WORKFLOW_FILE = "workflow.yaml"
LONGEST_PATH = 200
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_LEFT_OUT = "__MACOSX"


class Unpackable(Invalid):
    """The archive cannot be, or must not be, unpacked."""


def gather_archive(content: bytes) -> Gathered:
    """Give the files of a zip archive by path; one folder around all of them, hidden files and folders are left out.

    Nothing touches a disk. Sizes are counted while reading, whatever the archive says of them. Links, devices, paths
    that lead elsewhere and files that are too long, encrypted or there twice are refused one by one.

    Raises:
        Unpackable: it is no zip archive, or holds too much.

    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _without_folder(_read(archive))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise Unpackable("The archive cannot be read. Send a plain zip file, not encrypted.") from error


def gather_texts(texts: Mapping[str, str]) -> Gathered:
    """Give the files that were sent as texts by path; paths that lead elsewhere are refused one by one.

    Raises:
        Unpackable: there is too much.

    """
    files = {name: text.encode(errors="surrogatepass") for name, text in texts.items()}
    _require_room(len(files), sum(map(len, files.values())))
    return Gathered(
        files={name: content for name, content in files.items() if _is_path(name)},
        refused={name: misnamed(name) for name in files if not _is_path(name)},
    )


def require_plain(gathered: Gathered) -> Mapping[str, bytes]:
    """Give the files where none was refused.

    Raises:
        Unpackable: one was.

    """
    for finding in gathered.refused.values():
        raise Unpackable(f"{finding.path.removesuffix(':')!r}: {finding.message}. {finding.fix}")
    return gathered.files


def _read(archive: zipfile.ZipFile) -> Gathered:
    entries = archive.infolist()
    _require_room(len(entries), sum(entry.file_size for entry in entries))
    files: dict[str, bytes] = {}
    refused: dict[str, Finding] = {}
    total = 0
    for entry in entries:
        path = entry.filename.removesuffix("/") if entry.is_dir() else entry.filename
        fault = _fault_of(entry, path)
        if fault is None and path in files:
            fault = doubled(path)
        if fault is not None:
            refused.setdefault(path, fault)
        elif not entry.is_dir() and not _is_left_out(path):
            with archive.open(entry) as opened:
                content = opened.read(MAX_FILE_BYTES + 1)
            total += len(content)
            _require_room(len(files), total)
            if len(content) > MAX_FILE_BYTES:
                refused[path] = too_long(path)
            else:
                files[path] = content
    return Gathered(files=files, refused=refused)


def _fault_of(entry: zipfile.ZipInfo, path: str) -> Finding | None:
    """Say why an entry must not be unpacked."""
    if not _is_path(path):
        return misnamed(path)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return linked(path)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return special(path)
    if entry.flag_bits & _ENCRYPTED or entry.compress_type not in _PACKED:
        return unreadable(path, "it is encrypted, or packed in another way than by deflate")
    return None


def _require_room(entries: int, total: int) -> None:
    if entries > MAX_FILES or total > MAX_RELEASE_BYTES:
        raise Unpackable(f"A release has at most {MAX_FILES:,} files and {MAX_RELEASE_BYTES:,} bytes.")


def _is_path(name: str) -> bool:
    """Tell whether a path stays in its folder, and every system reads it alike."""
    is_plain = name.isprintable() and "\\" not in name and ":" not in name and len(name) <= LONGEST_PATH
    return is_plain and not any(part in ("", ".", "..") for part in name.split("/"))


def _is_left_out(path: str) -> bool:
    return any(part.startswith(".") or part == _LEFT_OUT for part in path.split("/"))


def _without_folder(gathered: Gathered) -> Gathered:
    """Take away the one folder that archives often have around everything."""
    plain = [*gathered.files, *(path for path in gathered.refused if _is_path(path))]
    if WORKFLOW_FILE in plain or len(_tops(plain)) != 1 or _tops(plain) == {""}:
        return gathered
    start = len(plain[0].partition("/")[0]) + 1
    return Gathered(
        files={path[start:]: content for path, content in gathered.files.items()},
        refused={
            (path[start:] if path in plain else path): (
                replace(finding, path=finding.path[start:]) if path in plain else finding
            )
            for path, finding in gathered.refused.items()
        },
    )


def _tops(files: Iterable[str]) -> set[str]:
    return {path.split("/", 1)[0] if "/" in path else "" for path in files}
