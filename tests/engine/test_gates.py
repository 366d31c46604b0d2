"""Gates on the real databases: what waits for a person, and what the person does."""

import json
from collections.abc import Mapping

from app.core.database import Database
from app.domain.facts import (
    Answers,
    FailureReason,
    Verdict,
)
from app.domain.plan.outcome import AnswerGate
from app.domain.questions import Answered, read_question
from app.domain.states import DocumentState, RunState
from app.store import blobs
from tests.engine.project import TestedProject, running
from tests.engine.scripts import ALL, begin, outcomes, scripted
from tests.engine.small_release import BRIEF, small_release, survey_of, write
from tests.fakes import ScriptedCompleter, document, question, questions, taking_turns


def test_a_run_goes_from_the_brief_over_the_gate_to_the_end(database: Database) -> None:
    completer = ScriptedCompleter(write)
    with running(database, completer) as project:
        begin(project, release=small_release())
        assert project.settle().run is RunState.WAITING
        assert completer.asked() == ["survey"]
        project.decide(Verdict.ACCEPT)
        plan = project.settle()
        assert plan.run is RunState.FINISHED
        assert {str(key): state.document for key, state in plan.instances.items()} == dict.fromkeys(
            ALL, DocumentState.RELEASED
        )
        assert project.content("note@P-02") == {"text": "On light: lamps."}
        assert sorted(completer.asked()) == ALL


def test_a_waiting_run_has_nothing_in_memory_and_goes_on_in_another_process(database: Database) -> None:
    first, second = ScriptedCompleter(write), ScriptedCompleter(write)
    with running(database, first) as project:
        begin(project, release=small_release())
        project.settle()
        assert project.runtime.calls_in_flight() == 0
        waiting = project.id
    with running(database, second, slug="other") as other:
        project = TestedProject(runtime=other.runtime, id=waiting)
        project.decide(Verdict.ACCEPT)
        assert project.settle().run is RunState.FINISHED
    assert (first.asked(), sorted(second.asked())) == (["survey"], sorted(set(ALL) - {"survey"}))


def test_a_document_sent_back_is_written_again_with_the_comment_and_what_was_judged(database: Database) -> None:
    completer = ScriptedCompleter(write)
    with running(database, completer) as project:
        begin(project, release=small_release())
        project.settle()
        project.decide(Verdict.SEND_BACK, "Name the rooms.")
        project.settle()
        assert project.content("survey") == survey_with_codes("3 points Name the rooms.")
        (judged,) = completer.requests[1].sent_back
        assert judged.comment == "Name the rooms."
        assert judged.content == survey_with_codes("3 points")
        assert completer.requests[1].remediation is None


def test_the_same_bytes_after_a_send_back_fail(database: Database) -> None:
    completer = ScriptedCompleter(scripted(survey=lambda _request: document(survey_of(BRIEF))))
    with running(database, completer) as project:
        begin(project, release=small_release())
        project.settle()
        project.decide(Verdict.SEND_BACK, "Change something.")
        plan = project.settle()
        assert plan.run is RunState.FAILED
        assert outcomes(project) == ["Wrote", *[FailureReason.UNCHANGED_AFTER_SEND_BACK] * 3]


def test_questions_wait_for_answers_which_enter_the_next_request_and_the_document(database: Database) -> None:
    asked = question("q1", "How many rooms are there?")
    completer = ScriptedCompleter(scripted(survey=taking_turns(questions(asked), document(survey_of(BRIEF)))))
    with running(database, completer) as project:
        begin(project, release=small_release())
        assert project.settle().run is RunState.WAITING
        gate = project.gate()
        assert isinstance(gate, AnswerGate)
        with database.read() as session:
            _, stored = json.loads(blobs.read(session, project.id, gate.question_set))
        assert [read_question(entry) for entry in stored] == [read_question(asked)]
        answer(project, gate, Answered(question=read_question(asked), value="Seven."))
        project.settle()
        assert [answered.value for answered in completer.requests[1].answers] == ["Seven."]
        assert (completer.requests[0].may_ask, completer.requests[1].may_ask) == (True, True)
        content = project.content("survey")
        assert isinstance(content, Mapping)
        assert content["answers"] == [Answered(question=read_question(asked), value="Seven.").as_json()]


def test_after_two_rounds_nothing_more_may_be_asked(database: Database) -> None:
    rounds = [questions(question("q1", f"What is the {what}?")) for what in ("size", "age", "cost")]
    completer = ScriptedCompleter(scripted(survey=taking_turns(*rounds, document(survey_of(BRIEF)))))
    with running(database, completer) as project:
        begin(project, release=small_release())
        for _ in range(2):
            project.settle()
            gate = project.gate()
            assert isinstance(gate, AnswerGate)
            with database.read() as session:
                _, stored = json.loads(blobs.read(session, project.id, gate.question_set))
            answer(project, gate, *(Answered(question=read_question(entry), value=None) for entry in stored))
        project.settle()
        assert [request.may_ask for request in completer.requests] == [True, True, False, False]
        assert outcomes(project) == ["Asked", "Asked", FailureReason.BAD_QUESTIONS, "Wrote"]


def answer(project: TestedProject, gate: AnswerGate, *answered: Answered) -> None:
    with project.runtime.unit_of_work(project.id) as session:
        values = blobs.put_json(session, project.id, [one.as_json() for one in answered], at=project.runtime.clock())
    project.append(Answers(instance=gate.instance, question_set=gate.question_set, number=1, values=values))


def survey_with_codes(summary: str) -> Mapping[str, object]:
    names = [("P-01", "water", "pipes"), ("P-02", "light", "lamps"), ("P-03", "heat", "stoves")]
    return {"summary": summary, "points": [{"key": key, "name": name, "detail": detail} for key, name, detail in names]}
