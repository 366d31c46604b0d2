"""Releases as somebody sends them: what is taken apart, and what is refused."""

import io
import stat
import struct
import zipfile
from collections.abc import Callable, Mapping

import pytest

from app.domain.definition.bounds import MAX_FILE_BYTES, MAX_FILES
from app.domain.definition.uploads import Unpackable, gather_archive, gather_texts, require_plain

Fill = Callable[[zipfile.ZipFile], None]


def files_in_archive(content: bytes) -> Mapping[str, bytes]:
    return require_plain(gather_archive(content))


def files_in_texts(texts: Mapping[str, str]) -> Mapping[str, bytes]:
    return require_plain(gather_texts(texts))


def zipped(fill: Fill) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        fill(archive)
    return body.getvalue()


def of(**files: str) -> bytes:
    return pairs(*files.items())


def pairs(*files: tuple[str, str]) -> bytes:
    def fill(archive: zipfile.ZipFile) -> None:
        for path, text in files:
            archive.writestr(path, text)

    return zipped(fill)


def entry(name: str, mode: int) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name)
    made.external_attr = mode << 16
    return made


def link(archive: zipfile.ZipFile) -> None:
    archive.writestr(entry("prompts/a.md", stat.S_IFLNK | 0o777), "/etc/passwd")


def device(archive: zipfile.ZipFile) -> None:
    archive.writestr(entry("prompts/a.md", stat.S_IFIFO | 0o600), "")


def many(archive: zipfile.ZipFile) -> None:
    for number in range(MAX_FILES + 1):
        archive.writestr(f"{number}.md", "")


def bomb(archive: zipfile.ZipFile) -> None:
    for number in range(17):
        archive.writestr(f"{number}.md", bytes(MAX_FILE_BYTES))


def long(archive: zipfile.ZipFile) -> None:
    archive.writestr("a.md", bytes(MAX_FILE_BYTES + 1))


def packed_otherwise(archive: zipfile.ZipFile) -> None:
    archive.writestr("a.md", "a" * 100, compress_type=zipfile.ZIP_LZMA)


def lying() -> bytes:
    """An archive whose one entry says that it is small and is not."""
    body = bytearray(zipped(lambda archive: archive.writestr("a.md", bytes(2 * MAX_FILE_BYTES))))
    directory = body.rindex(b"PK\x01\x02")
    struct.pack_into("<I", body, directory + 24, 10)
    struct.pack_into("<I", body, 22, 10)
    return bytes(body)


def encrypted() -> bytes:
    body = bytearray(of(**{"a.md": "secret"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        body[body.index(signature) + offset] |= 1
    return bytes(body)


def damaged() -> bytes:
    body = bytearray(of(**{"a.md": "some text that is long enough to be packed" * 9}))
    body[40] ^= 0xFF
    return bytes(body)


def test_files_are_given_by_path() -> None:
    assert files_in_archive(of(**{"workflow.yaml": "a", "prompts/b.md": "b"})) == {
        "workflow.yaml": b"a",
        "prompts/b.md": b"b",
    }


def test_one_folder_around_everything_is_taken_away() -> None:
    found = files_in_archive(of(**{"strategy/": "", "strategy/workflow.yaml": "a", "strategy/prompts/b.md": "b"}))
    assert found == {"workflow.yaml": b"a", "prompts/b.md": b"b"}


def test_what_systems_hide_is_left_out() -> None:
    names = ("workflow.yaml", ".git/config", "__MACOSX/workflow.yaml", "prompts/.DS_Store")
    assert list(files_in_archive(of(**dict.fromkeys(names, "a")))) == ["workflow.yaml"]


ELSEWHERE = ["../a.md", "a/../../b.md", "/etc/passwd", "C:/a.md", "a\\..\\b.md", "a//b.md", "./a.md", "a\nb.md", ".."]


@pytest.mark.parametrize("name", [*ELSEWHERE, "a" * 201])
def test_a_path_that_leads_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(Unpackable, match="no path inside a release"):
        files_in_archive(of(**{name: "a"}))
    with pytest.raises(Unpackable, match="no path inside a release"):
        files_in_texts({name: "a"})


@pytest.mark.parametrize(
    ("fill", "why"),
    [(link, "a link, which is never followed"), (device, "no regular file"), (many, "at most"), (bomb, "at most"),
     (long, "longer than"), (packed_otherwise, "packed in another way")],
)  # fmt: skip
def test_a_hostile_archive_is_refused(fill: Fill, why: str) -> None:
    with pytest.raises(Unpackable, match=why):
        files_in_archive(zipped(fill))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_twice_is_refused() -> None:
    with pytest.raises(Unpackable, match="twice"):
        files_in_archive(pairs(("a.md", "a"), ("a.md", "b")))


UNSOUND = [b"", b"PK", b"no archive", b"PK\x05\x06" + bytes(10), lying(), encrypted(), damaged()]


@pytest.mark.parametrize("body", UNSOUND)
def test_what_is_no_sound_archive_is_refused(body: bytes) -> None:
    with pytest.raises(Unpackable):
        files_in_archive(body)


def test_too_many_texts_are_refused() -> None:
    with pytest.raises(Unpackable, match="at most"):
        files_in_texts({f"{number}.md": "" for number in range(MAX_FILES + 1)})
