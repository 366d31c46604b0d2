"""A refusal that follows from somebody's deed says whose it was, and when, to whoever may know."""

from typing import Any

from fastapi.testclient import TestClient

from app.domain.names import Digest
from tests.api.conftest import School
from tests.services.line import DISCOVERY, document
from tests.services.people import add

HERE = "/api/v1/projects/school"
PLACE = f"{HERE}/instances/strategy_discovery"


def told(answer: Any) -> str:  # noqa: ANN401 - the client's answer
    """Give what a conflict says."""
    assert answer.status_code == 409, answer.text
    return str(answer.json()["detail"])


def accept(client: TestClient, content: Digest) -> Any:  # noqa: ANN401 - as above
    return client.post(f"{HERE}/documents/SD-1/accept", headers={"If-Match": f'"{content}"'})


def test_a_conflict_names_who_came_first(school: School) -> None:
    owner, other = school.by("owner"), school.by("contributor")
    asked = school.line.ask(DISCOVERY)
    answers = f"{PLACE}/questions/{asked}/answers"
    other.post(answers, json={"values": {}})
    assert "answered by contributor at 20" in told(owner.post(answers, json={"values": {}}))
    other.delete(answers)
    assert "withdrawn by contributor at 20" in told(owner.delete(answers))
    other.post(f"{HERE}/runs/1/cancel")
    assert "closed by contributor at 20" in told(owner.post(f"{HERE}/runs/1/cancel"))
    assert "Run 1 was closed by contributor at 20" in told(owner.post(answers, json={"values": {}}))
    other.post(f"{HERE}/runs")
    assert "started by contributor at 20" in told(owner.post(f"{HERE}/runs"))
    owner.post(f"{HERE}/archive")
    assert "archived by owner at 20" in told(other.post(f"{HERE}/runs"))
    owner.post(f"{HERE}/unarchive")
    assert "taken out of the archive by owner at 20" in told(owner.post(f"{HERE}/unarchive"))


def test_so_does_one_about_a_document(school: School) -> None:
    content = school.line.write(DISCOVERY, document())
    school.by("contributor").post(f"{HERE}/runs/1/cancel")
    assert "Run 1 was closed by contributor at 20" in told(accept(school.by("lead"), content))


def test_so_does_one_about_what_failed(school: School) -> None:
    school.line.fail(DISCOVERY)
    assert school.by("contributor").post(f"{PLACE}/retry").status_code == 201
    assert "ordered again by contributor at 20" in told(school.by("owner").post(f"{PLACE}/retry"))


def test_who_took_a_name_is_told_to_those_who_may_read_the_project(school: School) -> None:
    owner, stranger = school.by("owner"), school.place.signed_in(add(school.line.database, "stranger"))
    assert owner.post("/api/v1/projects", json={"slug": "bridge"}).status_code == 201
    assert "begun by owner at 20" in told(owner.post("/api/v1/projects", json={"slug": "bridge"}))
    answer = stranger.post("/api/v1/projects", json={"slug": "bridge"})
    assert (answer.status_code, "owner" in answer.text) == (409, False)
