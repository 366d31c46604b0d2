"""Archived projects are read and never changed."""

from typing import Any

import pytest

from app.domain.states import RunState
from tests.api.conftest import School
from tests.services.line import DISCOVERY, document

HERE = "/api/v1/projects/school"
NOWHERE = "0" * 64
TEXT = {"content": b"A bridge.", "headers": {"Content-Type": "text/plain"}}
IF_MATCH = {"headers": {"If-Match": f'"{NOWHERE}"'}, "json": {"comment": "Why."}}

CHANGES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "a brief": ("POST", "briefs", TEXT),
    "a workflow": ("POST", "adoption", {"json": {"workflow": "strategy-document", "provider": "offline"}}),
    "a run": ("POST", "runs", {}),
    "a cancelled run": ("POST", "runs/1/cancel", {}),
    "a retry": ("POST", "instances/strategy_discovery/retry", {}),
    "answers": ("POST", f"instances/strategy_discovery/questions/{NOWHERE}/answers", {"json": {"values": {}}}),
    "withdrawn answers": ("DELETE", f"instances/strategy_discovery/questions/{NOWHERE}/answers", {}),
    "an acceptance": ("POST", "documents/SD-1/accept", IF_MATCH),
    "a document sent back": ("POST", "documents/SD-1/send-back", IF_MATCH),
    "a document reopened": ("POST", "documents/SD-1/reopen", IF_MATCH),
    "an invitation": ("POST", "invitations", {"json": {"email": "e@example.org", "standing": "viewer"}}),
    "an invitation withdrawn": ("DELETE", f"invitations/{NOWHERE}", {}),
    "a member": ("PUT", "members/{lead}", {"json": {"standing": "viewer"}}),
    "a member gone": ("DELETE", "members/{lead}", {}),
    "an archive": ("POST", "archive", {}),
}


@pytest.fixture
def archived(school: School) -> School:
    """A school with a document that waits, archived in the middle of its run; its owner holds the deciding role."""
    school.line.write(DISCOVERY, document())
    owner = school.by("owner")
    member = f"{HERE}/members/{school.people['owner'].id}"
    assert owner.put(member, json={"standing": "owner", "roles": ["lead"]}).status_code == 204
    answer = owner.post(f"{HERE}/archive")
    assert (answer.status_code, answer.json()["archived_at"] is not None) == (200, True)
    return school


def change(school: School, what: str) -> Any:  # noqa: ANN401 - the client's answer
    method, path, sent = CHANGES[what]
    address = f"{HERE}/{path.format(lead=school.people['lead'].id)}"
    return school.by("owner").request(method, address, **sent)


def test_whoever_is_refused_learns_who_archived_it_and_when(archived: School) -> None:
    answer = change(archived, "a run")
    assert (answer.status_code, answer.json()["code"]) == (409, "archived")
    assert "was archived by owner at 20" in answer.json()["detail"]


@pytest.mark.parametrize("what", CHANGES)
def test_nothing_of_it_changes(archived: School, what: str) -> None:
    answer = change(archived, what)
    assert (answer.status_code, answer.json()["code"]) == (409, "archived")


def test_every_change_of_a_project_is_among_those(school: School) -> None:
    described: Any = school.place.app.openapi()["paths"]
    places = {
        "{number}": "1",
        "{code}": "SD-1",
        "{instance}": "strategy_discovery",
        "{question_set}": NOWHERE,
        "{key}": NOWHERE,
    }
    harmless = {("POST", "unarchive"), ("POST", "adoption/preview")}
    found = set()
    for path, methods in described.items():
        if not path.startswith("/api/v1/projects/{slug}/"):
            continue
        for name, place in (*places.items(), ("{user}", "{lead}")):
            path = path.replace(name, place)  # noqa: PLW2901 - each place of it in turn
        short = path.removeprefix("/api/v1/projects/{slug}/")
        found |= {(method.upper(), short) for method in methods if method != "get"}
    assert found - harmless == {(method, path) for method, path, _ in CHANGES.values()}


def test_it_is_still_read(archived: School) -> None:
    viewer = archived.by("viewer")
    paths = ["", "/runs", "/instances", "/documents", "/documents/SD-1", "/gates", "/costs", "/trace", "/members"]
    assert [viewer.get(f"{HERE}{path}").status_code for path in paths] == [200] * len(paths)


