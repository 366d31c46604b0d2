"""What nobody tells the engine, and the sweep finds: lost jobs, jobs without an outcome, plans never asked."""

import ast
import json
from pathlib import Path

import pytest
from sqlalchemy import text

from app.core.database import Database, DatabaseKind
from app.core.database_session import Session
from app.domain.accounts import LOCAL_OPERATOR
from app.domain.events import EventKind
from app.domain.facts import Attempt, Dispatch, Failed, FailureReason, RunStarted
from app.domain.states import RunState, WorkState
from app.engine.connections import driverless
from app.engine.healing import heal
from app.engine.orders import Order, order_of
from app.engine.patience import pause_seconds
from app.engine.queue import JobQueue, JobState
from app.store import audit, events, facts
from tests.engine.project import TestedProject, running, runtime_on
from tests.engine.scripts import ALL, OPEN, SURVEY, begin, outcomes
from tests.engine.small_release import BRIEF, write
from tests.fakes import ScriptedCompleter


@pytest.fixture
def ordered(database: Database) -> TestedProject:
    """A project whose first work is ordered, with nobody to execute it."""
    project = TestedProject.create(runtime_on(database, ScriptedCompleter(write)))
    begin(project)
    return project


def orders(project: TestedProject) -> list[Order]:
    return [Order(project=project.id, dispatch=fact.key) for fact in project.of(Dispatch) if isinstance(fact, Dispatch)]


def forget_jobs(database: Database) -> None:
    prefix = "dbos." if database.kind is DatabaseKind.POSTGRESQL else ""
    with database.begin() as session:
        for table in ("operation_outputs", "workflow_input", "workflow_output", "workflow_status"):
            session.execute(text(f"DELETE FROM {prefix}{table}"))  # noqa: S608  names of this list


def test_an_order_whose_job_was_lost_with_the_engines_tables_gets_it_again(
    database: Database, ordered: TestedProject, queue: JobQueue
) -> None:
    (order,) = orders(ordered)
    forget_jobs(database)
    assert queue.states([order.job_id]) == {}
    heal(ordered.runtime.work, queue, ordered.id)
    assert queue.states([order.job_id]) == {order.job_id: JobState.WAITING}


def test_a_job_that_ended_without_an_outcome_is_a_failed_attempt_that_a_person_may_retry(
    ordered: TestedProject, queue: JobQueue
) -> None:
    (order,) = orders(ordered)
    queue.cancel([order.job_id])
    heal(ordered.runtime.work, queue, ordered.id)
    assert outcomes(ordered) == [FailureReason.ENGINE]
    (attempt,) = [fact for fact in ordered.facts() if isinstance(fact, Attempt)]
    assert isinstance(attempt.outcome, Failed)
    assert attempt.outcome.final
    plan = ordered.plan()
    assert (plan.run, plan.instances[SURVEY].work) == (RunState.FAILED, WorkState.FAILED)


def test_a_failure_that_the_sweep_found_is_told_and_audited_as_any_other(
    database: Database, ordered: TestedProject, queue: JobQueue
) -> None:
    (order,) = orders(ordered)
    queue.cancel([order.job_id])
    heal(ordered.runtime.work, queue, ordered.id)
    with database.read() as session:
        told = [event for event in events.since(session, ordered.id, 0) if event.kind is EventKind.ATTEMPT_FAILED]
        deeds = [json.loads(sealed.entry) for sealed in audit.entries(session, ordered.id)]
        breaks = audit.verify_chain(session, ordered.id)
    assert [(event.instance, event.data["reason"], event.data["final"]) for event in told] == [(SURVEY, "engine", True)]
    failed = [(deed["subject"], deed["digests"]["input"]) for deed in deeds if deed["action"] == "attempt.failed"]
    assert failed == [("survey", order.dispatch.input_digest)]
    assert breaks == ()


def test_healing_twice_appends_nothing(ordered: TestedProject, queue: JobQueue) -> None:
    (order,) = orders(ordered)
    queue.cancel([order.job_id])
    heal(ordered.runtime.work, queue, ordered.id)
    before = ordered.facts()
    heal(ordered.runtime.work, queue, ordered.id)
    assert ordered.facts() == before


