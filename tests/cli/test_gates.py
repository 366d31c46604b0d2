"""What waits for people, and every way to go on: answer, accept, send back, reopen, cancel, look."""

import json
import re
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
    state, *shown = combine.run("run", "show").out.splitlines()
    assert re.fullmatch(r"run 1: waiting, started \S+, 2 calls, 0 USD", state)
    assert shown == [
        "released: 0 of 4 documents",
        "later: SR-1 Strategy requirements, SA-1 Strategy architecture, SV-1 Strategy review",
        f"waits: {code} Strategy discovery, for acceptance by {drafted['roles'][0]}",
        f"    combine document show {code} -p cafe",
        f"    combine accept {code} -p cafe",
        f'    combine send-back {code} -p cafe -m "what must change"',
        "then: the same `combine produce` again goes on from there",
    ]
    (first, *_) = combine.run("run", "show", "--json").json()["instances"]
    assert (first["code"], first["work"], first["state"]) == (code, "waiting_for_acceptance", "stale")


def test_questions_are_printed_with_their_keys(combine: Combine, asked: dict[str, Any]) -> None:
    shown = combine.run("run", "show").out
    assert all(f"{question['key']}: {question['text']}" in shown for question in asked["questions"])


def test_accepting_lets_the_next_produce_go_on(combine: Combine, drafted: dict[str, Any]) -> None:
    ran = combine.run("accept", drafted["code"], "-p", "cafe", "-m", "Good.")
    assert (ran.code, ran.out) == (0, f"accepted: {drafted['code']} version 1\n")
    after = produce(combine, "--accept", "none").json()
    assert [document["code"] for document in after["documents"]] == [drafted["code"]]
    assert after["waiting"][0]["code"] != drafted["code"]


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


def test_what_is_reopened_in_a_finished_run_waits_in_a_new_one_until_it_is_accepted(combine: Combine) -> None:
    assert produce(combine, "--accept", "all").code == 0
    ran = combine.run("reopen", "SA-1", "-m", "Too early.")
    assert (ran.code, ran.out) == (0, "reopened: SA-1 version 1\n")
    assert "it waits again, in run 2: `combine accept SA-1 -p cafe`, or `combine send-back SA-1 " in ran.err
    again = produce(combine, "--accept", "none")
    assert again.err.startswith("not accepted: strategy_architecture\nmade from these, ")
    assert [wait["code"] for wait in waiting(combine)] == ["SA-1"]
    assert "waits: SA-1 Strategy architecture, for acceptance by" in combine.run("project", "show").out
    assert combine.run("accept", "SA-1").code == 0
    assert [run["state"] for run in combine.run("run", "list", "--json").json()] == ["finished", "finished"]


def test_a_cancelled_run_goes_on_with_the_next_produce(combine: Combine, drafted: dict[str, Any]) -> None:
    assert combine.run("run", "cancel").out == "cancelled: run 1\n"
    assert combine.run("run", "show").out.endswith("then: the same `combine produce` again goes on with a new run\n")
    ran = produce(combine, "--accept", "none")
    assert (ran.json()["run"], ran.json()["calls"]) == (2, 0)
    assert ran.json()["waiting"][0]["content_digest"] == drafted["content_digest"]
    assert [run["state"] for run in combine.run("run", "list", "--json").json()] == ["waiting", "cancelled"]
    assert combine.run("run", "show", "1").out.endswith("the newest is run 2: `combine run show -p cafe`\n")


TOO_EARLY_OR_TOO_LATE: tuple[tuple[str, str], ...] = (
    ("accept SD-1", "does not wait for acceptance now; `combine project show cafe` says"),
    ("send-back SD-1 -m Why", "does not wait for acceptance now"),
    ("run retry", "nothing failed in cafe; `combine project show cafe` says"),
    ("run retry SD-1", "did not fail, it is waiting for answers"),
    ("export json --out bundle", "released no document yet"),
    ("answer SD-1 --assume", ""),
    ("produce cafe.md --accept none", ""),
    ("answer SD-1 --assume", "asks nothing now; `combine project show cafe` says"),
    ("reopen SD-1 -m Why", "is not accepted"),
    ("accept SD-1", ""),
    ("accept SD-1", "was accepted by the local operator at 20"),
    ("accept SD-1", 'nothing waits there. To take it back: `combine reopen SD-1 -p cafe -m "why"`'),
    ("send-back SD-1 -m Why", "nothing waits there"),
    ("produce cafe.md --accept none", ""),
    ("run cancel", ""),
    ("run cancel", "is cancelled already, closed by the local operator"),
    ("run cancel 1", "is cancelled already"),
    ("accept SR-1", "is not accepted, but no run is open in which it waits; the same `combine produce` opens one"),
    ("send-back SV-1 -m Why", "does not wait for acceptance now"),
)
"""What is said to a project in this order, and what it answers to words that are right at another time; empty where
they are right."""


def test_words_that_come_too_early_or_too_late_are_refused_alike(combine: Combine, asked: dict[str, Any]) -> None:
    assert asked
    for line, said in TOO_EARLY_OR_TOO_LATE:
        ran = combine.run(*line.split())
        if said:
            assert (ran.code, ran.out, said in ran.err) == (Exit.FAILED, "", True), f"{line}: {ran.err}"
        else:
            assert ran.code == (Exit.WAITING if line.startswith("produce") else 0), f"{line}: {ran.err}"


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
    alone = combine.run("answer", asked["code"], "--answers", str(file))
    assert (alone.code, "answers some of the questions of SD-1. Answer these too" in alone.err) == (Exit.USAGE, True)
    assert all(f"\n    {question['key']}: " in alone.err for question in others)
    assert combine.run("answer", asked["code"], "--answers", str(file), "--assume").code == 0


@pytest.mark.parametrize("part", [True, False])
def test_a_mistyped_key_is_named_before_anything_is_assumed_or_accepted(
    combine: Combine, asked: dict[str, Any], *, part: bool
) -> None:
    mistyped = {"colour": "green", "shape": "round"}
    named = {question["key"]: None for question in asked["questions"][:-1]} if part else {}
    file = combine.write("answers.json", json.dumps(named | mistyped))
    for policy in ("none", "all"):
        ran = produce(combine, "--accept", policy, "--answers", str(file))
        assert (ran.code, ran.json()["unused_answers"]) == (Exit.WAITING, ["colour", "shape"])
        assert f"say null to assume: {'' if part else asked['questions'][0]['key']}" in ran.err
        assert "nothing asked for these answers: colour, shape" in ran.err
    for words in ((), ("--assume",)):
        alone = combine.run("answer", asked["code"], "--answers", str(file), *words)
        assert (alone.code, alone.out) == (Exit.USAGE, "")
        assert f"answers {'some' if part else 'none'} of the questions of SD-1; nothing asked for colour, shape. " in (
            alone.err
        )
    assert waiting(combine)[0]["questions"] == asked["questions"]


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
