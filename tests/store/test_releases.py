"""Release folders on a real disk."""

from pathlib import Path

import pytest

from app.domain.definition.release import InvalidDefinition
from app.domain.definition.versions import order_of_version
from app.domain.errors import Invalid, NotFound
from app.store.releases import find_release, list_releases, load, read_files
from tests.domain.definition.samples import Sample


def place(root: Path, *, name: str = "sample", version: str = "1.0.0", stated: str | None = None) -> Path:
    sample = Sample().put("/name", name).put("/version", stated or version)
    folder = root / name / version
    for path, content in sample.sealed().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def test_a_release_loads_from_its_folder(tmp_path: Path) -> None:
    place(tmp_path)

    release = load(tmp_path, "sample")

    assert (release.definition.name, release.definition.version) == ("sample", "1.0.0")


def test_the_newest_version_is_found_by_semantic_version_and_settled_ones_first(tmp_path: Path) -> None:
    for version in ("1.9.0", "1.10.0", "2.0.0-rc.1", "1.2.0"):
        place(tmp_path, version=version)

    assert find_release(tmp_path, "sample").version == "1.10.0"
    assert find_release(tmp_path, "sample@1.2.0").version == "1.2.0"
    assert [release.version for release in list_releases(tmp_path)] == ["2.0.0-rc.1", "1.10.0", "1.9.0", "1.2.0"]


def test_a_pre_release_is_found_where_nothing_else_is_there(tmp_path: Path) -> None:
    place(tmp_path, version="1.0.0-rc.2")
    place(tmp_path, version="1.0.0-rc.10")

    assert find_release(tmp_path, "sample").version == "1.0.0-rc.10"


def test_releases_are_listed_by_name(tmp_path: Path) -> None:
    place(tmp_path, name="zebra")
    place(tmp_path, name="ant")
    (tmp_path / "notes" / "1.0.0").mkdir(parents=True)
    (tmp_path / "ant" / "latest").mkdir()

    assert [release.name for release in list_releases(tmp_path)] == ["ant", "zebra"]


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ("other", "There is no workflow 'other'; there are: ant, sample."),
        ("sample@3.0.0", "There is no version '3.0.0' of the workflow 'sample'; there are: 1.0.0."),
        ("../sample", "There is no workflow '../sample'; there are: ant, sample."),
        ("sample@../1.0.0", "There is no version '../1.0.0' of the workflow 'sample'; there are: 1.0.0."),
        ("", "There is no workflow ''; there are: ant, sample."),
    ],
)
def test_what_is_not_there_is_answered_with_what_is(tmp_path: Path, wanted: str, message: str) -> None:
    place(tmp_path)
    place(tmp_path, name="ant")

    with pytest.raises(NotFound) as missing:
        find_release(tmp_path, wanted)

    assert str(missing.value) == message


def test_an_empty_or_absent_folder_holds_no_workflow(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="there are: none at all"):
        find_release(tmp_path / "nowhere", "sample")
    with pytest.raises(NotFound, match="There is no folder"):
        read_files(tmp_path / "nowhere")
    (tmp_path / "workflow.yaml").write_bytes(b"")
    with pytest.raises(NotFound, match="is no folder"):
        read_files(tmp_path / "workflow.yaml")


def test_a_link_out_of_the_release_is_refused(tmp_path: Path) -> None:
    folder = place(tmp_path)
    (tmp_path / "secret.md").write_text("secret")
    (folder / "prompts" / "tasks" / "plan.md").unlink()
    (folder / "prompts" / "tasks" / "plan.md").symlink_to(tmp_path / "secret.md")

    with pytest.raises(Invalid, match="a link, which is never followed"):
        read_files(folder)


def test_a_linked_folder_is_refused(tmp_path: Path) -> None:
    folder = place(tmp_path)
    (tmp_path / "outside").mkdir()
    (folder / "more").symlink_to(tmp_path / "outside")

    with pytest.raises(Invalid, match="is a link"):
        read_files(folder)


def test_a_dangling_link_is_refused(tmp_path: Path) -> None:
    folder = place(tmp_path)
    (folder / "gone.md").symlink_to(folder / "nothing.md")

    with pytest.raises(Invalid, match="is a link"):
        read_files(folder)


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    folder = place(tmp_path)
    (folder / "large.bin").write_bytes(b"x" * 1_048_577)

    with pytest.raises(Invalid, match="longer than the 1,048,576 bytes"):
        read_files(folder)


def test_hidden_files_are_no_part_of_a_release(tmp_path: Path) -> None:
    folder = place(tmp_path)
    (folder / ".DS_Store").write_bytes(b"x")
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_bytes(b"x")

    assert load(tmp_path, "sample@1.0.0").digest


def test_a_changed_release_does_not_load(tmp_path: Path) -> None:
    (place(tmp_path) / "prompts" / "tasks" / "plan.md").write_text("Other.")

    with pytest.raises(InvalidDefinition, match="is not the file that was sealed"):
        load(tmp_path, "sample")


def test_a_release_in_a_folder_of_another_version_does_not_load(tmp_path: Path) -> None:
    place(tmp_path, version="1.0.0", stated="1.1.0")

    with pytest.raises(Invalid, match=r"holds the release sample 1\.1\.0; move it"):
        load(tmp_path, "sample")


def test_versions_are_ordered_as_semantic_versioning_says() -> None:
    ordered = [
        "0.9.0",
        "1.0.0-alpha",
        "1.0.0-alpha.1",
        "1.0.0-alpha.beta",
        "1.0.0-beta.2",
        "1.0.0-beta.11",
        "1.0.0",
        "1.0.10",
    ]

    shuffled = [ordered[index] for index in (5, 0, 7, 3, 6, 1, 4, 2)]
    assert sorted(shuffled, key=order_of_version) == ordered
    with pytest.raises(ValueError, match="is not a version"):
        order_of_version("1.0")
