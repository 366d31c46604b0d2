import logging
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.core.database import Database, DatabaseKind, open_database
from app.core.database_errors import DatabaseBehind
from app.core.settings import forget_variables
from app.domain.names import Json
from app.engine.durable import Executor, Job, Limits
from app.engine.queue import PROTOCOL, JobQueue, JobState
from tests.engine.jobs import RecordingBody, wait_for

Launch = Callable[..., Executor]


@pytest.fixture
def launch(database: Database, queue: JobQueue) -> Iterator[Launch]:
    with ExitStack() as opened:

        def start(body: RecordingBody, *, executor_id: str = "first", limits: Limits | None = None) -> Executor:
            executor = Executor(queue, body, executor_id=executor_id, limits=limits or Limits(polling_seconds=0.02))
            opened.callback(body.hold.set)
            opened.callback(executor.close)
            executor.launch(database)
            return executor

        yield start


def enqueue(database: Database, queue: JobQueue, *names: str) -> None:
    with database.begin() as session:
        for name in names:
            queue.enqueue(session, name, [name])


def engine_sql(database: Database, statement: str) -> sa.TextClause:
    return sa.text(statement.replace("{dbos}", "dbos." if database.kind is DatabaseKind.POSTGRESQL else ""))


def one(database: Database, statement: str) -> object:
    with database.read() as session:
        return session.execute(engine_sql(database, statement)).scalar_one()


def test_a_job_runs_its_steps_in_order_with_its_arguments(database: Database, queue: JobQueue, launch: Launch) -> None:
    body = RecordingBody()
    body.hold.set()
    enqueue(database, queue, "a")
    launch(body)
    wait_for(queue, {"a": JobState.SUCCEEDED})
    assert body.ran == ["a:1", "a:2"]


def test_a_job_exists_only_if_the_transaction_that_ordered_it_commits(database: Database, queue: JobQueue) -> None:
    with suppress(RuntimeError), database.begin() as session:
        session.execute(sa.text("CREATE TABLE other_work (id INTEGER)"))  # holds SQLite's lock against all others
        queue.enqueue(session, "a", ["a"])
        raise RuntimeError("given up")
    enqueue(database, queue, "b")
    assert queue.states(["a", "b"]) == {"b": JobState.WAITING}


def test_ordering_a_job_twice_makes_one(database: Database, queue: JobQueue, launch: Launch) -> None:
    body = RecordingBody()
    body.hold.set()
    enqueue(database, queue, "a", "a")
    enqueue(database, queue, "a")
    launch(body)
    wait_for(queue, {"a": JobState.SUCCEEDED})
    enqueue(database, queue, "a")
    assert body.ran == ["a:1", "a:2"]
    assert queue.states(["a"]) == {"a": JobState.SUCCEEDED}


def test_arguments_and_results_are_stored_as_plain_json(database: Database, queue: JobQueue, launch: Launch) -> None:
    body = RecordingBody()
    body.hold.set()
    enqueue(database, queue, "a")
    launch(body)
    wait_for(queue, {"a": JobState.SUCCEEDED})
    inputs = one(database, "SELECT inputs FROM {dbos}workflow_input")
    output = one(database, "SELECT output FROM {dbos}operation_outputs WHERE function_name = 'step:1'")
    assert inputs == '{"namedArgs":{},"positionalArgs":["a"]}'
    assert output == '"a:1"'


def test_jobs_carry_the_protocol_number_and_not_a_digest_of_the_source(
    database: Database, queue: JobQueue, launch: Launch
) -> None:
    body = RecordingBody()
    body.hold.set()
    enqueue(database, queue, "a")
    launch(body)
    wait_for(queue, {"a": JobState.SUCCEEDED})
    assert one(database, "SELECT application_version FROM {dbos}workflow_status") == PROTOCOL
    assert one(database, "SELECT version_name FROM {dbos}application_versions") == PROTOCOL


def test_a_job_that_was_restarted_a_thousand_times_still_runs(
    database: Database, queue: JobQueue, launch: Launch
) -> None:
    body = RecordingBody()
    body.hold.set()
    enqueue(database, queue, "a")
    with database.begin() as session:
        session.execute(engine_sql(database, "UPDATE {dbos}workflow_status SET recovery_attempts = 1000"))
    launch(body)
    wait_for(queue, {"a": JobState.SUCCEEDED})


