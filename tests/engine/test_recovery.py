import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from app.core.database import Database
from app.domain.errors import Conflict
from app.engine.connections import driverless
from app.engine.durable import Executor, JobBody, Limits
from app.engine.locks import AdvisoryLocks, ExecutionLocks, FileLock
from app.engine.queue import JobQueue, JobState
from app.engine.recovery import recover
from tests.engine.jobs import PATIENCE_SECONDS, RecordingBody, wait_for
from tests.engine.worker import LoggingBody, locks_of

StartWorker = Callable[[str, str], "subprocess.Popen[bytes]"]
NOBODY: frozenset[str] = frozenset()


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "steps.log"
    path.touch()
    return path


@pytest.fixture
def start_worker(log: Path) -> Iterator[StartWorker]:
    started: list[subprocess.Popen[bytes]] = []

    def start(engine_url: str, executor_id: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.engine.worker", engine_url, executor_id, str(log)]
        started.append(subprocess.Popen(command))  # noqa: S603  our own interpreter and module
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened


def url_of(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)


def hold_locks(stack: ExitStack, engine_url: str, executor_id: str) -> ExecutionLocks:
    locks = locks_of(engine_url, executor_id)
    stack.callback(locks.close)
    return locks


def execute_here(stack: ExitStack, database: Database, queue: JobQueue, body: JobBody, executor_id: str) -> Executor:
    executor = Executor(queue, body, executor_id=executor_id, limits=Limits(polling_seconds=0.02))
    stack.callback(executor.close)
    executor.launch(database)
    return executor


def hold_here(stack: ExitStack, database: Database, queue: JobQueue) -> tuple[Executor, RecordingBody]:
    """Execute the job `a` as far as its second step, and hold it there."""
    body = RecordingBody()
    enqueue(database, queue, "a", 0.0)
    executor = execute_here(stack, database, queue, body, "self")
    stack.callback(body.hold.set)
    while "a:2" not in body.begun:
        threading.Event().wait(0.01)
    return executor, body


def enqueue(database: Database, queue: JobQueue, name: str, seconds: float) -> None:
    with database.begin() as session:
        queue.enqueue(session, name, [name, seconds])


def wait_for_line(log: Path, line: str) -> None:
    for _ in range(int(PATIENCE_SECONDS / 0.025)):
        if line in log.read_text().splitlines():
            return
        threading.Event().wait(0.025)
    raise AssertionError(f"{line!r} is not in {log.read_text()!r}")


def test_the_job_of_a_killed_process_is_finished_by_another_and_no_completed_step_runs_again(
    database: Database, engine_url: str, queue: JobQueue, log: Path, start_worker: StartWorker, stack: ExitStack
) -> None:
    enqueue(database, queue, "a", 60.0)
    worker = start_worker(engine_url, "killed")
    wait_for_line(log, "begin a:2")
    worker.kill()
    worker.wait()
    with database.begin() as session:
        queue.enqueue(session, "b", ["b", 0.0])
    locks = hold_locks(stack, engine_url, "next")
    with locks.sweeping() as mine:
        assert mine
        recover(queue, locks, executor_id="next", active=NOBODY, suspects=NOBODY)
    assert queue.states(["a"]) == {"a": JobState.WAITING}
    log.write_text(log.read_text() + "killed\n")
    execute_here(stack, database, queue, LoggingBody(log), "next")
    wait_for_line(log, "end b:3")
    wait_for_line(log, "begin a:2")
    after = log.read_text().partition("killed\n")[2]
    assert "a:1" not in after


def test_the_job_of_a_living_executor_is_left_alone(
    postgresql_database: Database, log: Path, start_worker: StartWorker, stack: ExitStack
) -> None:
    engine_url = url_of(postgresql_database)
    queue = JobQueue(engine_url)
    stack.callback(queue.close)
    enqueue(postgresql_database, queue, "a", 1.0)
    start_worker(engine_url, "alive")
    wait_for_line(log, "begin a:2")
    locks = hold_locks(stack, engine_url, "next")
    recover(queue, locks, executor_id="next", active=NOBODY, suspects=NOBODY)
    execute_here(stack, postgresql_database, queue, LoggingBody(log), "next")
    wait_for_line(log, "end a:3")
    assert log.read_text().count("begin a:2") == 1


def test_a_job_that_this_executor_took_and_lost_is_put_back_the_second_time_it_is_seen(
    database: Database, engine_url: str, queue: JobQueue, stack: ExitStack
) -> None:
    locks = hold_locks(stack, engine_url, "self")
    hold_here(stack, database, queue)
    suspects = recover(queue, locks, executor_id="self", active=NOBODY, suspects=NOBODY)
    assert suspects == {"a"}
    assert queue.states(["a"]) == {"a": JobState.RUNNING}
    assert recover(queue, locks, executor_id="self", active=NOBODY, suspects=suspects) == NOBODY
    assert queue.states(["a"]) == {"a": JobState.WAITING}


def test_a_job_that_runs_here_is_no_suspect(
    database: Database, engine_url: str, queue: JobQueue, stack: ExitStack
) -> None:
    locks = hold_locks(stack, engine_url, "self")
    executor, body = hold_here(stack, database, queue)
    assert recover(queue, locks, executor_id="self", active=executor.active(), suspects=frozenset({"a"})) == NOBODY
    body.hold.set()
    wait_for(queue, {"a": JobState.SUCCEEDED})
    assert body.begun == ["a:1", "a:2"]


def test_a_second_executing_process_on_one_sqlite_file_is_refused_and_anyone_may_still_order_work(
    tmp_path: Path,
) -> None:
    first = FileLock(tmp_path / "combine.db", executor_id="first")
    with pytest.raises(Conflict, match="another process executes"):
        FileLock(tmp_path / "combine.db", executor_id="second")
    first.close()
    FileLock(tmp_path / "combine.db", executor_id="second").close()


def test_only_one_executor_sweeps_at_a_time(postgresql_database: Database, stack: ExitStack) -> None:
    engine_url = url_of(postgresql_database)
    first, second = hold_locks(stack, engine_url, "first"), hold_locks(stack, engine_url, "second")
    with first.sweeping() as mine, second.sweeping() as also_mine:
        assert (mine, also_mine) == (True, False)
    with second.sweeping() as mine:
        assert mine


def test_two_processes_never_share_an_executor_id(engine_url: str, stack: ExitStack) -> None:
    hold_locks(stack, engine_url, "same")
    with pytest.raises(Conflict):
        locks_of(engine_url, "same")


def test_a_dropped_lock_connection_is_noticed(postgresql_database: Database) -> None:
    engine_url = url_of(postgresql_database)
    lost = threading.Event()
    locks = AdvisoryLocks(engine_url, executor_id="cut", on_lost=lost.set, watch_seconds=0.05)
    with psycopg.connect(driverless(engine_url), autocommit=True) as connection:
        connection.execute(
            sql.SQL(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name = 'combine-executor' AND datname = current_database()"
            )
        )
    assert lost.wait(timeout=PATIENCE_SECONDS)
    locks.close()
    other = AdvisoryLocks(engine_url, executor_id="other", on_lost=lost.set)
    assert not other.lives("cut")
    other.close()
