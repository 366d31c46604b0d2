"""The folder of released documents: what stands there goes only where it is certainly ours, and is spoken of."""

import json
from pathlib import Path

import pytest

from app.cli.exits import UsageError
from app.cli.released_folder import WrittenFolder, require_same_project, write_released
from app.domain.canonical import digest_of_bytes

Given = dict[str, dict[str, bytes]]
BOTH: Given = {"A-1": {"a.md": b"a"}, "B-1@E-04": {"E-04/b.md": b"b"}}
ONE: Given = {"A-1": {"a.md": b"a"}}
RETIRED = frozenset({"B-1@E-04"})


def write(folder: Path, given: Given, retired: frozenset[str] = frozenset()) -> WrittenFolder:
    documents = [{"code": code, "files": list(files)} for code, files in given.items()]
    manifest = json.dumps({"project": "cafe", "release": "r@1", "documents": documents}).encode()
    files = [entry for one in given.values() for entry in one.items()]
    return write_released(folder, [("manifest.json", manifest), *files], retired=retired)


def manifest_of(folder: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((folder / "manifest.json").read_text())
    return found


def forge(folder: Path, *names: str, content: bytes) -> None:
    """Write a manifest that claims files for a document that is retired."""
    digest = digest_of_bytes(content)
    rows = [{"code": "B-1@E-04", "files": list(names)}]
    forged = {"project": "cafe", "documents": rows, "files": dict.fromkeys(names, digest)}
    (folder / "manifest.json").write_text(json.dumps(forged))


def names_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_the_manifest_comes_last_and_holds_the_digest_of_every_file(tmp_path: Path) -> None:
    written = write(tmp_path, BOTH)
    assert [path.relative_to(tmp_path).as_posix() for path in written.files] == ["a.md", "E-04/b.md", "manifest.json"]
    assert manifest_of(tmp_path)["files"] == {"a.md": digest_of_bytes(b"a"), "E-04/b.md": digest_of_bytes(b"b")}
    assert written.remark == ""


def test_the_files_of_a_retired_document_go_with_their_empty_folder_and_are_named(tmp_path: Path) -> None:
    write(tmp_path, BOTH)
    written = write(tmp_path, ONE, RETIRED)
    assert names_in(tmp_path) == {"a.md", "manifest.json"}
    assert not (tmp_path / "E-04").exists()
    assert written.remark == "removed with what was retired or moved: E-04/b.md"


def test_a_document_that_lies_elsewhere_now_leaves_nothing_behind(tmp_path: Path) -> None:
    write(tmp_path, ONE)
    write(tmp_path, {"A-1": {"new/a.md": b"a"}})
    assert names_in(tmp_path) == {"new/a.md", "manifest.json"}


def test_a_document_that_is_not_released_now_keeps_its_files_and_its_row_every_time(tmp_path: Path) -> None:
    write(tmp_path, BOTH)
    before = manifest_of(tmp_path)
    for _ in range(2):
        written = write(tmp_path, ONE)
        assert written.remark == "as last released, not released now: B-1@E-04"
        assert (names_in(tmp_path), manifest_of(tmp_path)) == ({"a.md", "E-04/b.md", "manifest.json"}, before)
    write(tmp_path, ONE, RETIRED)
    assert names_in(tmp_path) == {"a.md", "manifest.json"}


def test_a_file_edited_by_hand_outlives_its_document_and_is_named(tmp_path: Path) -> None:
    write(tmp_path, BOTH)
    (tmp_path / "E-04/b.md").write_text("mine")
    written = write(tmp_path, ONE, RETIRED)
    assert (tmp_path / "E-04/b.md").read_text() == "mine"
    assert "not as it was written: E-04/b.md" in written.remark


def test_a_changed_file_of_a_released_document_is_written_again_and_named(tmp_path: Path) -> None:
    write(tmp_path, ONE)
    (tmp_path / "a.md").write_text("mine")
    assert write(tmp_path, ONE).remark == "written again over changes: a.md"
    assert (tmp_path / "a.md").read_bytes() == b"a"


def test_a_file_without_a_recorded_digest_stays(tmp_path: Path) -> None:
    write(tmp_path, BOTH)
    manifest = manifest_of(tmp_path)
    del manifest["files"]
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    assert write(tmp_path, ONE, RETIRED).kept == ("E-04/b.md",)
    assert "E-04/b.md" in names_in(tmp_path)


def test_files_of_others_are_never_removed(tmp_path: Path) -> None:
    write(tmp_path, BOTH)
    (tmp_path / "E-04/notes.txt").write_text("mine")
    write(tmp_path, ONE, RETIRED)
    assert names_in(tmp_path) == {"a.md", "E-04/notes.txt", "manifest.json"}


@pytest.mark.parametrize("hostile", ["../outside.md", "/etc/outside.md", "a/../../outside.md", "", ".", "a\0b"])
def test_a_manifest_that_names_files_elsewhere_removes_nothing(tmp_path: Path, hostile: str) -> None:
    (tmp_path / "outside.md").write_bytes(b"stays")
    folder = tmp_path / "out"
    folder.mkdir()
    forge(folder, hostile, content=b"stays")
    assert write(folder, ONE, RETIRED).removed == ()
    assert (tmp_path / "outside.md").read_bytes() == b"stays"


@pytest.mark.parametrize("linked", ["folder", "file"])
def test_a_link_on_the_way_leads_to_no_removal(tmp_path: Path, linked: str) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "out"
    (outside / "deep").mkdir(parents=True)
    folder.mkdir()
    (outside / "deep/b.md").write_bytes(b"stays")
    if linked == "folder":
        (folder / "link").symlink_to(outside)
        name = "link/deep/b.md"
    else:
        (folder / "b.md").symlink_to(outside / "deep/b.md")
        name = "b.md"
    forge(folder, name, content=b"stays")
    assert write(folder, ONE, RETIRED).kept == (name,)
    assert (folder / name).read_bytes() == (outside / "deep/b.md").read_bytes() == b"stays"


def test_the_folder_of_another_project_is_refused_by_name(tmp_path: Path) -> None:
    write(tmp_path, ONE)
    require_same_project(tmp_path, "cafe")
    with pytest.raises(UsageError, match=r"'cafe', not of 'school'.*Choose another folder"):
        require_same_project(tmp_path, "school")


@pytest.mark.parametrize("broken", [b"", b"{", b'{"documents": 1}', b'{"documents": [{"files": [1]}]}', b"\xff"])
def test_an_unreadable_manifest_is_written_anew(tmp_path: Path, broken: bytes) -> None:
    (tmp_path / "manifest.json").write_bytes(broken)
    require_same_project(tmp_path, "cafe")
    write(tmp_path, ONE)
    assert names_in(tmp_path) == {"a.md", "manifest.json"}
