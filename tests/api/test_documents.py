"""Documents over HTTP."""

import pytest

from app.domain.facts import Verdict
from tests.api.conftest import School
from tests.services.line import DISCOVERY, document
from tests.services.test_decisions import decide

HERE = "/api/v1/projects/school"
PROBLEM = "application/problem+json"


@pytest.fixture
def twice(school: School) -> School:
    """A school whose first document was sent back once and written anew."""
    decide(school.line, Verdict.SEND_BACK, school.line.write(DISCOVERY, document("Old rooms.")))
    school.line.write(DISCOVERY, document("New rooms."))
    return school


def test_documents_are_listed_as_they_stand(twice: School) -> None:
    (listed,) = twice.by("viewer").get(f"{HERE}/documents").json()
    assert (listed["code"], listed["version"], listed["work"]) == ("SD-1", 2, "waiting_for_acceptance")


@pytest.mark.parametrize(("query", "situation"), [("", "New rooms."), ("?version=1", "Old rooms.")])
def test_a_version_is_read_with_its_digest_as_its_tag(twice: School, query: str, situation: str) -> None:
    answer = twice.by("viewer").get(f"{HERE}/documents/SD-1{query}")
    assert (answer.status_code, answer.json()["content"]["situation"]) == (200, situation)
    assert answer.headers["etag"] == f'"{answer.json()["content_digest"]}"'
    assert [version["number"] for version in answer.json()["versions"]] == [1, 2]


def test_a_document_is_read_as_markdown(twice: School) -> None:
    answer = twice.by("viewer").get(f"{HERE}/documents/SD-1", headers={"Accept": "text/markdown"})
    assert answer.headers["content-type"].startswith("text/markdown")
    assert (answer.text.startswith("# "), "New rooms." in answer.text) == (True, True)


@pytest.mark.parametrize(
    ("query", "status"), [("version=3", 404), ("version=0", 422), ("version=x", 422), ("version=99999999999", 422)]
)
def test_a_version_that_is_not_there_is_refused(twice: School, query: str, status: int) -> None:
    answer = twice.by("viewer").get(f"{HERE}/documents/SD-1?{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)


def test_versions_are_compared(twice: School) -> None:
    found = twice.by("viewer").get(f"{HERE}/documents/SD-1/compare?from=1&to=2").json()
    (situation,) = [field for field in found["fields"] if field["field"] == "situation"]
    assert (situation["old"], situation["new"]) == ("Old rooms.", "New rooms.")
    same = twice.by("viewer").get(f"{HERE}/documents/SD-1/compare?from=2&to=2").json()
    assert same["fields"] == []


@pytest.mark.parametrize(("query", "status"), [("from=1&to=9", 404), ("from=1", 422), ("from=a&to=b", 422)])
def test_versions_that_are_not_there_are_not_compared(twice: School, query: str, status: int) -> None:
    assert twice.by("viewer").get(f"{HERE}/documents/SD-1/compare?{query}").status_code == status


def test_a_project_without_a_workflow_says_so(school: School) -> None:
    owner = school.by("owner")
    owner.post("/api/v1/projects", json={"slug": "bridge"})
    answer = owner.get("/api/v1/projects/bridge/documents")
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing-adopted")
