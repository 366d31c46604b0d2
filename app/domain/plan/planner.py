"""`plan`: what every step instance of a project may do next, as a pure function of its facts.

A `Planner` holds the answer while facts arrive and judges again only what they touch; `plan` is a planner that lives
for one question. Both give the same plan for the same facts, in whatever order these came.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from app.domain.definition.model import Definition
from app.domain.facts import Fact, InstanceKey, ModelBinding, RunOutcome
from app.domain.names import ROOT, Code, Digest, ScopePath, StepId
from app.domain.plan.board import Board, Node
from app.domain.plan.digests import binding_digest
from app.domain.plan.index import FactIndex
from app.domain.plan.instance_map import InstanceMap
from app.domain.plan.judge import Setting, judge
from app.domain.plan.layout import StepPlace, lay_out
from app.domain.plan.outcome import Change, InstanceState, Moves, Plan
from app.domain.plan.uncollected import uncollected
from app.domain.states import RunState, WorkState

_MOVING = (WorkState.READY, WorkState.WORKING, WorkState.RETRYING)
_AWAITED = (WorkState.WAITING_FOR_ANSWERS, WorkState.WAITING_FOR_ACCEPTANCE)


def plan(definition: Definition, facts: Iterable[Fact]) -> Plan:
    """Say what is, and what to do next.

    `definition` is the release of the newest adoption; the order of `facts` does not matter.

    Raises:
        ValueError: the newest adoption is of another release.

    """
    with uncollected():
        return Planner(definition, facts).plan()


class Planner:
    """Holds the plan of one project while its facts arrive."""

    def __init__(self, definition: Definition, facts: Iterable[Fact] = ()) -> None:
        self.index = FactIndex(facts)
        self._states: dict[InstanceKey, InstanceState] = {}
        self._changed: dict[InstanceKey, InstanceState | None] = {}
        """Whose state was judged anew since `changes`, with the state of then."""

        self.adopt(definition)

    def adopt(self, definition: Definition) -> None:
        """Work by `definition` from here on; everything is judged again at the next plan."""
        self._board = Board(layout=lay_out(definition), index=self.index)
        self._dirty: list[dict[Node, None]] = [{} for _ in (*definition.steps, "gone")]
        self._ranks = {step.id: position for position, step in enumerate(definition.steps)}
        for key, state in self._states.items():
            self._changed.setdefault(key, state)
        self._states = {}
        self._moving: dict[Node, None] = {}
        """Nodes that order work, or void some."""

        self._work: Counter[WorkState] = Counter()
        self._codes: dict[str, tuple[Code, ...]] = {}
        self._refresh()
        for key in self.index.instances:
            self._touch(self._board.node(key))
        self._is_new = True
        """True while every node waits to be judged."""

        for step in definition.steps:
            if step.scope is None:
                self._list(self._board.node(InstanceKey(step.id, ROOT)))

    def add(self, facts: Iterable[Fact]) -> None:
        """Take more facts; after an adoption of another release `adopt` must follow before the next plan."""
        for fact in facts:
            key = self.index.add(fact)
            if key is None:
                self._refresh()
                for node in self._board.nodes.values():
                    self._touch(node)
            else:
                self._touch(self._board.node(key))

    def plan(self) -> Plan:
        """Say what is, and what to do next, as far as facts were added; raises as `moves` does."""
        moves = self.moves()
        return Plan(
            run=moves.run,
            run_number=moves.run_number,
            instances=InstanceMap(self._states.copy(), self._ranks),
            dispatches=moves.dispatches,
            voids=moves.voids,
            close=moves.close,
            codes=dict(self._codes),
        )

    def moves(self) -> Moves:
        """Say what to do next, as far as facts were added; costs as much as they touch.

        Raises:
            ValueError: the newest adoption is of another release.

        """
        adoption, definition = self.index.adoption, self._board.layout.definition
        if adoption is not None and adoption.release_digest != definition.digest:
            raise ValueError(f"release {definition.name} {definition.version} is not the adopted one: give {adoption}")
        self._settle()
        close = self._closing()
        moving = sorted(self._moving, key=lambda node: (node.position, node.key))
        return Moves(
            run=self._run_state(close),
            run_number=self.index.newest_run,
            dispatches=tuple(node.dispatch for node in moving if node.dispatch is not None),
            voids=tuple(void for node in moving for void in node.voids),
            close=close,
        )

    def state(self, key: InstanceKey) -> InstanceState | None:
        """Give the state of one instance, as `moves` found it last."""
        return self._states.get(key)

    def changes(self) -> Mapping[InstanceKey, Change]:
        """Give what changed since the last call, for those who keep a projection."""
        changed, self._changed = self._changed, {}
        return {key: Change(before=before, after=self._states.get(key)) for key, before in changed.items()}

    # -- what is to be judged again ----------------------------------------------------------------------------------

    def _refresh(self) -> None:
        adoption = self.index.adoption
        bindings: dict[str, tuple[ModelBinding, Digest]] = {}
        if adoption is not None:
            for step in self._board.layout.places:
                binding = adoption.binding_of(step)
                bindings[step] = (binding, binding_digest(binding))
        self._setting = Setting(run_open=self.index.open_run is not None, bindings=bindings)

    def _touch(self, node: Node) -> None:
        self._dirty[node.position][node] = None

    def _list(self, node: Node) -> None:
        node.enumerated = True
        self._touch(node)

    def _settle(self) -> None:
        """Judge what was touched, step by step; each step reads only what earlier ones wrote."""
        for waiting in self._dirty:
            while waiting:
                self._judge(waiting.popitem()[0])
        self._is_new = False

    def _judge(self, node: Node) -> None:
        before, told = node.state, node.outward()
        judge(self._board, node, self._setting)
        if node.dispatch is not None or node.voids:
            self._moving[node] = None
        else:
            self._moving.pop(node, None)
        if node.state != before:
            self._note(node, before)
        if node.outward() != told:
            self._tell(node)

    def _note(self, node: Node, before: InstanceState | None) -> None:
        """Keep the new state and the counts that the run's state follows from."""
        if before is not None:
            self._work[before.work] -= 1
        if node.state is None:
            self._states.pop(node.key, None)
        else:
            self._work[node.state.work] += 1
            self._states[node.key] = node.state
        self._changed.setdefault(node.key, before)

    def _tell(self, node: Node) -> None:
        """Touch everything that reads `node`; list and unlist the instances that its items open."""
        if node.place is None:
            return
        if not self._is_new:
            self._touch_readers(node, node.place)
        for field, steps in node.place.opens:
            self._open(node, node.released.items.get(field, {}) if node.released is not None else (), steps)
        for field in node.place.document_type.collections:
            name = f"{node.key}.{field}"
            if node.released is not None:
                self._codes[name] = tuple(node.released.items.get(field, ()))
            else:
                self._codes.pop(name, None)

    def _touch_readers(self, node: Node, place: StepPlace) -> None:
        path = node.key.path
        for reader in place.readers:
            self._dirty[self._ranks[reader]].update(dict.fromkeys(self._board.under(reader, path)))
        for gatherer in place.gatherers:
            above = self._board.nodes.get((gatherer, node.around[self._board.layout.places[gatherer].depth]))
            if above is not None:
                self._touch(above)

    def _open(self, owner: Node, codes: Collection[Code], steps: Iterable[StepId]) -> None:
        """List the instances of `steps` that the items of `owner` open now, and no others below it."""
        paths = {ScopePath(code) for code in codes}
        for step in steps:
            for path in paths:
                node = self._board.node(InstanceKey(step, path))
                if not node.enumerated:
                    self._list(node)
            for other in self._board.under(step, owner.key.path):
                if other.key.path not in paths:
                    other.enumerated = False
                    self._touch(other)

    # -- the answer --------------------------------------------------------------------------------------------------

    def _closing(self) -> RunOutcome | None:
        """Close the open run when nothing moves and nobody is awaited."""
        if self.index.open_run is None or any(self._work[state] for state in (*_MOVING, *_AWAITED)):
            return None
        stopped = self._work[WorkState.FAILED] or self._work[WorkState.BLOCKED]
        return RunOutcome.FAILED if stopped else RunOutcome.FINISHED

    def _run_state(self, close: RunOutcome | None) -> RunState | None:
        newest = self.index.newest_run
        if newest is None:
            return None
        outcome = close or self.index.runs[newest]
        if outcome is not None:
            return RunState(outcome.value)
        return RunState.RUNNING if any(self._work[state] for state in _MOVING) else RunState.WAITING
