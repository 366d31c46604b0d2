import gc
from typing import get_args

from app.domain.facts import Adoption, Brief, Fact, ModelBinding, RunStarted
from app.domain.names import Digest
from app.domain.plan.index import TAKEN
from app.domain.plan.planner import plan
from app.domain.states import RunState, WorkState
from tests.domain.plan.project import Project
from tests.domain.plan.shape import definition
from tests.domain.plan.stored import release

RELEASE = definition()
ADOPTION = Adoption(
    number=1,
    name=RELEASE.name,
    version=RELEASE.version,
    release_digest=RELEASE.digest,
    default_binding=ModelBinding(provider="test"),
)
BRIEF = Brief(number=1, digest=Digest("b1"), blocks=(Digest("x"), Digest("y")))


def test_without_facts_nothing_runs() -> None:
    result = plan(RELEASE, [])
    assert (result.run, result.dispatches, result.close) == (None, (), None)


def test_a_started_run_orders_what_reads_the_brief_alone() -> None:
    result = plan(RELEASE, [BRIEF, ADOPTION, RunStarted(number=1)])
    assert [str(dispatch.key.instance) for dispatch in result.dispatches] == ["outline", "survey"]
    assert result.run is RunState.RUNNING


def test_without_a_run_nothing_is_ready() -> None:
    result = plan(RELEASE, [BRIEF, ADOPTION])
    assert result.dispatches == ()
    assert {state.work for state in result.instances.values()} == {WorkState.IDLE, WorkState.BLOCKED}


def test_every_kind_of_fact_is_taken() -> None:
    assert set(TAKEN) == set(get_args(Fact))


def test_a_plan_leaves_no_cycles_and_the_collector_of_garbage_as_it_was() -> None:
    project = Project()
    project.adopt(release())
    project.edit([("summary", "one"), ("area", "a", "Alpha", "s1", 2, ())])
    project.start()
    project.settle()
    assert gc.isenabled()
    gc.collect()
    plan(project.release.definition, project.facts)
    assert gc.isenabled()
    assert gc.collect() == 0
    gc.disable()
    try:
        plan(project.release.definition, project.facts)
        assert not gc.isenabled()
    finally:
        gc.enable()
