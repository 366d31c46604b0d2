"""A release as somebody sends it: a zip archive or texts by path, taken apart without trusting a word of it."""

import io
import stat
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from app.domain.definition.bounds import MAX_FILE_BYTES, MAX_FILES, MAX_RELEASE_BYTES
from app.domain.errors import Invalid

WORKFLOW_FILE = "workflow.yaml"
LONGEST_PATH = 200
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_LEFT_OUT = "__MACOSX"


class Unpackable(Invalid):
    """The archive cannot be, or must not be, unpacked."""


def files_in_archive(content: bytes) -> Mapping[str, bytes]:
    """Give the files of a zip archive by path; one folder around all of them, hidden files and folders are left out.

    Nothing touches a disk. Sizes are counted while reading, whatever the archive says of them.

    Raises:
        Unpackable: it is no zip archive, is encrypted, holds a link, a path that leads elsewhere, a file twice, or too
            much.

    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _without_folder(_read(archive))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise Unpackable("The archive cannot be read. Send a plain zip file, not encrypted.") from error


def files_in_texts(texts: Mapping[str, str]) -> Mapping[str, bytes]:
    """Give the files that were sent as texts by path.

    Raises:
        Unpackable: a path leads elsewhere, or there is too much.

    """
    files = {_path(name): text.encode(errors="surrogatepass") for name, text in texts.items()}
    _require_room(len(files), sum(map(len, files.values())))
    return files


def _read(archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = archive.infolist()
    _require_room(len(entries), sum(entry.file_size for entry in entries))
    files: dict[str, bytes] = {}
    total = 0
    for entry in entries:
        path = _path(entry.filename.removesuffix("/") if entry.is_dir() else entry.filename)
        _require_plain(entry, path)
        if entry.is_dir() or _is_left_out(path):
            continue
        if path in files:
            raise Unpackable(f"{path!r} is in the archive twice.")
        with archive.open(entry) as opened:
            files[path] = opened.read(MAX_FILE_BYTES + 1)
        total += len(files[path])
        if len(files[path]) > MAX_FILE_BYTES:
            raise Unpackable(f"{path!r} is longer than the {MAX_FILE_BYTES:,} bytes that a file may have.")
        _require_room(len(files), total)
    return files


def _require_plain(entry: zipfile.ZipInfo, path: str) -> None:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise Unpackable(f"{path!r} is a link or a device; a release holds plain folders and files.")
    if entry.flag_bits & _ENCRYPTED or entry.compress_type not in _PACKED:
        raise Unpackable(f"{path!r} is encrypted, or packed in a way that is not taken. Use deflate.")


def _require_room(entries: int, total: int) -> None:
    if entries > MAX_FILES or total > MAX_RELEASE_BYTES:
        raise Unpackable(f"A release has at most {MAX_FILES:,} files and {MAX_RELEASE_BYTES:,} bytes.")


def _path(name: str) -> str:
    """Refuse a path that leads out of its folder, or that systems read differently."""
    parts = name.split("/")
    is_plain = name.isprintable() and "\\" not in name and ":" not in name and len(name) <= LONGEST_PATH
    if not is_plain or any(part in ("", ".", "..") for part in parts):
        raise Unpackable(f"{name!r} is no path inside a release. Use plain relative paths with /.")
    return name


def _is_left_out(path: str) -> bool:
    return any(part.startswith(".") or part == _LEFT_OUT for part in path.split("/"))


def _without_folder(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Take away the one folder that archives often have around everything."""
    if WORKFLOW_FILE in files or len(_tops(files)) != 1:
        return files
    return {str(PurePosixPath(*PurePosixPath(path).parts[1:])): content for path, content in files.items()}


def _tops(files: Iterable[str]) -> set[str]:
    return {path.split("/", 1)[0] if "/" in path else "" for path in files}
