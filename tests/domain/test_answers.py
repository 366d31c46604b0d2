import pytest

from app.domain.answers import InvalidAnswers, take_answers
from app.domain.names import Json
from app.domain.questions import Answered, Question, QuestionKind


def question(kind: QuestionKind, key: str = "q1", options: tuple[str, ...] = ()) -> Question:
    return Question(key=key, text="What?", kind=kind, why="w", assumption="a", options=options)


CHOICES = ("Card", "Cash", "No payment")
GOOD: tuple[tuple[QuestionKind, Json, object], ...] = (
    (QuestionKind.TEXT, "  some words\nmore ", "some words\nmore"),
    (QuestionKind.TEXT, None, None),
    (QuestionKind.TEXT, " ", None),
    (QuestionKind.ONE_OF, "Card", "Card"),
    (QuestionKind.ONE_OF, "no payment", "No payment"),
    (QuestionKind.ONE_OF, "", None),
    (QuestionKind.MANY_OF, ["Cash", "Card", "cash"], ("Cash", "Card")),
    (QuestionKind.MANY_OF, "Cash", ("Cash",)),
    (QuestionKind.MANY_OF, [], None),
    (QuestionKind.YES_NO, True, True),
    (QuestionKind.YES_NO, "Yes", True),
    (QuestionKind.YES_NO, "nein", False),
    (QuestionKind.YES_NO, None, None),
    (QuestionKind.NUMBER, 12, 12),
    (QuestionKind.NUMBER, " -3 ", -3),
    (QuestionKind.NUMBER, "2.5", "2.5"),
    (QuestionKind.NUMBER, "2,5", "2.5"),
    (QuestionKind.NUMBER, 2.5, "2.5"),
    (QuestionKind.NUMBER, 0, 0),
    (QuestionKind.DATE, "2027-05-31", "2027-05-31"),
)


@pytest.mark.parametrize(("kind", "given", "value"), GOOD, ids=range(len(GOOD)))
def test_an_answer_takes_the_form_of_its_question(kind: QuestionKind, given: Json, value: object) -> None:
    asked = question(kind, options=CHOICES)

    assert take_answers((asked,), {"q1": given}) == (Answered(question=asked, value=value),)  # type: ignore[arg-type]  # the cases give the right types


BAD: tuple[tuple[QuestionKind, Json], ...] = (
    (QuestionKind.TEXT, 3),
    (QuestionKind.TEXT, ["a"]),
    (QuestionKind.TEXT, "x" * 4_001),
    (QuestionKind.TEXT, "a\x00b"),
    (QuestionKind.ONE_OF, "Cheque"),
    (QuestionKind.ONE_OF, 1),
    (QuestionKind.ONE_OF, ["Card", "Cash"]),
    (QuestionKind.MANY_OF, ["Card", "Cheque"]),
    (QuestionKind.MANY_OF, [1]),
    (QuestionKind.YES_NO, "maybe"),
    (QuestionKind.YES_NO, 1),
    (QuestionKind.NUMBER, "many"),
    (QuestionKind.NUMBER, "1 000"),
    (QuestionKind.NUMBER, True),
    (QuestionKind.NUMBER, 2**53),
    (QuestionKind.NUMBER, float("nan")),
    (QuestionKind.NUMBER, "1e5"),
    (QuestionKind.DATE, "31.5.2027"),
    (QuestionKind.DATE, "2027-02-30"),
    (QuestionKind.DATE, 2027),
)


@pytest.mark.parametrize(("kind", "given"), BAD, ids=range(len(BAD)))
def test_an_answer_of_another_form_is_refused_with_the_key_of_its_question(kind: QuestionKind, given: Json) -> None:
    with pytest.raises(InvalidAnswers) as refused:
        take_answers((question(kind, options=CHOICES),), {"q1": given})

    assert [(finding.code, finding.path) for finding in refused.value.findings] == [("answer.unfit_answer", "q1")]
    assert refused.value.findings[0].fix in str(refused.value)


def test_an_answer_to_another_question_is_refused() -> None:
    with pytest.raises(InvalidAnswers, match="q7: no such question was asked"):
        take_answers((question(QuestionKind.TEXT),), {"q7": "x"})


def test_every_fault_is_named_at_once_and_nothing_is_taken() -> None:
    asked = (question(QuestionKind.NUMBER, "q1"), question(QuestionKind.DATE, "q2"), question(QuestionKind.TEXT, "q3"))

    with pytest.raises(InvalidAnswers) as refused:
        take_answers(asked, {"q1": "x", "q2": "y", "q3": "fine", "q4": "z"})

    assert [finding.path for finding in refused.value.findings] == ["q4", "q1", "q2"]


def test_unanswered_questions_take_their_assumption_in_the_order_of_the_set() -> None:
    asked = (question(QuestionKind.TEXT, "q1"), question(QuestionKind.TEXT, "q2"))

    assert take_answers(asked, {"q2": "so"}) == (
        Answered(question=asked[0], value=None),
        Answered(question=asked[1], value="so"),
    )


def test_an_answer_carries_the_id_of_its_question() -> None:
    asked = question(QuestionKind.TEXT)

    assert Answered(question=asked, value="x").as_json()["id"] == asked.id
    assert len(asked.id) == 16
    assert asked.id != question(QuestionKind.TEXT, "q2").id
