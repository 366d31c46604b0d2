"""What waits for people, and what they decide, over HTTP."""

import json
import re
from typing import Any

import pytest

from app.domain.names import Digest
from tests.api.conftest import School
from tests.services.line import DISCOVERY, document

HERE = "/api/v1/projects/school"
PROBLEM = "application/problem+json"
NOWHERE = "0" * 64


def judge(school: School, verdict: str, content: str | None, *, who: str = "lead", comment: str = "Why.") -> Any:  # noqa: ANN401 - the client's answer
    headers = {} if content is None else {"If-Match": f'"{content}"'}
    body = {"comment": comment}
    return school.by(who).post(f"{HERE}/documents/SD-1/{verdict}", json=body, headers=headers)


def written(school: School, situation: str = "A school.") -> Digest:
    return school.line.write(DISCOVERY, document(situation))


@pytest.mark.parametrize(("who", "is_mine"), [("lead", True), ("owner", False), ("viewer", False)])
def test_what_waits_is_listed_with_who_decides(school: School, who: str, is_mine: bool) -> None:  # noqa: FBT001 - a column of the table
    content = written(school)
    (gate,) = school.by(who).get(f"{HERE}/gates").json()
    assert (gate["kind"], gate["code"], gate["content"], gate["version"]) == ("acceptance", "SD-1", content, 1)
    assert (gate["roles"], gate["is_mine"]) == (["lead"], is_mine)
    assert (gate["quorum"], gate["accepted_by"]) == (1, [])
    assert len(school.by(who).get(f"{HERE}/gates?mine=true").json()) == is_mine


def test_nothing_waits_before_there_is_a_workflow(school: School) -> None:
    owner = school.by("owner")
    owner.post("/api/v1/projects", json={"slug": "bridge"})
    assert owner.get("/api/v1/projects/bridge/gates").json() == []


def test_a_document_is_accepted_as_it_was_read(school: School) -> None:
    content = written(school)
    read = school.by("lead").get(f"{HERE}/documents/SD-1")
    assert read.headers["etag"] == f'"{content}"'
    answer = school.by("lead").post(f"{HERE}/documents/SD-1/accept", headers={"If-Match": read.headers["etag"]})
    assert (answer.status_code, answer.json()["verdict"], answer.json()["content"]) == (200, "accept", content)
    after = school.by("lead").get(f"{HERE}/documents/SD-1").json()
    assert (after["state"], after["content_digest"], after["decisions"][0]["by"]) == ("released", content, "lead")


def test_a_document_is_sent_back_and_an_accepted_one_reopened(school: School) -> None:
    content = written(school)
    assert [judge(school, verdict, content).status_code for verdict in ("accept", "reopen", "send-back")] == [200] * 3


@pytest.mark.parametrize("verdict", ["accept", "send-back", "reopen"])
def test_a_decision_names_what_was_seen(school: School, verdict: str) -> None:
    written(school)
    answer = judge(school, verdict, None)
    assert (answer.status_code, answer.headers["content-type"]) == (428, PROBLEM)


@pytest.mark.parametrize("verdict", ["accept", "send-back", "reopen"])
@pytest.mark.parametrize("seen", [NOWHERE, "", "x" * 100, "W/x"])
def test_a_decision_on_what_is_no_longer_there_is_refused_and_names_what_is(
    school: School, verdict: str, seen: str
) -> None:
    content = written(school)
    answer = judge(school, verdict, seen)
    assert (answer.status_code, answer.json()["code"], answer.headers["etag"]) == (412, "outdated", f'"{content}"')


def test_the_second_of_two_deciders_learns_who_was_first_and_when(school: School) -> None:
    content = written(school)
    first, second = judge(school, "accept", content), judge(school, "send-back", content)
    assert (first.status_code, second.status_code, second.json()["code"]) == (200, 409, "already-decided")
    assert "accepted by lead at 20" in second.json()["detail"]


@pytest.mark.parametrize("who", ["owner", "contributor", "viewer"])
def test_who_holds_no_role_decides_nothing(school: School, who: str) -> None:
    answer = judge(school, "accept", written(school), who=who)
    assert (answer.status_code, answer.headers["content-type"]) == (403, PROBLEM)


