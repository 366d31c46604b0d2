"""Whole runs on the real databases, with a scripted writer."""

import threading

from app.core.database import Database
from app.domain.completions import CompletionRequest
from app.domain.facts import (
    Derivation,
    Dispatch,
    FailureReason,
    RunClosed,
    RunOutcome,
    Version,
    Void,
)
from app.domain.states import RunState
from app.store import audit, events, ledger, projections
from tests.engine.jobs import PATIENCE_SECONDS
from tests.engine.project import TestedProject, running
from tests.engine.scripts import ALL, SURVEY, begin, outcomes, scripted
from tests.engine.small_release import BRIEF, small_release, write
from tests.fakes import Script, ScriptedCompleter


def test_independent_instances_are_written_at_the_same_time(database: Database) -> None:
    together = threading.Barrier(3, timeout=PATIENCE_SECONDS)  # broken where fewer than three are waiting

    def meet(request: CompletionRequest) -> str:
        together.wait()
        return write(request)

    completer = ScriptedCompleter(scripted(note=meet))
    with running(database, completer) as project:
        begin(project)
        assert project.settle().run is RunState.FINISHED
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


def test_an_answer_that_new_checks_refuse_is_judged_again_unpaid_and_then_remediated(
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
        assert [bool(remediation) for remediation in remediated] == [True, True]
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
    """Answer as usual, but not before `go`."""

    def script(request: CompletionRequest) -> str:
        go.wait(timeout=PATIENCE_SECONDS)
        return write(request)

    return script


def wait_for_ledger(project: TestedProject, *, completed: int) -> None:
    def is_there(_plan: object) -> bool:
        with project.runtime.database.read() as session:
            return ledger.totals(session, project.id).completed == completed

    project.wait(is_there)


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