def test_as_many_jobs_run_together_as_the_limit_says_and_no_more(
    database: Database, queue: JobQueue, launch: Launch
) -> None:
    body = RecordingBody()
    names = [f"job-{number}" for number in range(12)]
    enqueue(database, queue, *names)
    launch(body, limits=Limits(worker_concurrency=5, polling_seconds=0.02))
    while body.together < 5:
        threading.Event().wait(0.01)
    body.hold.set()
    wait_for(queue, dict.fromkeys(names, JobState.SUCCEEDED))
    assert body.most_together == 5


def test_a_waiting_job_that_is_cancelled_never_runs(database: Database, queue: JobQueue, launch: Launch) -> None:
    body = RecordingBody()
    body.hold.set()
    enqueue(database, queue, "a", "b")
    queue.cancel(["a"])
    launch(body)
    wait_for(queue, {"a": JobState.CANCELLED, "b": JobState.SUCCEEDED})
    assert body.ran == ["b:1", "b:2"]


def test_a_running_job_that_is_cancelled_stops_before_its_next_step_without_a_word(
    database: Database, queue: JobQueue, launch: Launch, caplog: pytest.LogCaptureFixture
) -> None:
    body = RecordingBody(steps=3)
    enqueue(database, queue, "a")
    executor = launch(body)
    while "a:2" not in body.begun:
        threading.Event().wait(0.01)
    queue.cancel(["a"])
    body.hold.set()
    wait_for(queue, {"a": JobState.CANCELLED})
    while executor.active():
        threading.Event().wait(0.01)
    executor.close()
    assert "a:3" not in body.ran
    assert [record.getMessage() for record in caplog.records if record.name == "dbos"] == []


def test_a_job_that_is_cancelled_after_its_last_step_ends_without_a_trace(
    database: Database, queue: JobQueue, launch: Launch, caplog: pytest.LogCaptureFixture
) -> None:
    class CancelledLast(RecordingBody):
        def __call__(self, job: Job, arguments: Sequence[Json]) -> None:
            super().__call__(job, arguments)
            queue.cancel([job.id])

    body = CancelledLast()
    body.hold.set()
    enqueue(database, queue, "a")
    executor = launch(body)
    wait_for(queue, {"a": JobState.CANCELLED})
    while executor.active():
        threading.Event().wait(0.01)
    executor.close()
    assert body.ran == ["a:1", "a:2"]
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_a_job_whose_body_fails_is_failed_and_the_next_one_runs(
    database: Database, queue: JobQueue, launch: Launch
) -> None:
    class Failing(RecordingBody):
        def __call__(self, job: Job, arguments: Sequence[Json]) -> None:
            if arguments[0] == "bad":
                raise ValueError("not this one")
            super().__call__(job, arguments)

    body = Failing()
    body.hold.set()
    enqueue(database, queue, "bad", "good")
    launch(body)
    wait_for(queue, {"bad": JobState.FAILED, "good": JobState.SUCCEEDED})


def test_a_stopping_executor_leaves_its_job_to_the_next_one_which_repeats_no_completed_step(
    database: Database, queue: JobQueue, launch: Launch
) -> None:
    first = RecordingBody(steps=3)
    enqueue(database, queue, "a")
    executor = launch(first, executor_id="first")
    while "a:2" not in first.begun:
        threading.Event().wait(0.01)
    executor.stop()
    first.hold.set()
    while executor.active():
        threading.Event().wait(0.01)
    executor.close()
    (job,) = queue.running()
    assert job.executor_id == "first"
    assert queue.resume(job)
    second = RecordingBody(steps=3)
    second.hold.set()
    launch(second, executor_id="second")
    wait_for(queue, {"a": JobState.SUCCEEDED})
    assert (first.ran, second.ran) == (["a:1", "a:2"], ["a:3"])
    assert second.seen == {"a": ["a:1", "a:2", "a:3"]}


def test_resuming_looks_again_and_leaves_a_cancelled_job_cancelled(
    database: Database, queue: JobQueue, launch: Launch
) -> None:
    body = RecordingBody()
    enqueue(database, queue, "a")
    launch(body)
    while not queue.running():
        threading.Event().wait(0.01)
    (job,) = queue.running()
    queue.cancel(["a"])
    assert not queue.resume(job)
    assert queue.states(["a"]) == {"a": JobState.CANCELLED}