def test_a_program_decides_nothing_even_where_its_person_may(school: School) -> None:
    headers = {"If-Match": f'"{written(school)}"'}
    answer = school.program_of("lead").post(f"{HERE}/documents/SD-1/accept", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize(
    ("verdict", "comment"), [("send-back", " "), ("reopen", ""), ("accept", "a\0b"), ("accept", "x" * 20_001)]
)
def test_a_comment_that_cannot_be_kept_is_refused(school: School, verdict: str, comment: str) -> None:
    answer = judge(school, verdict, written(school), comment=comment)
    assert (answer.status_code, answer.headers["content-type"]) == (422, PROBLEM)


@pytest.mark.parametrize(("code", "status"), [("ZZ-1", 404), ("nothing", 422), ("SD-1@E-09/S-01", 404), ("%00", 422)])
def test_what_is_no_document_is_neither_read_nor_decided(school: School, code: str, status: int) -> None:
    lead = school.by("lead")
    headers = {"If-Match": f'"{NOWHERE}"'}
    assert lead.get(f"{HERE}/documents/{code}").status_code == status
    assert lead.post(f"{HERE}/documents/{code}/accept", headers=headers).status_code == status


class TestQuestions:
    def answer(self, school: School, asked: str, values: object, who: str = "contributor") -> Any:  # noqa: ANN401 - an answer of the client
        path = f"{HERE}/instances/strategy_discovery/questions/{asked}/answers"
        headers = {"Content-Type": "application/json"}
        return school.by(who).post(path, content=json.dumps({"values": values}), headers=headers)

    def test_are_listed_and_answered_as_a_set(self, school: School) -> None:
        asked = school.line.ask(DISCOVERY)
        (gate,) = school.by("contributor").get(f"{HERE}/gates?mine=true").json()
        assert (gate["kind"], gate["question_set"], len(gate["questions"])) == ("answers", asked, 2)
        answer = self.answer(school, asked, {"q2": ["piano"]})
        assert answer.status_code == 201
        assert [(one["key"], one["answer"], one["assumed"]) for one in answer.json()] == [
            ("q1", None, True),
            ("q2", ["piano"], False),
        ]
        assert school.by("contributor").get(f"{HERE}/gates").json() == []

    def test_that_a_program_answered_are_said_to_be_its_owner_s_deed(self, school: School) -> None:
        asked = school.line.ask(DISCOVERY)
        path = f"{HERE}/instances/strategy_discovery/questions/{asked}/answers"
        assert school.program_of("contributor").post(path, json={"values": {}}).status_code == 201
        again = self.answer(school, asked, {}, who="owner")
        assert re.search(r"answered by contributor \(token \w+\) at 20", again.json()["detail"])

    def test_are_answered_once_and_the_second_learns_by_whom(self, school: School) -> None:
        asked = school.line.ask(DISCOVERY)
        self.answer(school, asked, {})
        again = self.answer(school, asked, {}, who="owner")
        assert (again.status_code, again.json()["code"]) == (409, "already-answered")
        assert "answered by contributor at 20" in again.json()["detail"]

    def test_stand_again_once_their_answers_are_withdrawn(self, school: School) -> None:
        asked = school.line.ask(DISCOVERY)
        self.answer(school, asked, {})
        path = f"{HERE}/instances/strategy_discovery/questions/{asked}/answers"
        assert [school.by("owner").delete(path).status_code for _ in range(2)] == [204, 409]

    @pytest.mark.parametrize(
        "values",
        [{"q9": 1}, {"q1": "many"}, {"q2": ["flute"]}, {"q1": {"a": [1]}}, {"q1": "\ud800"}, {"q\0": 1}, [], None],
        ids=str,
    )
    def test_that_are_not_answered_rightly_stay_open(self, school: School, values: object) -> None:
        answer = self.answer(school, school.line.ask(DISCOVERY), values)
        status = 400 if values == {"q1": "\ud800"} else 422  # half a surrogate pair is no JSON text at all
        assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)

    @pytest.mark.parametrize(("asked", "status"), [(NOWHERE, 409), ("x", 422), ("A" * 64, 422), ("%00", 422)])
    def test_that_nobody_asked_are_not_answered(self, school: School, asked: str, status: int) -> None:
        school.line.ask(DISCOVERY)
        assert self.answer(school, asked, {}).status_code == status

    def test_are_not_answered_by_a_viewer(self, school: School) -> None:
        assert self.answer(school, school.line.ask(DISCOVERY), {}, who="viewer").status_code == 403
