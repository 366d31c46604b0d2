"""Workflows, exports and the audit over HTTP."""

import io
import json
import zipfile

import pytest

from app.api.pages import cursor_of
from app.domain.audit import Head, Sealed, verify
from app.domain.canonical import digest_of_bytes
from app.domain.facts import Verdict
from app.domain.names import Digest
from app.exports.formats import ExportFormat
from tests.api.conftest import School
from tests.services.line import DISCOVERY, document
from tests.services.test_decisions import decide

HERE = "/api/v1/projects/school"
PROBLEM = "application/problem+json"


def test_every_workflow_that_is_listed_can_be_shown(school: School) -> None:
    viewer = school.by("viewer")
    listed = viewer.get("/api/v1/definitions").json()
    assert "strategy-document" in {release["name"] for release in listed}
    for release in listed:
        shown = viewer.get(f"/api/v1/definitions/{release['name']}/{release['version']}").json()
        assert (shown["name"], shown["version"], len(shown["digest"])) == (release["name"], release["version"], 64)
        assert {role for step in shown["steps"] for role in step["accepted_by"]} <= set(shown["approvers"])


@pytest.mark.parametrize(
    "path", ["nothing/1.0.0", "strategy-document/0.0.9", "..%2f..%2fapp/1.0.0", "strategy-document/%00", "@/@"]
)
def test_a_workflow_that_is_not_there_is_not_found(school: School, path: str) -> None:
    answer = school.by("viewer").get(f"/api/v1/definitions/{path}")
    assert (answer.status_code, answer.headers["content-type"]) == (404, PROBLEM)


@pytest.fixture
def released(school: School) -> School:
    """A school with one released document."""
    decide(school.line, Verdict.ACCEPT, school.line.write(DISCOVERY, document()))
    return school


@pytest.mark.parametrize("wanted", [ExportFormat.MARKDOWN, ExportFormat.JSON])
def test_an_export_is_an_archive_of_the_same_bytes_each_time(released: School, wanted: ExportFormat) -> None:
    viewer = released.by("viewer")
    first, second = (viewer.get(f"{HERE}/export/{wanted}") for _ in range(2))
    assert (first.status_code, first.headers["content-type"]) == (200, "application/zip")
    assert first.headers["content-disposition"] == f'attachment; filename="school-{wanted}.zip"'
    assert first.content == second.content
    with zipfile.ZipFile(io.BytesIO(first.content)) as archive:
        assert any("SD-1" in name for name in archive.namelist())


@pytest.mark.parametrize(("wanted", "status"), [("pdf", 422), ("%00", 422), ("MARKDOWN", 422)])
def test_what_is_no_format_is_refused(released: School, wanted: str, status: int) -> None:
    answer = released.by("viewer").get(f"{HERE}/export/{wanted}")
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)


@pytest.mark.parametrize("wanted", ExportFormat)
def test_nothing_released_is_nothing_to_export(school: School, wanted: ExportFormat) -> None:
    answer = school.by("viewer").get(f"{HERE}/export/{wanted}")
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing-released")


def test_the_audit_is_read_in_pages_that_make_one_unbroken_chain(released: School) -> None:
    owner, path, entries = released.by("owner"), f"{HERE}/audit?limit=3", []
    while path:
        answer = owner.get(path)
        entries += answer.json()
        path = answer.links["next"]["url"] if "next" in answer.links else ""
    sealed = [Sealed(**{name: value for name, value in entry.items() if name != "origin"}) for entry in entries]
    assert len(sealed) > 3
    head = Head(sequence=len(sealed), digest=Digest(digest_of_bytes(sealed[-1].entry.encode())))
    assert verify(released.line.project, sealed, head) == ()
    assert json.loads(sealed[-1].entry)["action"] == "document.accepted"


@pytest.mark.parametrize("who", ["viewer", "contributor", "lead"])
def test_the_audit_is_for_owners(released: School, who: str) -> None:
    answer = released.by(who).get(f"{HERE}/audit")
    assert (answer.status_code, answer.headers["content-type"]) == (403, PROBLEM)


@pytest.mark.parametrize("part", ["audit", "runs", "events"])
def test_a_cursor_that_holds_no_number_of_an_entry_is_refused(school: School, part: str) -> None:
    owner = school.by("owner")
    for text in ("0" * 20 + "9" * 30, "9" * 700, "0" * 700, "2147483647", "-1", "1 ", "²", ""):
        cursor = cursor_of(f"{HERE}/{part}", text)
        answer = owner.get(f"{HERE}/{part}?cursor={cursor}")
        assert (answer.status_code, answer.json()["code"]) == (422, "no-cursor"), text


@pytest.mark.parametrize("query", ["cursor=LTE", "cursor=OTk5OTk5OTk5OTk", "cursor=YQ", "limit=0", "limit=201"])
def test_a_page_of_the_audit_that_cannot_be_is_refused(released: School, query: str) -> None:
    assert released.by("owner").get(f"{HERE}/audit?{query}").status_code == 422


def test_every_operation_is_named_once_and_describes_its_problems(school: School) -> None:
    described = school.place.app.openapi()["paths"]
    assert isinstance(described, dict)
    operations = [
        operation
        for path, methods in described.items()
        if path.startswith(("/api/v1/projects", "/api/v1/definitions"))
        for operation in methods.values()
    ]
    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names) >= 20
    own = [operation for operation in operations if operation["tags"] != ["members"]]
    assert all(PROBLEM in operation["responses"]["401"]["content"] for operation in own)
    assert all("HTTPValidationError" not in json.dumps(operation) for operation in own)
