from typing import Any

import pytest

from app.domain.question_checks import judge_questions
from app.domain.questions import Question, QuestionKind


def question(text: str = "Who decides?", **more: Any) -> Question:  # noqa: ANN401 - passed on
    fields: dict[str, Any] = {"key": "q1", "kind": QuestionKind.TEXT, "why": "To know.", "assumption": "Nobody."}
    return Question(text=text, **(fields | more))


GOOD = (
    "How many visitors come on a busy day?",
    "Which of the two ledgers is the one of record?",
    "Who signs off the budget and the schedule?",
    "Should the export be CSV or JSON?",
    "When the payment provider does not answer, what should happen?",
    "If a delivery fails, who is told?",
    'For the people who pay, what does "easy" mean?',
    "What figure does “fast and simple, e.g. quick” stand for?",
    "What happens when a lender does not return a tool?",
    "The brief says «why so slow?». What is slow?".replace(". What is slow?", ": what is slow?"),
    "Was soll bei einem Ausfall geschehen?",
    "¿Quién aprueba el documento?",
    "誰が承認しますか\uff1f",
    "Ποιος εγκρίνει το έγγραφο;",
    "من يوافق؟",
    "What may be kept (in days)?",
)


@pytest.mark.parametrize("text", GOOD)
def test_an_open_single_question_passes(text: str) -> None:
    assert judge_questions((question(text),)) == ()


BAD: tuple[tuple[str, str], ...] = (
    ("Tell me who decides.", "no_question_mark"),
    ("Who decides", "no_question_mark"),
    ("", "no_question_mark"),
    ("?", "no_question_mark"),
    ("Who decides;", "no_question_mark"),
    ("Who decides? And when?", "not_atomic"),
    ("Who decides? When does it start?", "not_atomic"),
    ("誰が承認しますか\uff1fいつですか\uff1f", "not_atomic"),
    ("Who decides and when do they decide?", "not_atomic"),
    ("Who decides and/or who pays?", "not_atomic"),
    ("What is sent, and how often?", "not_atomic"),
    ("What is kept, for whom, and for how long?", "not_atomic"),
    ("Who pays or which budget is used?", "not_atomic"),
    ("What is sent as well as where is it stored?", "not_atomic"),
    ("Is it public and should it be free?", "not_atomic"),
    ("What is it called, why does it exist?", "not_atomic"),
    ("Who decides\nand pays?", "not_atomic"),
    ("Don't you want a login?", "leading"),
    ("Don\u2019t you want a login?", "leading"),
    ("Wouldn't it be better to use a card?", "leading"),
    ("Shouldn't we start with payments?", "leading"),
    ("Isn't the manager the one who decides?", "leading"),
    ("The manager decides, right?", "leading"),
    ("The manager decides, isn't it?", "leading"),
    ("Surely the manager decides?", "leading"),
    ("Do you agree that the manager decides?", "leading"),
    ("Is it safe to assume that the manager decides?", "leading"),
    ("I assume the manager decides?", "leading"),
    ("Der Leiter entscheidet, nicht wahr?", "leading"),
    ("Who decides, e.g. the manager?", "suggested_answer"),
    ("Who decides (for example the manager)?", "suggested_answer"),
    ("Which roles such as curator exist?", "suggested_answer"),
    ("Is a login needed (yes)?", "suggested_answer"),
    ("Is a login needed (recommended: yes)?", "suggested_answer"),
    ("Who decides, default: the manager?", "suggested_answer"),
    ("Wer entscheidet, z. B. der Leiter?", "suggested_answer"),
    ("Who " + "really " * 100 + "decides?", "too_long"),
)


@pytest.mark.parametrize(("text", "code"), BAD)
def test_wording_that_joins_leads_or_suggests_is_refused(text: str, code: str) -> None:
    findings = judge_questions((question(text),))

    assert [(finding.code, finding.path) for finding in findings] == [(f"question.{code}", "/questions/0/text")]


FORMS: tuple[tuple[dict[str, Any], list[tuple[str, str]]], ...] = (
    ({"why": " "}, [("incomplete", "why")]),
    ({"assumption": ""}, [("incomplete", "assumption")]),
    ({"key": ""}, [("incomplete", "key")]),
    ({"why": "x" * 601}, [("too_long", "why")]),
    ({"options": ("a", "b")}, [("options", "options")]),
    ({"kind": QuestionKind.YES_NO, "options": ("yes", "no")}, [("options", "options")]),
    ({"kind": QuestionKind.NUMBER}, []),
    ({"kind": QuestionKind.DATE}, []),
    ({"kind": QuestionKind.ONE_OF}, [("options", "options")]),
    ({"kind": QuestionKind.ONE_OF, "options": ("a",)}, [("options", "options")]),
    ({"kind": QuestionKind.ONE_OF, "options": ("a", "b")}, []),
    ({"kind": QuestionKind.MANY_OF, "options": tuple("abcdefghijkl")}, []),
    ({"kind": QuestionKind.MANY_OF, "options": tuple("abcdefghijklm")}, [("options", "options")]),
    ({"kind": QuestionKind.ONE_OF, "options": ("a", "A ")}, [("options", "options")]),
    ({"kind": QuestionKind.ONE_OF, "options": ("a", " ")}, [("options", "options")]),
    ({"kind": QuestionKind.ONE_OF, "options": ("a (recommended)", "b")}, [("suggested_answer", "options")]),
    ({"kind": QuestionKind.ONE_OF, "options": ("a" * 201, "b")}, [("too_long", "options")]),
)


@pytest.mark.parametrize(("fields", "expected"), FORMS, ids=range(len(FORMS)))
def test_a_question_says_why_what_is_assumed_and_what_may_be_chosen(
    fields: dict[str, Any],
    expected: list[tuple[str, str]],
) -> None:
    findings = judge_questions((question(**fields),))

    assert [(finding.code, finding.path) for finding in findings] == [
        (f"question.{code}", f"/questions/0/{field}") for code, field in expected
    ]


def several(count: int) -> tuple[Question, ...]:
    return tuple(question(f"Who decides on day {number}?", key=f"q{number}") for number in range(count))


def test_five_questions_are_allowed_and_six_are_not() -> None:
    assert judge_questions(several(5)) == ()
    assert [finding.code for finding in judge_questions(several(6))] == ["question.too_many"]


def test_an_empty_set_asks_nothing() -> None:
    assert [finding.code for finding in judge_questions(())] == ["question.empty_set"]


@pytest.mark.parametrize(
    ("second", "path"),
    [
        (question("WHO decides ?", key="q2"), "/questions/1/text"),
        (question("Who pays?"), "/questions/1/key"),
    ],
)
def test_a_question_is_asked_once(second: Question, path: str) -> None:
    findings = judge_questions((question(), second))

    assert [(finding.code, finding.path) for finding in findings] == [("question.duplicate", path)]
