"""The folder of released documents: whole files, the manifest last, nothing that no longer belongs there."""

import json
from pathlib import Path

import pytest

from app.cli.exits import UsageError
from app.cli.folder import require_writable, write_files


def manifest(*names: str) -> tuple[str, bytes]:
    return "manifest.json", json.dumps({"documents": [{"files": list(names)}]}).encode()


def names_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_files_are_written_below_the_folder_and_the_manifest_comes_last(tmp_path: Path) -> None:
    written = write_files(tmp_path, [manifest("a.md", "E-01/b.md"), ("a.md", b"a"), ("E-01/b.md", b"b")])
    assert [path.relative_to(tmp_path).as_posix() for path in written] == ["a.md", "E-01/b.md", "manifest.json"]
    assert (tmp_path / "E-01" / "b.md").read_bytes() == b"b"


def test_an_unchanged_file_is_left_alone(tmp_path: Path) -> None:
    write_files(tmp_path, [("a.md", b"a")])
    before = (tmp_path / "a.md").stat().st_mtime_ns
    write_files(tmp_path, [("a.md", b"a")])
    assert (tmp_path / "a.md").stat().st_mtime_ns == before


def test_what_an_earlier_manifest_listed_and_this_one_does_not_is_removed_with_its_empty_folder(tmp_path: Path) -> None:
    write_files(tmp_path, [("a.md", b"a"), ("E-04/b.md", b"b"), manifest("a.md", "E-04/b.md")])
    write_files(tmp_path, [("a.md", b"a"), manifest("a.md")])
    assert names_in(tmp_path) == {"a.md", "manifest.json"}
    assert not (tmp_path / "E-04").exists()


def test_files_of_others_are_never_removed(tmp_path: Path) -> None:
    (tmp_path / "E-04").mkdir()
    (tmp_path / "E-04" / "notes.txt").write_text("mine")
    write_files(tmp_path, [("E-04/b.md", b"b"), manifest("E-04/b.md")])
    write_files(tmp_path, [manifest()])
    assert names_in(tmp_path) == {"E-04/notes.txt", "manifest.json"}


@pytest.mark.parametrize("hostile", ["../outside.md", "/etc/outside.md", "a/../../outside.md"])
def test_a_manifest_that_names_files_elsewhere_removes_nothing(tmp_path: Path, hostile: str) -> None:
    outside = tmp_path / "outside.md"
    outside.write_text("stays")
    folder = tmp_path / "out"
    write_files(folder, [manifest(hostile)])
    write_files(folder, [manifest()])
    assert outside.read_text() == "stays"


@pytest.mark.parametrize("broken", [b"", b"[]", b"{", b'{"documents": 1}', b'{"documents": [{"files": [1]}]}'])
def test_an_unreadable_manifest_is_written_anew(tmp_path: Path, broken: bytes) -> None:
    (tmp_path / "manifest.json").write_bytes(broken)
    write_files(tmp_path, [("a.md", b"a"), manifest("a.md")])
    assert names_in(tmp_path) == {"a.md", "manifest.json"}


def test_a_file_in_the_way_is_named_and_nothing_is_half_written(tmp_path: Path) -> None:
    (tmp_path / "E-01").write_text("a file")
    with pytest.raises(UsageError, match="E-01"):
        write_files(tmp_path, [("a.md", b"a"), ("E-01/b.md", b"b"), manifest("a.md", "E-01/b.md")])
    assert names_in(tmp_path) == {"a.md", "E-01"}


def test_a_folder_that_is_a_file_is_refused_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(UsageError, match="nothing was started"):
        require_writable(tmp_path / "out")


def test_a_folder_is_made_where_there_is_none(tmp_path: Path) -> None:
    require_writable(tmp_path / "deep" / "er")
    assert names_in(tmp_path) == set()
