"""Whole runs on the real databases, with a scripted writer."""

import json
import threading
from collections.abc import Mapping

import pytest

from app.core.database import Database
from app.domain.completions import CompletionRequest, StopReason
from app.domain.definition.release import Release
from app.domain.errors import Permanent, QuotaExceeded, Retryable
from app.domain.facts import (
    Answers,
    Attempt,
    Derivation,
    Dispatch,
    Failed,
    FailureReason,
    InstanceKey,
    Retry,
    RunClosed,
    RunOutcome,
    Verdict,
    Version,
    Void,
)
from app.domain.names import ROOT, ScopePath, StepId
from app.domain.plan.outcome import AnswerGate
from app.domain.questions import Answered, read_question
from app.domain.states import DocumentState, RunState, WorkState
from app.store import audit, blobs, events, ledger, projections
from tests.engine.project import TestedProject, running
from tests.engine.small_release import BRIEF, small_release, survey_of, write
from tests.fakes import Script, ScriptedCompleter, document, question, questions, taking_turns

SURVEY = InstanceKey(step=StepId("survey"), path=ROOT)
ALL = ["note@P-01", "note@P-02", "note@P-03", "overview", "survey"]
OPEN = small_release(accepted=False, clarify=False)
"""The release without gates: a run of it goes through."""


def begin(project: TestedProject, *, release: Release = OPEN) -> None:
    project.brief(BRIEF)
    project.adopt(release)
    project.start()


def scripted(**by_instance: Script) -> Script:
    """Write by the small release, but for some document types."""
    return lambda request: by_instance.get(request.document_type, write)(request)


def outcomes(project: TestedProject, instance: InstanceKey = SURVEY) -> list[object]:
    return [
        fact.outcome.reason if isinstance(fact.outcome, Failed) else type(fact.outcome).__name__
        for fact in project.facts()
        if isinstance(fact, Attempt) and fact.dispatch.instance == instance
    ]


# -- gates -----------------------------------------------------------------------------------------------------------


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


# -- attempts --------------------------------------------------------------------------------------------------------

BAD_ANSWERS = {
    "an object that is no document": ("{}", FailureReason.MALFORMED),
    "prose": ("Here you are.", FailureReason.MALFORMED),
    "half a document": ('{"document": {"summary": "cut', FailureReason.MALFORMED),
    "an empty document": ('{"document": {}}', FailureReason.CHECKS),
    "a field too many": (document({**survey_of(BRIEF), "more": 1}), FailureReason.CHECKS),
    "a key twice": (
        document({"summary": "s", "points": [{"key": "a", "name": "n"}, {"key": "a", "name": "m"}]}),
        FailureReason.CHECKS,
    ),
    "questions where none are allowed": (questions(question("q1", "Why?")), FailureReason.BAD_QUESTIONS),
}


@pytest.mark.parametrize("case", BAD_ANSWERS)
def test_a_bad_answer_is_a_failed_attempt_and_the_next_one_carries_it_with_its_findings(
    database: Database, case: str
) -> None:
    text, reason = BAD_ANSWERS[case]
    completer = ScriptedCompleter(scripted(survey=taking_turns(text, document(survey_of(BRIEF)))))
    with running(database, completer) as project:
        begin(project)
        assert project.settle().run is RunState.FINISHED
        assert outcomes(project) == [reason, "Wrote"]
        first, second = completer.requests[:2]
        assert first.remediation is None
        assert second.remediation is not None
        assert second.remediation.output == text
        assert second.remediation.findings
        assert (second.inputs, second.answers) == (first.inputs, first.answers)


def test_an_answer_that_was_cut_off_is_never_stored_as_a_document(database: Database) -> None:
    completer = ScriptedCompleter(write, stop_reason=StopReason.LENGTH)
    with running(database, completer) as project:
        begin(project)
        assert project.settle().run is RunState.FAILED
        assert outcomes(project) == [FailureReason.TRUNCATED] * 3
        assert project.of(Version) == []


def test_three_failures_end_the_attempts_and_a_person_orders_more(database: Database) -> None:
    bad = ["{}", '{"document": {}}', "prose"]
    completer = ScriptedCompleter(scripted(survey=taking_turns(*bad, document(survey_of(BRIEF)))))
    with running(database, completer) as project:
        begin(project)
        plan = project.settle()
        state = plan.instances[SURVEY]
        assert (plan.run, state.work, state.failures) == (RunState.FAILED, WorkState.FAILED, 3)
        assert completer.asked() == ["survey"] * 3
        assert state.input_digest is not None
        retry = Retry(instance=SURVEY, input_digest=state.input_digest, checks_digest=state.checks_digest, number=1)
        project.append(retry)
        project.start()
        assert project.settle().run is RunState.FINISHED
        assert completer.requests[3].remediation is None
        assert completer.asked()[:4] == ["survey"] * 4


