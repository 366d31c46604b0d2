from collections.abc import Callable

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from app.domain.accounts import LOCAL_OPERATOR
from app.domain.plan.outcome import AcceptanceGate, AnswerGate, Gate, InstanceState
from app.domain.plan.planner import Planner
from app.domain.states import RunState
from app.services import briefs, decisions, runs
from app.store import facts, projections, tables
from app.store.projections import Run
from tests.services.line import DISCOVERY, NOON, Line, document

Projected = tuple[tuple[InstanceState, ...], tuple[Gate, ...], tuple[Run, ...]]


def accept(line: Line) -> None:
    content = line.write(DISCOVERY, document())
    with line.database.begin() as session:
        decisions.accept_document(
            session,
            LOCAL_OPERATOR,
            project=line.project,
            instance=DISCOVERY,
            content=content,
            release_of=line.release_of,
            now=NOON,
        )
    line.reconcile()


def cancel(line: Line) -> None:
    with line.database.begin() as session:
        runs.cancel_run(session, LOCAL_OPERATOR, project=line.project, now=NOON)
    line.reconcile()


def edit(line: Line) -> None:
    accept(line)
    with line.database.begin() as session:
        briefs.submit_brief(session, LOCAL_OPERATOR, project=line.project, content=b"Another one.", now=NOON)
    line.reconcile()


def run_again(line: Line) -> None:
    cancel(line)
    with line.database.begin() as session:
        runs.start_run(session, LOCAL_OPERATOR, project=line.project, now=NOON)
    line.reconcile()


HISTORIES: dict[str, Callable[[Line], object]] = {
    "begun": lambda line: line,
    "written": lambda line: line.write(DISCOVERY, document()),
    "asked": lambda line: line.ask(DISCOVERY),
    "failed": lambda line: line.fail(DISCOVERY),
    "accepted": accept,
    "cancelled": cancel,
    "edited": edit,
    "run again": run_again,
}


def projected(line: Line) -> Projected:
    with line.database.read() as session:
        return (
            projections.read_instances(session, line.project),
            projections.read_gates(session, line.project),
            projections.read_runs(session, line.project),
        )


def by_place(states: tuple[InstanceState, ...]) -> list[InstanceState]:
    return sorted(states, key=lambda state: state.key)


@pytest.fixture(params=HISTORIES)
def lived(line: Line, request: pytest.FixtureRequest) -> Line:
    """A project with a history."""
    HISTORIES[request.param](line)
    return line


def test_projections_hold_what_the_plan_says(lived: Line) -> None:
    plan = lived.standing().plan
    instances, gates, _ = projected(lived)
    assert list(instances) == by_place(tuple(plan.instances.values()))
    assert set(gates) == set(plan.gates)


def test_projections_that_are_rebuilt_from_facts_are_the_same(lived: Line) -> None:
    kept = projected(lived)
    with lived.database.begin() as session:
        for table in (tables.runs, tables.instances, tables.gates):
            session.execute(table.delete())
    with lived.database.begin() as session:
        projections.rebuild(session, lived.project, lived.standing().plan)
    assert projected(lived) == kept


def test_writing_only_what_changed_gives_the_same(line: Line) -> None:
    """Like the engine: a planner that lives on, and writes only what it judged again."""
    with line.database.read() as session:
        page = facts.load_since(session, line.project, 0)
    planner = Planner(line.release.definition, page.facts)
    before = planner.plan()
    planner.changes()
    accept(line)
    with line.database.begin() as session:
        projections.write(session, line.project, before)
        planner.add(facts.load_since(session, line.project, page.last).facts)
        after = planner.plan()
        run = (before.run_number, before.run)
        projections.follow(session, line.project, after, planner.changes(), written=run)
    instances, gates, _ = projected(line)
    assert before.instances != after.instances
    assert list(instances) == by_place(tuple(after.instances.values()))
    assert set(gates) == set(after.gates)


def test_one_run_of_a_project_is_open_at_most(line: Line) -> None:
    second = {"project": line.project, "number": 2, "state": RunState.RUNNING.value, "started_at": NOON}
    with pytest.raises(IntegrityError), line.database.begin() as session:
        session.execute(insert(tables.runs).values(second))


def test_gates_of_both_kinds_are_read_as_they_were_opened(line: Line) -> None:
    asked = line.ask(DISCOVERY)
    assert projected(line)[1] == (AnswerGate(instance=DISCOVERY, question_set=asked),)
    cancel(line)
    assert projected(line)[1] == ()


def test_an_acceptance_gate_says_who_may_decide_about_what(line: Line) -> None:
    content = line.write(DISCOVERY, document())
    (gate,) = projected(line)[1]
    assert isinstance(gate, AcceptanceGate)
    assert (gate.content, gate.roles) == (content, ("lead",))
