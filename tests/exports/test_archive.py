import hashlib
import io
import zipfile

import pytest

from app.exports.archive import zipped

FILES = [("b/two.md", b"two"), ("a.md", b"one"), ("b/empty.md", b""), ("ä.md", "ü".encode())]


def read(archive: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(archive))


def test_an_archive_gives_back_what_was_put_in() -> None:
    with read(zipped(FILES)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == dict(FILES)


def test_the_order_of_the_files_does_not_matter() -> None:
    assert zipped(FILES) == zipped(reversed(FILES))


def test_entries_are_sorted() -> None:
    with read(zipped(FILES)) as archive:
        assert archive.namelist() == sorted(name for name, _ in FILES)


def test_no_entry_says_when_or_by_whom_it_was_made() -> None:
    with read(zipped(FILES)) as archive:
        said = {(entry.date_time, entry.external_attr >> 16, entry.create_system) for entry in archive.infolist()}
    assert said == {((1980, 1, 1, 0, 0, 0), 0o100644, 3)}


@pytest.mark.parametrize("changed", [("a.md", b"One"), ("c.md", b"one")])
def test_another_file_gives_another_archive(changed: tuple[str, bytes]) -> None:
    assert zipped([changed]) != zipped([("a.md", b"one")])


def test_the_bytes_are_the_same_under_every_python_and_compressor() -> None:
    archive = zipped([("b/ü.txt", "Grüße\n".encode() * 50), ("a.txt", b""), ("a/b.json", b"{}\n")])
    assert hashlib.sha256(archive).hexdigest() == "80c9c9f38111bc918a880ac04b6f66b779f61b955f88fb1052ade41894e56b8a"
