import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.completions import Completion, StopReason
from app.domain.facts import FailureReason
from app.domain.parsing import Asking, Unusable, Written, parse
from app.domain.questions import Question, QuestionKind
from app.domain.strict_json import MAX_DEPTH


def completion(text: str, stop_reason: StopReason = StopReason.COMPLETE) -> Completion:
    return Completion(
        text=text,
        stop_reason=stop_reason,
        usage=None,
        latency_ms=1,
        provider_request_id="r",
        model="m",
    )


QUESTION = {"key": "q1", "text": "Who decides?", "kind": "text", "why": "To know.", "assumption": "Nobody."}
DOCUMENT = '{"document": {"a": [1, 2.5, null, true, "x"]}}'

WRITTEN: tuple[str, ...] = (
    DOCUMENT,
    f"\n  {DOCUMENT}\n",
    f"```json\n{DOCUMENT}\n```",
    f"```\n{DOCUMENT}\n```\n",
    f"```JSON  \r\n{DOCUMENT}\r\n  ```",
)


@pytest.mark.parametrize("text", WRITTEN, ids=range(len(WRITTEN)))
@pytest.mark.parametrize("may_ask", [True, False])
def test_a_document_is_read_bare_or_in_one_fence(text: str, *, may_ask: bool) -> None:
    assert parse(completion(text), may_ask=may_ask) == Written(content={"a": [1, 2.5, None, True, "x"]})


MALFORMED: tuple[tuple[str, str], ...] = (
    ("", "not_json"),
    ("Here is the document.", "not_json"),
    (f"Here it is: {DOCUMENT}", "not_json"),
    (f"{DOCUMENT} I hope this helps.", "not_json"),
    (f"Here it is:\n```json\n{DOCUMENT}\n```", "not_json"),
    (f"```json\n{DOCUMENT}\n```\nDone.", "not_json"),
    (f"```yaml\n{DOCUMENT}\n```", "not_json"),
    (f"````json\n{DOCUMENT}\n````", "not_json"),
    (f"{DOCUMENT}{DOCUMENT}", "not_json"),
    (f"<think>well</think>{DOCUMENT}", "not_json"),
    (DOCUMENT[:-1], "not_json"),
    ('{"document": {"a": 1, "a": 2}}', "not_json"),
    ('{"document": {}, "document": {}}', "not_json"),
    ('{"document": {"a": NaN}}', "not_json"),
    ('{"document": {"a": -Infinity}}', "not_json"),
    ('{"document": {"a": 1e999}}', "not_json"),
    ('{"document": {"a": 9007199254740993}}', "not_json"),
    ('{"document": {"a": "\\ud800"}}', "not_json"),
    ('{"document": {"\\udfff": 1}}', "not_json"),
    ('{"document": {"a": ' + "[" * MAX_DEPTH + "]" * MAX_DEPTH + "}}", "not_json"),
    ("[" * 100_000, "not_json"),
    ('{"a":' * 100_000, "not_json"),
    ("9" * 5_000, "not_json"),
    ("{'document': {}}", "not_json"),
    ('{"document": {},}', "not_json"),
    ("null", "not_an_answer"),
    ("[]", "not_an_answer"),
    ("{}", "not_an_answer"),
    ('"document"', "not_an_answer"),
    ('{"document": null}', "not_an_answer"),
    ('{"document": []}', "not_an_answer"),
    ('{"document": "text"}', "not_an_answer"),
    ('{"document": {}, "note": "x"}', "not_an_answer"),
    ('{"document": {}, "questions": []}', "not_an_answer"),
    ('{"Document": {}}', "not_an_answer"),
    ('{"summary": {}, "goals": []}', "not_an_answer"),
    ("x" * 4_000_001, "too_long"),
)


@pytest.mark.parametrize(("text", "code"), MALFORMED, ids=range(len(MALFORMED)))
def test_anything_else_is_unusable_and_says_why(text: str, code: str) -> None:
    answer = parse(completion(text), may_ask=True)

    assert isinstance(answer, Unusable)
    assert answer.reason is FailureReason.MALFORMED
    assert [finding.code for finding in answer.findings] == [f"answer.{code}"]


STOPPED: tuple[tuple[StopReason, FailureReason, str], ...] = (
    (StopReason.LENGTH, FailureReason.TRUNCATED, "answer.truncated"),
    (StopReason.REFUSED, FailureReason.MALFORMED, "answer.refused"),
    (StopReason.OTHER, FailureReason.MALFORMED, "answer.not_complete"),
)


