import json
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

import pytest

from app.domain.canonical import digest_of
from app.domain.documents import MalformedDocumentCode
from app.domain.names import ROOT, Digest, DocumentTypeName, ScopePath
from app.exports.bundle import BundleDocument, BundleInput, bundle, document_json
from tests.examples_of_documents import ALL_TYPES, example

RELEASE = "software-product-development@1.0.0"
PLACES = [
    ("project_discovery", "PD", ROOT),
    ("epic_backlog", "EB", ROOT),
    ("technical_architecture", "TA", ROOT),
    ("epic_architecture", "EA", ScopePath("E-02")),
    ("story_backlog", "SB", ScopePath("E-02")),
    ("final_review", "RV", ROOT),
]


def document(document_type: str, letters: str, path: ScopePath) -> BundleDocument:
    shown = example(document_type)
    return BundleDocument(
        type=DocumentTypeName(document_type),
        letters=letters,
        schema=shown.schema,
        path=path,
        version=2,
        content=shown.content,
        content_digest=digest_of(shown.content),
        input_digest=Digest("a" * 64),
        inputs=(
            BundleInput(kind="brief", code="brief", version=1, digest=Digest("b" * 64)),
            BundleInput(kind="document", code="TA-1", version=None, digest=None),
        ),
    )


DOCUMENTS = [document(*place) for place in PLACES]


def files_of(documents: list[BundleDocument]) -> dict[str, bytes]:
    return dict(bundle(documents, project="bicycle-workshop", release=RELEASE))


def manifest_of(documents: list[BundleDocument]) -> dict[str, Any]:
    manifest = json.loads(files_of(documents)["manifest.json"])
    assert isinstance(manifest, dict)
    return manifest


def test_each_document_is_there_as_markdown_and_as_json_beside_the_manifest() -> None:
    assert list(files_of(DOCUMENTS)) == [
        "E-02/EA-1-epic-architecture.json",
        "E-02/EA-1-epic-architecture.md",
        "E-02/SB-1-story-backlog.json",
        "E-02/SB-1-story-backlog.md",
        "EB-1-epic-backlog.json",
        "EB-1-epic-backlog.md",
        "PD-1-project-discovery.json",
        "PD-1-project-discovery.md",
        "RV-1-final-review.json",
        "RV-1-final-review.md",
        "TA-1-technical-architecture.json",
        "TA-1-technical-architecture.md",
        "manifest.json",
    ]


def test_the_manifest_lists_documents_in_the_order_given() -> None:
    manifest = manifest_of(DOCUMENTS)
    assert (manifest["project"], manifest["release"]) == ("bicycle-workshop", RELEASE)
    assert [entry["code"] for entry in manifest["documents"]] == [
        "PD-1",
        "EB-1",
        "TA-1",
        "EA-1@E-02",
        "SB-1@E-02",
        "RV-1",
    ]


def test_an_entry_of_the_manifest_says_everything_about_a_document() -> None:
    assert manifest_of(DOCUMENTS)["documents"][4] == {
        "code": "SB-1@E-02",
        "type": "story_backlog",
        "scope": "E-02",
        "version": 2,
        "content_digest": digest_of(example("story_backlog").content),
        "input_digest": "a" * 64,
        "inputs": [
            {"kind": "brief", "code": "brief", "version": 1, "digest": "b" * 64},
            {"kind": "document", "code": "TA-1", "version": None, "digest": None},
        ],
        "files": ["E-02/SB-1-story-backlog.md", "E-02/SB-1-story-backlog.json"],
    }


def test_every_listed_file_exists_and_every_file_is_listed() -> None:
    listed = [file for entry in manifest_of(DOCUMENTS)["documents"] for file in entry["files"]]
    assert sorted([*listed, "manifest.json"]) == sorted(files_of(DOCUMENTS))


@pytest.mark.parametrize("place", PLACES, ids=[place[0] for place in PLACES])
def test_the_json_of_a_document_has_its_content_digest(place: tuple[str, str, ScopePath]) -> None:
    entry = next(entry for entry in manifest_of(DOCUMENTS)["documents"] if entry["type"] == place[0])
    content = json.loads(files_of(DOCUMENTS)[entry["files"][1]])
    assert digest_of(content) == entry["content_digest"]


@pytest.mark.parametrize("document_type", ALL_TYPES)
def test_json_is_written_in_reading_order_whatever_order_it_was_kept_in(document_type: str) -> None:
    shown = example(document_type)
    kept = json.loads(json.dumps(shown.content, sort_keys=True))
    assert document_json(kept, schema=shown.schema) == document_json(shown.content, schema=shown.schema)
    properties: Any = shown.schema["properties"]
    written = [name for name in json.loads(document_json(kept, schema=shown.schema)) if name in properties]
    assert written == [name for name in properties if name in shown.content]


def test_the_same_documents_give_the_same_bytes() -> None:
    assert files_of(DOCUMENTS) == files_of([document(*place) for place in PLACES])


def test_no_document_gives_a_manifest_alone() -> None:
    assert list(files_of([])) == ["manifest.json"]
    assert manifest_of([])["documents"] == []


def test_a_document_in_a_scope_is_titled_by_what_it_is_about() -> None:
    text = files_of(DOCUMENTS)["E-02/SB-1-story-backlog.md"].decode()
    assert text.startswith("# Story backlog: E-02 The mechanics' job list\n")
    assert "- **As:** AC-03 (Mechanic)\n" in text


def test_an_input_that_was_absent_is_not_what_a_document_was_made_from() -> None:
    text = files_of(DOCUMENTS)["PD-1-project-discovery.md"].decode()
    assert "- **Made from:** brief (version 1)\n" in text


@pytest.mark.parametrize("path", ["..", "../E-01", "/etc", "E-01/../..", "E-01/", "C:", "E-01\\x", "e-01 ", "E-01\x00"])
def test_a_path_that_is_no_code_is_refused(path: str) -> None:
    with pytest.raises(MalformedDocumentCode):
        files_of([replace(DOCUMENTS[3], path=ScopePath(path))])


def test_no_path_leaves_the_folder() -> None:
    for path in files_of(DOCUMENTS):
        assert not PurePosixPath(path).is_absolute()
        assert ".." not in PurePosixPath(path).parts
        assert path.isascii()
