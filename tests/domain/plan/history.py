"""Random histories of a project: everything that people, the executor and time can do to it, in any order."""

import random
from collections.abc import Callable, Sequence
from typing import TypeVar

from app.domain.facts import InstanceKey, Verdict
from app.domain.names import Digest
from app.domain.plan.outcome import AcceptanceGate, AnswerGate, Gate
from app.domain.states import WorkState
from tests.domain.plan.invariants import INVARIANTS, WATCHERS
from tests.domain.plan.project import Core, Job, Project
from tests.domain.plan.stored import Release, release
from tests.domain.plan.writer import Block

Kind = TypeVar("Kind", AcceptanceGate, AnswerGate)
Pick = Callable[[int], int]
"""Gives a number below its argument."""

AREAS: tuple[Block, ...] = (
    ("area", "a", "Alpha", "s1", 2, ()),
    ("area", "a", "Alpha renamed", "s1", 2, ()),
    ("area", "b", "Beta", "s2", 1, ()),
    ("area", "b", "Beta", "s2", 2, ("ask:area_plan:1",)),
    ("area", "c", "Gamma", "s3", 0, ()),
    ("area", "c", "Gamma", "s3", 1, ("flaky:part_sheet",)),
    ("area", "d", "Delta", "s4", 1, ("strict:area_plan",)),
    ("area", "d", "Delta", "s4", 1, ("fail:area_note",)),
)
REST: tuple[Block, ...] = (
    ("summary", "one"),
    ("summary", "two"),
    ("note", "one"),
    ("note", "two"),
    ("flag", "ask:outline:1"),
    ("flag", "ask:outline:2"),
    ("flag", "fail:survey"),
    ("flag", "flaky:survey"),
    ("flag", "flaky:frame"),
    ("flag", "fail:frame"),
    ("flag", "stubborn:outline"),
)
RELEASES: tuple[Release, ...] = (
    release("1"),
    release("2", prompts={"frame": 2}),
    release("3", checks={"area_plan": 2, "outline": 2}),
    release("4", policies={"outline": 2}),
    release("5", without_acceptance={"area_plan": 1}),
)
COMMENTS = ("again", "reverse it")


def random_brief(pick: Pick) -> list[Block]:
    """Put a few areas and a few knobs together; small enough that briefs return."""
    chosen: dict[str, Block] = {}
    for _ in range(1 + pick(3)):
        area = AREAS[pick(len(AREAS))]
        chosen[area[1]] = area
    rest = [REST[pick(len(REST))] for _ in range(1 + pick(2))]
    return [*dict.fromkeys(rest), *chosen.values()]


