"""What waits for people, and every way to go on: answer, accept, send back, reopen, cancel, look."""

import json
from typing import Any

import pytest

from app.cli.exits import Exit
from tests.cli.commands import Combine

BRIEF = """# Repair café

People bring broken things; volunteers mend them.

- Visitors must see when the café opens.
- Volunteers must record each repair.
"""


def produce(combine: Combine, *words: str) -> Any:  # noqa: ANN401  JSON by nature
    brief = combine.write("cafe.md", BRIEF)
    return combine.run("produce", brief, "--workflow", "strategy-document", "--json", *words)


def waiting(combine: Combine) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = combine.run("run", "show", "--json").json()["waiting"]
    return found


@pytest.fixture
def asked(combine: Combine) -> dict[str, Any]:
    """A project whose first step asks; gives what waits."""
    ran = produce(combine, "--accept", "none")
    assert ran.code == Exit.WAITING
    (wait,) = ran.json()["waiting"]
    assert wait["for"] == "answers"
    return dict(wait)


@pytest.fixture
def drafted(combine: Combine, asked: dict[str, Any]) -> dict[str, Any]:
    """A project whose first document waits for acceptance; gives what waits."""
    assert combine.run("answer", asked["code"], "--assume").code == 0
    ran = produce(combine, "--accept", "none")
    assert ran.code == Exit.WAITING
    (wait,) = ran.json()["waiting"]
    assert wait["for"] == "acceptance"
    return dict(wait)


def test_what_waits_names_whom_it_waits_for_and_the_commands(combine: Combine, drafted: dict[str, Any]) -> None:
    code = drafted["code"]
    shown = combine.run("run", "show").out
    assert f"waits: {code}: {drafted['instance']} waits for acceptance by {drafted['roles'][0]}" in shown
    assert f"combine accept {code} -p cafe" in shown


def test_questions_are_printed_with_their_keys(combine: Combine, asked: dict[str, Any]) -> None:
    shown = combine.run("run", "show").out
    assert all(f"{question['key']}: {question['text']}" in shown for question in asked["questions"])


def test_accepting_lets_the_next_produce_go_on(combine: Combine, drafted: dict[str, Any]) -> None:
    ran = combine.run("accept", drafted["code"], "-p", "cafe", "-m", "Good.")
    assert (ran.code, ran.out) == (0, f"accepted: {drafted['code']} version 1\n")
    after = produce(combine, "--accept", "none").json()
    assert [document["code"] for document in after["documents"]] == [drafted["code"]]
    assert after["waiting"][0]["code"] != drafted["code"]


def test_a_second_acceptance_says_who_accepted_and_that_nothing_waits(
    combine: Combine, drafted: dict[str, Any]
) -> None:
    combine.run("accept", drafted["code"])
    again = combine.run("accept", drafted["code"])
    assert (again.code, again.out) == (Exit.USAGE, "")
    assert "was accepted by the local operator at 20" in again.err
    assert "is released; nothing waits there" in again.err


def test_sending_back_has_the_document_written_again_with_the_comment(
    combine: Combine, drafted: dict[str, Any]
) -> None:
    assert combine.run("send-back", drafted["code"], "-m", "Name the opening hours.").code == 0
    ran = produce(combine, "--accept", "none")
    after = ran.json()
    assert after["calls"] >= 1
    assert after["waiting"] or after["failures"]


def test_sending_back_needs_a_comment(combine: Combine, drafted: dict[str, Any]) -> None:
    assert combine.run("send-back", drafted["code"]).code == Exit.USAGE
    assert combine.run("send-back", drafted["code"], "-m", "  ").code == Exit.USAGE
    assert waiting(combine)[0]["content_digest"] == drafted["content_digest"]


def test_reopening_takes_an_acceptance_back_on_the_same_bytes(combine: Combine, drafted: dict[str, Any]) -> None:
    combine.run("accept", drafted["code"])
    assert combine.run("reopen", drafted["code"], "-m", "Too early.").code == 0
    produce(combine, "--accept", "none")
    assert drafted["content_digest"] in [wait.get("content_digest") for wait in waiting(combine)]


def test_a_cancelled_run_goes_on_with_the_next_produce(combine: Combine, drafted: dict[str, Any]) -> None:
    assert combine.run("run", "cancel").out == "cancelled: run 1\n"
    assert combine.run("run", "cancel").code == Exit.FAILED
    assert combine.run("accept", drafted["code"]).code != 0
    ran = produce(combine, "--accept", "none")
    assert (ran.json()["run"], ran.json()["calls"]) == (2, 0)
    assert ran.json()["waiting"][0]["content_digest"] == drafted["content_digest"]
    assert [run["state"] for run in combine.run("run", "list", "--json").json()] == ["waiting", "cancelled"]


def test_what_did_not_fail_is_not_retried(combine: Combine, drafted: dict[str, Any]) -> None:
    ran = combine.run("run", "retry", drafted["instance"])
    assert ran.code == Exit.FAILED
    assert "did not fail" in ran.err


