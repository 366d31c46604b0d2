import pytest

from app.core.database import Database
from app.domain.accounts import LOCAL_OPERATOR
from app.domain.errors import Conflict, NotFound
from app.domain.facts import InstanceKey, RunClosed, RunOutcome, RunStarted
from app.domain.names import ROOT, StepId
from app.domain.states import RunState, WorkState
from app.services import adoptions, briefs, decisions, projects, runs
from app.services.standing import NothingAdopted
from tests.services.line import BRIEF, DISCOVERY, NOON, OFFLINE, REQUIREMENTS, Line, document, strategy


def start(line: Line) -> RunStarted:
    with line.database.begin() as session:
        started = runs.start_run(session, LOCAL_OPERATOR, project=line.project, now=NOON)
    line.reconcile()
    return started


def cancel(line: Line, number: int | None = None) -> RunClosed:
    with line.database.begin() as session:
        closed = runs.cancel_run(session, LOCAL_OPERATOR, project=line.project, number=number, now=NOON)
    line.reconcile()
    return closed


def retry(line: Line, instance: InstanceKey = DISCOVERY) -> runs.Retried:
    with line.database.begin() as session:
        retried = runs.order_retry(
            session, LOCAL_OPERATOR, project=line.project, instance=instance, release_of=line.release_of, now=NOON
        )
    line.reconcile()
    return retried


def work(line: Line) -> WorkState:
    return line.standing().plan.instances[DISCOVERY].work


def test_a_run_puts_the_first_step_to_work(line: Line) -> None:
    assert work(line) is WorkState.WORKING


def test_a_second_run_is_refused_while_one_is_open(line: Line) -> None:
    with pytest.raises(runs.RunOpen, match=r"Run 1 is open, started by .+ at 2025-06-01T12:00:00") as refused:
        start(line)
    assert refused.value.number == 1


def test_a_project_without_a_workflow_runs_nothing(database: Database) -> None:
    with database.begin() as session:
        project = projects.create_project(session, LOCAL_OPERATOR, slug="bare", now=NOON).id
    with pytest.raises(NothingAdopted), database.begin() as session:
        runs.start_run(session, LOCAL_OPERATOR, project=project, now=NOON)


def test_a_project_without_a_brief_runs_nothing(database: Database) -> None:
    with database.begin() as session:
        project = projects.create_project(session, LOCAL_OPERATOR, slug="bare", now=NOON).id
        adoptions.adopt_release(
            session, LOCAL_OPERATOR, project=project, release=strategy(), default_binding=OFFLINE, now=NOON
        )
    with pytest.raises(Conflict, match="no brief"), database.begin() as session:
        runs.start_run(session, LOCAL_OPERATOR, project=project, now=NOON)


def test_cancelling_closes_the_run_and_ends_what_is_in_flight(line: Line) -> None:
    assert cancel(line) == RunClosed(number=1, outcome=RunOutcome.CANCELLED)
    plan = line.reconcile()
    assert (plan.run, plan.dispatches, work(line)) == (RunState.CANCELLED, (), WorkState.IDLE)


def test_cancelling_closes_the_gates_and_the_next_run_opens_them_again(line: Line) -> None:
    line.write(DISCOVERY, document())
    cancel(line)
    assert line.standing().plan.gates == ()
    assert start(line).number == 2
    assert [gate.instance for gate in line.standing().plan.gates] == [DISCOVERY]


@pytest.mark.parametrize("number", [None, 1])
def test_a_closed_run_cannot_be_cancelled(line: Line, number: int | None) -> None:
    cancel(line)
    with pytest.raises(Conflict, match=r"Run 1 is cancelled already, closed by .+ at 2025"):
        cancel(line, number)


def test_a_run_that_never_was_cannot_be_cancelled(line: Line) -> None:
    with pytest.raises(NotFound, match="no run 7"):
        cancel(line, 7)


def test_an_older_run_cannot_be_cancelled_in_place_of_the_open_one(line: Line) -> None:
    cancel(line)
    start(line)
    with pytest.raises(Conflict, match="Run 1 is cancelled"):
        cancel(line, 1)


def test_a_failed_instance_gets_its_attempts_again_in_a_new_run(line: Line) -> None:
    line.fail(DISCOVERY)
    assert line.standing().plan.run is RunState.FAILED
    retried = retry(line)
    assert (retried.retry.number, retried.run, retried.is_new_run) == (1, 2, True)
    assert (work(line), line.dispatched[-1].retry) == (WorkState.WORKING, 1)


def test_a_second_retry_has_the_next_number(line: Line) -> None:
    for number in (1, 2):
        line.fail(DISCOVERY)
        assert retry(line).retry.number == number


def test_what_did_not_fail_cannot_be_ordered_again(line: Line) -> None:
    with pytest.raises(Conflict, match="strategy_discovery did not fail, it is working"):
        retry(line)
    with pytest.raises(Conflict, match="requirements did not fail, it is blocked"):
        retry(line, REQUIREMENTS)


def test_an_unknown_instance_cannot_be_ordered_again(line: Line) -> None:
    with pytest.raises(NotFound):
        retry(line, InstanceKey(step=StepId("nothing"), path=ROOT))


def test_runs_are_listed_newest_first(line: Line) -> None:
    cancel(line)
    start(line)
    with line.database.read() as session:
        listed = runs.list_runs(session, LOCAL_OPERATOR, project=line.project)
    assert [(view.run.number, view.run.state) for view in listed] == [
        (2, RunState.RUNNING),
        (1, RunState.CANCELLED),
    ]
    assert (listed[1].run.closed_at, listed[0].run.closed_at) == (NOON, None)


def test_a_run_of_an_unchanged_project_ends_at_once(line: Line) -> None:
    for instance in ("strategy_discovery", "strategy_requirements", "strategy_architecture", "strategy_review"):
        finish(line, InstanceKey(step=StepId(instance), path=ROOT))
    assert line.standing().plan.run is RunState.FINISHED
    dispatched = len(line.dispatched)
    start(line)
    with line.database.begin() as session:
        assert not briefs.submit_brief(session, LOCAL_OPERATOR, project=line.project, content=BRIEF, now=NOON).is_new
    assert (line.standing().plan.run, len(line.dispatched)) == (RunState.FINISHED, dispatched)


def finish(line: Line, instance: InstanceKey) -> None:
    content = line.write(instance, {"body": str(instance)})
    with line.database.begin() as session:
        decisions.accept_document(
            session,
            LOCAL_OPERATOR,
            project=line.project,
            instance=instance,
            content=content,
            release_of=line.release_of,
            now=NOON,
        )
    line.reconcile()