class History:
    """A project with things that may happen to it; each gives whether it could."""

    def __init__(self, core: Core | None = None) -> None:
        self.project = Project(core)
        self.project.watchers += WATCHERS
        self.seen: dict[Gate, None] = {}
        self.project.adopt(RELEASES[0])

    @property
    def reached(self) -> dict[str, int]:
        return self.project.reached

    def check(self) -> None:
        now = self.project.plan
        self.seen.update(dict.fromkeys(now.gates))
        for invariant in INVARIANTS:
            invariant(self.project, now)

    # -- what may happen ---------------------------------------------------------------------------------------------

    def edit(self, pick: Pick) -> bool:
        self.project.edit(random_brief(pick))
        return True

    def start(self, pick: Pick) -> bool:
        del pick
        if self.project.planner.index.open_run is not None or self.project.planner.index.brief is None:
            return False
        self.project.start()
        return True

    def cancel(self, pick: Pick) -> bool:
        if self.project.planner.index.open_run is None or pick(3):
            return False
        self.project.cancel()
        return True

    def work(self, pick: Pick) -> bool:
        if not self.project.jobs:
            return False
        self.project.finish(pick(len(self.project.jobs)))
        return True

    def accept(self, pick: Pick) -> bool:
        gate = self._gate(AcceptanceGate, pick)
        if gate is not None:
            self.project.accept(gate)
        return gate is not None

    def send_back(self, pick: Pick) -> bool:
        gate = self._gate(AcceptanceGate, pick)
        if gate is not None:
            self.project.send_back(gate, COMMENTS[pick(len(COMMENTS))])
        return gate is not None

    def answer(self, pick: Pick) -> bool:
        gate = self._gate(AnswerGate, pick)
        if gate is None:
            return False
        before = self.project.plan.instances[gate.instance].input_digest
        self.project.answer(gate, ("yes", "no", None)[pick(3)])
        assert self.project.plan.instances[gate.instance].input_digest != before
        return True

    def withdraw(self, pick: Pick) -> bool:
        closed = [
            (InstanceKey(step=step, path=path), name)
            for (step, path), facts in self.project.planner.index.instances.items()
            for name, _ in facts.closed_sets()
        ]
        if not closed:
            return False
        self.project.withdraw(*closed[pick(len(closed))])
        return True

    def reopen(self, pick: Pick) -> bool:
        accepted = [key for key, state in self.project.plan.instances.items() if state.accepted]
        if not accepted:
            return False
        gate = self.project.accepted_gate(accepted[pick(len(accepted))])
        assert self.project.decide(self.project.decision(gate, Verdict.REOPEN, "look again")) is None
        assert not self.project.plan.instances[gate.instance].released
        return True

    def retry(self, pick: Pick) -> bool:
        failed = [key for key, state in self.project.plan.instances.items() if state.work is WorkState.FAILED]
        if not failed:
            return False
        self.project.retry(failed[pick(len(failed))])
        return True

    def adopt(self, pick: Pick) -> bool:
        self.project.adopt(RELEASES[pick(len(RELEASES))], model=f"m{1 + pick(2)}")
        return True

    def retry_again(self, pick: Pick) -> bool:
        """Order a retry of a failed instance, let it fail again, and order another for the very same inputs."""
        failed = [key for key, state in self.project.plan.instances.items() if state.work is WorkState.FAILED]
        if not failed:
            return False
        key = failed[pick(len(failed))]
        before = self.project.plan.instances[key]
        self.project.retry(key)
        while positions := [at for at, job in enumerate(self.project.jobs) if self._is_live(job, key)]:
            self.project.finish(positions[-1])
        after = self.project.plan.instances.get(key)
        if after is None or after.work is not WorkState.FAILED or after.input_digest != before.input_digest:
            return False
        self.project.retry(key)
        return True

    def bind(self, pick: Pick) -> bool:
        """Give one step of the adopted release another model than the rest; nothing goes on with what was bound."""
        steps = self.project.release.definition.steps
        bound = {steps[pick(len(steps))].id: f"m{3 + pick(2)}"}
        self.project.adopt(self.project.release, model="m1", models=bound)
        for job in self.project.jobs:
            if self._is_live(job):
                assert job.dispatch.binding.model == bound.get(job.dispatch.key.instance.step, "m1")
        return True

    def decide_too_late(self, pick: Pick) -> bool:
        """Decide on something that was shown once and no longer is."""
        waiting = set(self.project.plan.gates)
        gone = [gate for gate in self.seen if isinstance(gate, AcceptanceGate) and gate not in waiting]
        if not gone:
            return False
        gate = gone[pick(len(gone))]
        facts = len(self.project.facts)
        state = self.project.plan.instances.get(gate.instance)
        is_accepted = state is not None and state.accepted and state.content == gate.content
        for verdict in Verdict:
            if verdict is not Verdict.REOPEN or not is_accepted:
                assert self.project.decide(self.project.decision(gate, verdict, "late")) is not None
        assert len(self.project.facts) == facts
        return True

    def _is_live(self, job: Job, key: InstanceKey | None = None) -> bool:
        is_wanted = key is None or job.dispatch.key.instance == key
        return is_wanted and not self.project.planner.index.has_ended(job.dispatch)

    def _gate(self, kind: type[Kind], pick: Pick) -> Kind | None:
        gates = [gate for gate in self.project.plan.gates if isinstance(gate, kind)]
        return gates[pick(len(gates))] if gates else None


WEIGHTS: Sequence[tuple[str, int]] = (
    ("work", 30),
    ("accept", 10),
    ("answer", 8),
    ("send_back", 3),
    ("start", 5),
    ("edit", 2),
    ("adopt", 1),
    ("reopen", 2),
    ("retry", 3),
    ("retry_again", 4),
    ("bind", 1),
    ("cancel", 1),
    ("withdraw", 3),
    ("decide_too_late", 2),
)


def run_history(seed: int, *, steps: int = 100, core: Core | None = None, check_every: int = 1) -> History:
    """Live through one seeded history, with every invariant checked on the way and a rebuild at its end."""
    chance = random.Random(seed)  # noqa: S311  # a history that can be repeated, not a secret
    history = History(core)
    history.edit(chance.randrange)
    history.start(chance.randrange)
    names, weights = zip(*WEIGHTS, strict=True)
    for step in range(steps):
        name = chance.choices(names, weights)[0]
        if getattr(history, name)(chance.randrange):
            history.project.reached[name] += 1
        if step % check_every == 0:
            history.check()
    finish_and_rebuild(history, chance.randrange)
    return history


def finish_and_rebuild(history: History, pick: Pick) -> None:
    """Let all work end, first without people, then with them; each time compare with a project made anew."""
    history.project.start()
    for end in (history.project.drain, history.project.settle):
        end(pick)
        history.check()
        _compare_with_rebuild(history.project, pick)


def _compare_with_rebuild(project: Project, pick: Pick) -> None:
    again = project.rebuilt()
    again.start()
    again.drain(pick)
    project.reached["rebuild"] += 1
    if project.planner.index.open_run is not None:
        assert current_part(again) == current_part(project)
    else:
        assert [row[:2] for row in current_part(again).values()] == [row[:2] for row in current_part(project).values()]
    assert again.plan.codes == project.plan.codes


def current_part(project: Project) -> dict[InstanceKey, tuple[Digest | None, Digest | None, str, str]]:
    """Give digest, content and states of every instance whose inputs are all there."""
    return {
        key: (state.input_digest, state.content if state.released else None, state.work.value, str(state.gate))
        for key, state in project.plan.instances.items()
        if state.input_digest is not None
    }
