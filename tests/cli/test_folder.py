"""Writing files: each whole, none removed, a folder that cannot hold them refused before any work."""

from pathlib import Path

import pytest

from app.cli.exits import UsageError
from app.cli.folder import require_writable, write_files


def names_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_files_are_written_below_the_folder_and_others_stay(tmp_path: Path) -> None:
    write_files(tmp_path, [("c.md", b"c"), ("manifest.json", b'{"documents": [{"code": "C-1", "files": ["c.md"]}]}')])
    written = write_files(tmp_path, [("a.md", b"a"), ("E-01/b.md", b"b")])
    assert [path.relative_to(tmp_path).as_posix() for path in written] == ["a.md", "E-01/b.md"]
    assert names_in(tmp_path) == {"a.md", "c.md", "E-01/b.md", "manifest.json"}
    assert (tmp_path / "E-01" / "b.md").read_bytes() == b"b"


def test_an_unchanged_file_is_left_alone(tmp_path: Path) -> None:
    write_files(tmp_path, [("a.md", b"a")])
    before = (tmp_path / "a.md").stat().st_mtime_ns
    write_files(tmp_path, [("a.md", b"a")])
    assert (tmp_path / "a.md").stat().st_mtime_ns == before


def test_a_file_in_the_way_is_named_and_nothing_is_half_written(tmp_path: Path) -> None:
    (tmp_path / "E-01").write_text("a file")
    with pytest.raises(UsageError, match="E-01"):
        write_files(tmp_path, [("a.md", b"a"), ("E-01/b.md", b"b")])
    assert names_in(tmp_path) == {"a.md", "E-01"}


def test_a_folder_that_is_a_file_is_refused_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(UsageError, match="nothing was started"):
        require_writable(tmp_path / "out")


def test_a_folder_is_made_where_there_is_none(tmp_path: Path) -> None:
    require_writable(tmp_path / "deep" / "er")
    assert names_in(tmp_path) == set()
