"""Every step may run twice: it commits, and the process dies before that is remembered."""

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from app.core.database import Database
from app.domain.completions import CompletionRequest
from app.domain.errors import Retryable
from app.domain.facts import Attempt, Derivation, Dispatch, Entities, Version
from app.engine.calls import Calls
from app.engine.durable import Job, StepResult
from app.engine.orders import Order
from app.engine.owners import Owners
from app.engine.patience import Patience
from app.engine.produce import Producer
from app.engine.queue import JobQueue
from app.engine.recorder import Recorder
from app.engine.worker import locks_of
from app.llm.prices import PriceTable
from app.store import audit, events, ledger
from tests.engine.project import TestedProject, runtime_on
from tests.engine.scripts import begin, scripted
from tests.engine.small_release import BRIEF, survey_of
from tests.fakes import ScriptedCompleter, document, taking_turns


class DiedError(Exception):
    """The process is gone."""


def _never(job_id: str, *, seconds: float) -> None:
    raise AssertionError((job_id, seconds))


class ForgetfulJob(Job):
    """Remembers what steps gave, as the durable engine does, except where it dies first."""

    def __init__(self, job_id: str, remembered: dict[str, str], *, dies_after: int | None = None) -> None:
        super().__init__(job_id, stopping=threading.Event(), pause=_never)
        self._remembered = remembered
        self._dies_after = dies_after
        self._steps = 0

    def step(
        self, name: str, work: Callable[[], StepResult], *, is_end: Callable[[StepResult], bool] | None = None
    ) -> StepResult:
        self._steps += 1
        if name not in self._remembered:
            result = work()
            if self._steps == self._dies_after:
                raise DiedError
            if is_end is not None and is_end(result):
                return result
            self._remembered[name] = json.dumps(result)
        found: StepResult = json.loads(self._remembered[name])
        return found


class TwiceJob(ForgetfulJob):
    """Runs each step twice before it remembers it."""

    def step(
        self, name: str, work: Callable[[], StepResult], *, is_end: Callable[[StepResult], bool] | None = None
    ) -> StepResult:
        if name not in self._remembered:
            work()
        return super().step(name, work, is_end=is_end)


class Bench:
    """A project whose first order is carried out by hand, with `bad` answers, all the same, before the good one."""

    def __init__(self, database: Database, queue: JobQueue, slug: str, bad: int) -> None:
        self._bad = bad
        answers = ["{}"] * bad + [document(survey_of(BRIEF))]
        self.completer = ScriptedCompleter(scripted(survey=taking_turns(*answers)))
        self.project = TestedProject.create(runtime_on(database, self.completer), slug)
        begin(self.project)
        (dispatch,) = [fact for fact in self.project.of(Dispatch) if isinstance(fact, Dispatch)]
        self.order = Order(project=self.project.id, dispatch=dispatch.key)
        self._calls = Calls({"scripted": self.completer})
        self._locks = locks_of(database, executor_id=slug, on_lost=threading.Event().set)
        work, patience = self.project.runtime.work, Patience(stopping=threading.Event())
        self.produce = Producer(
            work=work,
            owners=Owners(queue=queue, locks=self._locks, executor_id=slug, active=frozenset),
            calls=self._calls,
            recorder=Recorder(work=work, patience=patience),
            prices=PriceTable(),
            patience=patience,
        )

    def close(self) -> None:
        self._calls.stop()
        self._locks.close()

    def assert_done_once(self) -> None:
        project, count = self.project, self._bad + 1
        assert self.completer.asked() == ["survey"] * count
        attempts = [fact for fact in project.of(Attempt) if isinstance(fact, Attempt)]
        assert [attempt.number for attempt in attempts] == list(range(1, count + 1))
        once = {Version: 1, Derivation: 1, Entities: 1}
        assert {kind: len(project.of(kind)) for kind in once} == once
        with project.runtime.database.read() as session:
            totals = ledger.totals(session, project.id)
            told = Counter(event.kind.value for event in events.since(session, project.id, 0))
            assert audit.verify_chain(session, project.id) == ()
        assert (totals.calls, totals.completed) == (count, count)
        assert (told["attempt.failed"], told["document.written"], told["work.ordered"]) == (self._bad, 1, 4)


@contextmanager
def bench(database: Database, queue: JobQueue, slug: str, *, bad: int = 1) -> Iterator[Bench]:
    opened = Bench(database, queue, slug, bad)
    try:
        yield opened
    finally:
        opened.close()


BAD = [1, 2]
"""With two, the third request is the second one: each attempt finds its own answer again, and no other's."""


@pytest.mark.parametrize("bad", BAD)
def test_an_order_whose_every_step_runs_twice_is_carried_out_once(
    database: Database, queue: JobQueue, bad: int
) -> None:
    with bench(database, queue, "twice", bad=bad) as work:
        work.produce(TwiceJob(work.order.job_id, {}), work.order.arguments)
        work.assert_done_once()


@pytest.mark.parametrize(("bad", "step"), [(bad, step) for bad in BAD for step in range(1, bad + 2)])
def test_dying_between_a_commit_and_its_checkpoint_repeats_neither_call_nor_record(
    database: Database, queue: JobQueue, bad: int, step: int
) -> None:
    remembered: dict[str, str] = {}
    with bench(database, queue, "dying", bad=bad) as work:
        with pytest.raises(DiedError):
            work.produce(ForgetfulJob(work.order.job_id, remembered, dies_after=step), work.order.arguments)
        assert len(remembered) == step - 1
        work.produce(ForgetfulJob(work.order.job_id, remembered), work.order.arguments)
        work.assert_done_once()


def test_a_job_that_died_in_a_pause_asks_for_its_steps_before_it_calls_again(
    database: Database, queue: JobQueue
) -> None:
    remembered: dict[str, str] = {}
    pauses: list[bool] = []
    busy = Retryable("slow down", retry_after_seconds=0.0)

    def throttled(_request: CompletionRequest) -> str | Exception:
        pauses.append("wait:1" in remembered)
        return busy if len(pauses) == 1 else document(survey_of(BRIEF))

    with bench(database, queue, "pause") as work:
        work.completer.script = scripted(survey=throttled)
        with pytest.raises(DiedError):
            work.produce(ForgetfulJob(work.order.job_id, remembered, dies_after=2), work.order.arguments)
        assert [*remembered] == ["attempt:1"]
        work.produce(ForgetfulJob(work.order.job_id, remembered), work.order.arguments)
    assert pauses == [False, True]


@pytest.mark.parametrize("bad", BAD)
def test_recording_an_answer_again_without_having_received_it_changes_nothing(
    database: Database, queue: JobQueue, bad: int
) -> None:
    with bench(database, queue, "again", bad=bad) as work:
        work.produce(ForgetfulJob(work.order.job_id, {}), work.order.arguments)
        before = work.project.facts()
        work.produce(ForgetfulJob(work.order.job_id, {}), work.order.arguments)
        assert work.project.facts() == before
        work.assert_done_once()
