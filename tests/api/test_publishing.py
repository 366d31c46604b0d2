"""Workflow releases that are sent to the service: judged, published, adopted."""

import io
import stat
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.core.database import Database
from app.domain.definition.bounds import MAX_FILE_BYTES
from app.domain.definition.manifest import MANIFEST_FILE, seal
from app.store.releases import read_files
from tests.api.people import Place, people_of, place_on
from tests.services.line import DEFINITIONS
from tests.services.people import chained

HERE = "/api/v1/definitions"
PROBLEM = "application/problem+json"
(FOLDER,) = sorted((DEFINITIONS / "strategy-document").iterdir())[-1:]
SHIPPED = FOLDER.name
NEXT = "99.0.0"


def release(version: str = NEXT, **changed: bytes) -> dict[str, bytes]:
    """The shipped strategy workflow under another version, sealed."""
    files = {path: content for path, content in read_files(FOLDER).items() if path != MANIFEST_FILE}
    workflow = files["workflow.yaml"].replace(f"version: {SHIPPED}".encode(), f"version: {version}".encode())
    files |= {"workflow.yaml": workflow, **changed}
    return {**files, MANIFEST_FILE: seal(files)}


def zipped(files: Mapping[str, bytes], folder: str = "") -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(f"{folder}{path}", content)
    return body.getvalue()


def send(client: TestClient, files: Mapping[str, bytes], path: str = "", **headers: str) -> Any:  # noqa: ANN401 - an answer
    return client.post(f"{HERE}{path}", content=zipped(files), headers={"Content-Type": "application/zip", **headers})


@pytest.fixture
def place(database: Database) -> Iterator[Place]:
    with place_on(database) as made:
        yield made


@pytest.fixture
def administrator(place: Place) -> TestClient:
    return place.signed_in(people_of(place.database)["administrator"])


def test_a_release_is_judged_with_every_fault_and_its_fix(administrator: TestClient) -> None:
    files = release()
    assert send(administrator, files, "/validate").json() == {"is_valid": True, "findings": []}
    files["workflow.yaml"] = files["workflow.yaml"].replace(b"role: analyst", b"role: nobody")
    found = send(administrator, files, "/validate").json()
    codes = {finding["code"] for finding in found["findings"]}
    assert not found["is_valid"]
    assert {"definition.unknown_role", "definition.manifest_mismatch"} <= codes
    assert all(finding["path"] and finding["message"] and finding["fix"] for finding in found["findings"])


def test_a_release_is_judged_as_texts_too(administrator: TestClient) -> None:
    texts = {path: content.decode() for path, content in release().items()}
    assert administrator.post(f"{HERE}/validate", json={"files": texts}).json()["is_valid"]


def test_a_published_release_is_listed_shown_and_adopted(administrator: TestClient) -> None:
    made = send(administrator, release())
    assert (made.status_code, made.headers["location"]) == (201, f"{HERE}/strategy-document/{NEXT}")
    assert {"name": "strategy-document", "version": NEXT} in administrator.get(HERE).json()
    assert administrator.get(made.headers["location"]).json()["digest"] == made.json()["digest"]
    administrator.post("/api/v1/projects", json={"slug": "bridge"})
    order = {"workflow": "strategy-document", "provider": "offline"}
    adopted = administrator.post("/api/v1/projects/bridge/adoption", json=order).json()
    assert (adopted["version"], adopted["release_digest"]) == (NEXT, made.json()["digest"])


def test_publishing_is_audited_by_its_digest(place: Place, administrator: TestClient) -> None:
    digest = send(administrator, release()).json()["digest"]
    said = chained(place.database)
    assert ('"action":"release.published"' in said, digest in said) == (True, True)


def test_an_older_release_does_not_become_the_newest(administrator: TestClient) -> None:
    assert send(administrator, release("0.0.1")).status_code == 201
    administrator.post("/api/v1/projects", json={"slug": "bridge"})
    order = {"workflow": "strategy-document", "provider": "offline"}
    assert administrator.post("/api/v1/projects/bridge/adoption", json=order).json()["version"] == SHIPPED


def test_the_very_same_release_again_changes_nothing(administrator: TestClient) -> None:
    first, again = send(administrator, release()), send(administrator, release())
    assert (first.json()["is_new"], again.status_code, again.json()["is_new"]) == (True, 201, False)


@pytest.mark.parametrize("version", [SHIPPED, NEXT])
def test_a_release_never_changes_under_its_name_and_version(administrator: TestClient, version: str) -> None:
    if version == NEXT:
        assert send(administrator, release()).status_code == 201
    workflow = release(version)["workflow.yaml"].replace(b"title: ", b"title: Another ", 1)
    answer = send(administrator, release(version, **{"workflow.yaml": workflow}))
    assert (answer.status_code, answer.json()["code"]) == (409, "release-taken")
    assert (", published by administrator at 20" in answer.json()["detail"]) == (version == NEXT)


