"""Jobs are taken as soon as they are ordered, and never more at a time than there are places."""

import inspect
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack

import pytest
import sqlalchemy as sa
from dbos import Queue
from dbos._queue import queue_worker_thread

from app.core.database import Database, DatabaseKind
from app.domain.names import Json
from app.engine.durable import Executor, Job, JobBody, Limits
from app.engine.queue import JobQueue, JobState
from app.engine.taking import Rests
from tests.engine.jobs import RecordingBody, wait_for

SELDOM = Limits(polling_seconds=3600.0)
THREE_PLACES = Limits(worker_concurrency=3, polling_seconds=1.0)


class Launched:
    """An executor that is told when there is work."""

    def __init__(self, database: Database, queue: JobQueue) -> None:
        self._database = database
        self._queue = queue
        self._opened = ExitStack()

    def __call__(self, body: JobBody, *, limits: Limits = SELDOM) -> Executor:
        executor = Executor(self._queue, body, executor_id="only", limits=limits)
        self._opened.callback(executor.close)
        executor.launch(self._database)
        return executor

    def order(self, *names: str) -> None:
        with self._database.begin() as session:
            for name in names:
                self._queue.enqueue(session, name, [name])

    def close(self) -> None:
        self._opened.close()


@pytest.fixture
def launched(database: Database, queue: JobQueue) -> Iterator[Launched]:
    opened = Launched(database, queue)
    yield opened
    opened.close()


def test_a_job_is_taken_at_once_where_the_executor_is_told_of_it(queue: JobQueue, launched: Launched) -> None:
    body = RecordingBody()
    body.hold.set()
    executor = launched(body)
    launched.order("a")
    executor.rouse()
    wait_for(queue, {"a": JobState.SUCCEEDED})


def test_however_often_the_queue_is_looked_at_no_more_jobs_run_than_there_are_places(
    queue: JobQueue, launched: Launched
) -> None:
    body = RecordingBody()
    body.hold.set()
    executor = launched(body, limits=THREE_PLACES)
    names = [f"job-{number}" for number in range(12)]
    launched.order(*names)
    for _ in range(20):
        executor.rouse()
        time.sleep(0.01)
    wait_for(queue, dict.fromkeys(names, JobState.SUCCEEDED))
    assert 1 <= body.most_together <= THREE_PLACES.worker_concurrency


class EndingBody:
    """Does two steps, of which the second says that it is the last."""

    def __init__(self) -> None:
        self.seen: list[Json] = []

    def __call__(self, job: Job, _arguments: Sequence[Json]) -> None:
        self.seen.append(job.step("first", lambda: {"done": False}, is_end=lambda result: bool(result["done"])))
        self.seen.append(job.step("last", lambda: {"done": True}, is_end=lambda result: bool(result["done"])))


def test_a_step_that_ends_its_job_is_not_remembered_beside_it(
    database: Database, queue: JobQueue, launched: Launched
) -> None:
    body = EndingBody()
    executor = launched(body)
    launched.order("a")
    executor.rouse()
    wait_for(queue, {"a": JobState.SUCCEEDED})
    assert body.seen == [{"done": False}, {"done": True}]
    schema = "dbos." if database.kind is DatabaseKind.POSTGRESQL else ""
    with database.read() as session:
        remembered = session.execute(sa.text(f"SELECT function_name FROM {schema}operation_outputs"))  # noqa: S608  no input
        assert list(remembered.scalars()) == ["first"]


def test_a_rest_lasts_as_long_as_it_was_meant_to_where_nobody_ends_it() -> None:
    begun = time.monotonic()
    assert Rests().wait(timeout=0.1) is False
    assert time.monotonic() - begun >= 0.1


@pytest.mark.parametrize("after_seconds", [0.0, 0.05])
def test_a_rest_that_is_ended_is_over(after_seconds: float) -> None:
    rests = Rests()
    begun = time.monotonic()
    rests.end(after_seconds=after_seconds)
    assert rests.wait(timeout=60) is False
    assert after_seconds <= time.monotonic() - begun < 30


def test_ending_one_rest_does_not_end_the_next() -> None:
    rests = Rests()
    rests.end(after_seconds=0.0)
    rests.wait(timeout=60)
    begun = time.monotonic()
    rests.wait(timeout=0.2)
    assert time.monotonic() - begun >= 0.2


def test_stopping_ends_a_rest_from_another_thread() -> None:
    rests = Rests()
    stopper = threading.Timer(0.05, rests.set)
    stopper.start()
    assert rests.wait(timeout=60) is True
    stopper.join()


def test_the_durable_engine_still_has_the_loop_that_is_run_here() -> None:
    """It is no public part: where this fails after an upgrade of DBOS, `app.engine.taking` must be written anew."""
    assert list(inspect.signature(queue_worker_thread).parameters) == ["stop_event", "dbos", "queue"]
    source = inspect.getsource(queue_worker_thread)
    assert "stop_event.wait(timeout=" in source
    assert "if queue.database_backed_queue:" in source
    assert "database_backed_queue" in inspect.signature(Queue.__init__).parameters
