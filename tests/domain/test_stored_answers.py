import pytest

from app.domain.names import Json
from app.domain.questions import Answered, Question, QuestionKind, read_answered, read_question

FREE = Question(
    key="q1",
    text="How many people use it?",
    kind=QuestionKind.NUMBER,
    why="The size decides the hosting.",
    assumption="About twenty.",
)
CHOICE = Question(
    key="q2",
    text="Which days does it run?",
    kind=QuestionKind.MANY_OF,
    why="Support follows the days.",
    assumption="Working days.",
    options=("working days", "weekends"),
)


@pytest.mark.parametrize(
    "answered",
    [
        Answered(question=FREE, value=20),
        Answered(question=FREE, value=None),
        Answered(question=FREE, value="twenty"),
        Answered(question=FREE, value=True),
        Answered(question=CHOICE, value=("weekends",)),
        Answered(question=CHOICE, value=()),
    ],
    ids=lambda answered: repr(answered.value),
)
def test_answers_come_back_as_they_were_stored(answered: Answered) -> None:
    assert read_answered([answered.as_json()]) == (answered,)


@pytest.mark.parametrize(
    "stored",
    [None, {}, "text", [None], [{"question": FREE.as_json()}], [{"question": {"key": "q1"}, "answer": 1}]],
    ids=repr,
)
def test_what_is_no_stored_set_of_answers_is_refused(stored: Json) -> None:
    with pytest.raises(ValueError, match="no stored"):
        read_answered(stored)


def test_a_question_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="guess"):
        read_question(FREE.as_json() | {"kind": "guess"})