def test_a_waiting_document_can_be_read_and_compared(combine: Combine, drafted: dict[str, Any]) -> None:
    shown = combine.run("document", "show", drafted["code"])
    assert (shown.code, shown.out.startswith("#")) == (0, True)
    stored = combine.run("document", "show", drafted["code"], "--json").json()
    assert (stored["version"], stored["content_digest"]) == (1, drafted["content_digest"])
    assert combine.run("document", "compare", drafted["code"], "1", "1").out == "No difference.\n"
    refused = combine.run("document", "show", drafted["code"], "--version", "9")
    assert (refused.code, "no version 9 of strategy_discovery; the newest is " in refused.err) == (Exit.USAGE, True)


@pytest.mark.parametrize("by", ["key", "text"])
@pytest.mark.parametrize("suffix", ["json", "yaml"])
def test_a_file_answers_by_key_or_text(combine: Combine, asked: dict[str, Any], by: str, suffix: str) -> None:
    values: dict[str, str | None] = {question[by]: None for question in asked["questions"]}
    texts = [question for question in asked["questions"] if question["kind"] == "text"]
    values[texts[0][by]] = "As the board decides on Mondays."
    file = combine.write(f"answers.{suffix}", json.dumps(values))
    ran = produce(combine, "--accept", "none", "--answers", str(file))
    assert ran.json()["waiting"][0]["for"] == "acceptance"
    assert ran.json()["unused_answers"] == []
    stored = combine.run("document", "show", asked["code"], "--json").json()["content"]["answers"]
    assert [answer["answer"] for answer in stored if not answer["assumed"]] == ["As the board decides on Mondays."]


def test_half_of_the_answers_leave_the_gate_shut_where_nobody_may_assume(
    combine: Combine, asked: dict[str, Any]
) -> None:
    first, *others = asked["questions"]
    file = combine.write("answers.json", json.dumps({first["key"]: None}))
    ran = produce(combine, "--accept", "none", "--answers", str(file))
    assert (ran.code, ran.json()["calls"]) == (Exit.WAITING, 0)
    assert all(question["key"] in ran.err for question in others)


def test_answers_that_nothing_asked_for_are_named(combine: Combine, asked: dict[str, Any]) -> None:
    file = combine.write("answers.yaml", "colour: green\nshape: round\n")
    ran = produce(combine, "--accept", "none", "--answers", str(file))
    assert ran.json()["unused_answers"] == ["colour", "shape"]
    assert "nothing asked for these answers: colour, shape" in ran.err
    alone = combine.run("answer", asked["code"], "--answers", str(file))
    assert alone.code == Exit.USAGE
    assert "answers none of the questions" in alone.err


def test_an_answer_of_the_wrong_type_is_reported_and_nothing_is_recorded(
    combine: Combine, asked: dict[str, Any]
) -> None:
    text = next(question for question in asked["questions"] if question["kind"] == "text")
    file = combine.write("answers.json", json.dumps({text["key"]: ["a", "list"]}))
    for ran in (
        combine.run("answer", asked["code"], "--answers", str(file)),
        produce(combine, "--accept", "all", "--answers", str(file)),
    ):
        assert (ran.code, ran.out) == (Exit.USAGE, "")
        assert f"{text['key']}: the answer is no text" in ran.err
    assert waiting(combine)[0]["for"] == "answers"


HOSTILE_ANSWERS: dict[str, str | bytes] = {
    "a list.json": "[1, 2]",
    "broken.json": "{",
    "twice.json": '{"a": 1, "a": 2}',
    "nan.json": '{"a": NaN}',
    "deep.json": "[" * 100_000,
    "binary.json": b"\xff\xfe\x00",
    "alias.yaml": "a: &x [1]\nb: *x\n",
    "twice.yaml": "a: 1\na: 2\n",
    "tag.yaml": "a: !!python/object/apply:os.system [id]\n",
    "empty.yaml": "",
    "long.yaml": "a: " + "x" * 1_100_000,
}


@pytest.mark.parametrize("name", HOSTILE_ANSWERS)
def test_a_file_that_is_no_answers_is_refused_before_anything_starts(combine: Combine, name: str) -> None:
    file = combine.write(name, HOSTILE_ANSWERS[name])
    ran = produce(combine, "--accept", "all", "--answers", str(file))
    assert (ran.code, ran.out) == (Exit.USAGE, "")
    assert name in ran.err
    assert combine.projects() == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("accept", "XX-9"), "XX-9"),
        (("accept", "not a code"), "not a code"),
        (("accept", "PD-1", "-p", "nowhere"), "nowhere"),
        (("document", "show", "XX-1"), "XX-1"),
        (("run", "show", "7"), "7"),
        (("run", "retry", "nothing@E-99"), "nothing@E-99"),
        (("project", "show", "nowhere"), "nowhere"),
    ],
)
def test_unknown_names_are_usage_errors(
    combine: Combine, asked: dict[str, Any], words: tuple[str, ...], said: str
) -> None:
    assert asked
    ran = combine.run(*words)
    assert (ran.code, ran.out) == (Exit.USAGE, "")
    assert said in ran.err
