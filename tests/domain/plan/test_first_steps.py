from app.domain.facts import Adoption, Brief, ModelBinding, RunStarted
from app.domain.names import Digest
from app.domain.plan.planner import plan
from app.domain.states import RunState, WorkState
from tests.domain.plan.shape import definition

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