def test_a_sleep_lasts_until_the_moment_first_fixed_even_when_it_is_taken_up_again(
    database: Database, queue: JobQueue, launch: Launch
) -> None:
    class Sleeper(RecordingBody):
        def __init__(self, now: Callable[[], float]) -> None:
            super().__init__()
            self._now = now

        def __call__(self, job: Job, _arguments: Sequence[Json]) -> None:
            begun = time.monotonic()
            job.sleep("pause", 600.0, now=self._now)
            assert time.monotonic() - begun >= 0.1
            self.ran.append("awake")

    def fall_asleep_and_stop() -> float:
        if moments:
            first.stop()  # the moment is fixed already
        moments.append(1000.0)
        return moments[-1]

    moments: list[float] = []
    enqueue(database, queue, "a")
    stopped = Sleeper(fall_asleep_and_stop)
    first = launch(stopped, executor_id="first")
    while len(moments) < 2 or first.active():
        threading.Event().wait(0.01)
    first.close()
    for job in queue.running():
        queue.resume(job)
    body = Sleeper(lambda: 1599.9)
    launch(body, executor_id="second")
    wait_for(queue, {"a": JobState.SUCCEEDED})
    assert (stopped.ran, body.ran) == ([], ["awake"])


def test_a_clock_that_is_set_back_makes_no_sleep_longer_than_it_was_meant(
    database: Database, queue: JobQueue, launch: Launch
) -> None:
    class SetBack(RecordingBody):
        def __call__(self, job: Job, _arguments: Sequence[Json]) -> None:
            moments = iter((10_000.0, 1000.0))
            job.sleep("pause", 0.1, now=lambda: next(moments))
            self.ran.append("awake")

    body = SetBack()
    enqueue(database, queue, "a")
    launch(body)
    wait_for(queue, {"a": JobState.SUCCEEDED})
    assert body.ran == ["awake"]


def test_a_job_that_pauses_leaves_its_place_to_others_comes_back_and_hears_that_it_is_cancelled(
    database: Database, queue: JobQueue, launch: Launch
) -> None:
    class Pausing(RecordingBody):
        def __call__(self, job: Job, arguments: Sequence[Json]) -> None:
            if arguments[0] != "healthy":
                job.sleep("pause", 2.5 if arguments[0] == "short" else 600.0, now=time.time)
            self.ran.append(str(arguments[0]))

    body = Pausing()
    enqueue(database, queue, "long", "short", "healthy")
    launch(body, limits=Limits(worker_concurrency=1, polling_seconds=0.02))
    wait_for(queue, {"long": JobState.WAITING, "short": JobState.SUCCEEDED, "healthy": JobState.SUCCEEDED})
    assert sorted(body.ran) == ["healthy", "short"]
    queue.cancel(["long"])
    assert queue.states(["long"]) == {"long": JobState.CANCELLED}


def test_the_engine_says_nothing_below_a_warning(
    database: Database,
    queue: JobQueue,
    launch: Launch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    body = RecordingBody()
    body.hold.set()
    enqueue(database, queue, "a")
    executor = launch(body)
    wait_for(queue, {"a": JobState.SUCCEEDED})
    executor.close()
    written = capfd.readouterr()
    assert (written.out, written.err) == ("", "")
    assert [record.getMessage() for record in caplog.records if record.name == "dbos"] == []


def test_variables_that_the_engine_would_obey_are_forgotten_and_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DBOS__VMID", "DBOS__CLOUD", "DBOS_APP_NAME", "DBO", "COMBINE_OWN"):
        monkeypatch.setenv(name, "set")
    forget_variables("DBOS_")
    assert [name for name in os.environ if name.startswith(("DBO", "COMBINE_OWN"))] == ["DBO", "COMBINE_OWN"]  # noqa: TID251 - what a library would see


def test_what_the_library_says_over_and_over_is_said_once_and_without_a_trace(
    database: Database, launch: Launch, caplog: pytest.LogCaptureFixture
) -> None:
    launch(RecordingBody())
    for _ in range(3):
        logging.getLogger("dbos").warning("No answer of %s: Traceback (most recent call last):\n  File", database.kind)
    assert [told for told in caplog.messages if told.startswith("No answer")] == [f"No answer of {database.kind}"]


def test_a_database_without_the_engines_tables_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/empty.db"
    database, queue = open_database(url), JobQueue(url)
    executor = Executor(queue, RecordingBody(), executor_id="first", limits=Limits())
    with pytest.raises(DatabaseBehind, match="combine migrate"):
        executor.launch(database)
    queue.close()
    database.dispose()
