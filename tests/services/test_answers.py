from collections.abc import Mapping

import pytest

from app.domain.accounts import LOCAL_OPERATOR
from app.domain.answers import InvalidAnswers
from app.domain.errors import Conflict, NotFound
from app.domain.events import EventKind
from app.domain.facts import Answers, InstanceKey
from app.domain.names import ROOT, Digest, Json, StepId
from app.domain.questions import Answered
from app.domain.states import WorkState
from app.services import answers, briefs
from app.store import audit, events
from tests.services.line import DISCOVERY, NOON, QUESTIONS, REQUIREMENTS, Line, document

GIVEN: Mapping[str, Json] = {"q1": 320, "q2": ["piano", "drums"]}


def answer(
    line: Line, question_set: Digest, values: Mapping[str, Json] = GIVEN, *, instance: InstanceKey = DISCOVERY
) -> tuple[Answered, ...]:
    with line.database.begin() as session:
        answered = answers.answer_questions(
            session,
            LOCAL_OPERATOR,
            project=line.project,
            instance=instance,
            question_set=question_set,
            values=values,
            release_of=line.release_of,
            now=NOON,
        )
    line.reconcile()
    return answered


def withdraw(line: Line, question_set: Digest, *, instance: InstanceKey = DISCOVERY) -> Answers:
    with line.database.begin() as session:
        withdrawn = answers.withdraw_answers(
            session,
            LOCAL_OPERATOR,
            project=line.project,
            instance=instance,
            question_set=question_set,
            release_of=line.release_of,
            now=NOON,
        )
    line.reconcile()
    return withdrawn


def open_questions(line: Line) -> tuple[answers.OpenQuestions, ...]:
    with line.database.read() as session:
        return answers.list_open_questions(session, LOCAL_OPERATOR, project=line.project, release_of=line.release_of)


def work(line: Line) -> WorkState:
    return line.standing().plan.instances[DISCOVERY].work


def test_questions_wait_for_a_person_as_they_were_asked(line: Line) -> None:
    asked = line.ask(DISCOVERY)
    assert open_questions(line) == (answers.OpenQuestions(instance=DISCOVERY, question_set=asked, questions=QUESTIONS),)


def test_answering_the_whole_set_lets_the_work_go_on_with_the_answers(line: Line) -> None:
    answered = answer(line, line.ask(DISCOVERY))
    assert work(line) is WorkState.WORKING
    (values,) = line.dispatched[-1].answers
    with line.database.read() as session:
        assert answers.read_answers(session, LOCAL_OPERATOR, project=line.project, values=values) == answered
    assert [one.value for one in answered] == [320, ("piano", "drums")]


def test_an_unanswered_question_takes_its_assumption(line: Line) -> None:
    answered = answer(line, line.ask(DISCOVERY), {"q1": 12})
    assert [one.value for one in answered] == [12, None]


@pytest.mark.parametrize(
    "values", [{"q9": "x"}, {"q1": "many"}, {"q2": ["tuba"]}, {"q1": True}, {"q1": {"a": 1}}], ids=str
)
def test_answers_that_do_not_fit_are_refused_and_the_set_stays_open(line: Line, values: Mapping[str, Json]) -> None:
    asked = line.ask(DISCOVERY)
    with pytest.raises(InvalidAnswers):
        answer(line, asked, values)
    assert [one.question_set for one in open_questions(line)] == [asked]


def test_a_closed_set_is_refused_with_who_answered_and_when(line: Line) -> None:
    asked = line.ask(DISCOVERY)
    answer(line, asked)
    with pytest.raises(answers.AlreadyAnswered, match="by the local operator at 2025-06-01T12:00:00"):
        answer(line, asked)


def test_another_set_is_refused_and_the_one_that_is_asked_is_named(line: Line) -> None:
    asked = line.ask(DISCOVERY)
    with pytest.raises(answers.NotAsked, match=asked) as refused:
        answer(line, Digest("0" * 64))
    assert refused.value.current == asked


def test_a_set_of_an_older_brief_is_not_asked_any_more(line: Line) -> None:
    asked = line.ask(DISCOVERY)
    with line.database.begin() as session:
        briefs.submit_brief(session, LOCAL_OPERATOR, project=line.project, content=b"Another one.", now=NOON)
    line.reconcile()
    with pytest.raises(answers.NotAsked, match="asks nothing now"):
        answer(line, asked)


def test_a_set_is_refused_where_nothing_was_asked(line: Line) -> None:
    with pytest.raises(answers.NotAsked, match="asks nothing now"):
        answer(line, Digest("0" * 64), instance=REQUIREMENTS)


def test_answers_for_an_unknown_instance_are_refused(line: Line) -> None:
    with pytest.raises(NotFound):
        answer(line, Digest("0" * 64), instance=InstanceKey(step=StepId("nothing"), path=ROOT))


def test_withdrawn_answers_open_the_set_again(line: Line) -> None:
    asked = line.ask(DISCOVERY)
    answer(line, asked)
    withdraw(line, asked)
    assert work(line) is WorkState.WAITING_FOR_ANSWERS
    answer(line, asked, {"q1": 1})
    assert work(line) is WorkState.WORKING


def test_withdrawing_makes_what_was_written_from_the_answers_stale(line: Line) -> None:
    asked = line.ask(DISCOVERY)
    answer(line, asked)
    line.write(DISCOVERY, document())
    withdraw(line, asked)
    assert work(line) is WorkState.WAITING_FOR_ANSWERS


@pytest.mark.parametrize("times", [0, 2])
def test_only_answers_that_stand_can_be_withdrawn(line: Line, times: int) -> None:
    asked = line.ask(DISCOVERY)
    if times:
        answer(line, asked)
        withdraw(line, asked)
    with pytest.raises(Conflict, match="were withdrawn by the local operator at" if times else "nothing to withdraw"):
        withdraw(line, asked)


def test_answers_are_told_and_audited_by_digest_only(line: Line) -> None:
    answer(line, line.ask(DISCOVERY), {"q1": 31_415})
    with line.database.read() as session:
        told = events.since(session, line.project, 0)[-1]
        written = audit.entries(session, line.project)[-1]
    assert told.kind is EventKind.QUESTIONS_ANSWERED
    assert str(told.data["answers"]) in written.entry
    assert "31415" not in written.entry + str(told)