def test_attempts_are_counted_for_each_instance_by_itself(database: Database) -> None:
    failed = set[str]()

    def fail_once(request: CompletionRequest) -> str:
        if request.instance in failed:
            return write(request)
        failed.add(request.instance)
        return "{}"

    with running(database, ScriptedCompleter(scripted(note=fail_once))) as project:
        begin(project)
        assert project.settle().run is RunState.FINISHED
        for path in ("P-01", "P-02", "P-03"):
            note = InstanceKey(step=StepId("note"), path=ScopePath(path))
            assert outcomes(project, note) == [FailureReason.MALFORMED, "Wrote"]


# -- providers -------------------------------------------------------------------------------------------------------


def test_a_provider_that_asks_for_a_pause_gets_it_and_no_attempt_is_counted(database: Database) -> None:
    busy = Retryable("overloaded", retry_after_seconds=0.01)
    completer = ScriptedCompleter(scripted(survey=taking_turns(busy, busy, document(survey_of(BRIEF)))))
    with running(database, completer) as project:
        begin(project)
        assert project.settle().run is RunState.FINISHED
        assert outcomes(project) == ["Wrote"]
        with database.read() as session:
            totals = ledger.totals_by_instance(session, project.id)[SURVEY]
        assert (totals.calls, totals.failed, totals.completed, totals.open) == (3, 2, 1, 0)


FINAL_FAULTS: Mapping[str, tuple[Exception, FailureReason, int]] = {
    "wrong credentials": (Permanent("the key is not valid"), FailureReason.PROVIDER, 1),
    "out of quota": (QuotaExceeded("the account is empty"), FailureReason.QUOTA, 1),
    "down for good": (Retryable("down", retry_after_seconds=0.0), FailureReason.PROVIDER, 6),
}


@pytest.mark.parametrize("case", FINAL_FAULTS)
def test_a_provider_that_will_not_answer_ends_in_an_honest_failure(database: Database, case: str) -> None:
    error, reason, calls = FINAL_FAULTS[case]
    completer = ScriptedCompleter(lambda _request: error)
    with running(database, completer) as project:
        begin(project)
        plan = project.settle()
        assert plan.run is RunState.FAILED
        assert completer.asked() == ["survey"] * calls
        (attempt,) = [fact for fact in project.facts() if isinstance(fact, Attempt)]
        assert isinstance(attempt.outcome, Failed)
        assert (attempt.outcome.reason, attempt.outcome.final) == (reason, True)
        with database.read() as session:
            (finding,) = blobs.read_json(session, project.id, attempt.outcome.detail)  # type: ignore[misc]  # a list
        assert str(error) in str(finding)


def test_a_provider_that_nobody_configured_fails_with_what_to_do(database: Database) -> None:
    with running(database, ScriptedCompleter(write), completer_name="other") as project:
        begin(project)
        assert project.settle().run is RunState.FAILED
        assert outcomes(project) == [FailureReason.PROVIDER]


# -- parallel work, changes in flight ---------------------------------------------------------------------------------


def test_independent_instances_are_written_at_the_same_time(database: Database) -> None:
    completer = ScriptedCompleter(write, latency_seconds=0.3)
    with running(database, completer) as project:
        begin(project)
        project.settle()
    assert completer.most_in_flight == 3


def test_cancelling_closes_the_run_and_voids_its_work_and_the_next_run_continues_without_paying_twice(
    database: Database,
) -> None:
    go = threading.Event()
    completer = ScriptedCompleter(scripted(note=held(go)))
    with running(database, completer) as project:
        begin(project)
        project.wait(lambda _plan: completer.in_flight == 3)
        project.cancel()
        assert project.plan().run is RunState.CANCELLED
        assert len(project.of(Void)) == 3
        go.set()
        project.wait(lambda _plan: completer.in_flight == 0)
        wait_for_ledger(project, completed=4)
        assert len(project.of(Version)) == 1
        project.start()
        assert project.settle().run is RunState.FINISHED
        assert sorted(completer.asked()) == ALL


def test_a_result_of_outdated_work_opens_nothing(database: Database) -> None:
    go = threading.Event()
    completer = ScriptedCompleter(scripted(survey=held(go)))
    with running(database, completer) as project:
        begin(project)
        project.wait(lambda _plan: completer.in_flight == 1)
        project.brief(BRIEF + "- air: vents\n")
        assert [void.reason for void in project.of(Void) if isinstance(void, Void)] == ["superseded"]
        go.set()
        assert project.settle().run is RunState.FINISHED
        assert len(project.of(Version)) == 1 + 4 + 1
        assert len([asked for asked in completer.asked() if asked == "survey"]) == 2
        surveys = [fact for fact in project.of(Version) if isinstance(fact, Version) and fact.instance == SURVEY]
        assert [len(version.items["points"]) for version in surveys] == [4]


