"""What scenes share: a small brief, a project that is done, and ways to point at parts of it."""

from collections.abc import Sequence

from app.domain.facts import Dispatch, InstanceKey
from app.domain.names import Digest, ScopePath, StepId
from app.domain.plan.outcome import AcceptanceGate, AnswerGate
from app.domain.states import RunState
from tests.domain.plan.project import Core, Project
from tests.domain.plan.stored import Release, release
from tests.domain.plan.writer import Block

ALPHA: Block = ("area", "a", "Alpha", "s1", 2, ())
BETA: Block = ("area", "b", "Beta", "s2", 1, ())
GAMMA: Block = ("area", "c", "Gamma", "s3", 1, ())
DELTA: Block = ("area", "d", "Delta", "s4", 1, ("flaky:area_plan",))
"""Its plan fails once."""

ONE: Block = ("summary", "one")
BRIEF: Sequence[Block] = (ONE, ALPHA, BETA)


def begun(core: Core, brief: Sequence[Block] = BRIEF, *, by: Release | None = None) -> Project:
    """Give a project whose first run has just started."""
    project = Project(core)
    project.adopt(by or release())
    project.edit(brief)
    project.start()
    return project


def done(core: Core, brief: Sequence[Block] = BRIEF, *, by: Release | None = None) -> Project:
    """Give a project whose first run ended, people accepting and answering everything."""
    project = begun(core, brief, by=by)
    project.settle()
    assert project.plan.run is not RunState.RUNNING
    return project


def key(step: str, path: str = "") -> InstanceKey:
    return InstanceKey(step=StepId(step), path=ScopePath(path))


def flag(text: str) -> Block:
    return ("flag", text)


def acceptance_gate(project: Project, step: str, path: str = "") -> AcceptanceGate:
    gate = project.state(step, path).gate
    assert isinstance(gate, AcceptanceGate), project.state(step, path)
    return gate


def answer_gate(project: Project, step: str, path: str = "") -> AnswerGate:
    gate = project.state(step, path).gate
    assert isinstance(gate, AnswerGate), project.state(step, path)
    return gate


def rerun(project: Project) -> tuple[list[str], list[str]]:
    """Start a run and let it end; give the instances that were called and those that were dispatched."""
    calls, dispatched = len(project.calls), len(project.dispatched)
    project.start()
    project.settle()
    return (
        sorted(map(str, project.calls[calls:])),
        sorted(str(dispatch.key.instance) for dispatch in project.dispatched[dispatched:]),
    )


def outcomes(project: Project) -> dict[InstanceKey, tuple[Digest | None, Digest | None, str, str]]:
    """Give digest, content and states of every instance."""
    return {
        at: (state.input_digest, state.content, state.work.value, state.document.value)
        for at, state in project.plan.instances.items()
    }


def dispatches_of(project: Project, step: str, path: str = "") -> list[Dispatch]:
    return [dispatch for dispatch in project.dispatched if dispatch.key.instance == key(step, path)]


def run_of(project: Project) -> RunState | None:
    return project.plan.run