@pytest.mark.parametrize(("stop_reason", "reason", "code"), STOPPED)
def test_only_a_complete_answer_is_read_even_if_it_parses(
    stop_reason: StopReason,
    reason: FailureReason,
    code: str,
) -> None:
    answer = parse(completion(DOCUMENT, stop_reason), may_ask=True)

    assert isinstance(answer, Unusable)
    assert (answer.reason, [finding.code for finding in answer.findings]) == (reason, [code])


def asking(*questions: Any) -> str:  # noqa: ANN401 - any JSON
    return json.dumps({"questions": list(questions)})


def test_a_question_set_is_read_with_its_options_and_without_surrounding_space() -> None:
    text = asking(
        QUESTION | {"text": " Who decides? "},
        QUESTION | {"key": "q2", "text": "Which?", "kind": "one_of", "options": ["a", " b "]},
    )

    assert parse(completion(text), may_ask=True) == Asking(
        questions=(
            Question(key="q1", text="Who decides?", kind=QuestionKind.TEXT, why="To know.", assumption="Nobody."),
            Question(
                key="q2",
                text="Which?",
                kind=QuestionKind.ONE_OF,
                why="To know.",
                assumption="Nobody.",
                options=("a", "b"),
            ),
        ),
    )


BAD_SETS: tuple[tuple[str, list[tuple[str, str]]], ...] = (
    (asking(), [("empty_set", "/questions")]),
    ('{"questions": "Who decides?"}', [("malformed", "/questions")]),
    ('{"questions": {}}', [("malformed", "/questions")]),
    (asking("Who decides?"), [("malformed", "/questions/0")]),
    (asking(QUESTION | {"note": "x"}), [("malformed", "/questions/0/note")]),
    (asking(QUESTION | {"kind": "essay"}), [("malformed", "/questions/0/kind")]),
    (asking(QUESTION | {"kind": 3}), [("malformed", "/questions/0/kind")]),
    (asking(QUESTION | {"options": "a, b"}), [("malformed", "/questions/0/options")]),
    (asking(QUESTION | {"options": ["a", 3]}), [("malformed", "/questions/0/options")]),
    (asking(QUESTION, {"key": "q2"}), [("malformed", "/questions/1/kind")]),
    (asking({**QUESTION, "why": None}), [("incomplete", "/questions/0/why")]),
    (asking({**QUESTION, "text": 3}), [("no_question_mark", "/questions/0/text")]),
)


@pytest.mark.parametrize(("text", "expected"), BAD_SETS, ids=range(len(BAD_SETS)))
def test_a_malformed_set_is_a_failed_attempt(text: str, expected: list[tuple[str, str]]) -> None:
    answer = parse(completion(text), may_ask=True)

    assert isinstance(answer, Unusable)
    assert answer.reason is FailureReason.BAD_QUESTIONS
    assert [(finding.code, finding.path) for finding in answer.findings] == [
        (f"question.{code}", path) for code, path in expected
    ]


def test_questions_are_refused_where_asking_is_not_allowed() -> None:
    answer = parse(completion(asking(QUESTION)), may_ask=False)

    assert isinstance(answer, Unusable)
    assert (answer.reason, answer.findings[0].code) == (FailureReason.BAD_QUESTIONS, "question.not_allowed")


@given(st.text(max_size=200))
def test_no_text_makes_the_parser_raise(text: str) -> None:
    assert isinstance(parse(completion(text), may_ask=True), Written | Asking | Unusable)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(st.text(max_size=4), VALUES, max_size=4))
def test_every_document_comes_back_as_it_was_written(content: dict[str, Any]) -> None:
    assert parse(completion(json.dumps({"document": content})), may_ask=False) == Written(content=content)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({}, "an object without any field"),
        ({"note": 1}, "an object with the field 'note'"),
        ({"b": 1, "a\n": 2}, "an object with the fields 'a\\n', 'b'"),
        ({f"{n}{'x' * 90}": n for n in range(9)}, f"an object with the fields '0{'x' * 39}', "),
        ({f"f{n}": n for n in range(10)}, "'f7' and 2 more"),
        ([], "a list"),
    ],
)
def test_what_stands_in_place_of_an_answer_is_said_readably(answer: object, words: str) -> None:
    parsed = parse(completion(json.dumps(answer)), may_ask=True)
    assert isinstance(parsed, Unusable)
    assert words in parsed.findings[0].message
