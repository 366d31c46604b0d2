"""Invitations over HTTP: listed by owners, withdrawn once, and told in the audit."""

import json

from app.domain.accounts import LOCAL_OPERATOR
from app.services import entry, sessions
from tests.api.conftest import School
from tests.api.people import now
from tests.services.people import add, chained

HERE = "/api/v1/projects/school/invitations"


def invited(school: School, email: str) -> str:
    answer = school.by("owner").post(HERE, json={"email": email, "standing": "viewer", "roles": ["lead"]})
    assert answer.status_code == 201
    return str(answer.json()["id"])


def test_an_owner_lists_who_is_invited_and_withdraws_one(school: School) -> None:
    owner = school.by("owner")
    keys = [invited(school, f"{name}@example.com") for name in ("ada", "bob", "cyd")]
    first = owner.get(f"{HERE}?limit=2")
    rest = owner.get(first.links["next"]["url"])
    listed = [*first.json(), *rest.json()]
    assert ([one["id"] for one in listed], "next" in rest.links) == (keys, False)
    assert (listed[0]["email"], listed[0]["standing"], listed[0]["roles"]) == ("ada@example.com", "viewer", ["lead"])
    assert owner.delete(f"{HERE}/{keys[1]}").status_code == 204
    assert [one["id"] for one in owner.get(HERE).json()] == [keys[0], keys[2]]
    assert [owner.delete(f"{HERE}/{key}").status_code for key in (keys[1], "x", keys[1].upper())] == [404, 404, 404]
    for chain in (chained(school.line.database), chained(school.line.database, school.line.project)):
        told = [json.loads(entry) for entry in chain.splitlines() if '"invitation.withdrawn"' in entry]
        assert [(deed["subject"], deed["actor"]["id"]) for deed in told] == [(keys[1], school.people["owner"].id)]


def test_who_is_no_owner_neither_sees_nor_withdraws(school: School) -> None:
    key = invited(school, "ada@example.com")
    for who in ("contributor", "viewer", "lead"):
        client = school.by(who)
        assert [client.get(HERE).status_code, client.delete(f"{HERE}/{key}").status_code] == [403, 403]
    assert [one["id"] for one in school.by("owner").get(HERE).json()] == [key]


def test_an_invitation_of_another_project_is_not_there(school: School) -> None:
    key = invited(school, "ada@example.com")
    owner = school.by("owner")
    assert owner.post("/api/v1/projects", json={"slug": "bridge"}).status_code == 201
    other = "/api/v1/projects/bridge/invitations"
    assert (owner.get(other).json(), owner.delete(f"{other}/{key}").status_code) == ([], 404)
    assert [one["id"] for one in owner.get(HERE).json()] == [key]


def test_what_was_accepted_says_by_whom_and_when(school: School) -> None:
    key, person = invited(school, "ada@example.com"), add(school.line.database, "ada")
    with school.line.database.begin() as session:
        secret = sessions.make_sign_in_link(session, LOCAL_OPERATOR, who=person.id, now=now())
        entry.enter_by_link(session, secret, now=now())
    refused = school.by("owner").delete(f"{HERE}/{key}")
    assert (refused.status_code, school.by("owner").get(HERE).json()) == (409, [])
    assert f"accepted by ada@example.com at {now():%Y-}" in refused.json()["detail"]
