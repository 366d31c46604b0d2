"""Bad answers and providers that give none, on the real databases."""

from collections.abc import Mapping

import pytest
from sqlalchemy import text

from app.core.database import Database, DatabaseKind
from app.domain.completions import CompletionRequest, StopReason
from app.domain.errors import Permanent, QuotaExceeded, Retryable, Upstream
from app.domain.facts import (
    Attempt,
    Failed,
    FailureReason,
    InstanceKey,
    Retry,
    Version,
)
from app.domain.names import ScopePath, StepId
from app.domain.states import RunState, WorkState
from app.store import blobs, ledger
from tests.engine.project import another_process, running
from tests.engine.scripts import SURVEY, begin, outcomes, scripted
from tests.engine.small_release import BRIEF, survey_of, write
from tests.fakes import ScriptedCompleter, SteppingClock, document, question, questions, taking_turns

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
    bad, reason = BAD_ANSWERS[case]
    completer = ScriptedCompleter(scripted(survey=taking_turns(bad, document(survey_of(BRIEF)))))
    with running(database, completer) as project:
        begin(project)
        assert project.settle().run is RunState.FINISHED
        assert outcomes(project) == [reason, "Wrote"]
        first, second = completer.requests[:2]
        assert first.remediation is None
        assert second.remediation is not None
        assert second.remediation.output == bad
        assert second.remediation.findings
        assert (second.inputs, second.answers) == (first.inputs, first.answers)


@pytest.mark.parametrize("case", BAD_ANSWERS)
def test_a_model_that_gives_the_same_bad_answer_twice_has_its_third_attempt(database: Database, case: str) -> None:
    """The third request is the second one to the byte, and its answer is not the one that was judged already."""
    bad, reason = BAD_ANSWERS[case]
    completer = ScriptedCompleter(scripted(survey=taking_turns(bad, bad, document(survey_of(BRIEF)))))
    with running(database, completer) as project:
        begin(project)
        assert project.settle().run is RunState.FINISHED
        assert outcomes(project) == [reason, reason, "Wrote"]
        assert completer.asked()[:3] == ["survey"] * 3
        _, second, third = completer.requests[:3]
        assert second.digest() == third.digest()
        with database.read() as session:
            totals = ledger.totals_by_instance(session, project.id)[SURVEY]
        assert (totals.calls, totals.completed) == (3, 3)


def test_a_model_that_always_gives_the_same_bad_answer_is_asked_three_times_and_again_when_a_person_orders_it(
    database: Database,
) -> None:
    completer = ScriptedCompleter(scripted(survey=lambda _request: "{}"))
    with running(database, completer) as project:
        begin(project)
        assert project.settle().run is RunState.FAILED
        assert completer.asked() == ["survey"] * 3
        state = project.plan().instances[SURVEY]
        assert state.input_digest is not None
        project.append(
            Retry(instance=SURVEY, input_digest=state.input_digest, checks_digest=state.checks_digest, number=1)
        )
        project.start()
        assert project.settle().run is RunState.FAILED
        assert completer.asked() == ["survey"] * 6
        assert outcomes(project) == [FailureReason.MALFORMED] * 6


def test_an_answer_that_was_cut_off_is_never_stored_as_a_document(database: Database) -> None:
    completer = ScriptedCompleter(write, stop_reason=StopReason.LENGTH)
    with running(database, completer) as project:
        begin(project)
        assert project.settle().run is RunState.FAILED
        assert outcomes(project) == [FailureReason.TRUNCATED] * 3
        assert completer.asked() == ["survey"] * 3
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


def test_the_pause_that_a_provider_asks_for_is_the_one_that_is_made(database: Database) -> None:
    """A job that pauses notes until when; ten minutes are far from what it would wait by itself."""
    busy = Retryable("overloaded", retry_after_seconds=600.0)
    completer = ScriptedCompleter(scripted(survey=taking_turns(busy, document(survey_of(BRIEF)))))
    with running(database, completer) as project:
        begin(project)
        prefix = "dbos." if database.kind is DatabaseKind.POSTGRESQL else ""
        noted = text(f"SELECT output FROM {prefix}operation_outputs WHERE function_name LIKE 'wait:%'")  # noqa: S608 - a name of ours

        def until() -> list[float]:
            with database.read() as session:
                return [float(output) for output in session.execute(noted).scalars()]

        project.wait(lambda _plan: until() != [])
        (moment,) = until()
        assert 590 < moment - SteppingClock().at.timestamp() < 610
        assert completer.asked() == ["survey"]


def test_every_process_sees_that_a_call_is_made_again_when_and_why(database: Database) -> None:
    busy = Retryable("overloaded", retry_after_seconds=0.0), Retryable("overloaded again", retry_after_seconds=600.0)
    completer = ScriptedCompleter(scripted(survey=taking_turns(*busy, document(survey_of(BRIEF)))))
    with running(database, completer) as project:
        begin(project)
        with another_process(database, completer) as elsewhere:
            project.wait(lambda _plan: [found.attempt for found in elsewhere.repeats(project.id).values()] == [3])
            repeat = elsewhere.repeats(project.id)[SURVEY]
        assert (repeat.most, repeat.reason) == (6, "overloaded again")
        assert 590 < (repeat.due_at - SteppingClock().at).total_seconds() < 610


FINAL_FAULTS: Mapping[str, tuple[Exception, FailureReason, int]] = {
    "wrong credentials": (Permanent("the key is not valid"), FailureReason.PROVIDER, 1),
    "out of quota": (QuotaExceeded("the account is empty"), FailureReason.QUOTA, 1),
    "a fault that nobody foresaw": (ZeroDivisionError("sk-secret"), FailureReason.ENGINE, 1),
    "down for good": (Retryable("down", retry_after_seconds=0.0), FailureReason.UNAVAILABLE, 6),
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
            (finding,) = blobs.read_json(session, project.id, attempt.outcome.detail)  # type: ignore[misc]  # findings are a list
            totals = ledger.totals(session, project.id)
        said = str(error) if isinstance(error, Upstream) else type(error).__name__
        assert said in str(finding)
        assert "sk-secret" not in str(finding)
        assert (totals.failed, totals.open) == (calls, 0)


def test_a_provider_that_nobody_configured_fails_with_what_to_do(database: Database) -> None:
    with running(database, ScriptedCompleter(write), completer_name="other") as project:
        begin(project)
        assert project.settle().run is RunState.FAILED
        assert outcomes(project) == [FailureReason.PROVIDER]