def test_its_open_run_is_cancelled_and_goes_on_as_another_once_it_is_back(archived: School) -> None:
    owner = archived.by("owner")
    assert [run["state"] for run in owner.get(f"{HERE}/runs").json()] == [RunState.CANCELLED]
    assert owner.get(f"{HERE}/gates").json() == []
    back = owner.post(f"{HERE}/unarchive")
    assert (back.status_code, back.json()["archived_at"]) == (200, None)
    assert owner.post(f"{HERE}/runs").json() == {"number": 2}
    assert [gate["code"] for gate in owner.get(f"{HERE}/gates").json()] == ["SD-1"]


def test_what_is_not_archived_is_not_taken_out(school: School) -> None:
    answer = school.by("owner").post(f"{HERE}/unarchive")
    assert (answer.status_code, answer.json()["code"]) == (409, "not-archived")
    assert "never was" in answer.json()["detail"]


@pytest.mark.parametrize("who", ["contributor", "viewer", "lead"])
@pytest.mark.parametrize("verb", ["archive", "unarchive"])
def test_owners_alone_archive(school: School, who: str, verb: str) -> None:
    assert school.by(who).post(f"{HERE}/{verb}").status_code == 403


def test_both_are_told_and_audited(archived: School) -> None:
    owner = archived.by("owner")
    owner.post(f"{HERE}/unarchive")
    said = [entry["entry"] for entry in owner.get(f"{HERE}/audit?limit=200").json()]
    counts = [sum(f'"action":"project.{word}"' in entry for entry in said) for word in ("archived", "unarchived")]
    assert counts == [1, 1]


class TestPreview:
    ORDER = {"workflow": "strategy-document", "provider": "offline"}  # noqa: RUF012 - a constant of the tests

    def preview(self, school: School, who: str = "contributor", **changed: str) -> Any:  # noqa: ANN401 - an answer
        return school.by(who).post(f"{HERE}/adoption/preview", json={**self.ORDER, **changed})

    def test_of_what_is_adopted_already_changes_nothing(self, school: School) -> None:
        found = self.preview(school).json()
        assert (found["stale"], found["new"], found["retired"]) == ([], [], [])

    def test_of_another_workflow_names_what_would_be_retired_and_new(self, school: School) -> None:
        content = school.line.write(DISCOVERY, document())
        headers = {"If-Match": f'"{content}"'}
        assert school.by("lead").post(f"{HERE}/documents/SD-1/accept", headers=headers).status_code == 200
        found = self.preview(school, workflow="software-product-development").json()
        assert found["retired"] == ["strategy_discovery"]
        assert "project_discovery" in found["new"]
        assert len(school.by("owner").get(f"{HERE}/audit?limit=200").json()) > 0
        assert school.by("viewer").get(f"{HERE}/instances").json()[0]["instance"] == "strategy_discovery"

    def test_of_a_first_workflow_makes_everything_new(self, school: School) -> None:
        owner = school.by("owner")
        owner.post("/api/v1/projects", json={"slug": "bridge"})
        found = owner.post("/api/v1/projects/bridge/adoption/preview", json=self.ORDER).json()
        assert (found["new"][0], found["stale"], found["retired"]) == ("strategy_discovery", [], [])

    def test_of_what_is_no_workflow_is_refused(self, school: School) -> None:
        assert self.preview(school, workflow="nothing").status_code == 404
        assert self.preview(school, provider="nobody:x").status_code == 422
        assert self.preview(school, who="viewer").status_code == 403


def test_a_project_gives_the_roles_of_the_workflow_that_it_adopted_alone(school: School) -> None:
    member, owner = f"{HERE}/members/{school.people['owner'].id}", school.by("owner")
    refused = owner.put(member, json={"standing": "owner", "roles": ["pm"]})
    assert (refused.status_code, refused.json()["detail"]) == (
        422,
        "No workflow here asks for the role 'pm'. Use one of: lead, sponsor.",
    )
    assert owner.put(member, json={"standing": "owner", "roles": ["sponsor"]}).status_code == 204