def test_a_release_that_is_not_sealed_is_not_published(administrator: TestClient) -> None:
    files = release()
    del files[MANIFEST_FILE]
    answer = send(administrator, files)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-definition")
    assert [error["type"] for error in answer.json()["errors"]] == ["definition.missing_manifest"]
    assert {"name": "strategy-document", "version": NEXT} not in administrator.get(HERE).json()


@pytest.mark.parametrize(
    ("media_type", "content", "status"),
    [
        ("application/zip", b"no archive", 422),
        ("application/json", b"{", 422),
        ("application/json", b'{"files": {"workflow.yaml": 1}}', 422),
        ("application/json", b'{"files": {"a": "\\ud800"}}', 422),
        ("application/json", b'{"files": {}, "more": 1}', 422),
        ("text/plain", b"a", 415),
        ("multipart/form-data", b"a", 415),
    ],
)
@pytest.mark.parametrize("path", ["", "/validate"])
def test_what_is_no_release_is_refused(
    administrator: TestClient, path: str, media_type: str, content: bytes, status: int
) -> None:
    answer = administrator.post(f"{HERE}{path}", content=content, headers={"Content-Type": media_type})
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)


def hostile() -> bytes:
    """The shipped release with a link, a file that is too long, a path that leads elsewhere and an unknown role."""
    files = release()
    prompts = sorted(path for path in files if path.startswith("prompts/tasks/"))
    files["workflow.yaml"] = files["workflow.yaml"].replace(b"role: analyst", b"role: nobody")
    files[prompts[1]] = b"x" * (MAX_FILE_BYTES + 1)
    del files[prompts[0]]
    body = io.BytesIO(zipped({**files, "../workflow.yaml": b"a"}, folder="strategy/"))
    with zipfile.ZipFile(body, "a", zipfile.ZIP_DEFLATED) as archive:
        link = zipfile.ZipInfo(f"strategy/{prompts[0]}")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    return body.getvalue()


def test_a_hostile_file_is_one_finding_beside_all_others(administrator: TestClient) -> None:
    zip_type = {"Content-Type": "application/zip"}
    answer = administrator.post(f"{HERE}/validate", content=hostile(), headers=zip_type)
    assert (answer.status_code, answer.json()["is_valid"]) == (200, False)
    findings = answer.json()["findings"]
    tasks = sorted(path for path in release() if path.startswith("prompts/tasks/"))
    found = {(finding["code"], finding["path"]) for finding in findings}
    assert {
        ("definition.path_escape", "strategy/../workflow.yaml:"),
        ("definition.linked_file", f"{tasks[0]}:"),
        ("definition.too_large", f"{tasks[1]}:"),
    } <= found
    assert {code for code, _ in found} - {
        "definition.path_escape",
        "definition.linked_file",
        "definition.too_large",
    } == {
        "definition.unknown_role",
        "definition.manifest_mismatch",
        "definition.unused_role",
    }
    assert all(finding["message"] and finding["fix"] for finding in findings)
    refused = administrator.post(HERE, content=hostile(), headers=zip_type)
    assert (refused.status_code, refused.headers["content-type"]) == (422, PROBLEM)


def test_a_text_whose_path_leads_elsewhere_is_a_finding_and_is_not_published(administrator: TestClient) -> None:
    texts = {path: content.decode() for path, content in release().items()} | {"/etc/passwd": "a"}
    judged = administrator.post(f"{HERE}/validate", json={"files": texts}).json()
    assert [(finding["code"], finding["path"]) for finding in judged["findings"]] == [
        ("definition.path_escape", "/etc/passwd:")
    ]
    assert administrator.post(HERE, json={"files": texts}).status_code == 422


def test_only_administrators_publish_and_everybody_judges(place: Place) -> None:
    viewer = place.signed_in(people_of(place.database)["viewer"])
    assert send(viewer, release()).status_code == 403
    assert send(viewer, release(), "/validate").status_code == 200


def test_the_same_request_again_publishes_once(administrator: TestClient) -> None:
    key = {"Idempotency-Key": '"one"'}
    body = zipped(release())
    answers = [
        administrator.post(HERE, content=body, headers={"Content-Type": "application/zip", **key}) for _ in range(2)
    ]
    assert [answer.json()["is_new"] for answer in answers] == [True, True]
    assert answers[1].headers["idempotent-replayed"] == "true"