def test_a_change_that_was_never_followed_by_the_plan_is_followed_by_the_sweep(
    database: Database, queue: JobQueue
) -> None:
    project = TestedProject.create(runtime_on(database, ScriptedCompleter(write)))
    project.brief(BRIEF)
    project.adopt(OPEN)
    with database.begin() as session:
        facts.append(session, project.id, [RunStarted(number=1)], at=project.runtime.clock(), actor=LOCAL_OPERATOR)
    assert orders(project) == []
    heal(project.runtime.work, queue, project.id)
    assert [str(order.dispatch.instance) for order in orders(project)] == ["survey"]


def test_work_ordered_before_anybody_executes_is_done_when_somebody_does(
    database: Database, ordered: TestedProject
) -> None:
    completer = ScriptedCompleter(write)
    with running(database, completer, slug="other") as other:
        project = TestedProject(runtime=other.runtime, id=ordered.id)
        assert project.settle().run is RunState.FINISHED
    assert sorted(completer.asked()) == ALL


def test_a_change_that_fails_leaves_neither_facts_nor_jobs_nor_a_wrong_plan(
    database: Database, queue: JobQueue
) -> None:
    project = TestedProject.create(runtime_on(database, ScriptedCompleter(write)))
    project.brief(BRIEF)
    project.adopt(OPEN)
    before = project.facts()
    with pytest.raises(RuntimeError, match="given up"), project.runtime.unit_of_work(project.id) as session:
        give_up_after(project, session)
    assert project.facts() == before
    assert project.plan().run is None
    assert queue.running() == ()


def give_up_after(project: TestedProject, session: Session) -> None:
    facts.append(
        session,
        project.id,
        [RunStarted(number=1)],
        at=project.runtime.clock(),
        actor=LOCAL_OPERATOR,
    )
    raise RuntimeError("given up")


def test_a_job_is_named_by_everything_that_makes_its_dispatch_one(ordered: TestedProject) -> None:
    (order,) = orders(ordered)
    key = order.dispatch
    assert order.job_id == f"{ordered.id}:survey:{key.input_digest[:16]}:{key.checks_digest[:16]}:1"
    assert order_of(order.arguments) == order


@pytest.mark.parametrize("arguments", [[], ["p"], ["p", "s", "", "i", "c", "1"], [1, "s", "", "i", "c", 1]], ids=repr)
def test_arguments_of_another_form_are_refused(arguments: list[str | int]) -> None:
    with pytest.raises(ValueError, match="no dispatch"):
        order_of(arguments)


@pytest.mark.parametrize(
    ("tries", "asked", "least", "most"),
    [(1, None, 0.5, 1.0), (2, None, 1.0, 2.0), (5, None, 8.0, 16.0), (20, None, 30.0, 60.0)],
)
def test_pauses_grow_to_a_minute_and_spread(tries: int, asked: float | None, least: float, most: float) -> None:
    pauses = {pause_seconds(f"job-{number}", tries=tries, retry_after_seconds=asked) for number in range(50)}
    assert len(pauses) == 50
    assert least <= min(pauses) <= max(pauses) <= most


@pytest.mark.parametrize(("asked", "given"), [(0.0, 0.0), (7.5, 7.5), (-3.0, 0.0), (1e9, 900.0)])
def test_a_pause_that_a_provider_asks_for_is_kept(asked: float, given: float) -> None:
    assert pause_seconds("job", tries=1, retry_after_seconds=asked) == given


def test_the_same_job_waits_the_same_each_time() -> None:
    first, second = (pause_seconds("job", tries=3, retry_after_seconds=None) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("path", sorted(Path(__file__).parents[2].glob("app/engine/*.py")), ids=lambda path: path.name)
def test_no_job_gathers_steps(path: Path) -> None:
    """Branches of one job that run at once swap their results after a crash; parallelism is separate jobs."""
    names = {
        node.attr if isinstance(node, ast.Attribute) else node.id
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute | ast.Name)
    }
    assert names & {"gather", "TaskGroup", "as_completed"} == set()


def test_urls_are_given_to_the_engine_without_a_driver() -> None:
    assert driverless("postgresql+psycopg://a:b@h:1/d") == "postgresql://a:b@h:1/d"