def test_an_edited_brief_remakes_only_what_it_changes(database: Database) -> None:
    completer = ScriptedCompleter(write)
    with running(database, completer) as project:
        begin(project)
        project.settle()
        before = len(completer.requests)
        project.brief(BRIEF.replace("lamps", "candles"))
        project.start()
        assert project.settle().run is RunState.FINISHED
        assert sorted(completer.asked()[before:]) == ["note@P-02", "overview", "survey"]
        assert project.content("note@P-02") == {"text": "On light: candles."}


def test_the_same_brief_again_calls_nothing(database: Database) -> None:
    completer = ScriptedCompleter(write)
    with running(database, completer) as project:
        begin(project)
        project.settle()
        project.brief(BRIEF)
        project.start()
        assert project.settle().run is RunState.FINISHED
        assert sorted(completer.asked()) == ALL
        assert [fact.number for fact in project.of(RunClosed) if isinstance(fact, RunClosed)] == [1, 2]


def test_new_checks_over_the_same_inputs_judge_the_answer_in_the_ledger(database: Database) -> None:
    completer = ScriptedCompleter(write)
    with running(database, completer) as project:
        begin(project)
        project.settle()
        project.adopt(small_release(accepted=False, clarify=False, most_points=9))
        project.start()
        assert project.settle().run is RunState.FINISHED
        assert sorted(completer.asked()) == ALL
        assert len(project.of(Derivation)) == 5 + 1


def test_an_answer_that_new_checks_refuse_enters_remediation_and_an_identical_request_is_paid_once(
    database: Database,
) -> None:
    completer = ScriptedCompleter(write)
    with running(database, completer) as project:
        begin(project)
        project.settle()
        project.adopt(small_release(accepted=False, clarify=False, most_points=2))
        project.start()
        assert project.settle().run is RunState.FAILED
        remediated = [request.remediation for request in completer.requests[5:]]
        assert [bool(remediation) for remediation in remediated] == [True]
        assert outcomes(project) == ["Wrote", *[FailureReason.CHECKS] * 3]


def test_a_release_with_another_prompt_remakes_what_it_prompts_and_nothing_else(database: Database) -> None:
    completer = ScriptedCompleter(write)
    with running(database, completer) as project:
        begin(project)
        project.settle()
        project.adopt(small_release(accepted=False, clarify=False, note_task="Write the note shortly."))
        project.start()
        assert project.settle().run is RunState.FINISHED
        assert sorted(completer.asked()[5:]) == ["note@P-01", "note@P-02", "note@P-03"]
        assert len(project.of(Version)) == 5


def held(go: threading.Event) -> Script:
    """Answer as usual, but not before `go`; the loop of the calls stands still meanwhile."""

    def script(request: CompletionRequest) -> str:
        go.wait(timeout=20)
        return write(request)

    return script


def wait_for_ledger(project: TestedProject, *, completed: int) -> None:
    def is_there(_plan: object) -> bool:
        with project.runtime.database.read() as session:
            return ledger.totals(session, project.id).completed == completed

    project.wait(is_there)


# -- what is told and kept --------------------------------------------------------------------------------------------


def test_events_audit_and_projections_tell_what_the_facts_say(database: Database) -> None:
    with running(database, ScriptedCompleter(write)) as project:
        begin(project)
        plan = project.settle()
        with database.read() as session:
            told = [event.kind.value for event in events.since(session, project.id, 0)]
            states = projections.read_instances(session, project.id)
            (run,) = projections.read_runs(session, project.id)
            breaks = audit.verify_chain(session, project.id)
        assert (told.count("work.ordered"), told.count("document.written"), told[-1]) == (5, 5, "run.closed")
        assert {state.key: state for state in states} == dict(plan.instances)
        assert (run.number, run.state) == (1, RunState.FINISHED)
        assert breaks == ()


def test_reconciling_again_appends_nothing(database: Database) -> None:
    with running(database, ScriptedCompleter(write)) as project:
        begin(project)
        project.settle()
        before = project.facts()
        for _ in range(3):
            project.append()
        assert project.facts() == before


def test_every_dispatch_pins_what_its_request_was_made_from(database: Database) -> None:
    with running(database, ScriptedCompleter(write)) as project:
        begin(project)
        project.settle()
        dispatches = {str(fact.key.instance): fact for fact in project.of(Dispatch) if isinstance(fact, Dispatch)}
        assert [pin.kind for pin in dispatches["note@P-01"].inputs] == ["item", "document"]
        assert [pin.path for pin in dispatches["overview"].inputs] == ["", "P-01", "P-02", "P-03"]
        assert len(project.of(RunClosed)) == 1
        assert [fact.outcome for fact in project.of(RunClosed) if isinstance(fact, RunClosed)] == [RunOutcome.FINISHED]
