"""The same histories, chosen and shrunk by Hypothesis.

The default run repeats the same examples; `PLAN_PROFILE=heavy` explores: many more, longer, at random.
"""

import os

from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.domain.plan.outcome import AcceptanceGate, AnswerGate
from app.domain.states import WorkState
from tests.domain.plan.history import History, Pick, finish_and_rebuild

NUMBERS = st.integers(min_value=0, max_value=2**16)
HEAVY = os.environ.get("PLAN_PROFILE") == "heavy"  # noqa: TID251  # a knob of these tests, no setting of the product


def pick_by(number: int) -> Pick:
    """Give numbers below any bound that all follow from `number`."""
    left = number

    def pick(bound: int) -> int:
        nonlocal left
        left, chosen = divmod(left, bound)
        return chosen

    return pick


class ProjectMachine(RuleBasedStateMachine):
    """A project lives; rules that open doors have several names, so that the doors are reached."""

    def __init__(self) -> None:
        super().__init__()
        self.history = History()

    @property
    def gates(self) -> set[type]:
        return {type(gate) for gate in self.history.project.plan.gates}

    @initialize(number=NUMBERS)
    def begin(self, number: int) -> None:
        self.history.edit(pick_by(number))
        self.history.start(pick_by(number))

    @precondition(lambda self: self.history.project.jobs)
    @rule(numbers=st.lists(NUMBERS, min_size=1, max_size=8))
    def work(self, numbers: list[int]) -> None:
        for number in numbers:
            self.history.work(pick_by(number))

    @precondition(lambda self: self.history.project.jobs)
    @rule(number=NUMBERS)
    def drain(self, number: int) -> None:
        self.history.project.drain(lambda count: number % count)

    @precondition(lambda self: AcceptanceGate in self.gates)
    @rule(number=NUMBERS)
    def accept(self, number: int) -> None:
        self.history.accept(pick_by(number))

    @precondition(lambda self: AcceptanceGate in self.gates)
    @rule(number=NUMBERS)
    def accept_another(self, number: int) -> None:
        self.history.accept(pick_by(number))

    @precondition(lambda self: AcceptanceGate in self.gates)
    @rule(number=NUMBERS)
    def send_back(self, number: int) -> None:
        self._note("send-back", done=self.history.send_back(pick_by(number)))

    @precondition(lambda self: AnswerGate in self.gates)
    @rule(number=NUMBERS)
    def answer(self, number: int) -> None:
        self._note("answer", done=self.history.answer(pick_by(number)))

    @rule(number=NUMBERS)
    def withdraw(self, number: int) -> None:
        self._note("withdrawal", done=self.history.withdraw(pick_by(number)))

    @rule(number=NUMBERS)
    def reopen(self, number: int) -> None:
        self._note("reopening", done=self.history.reopen(pick_by(number)))

    @precondition(lambda self: self._failed())
    @rule(number=NUMBERS)
    def retry(self, number: int) -> None:
        self._note("retry", done=self.history.retry(pick_by(number)))

    @precondition(lambda self: self._failed())
    @rule(number=NUMBERS)
    def retry_again(self, number: int) -> None:
        self._note("second retry", done=self.history.retry_again(pick_by(number)))

    @rule(number=NUMBERS)
    def bind(self, number: int) -> None:
        self._note("step binding", done=self.history.bind(pick_by(number)))

    @rule(number=NUMBERS)
    def edit(self, number: int) -> None:
        self.history.edit(pick_by(number))

    @rule(number=NUMBERS)
    def adopt(self, number: int) -> None:
        self._note("adoption", done=self.history.adopt(pick_by(number)))

    @precondition(lambda self: self.history.project.planner.index.open_run is None)
    @rule(number=NUMBERS)
    def start(self, number: int) -> None:
        self._note("another run", done=self.history.start(pick_by(number)))

    @rule(number=NUMBERS)
    def cancel(self, number: int) -> None:
        self._note("cancelled run", done=self.history.cancel(pick_by(number)))

    @rule(number=NUMBERS)
    def decide_too_late(self, number: int) -> None:
        self._note("late decision", done=self.history.decide_too_late(pick_by(number)))

    @invariant()
    def everything_holds(self) -> None:
        self.history.check()

    def teardown(self) -> None:
        if self.history.project.planner.index.brief is not None:
            finish_and_rebuild(self.history, lambda _: 0)
            for name, count in self.history.reached.items():
                event(f"{name}: {'often' if count > 2 else count}")

    def _failed(self) -> bool:
        return any(state.work is WorkState.FAILED for state in self.history.project.plan.instances.values())

    def _note(self, name: str, *, done: bool) -> None:
        if done:
            event(name)


TestProject = ProjectMachine.TestCase
TestProject.settings = settings(
    max_examples=2000 if HEAVY else 60,
    stateful_step_count=80 if HEAVY else 40,
    derandomize=not HEAVY,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
