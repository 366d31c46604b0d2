"""The durable engine: jobs that survive the process that runs them.

A job is a body called with its arguments. What it does, it does in steps; a step that completed is never run again,
whatever dies. Jobs come from the queue of `app.engine.queue`; a gate or a person is never waited for in here.
Only this module, `taking`, `queue` and `tables` know that the engine is DBOS.
"""

import logging
import math
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias, TypeVar

from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, error

from app.core.clock import monotonic_seconds
from app.core.database import Database, DatabaseKind, Timeouts, open_database
from app.core.database_errors import DatabaseError
from app.core.database_faults import translated
from app.core.logging import get_logger
from app.domain.names import Json
from app.engine.connections import tell_faults
from app.engine.queue import APPLICATION, PROTOCOL, QUEUE, SCHEMA, JobQueue, quiet_level
from app.engine.taking import Taker

StepResult = TypeVar("StepResult", bound=Json)

_SPARE_THREADS = 8
_IDLE_SECONDS = 3600.0
_LONGEST_HELD_SECONDS = 1.5
"""How long a job may wait in the place of another that could run."""

_PATIENT = Timeouts(connect=30, statement=60, lock=60)
"""Nobody waits before a page for what DBOS writes; a job that it gave up on would lie until the sweep finds it."""

_THREAD_PAUSE_SECONDS = 0.25
_SAID_AGAIN_SECONDS = 60.0
_ALIKE = 60
"""Records that begin with as many equal letters say the same."""

_SETTLING_SECONDS = 0.02
"""When to look for another job after one has ended; DBOS needs a moment to note that the place is free."""


_log = get_logger(__name__)


class Stopping(BaseException):
    """The process is going down: unwinds a job without an outcome, so that it is taken up again elsewhere.

    Not an `Exception`, since DBOS records those as the end of the job.
    """


class Withdrawn(BaseException):
    """The job was cancelled, pauses, or was taken up elsewhere: unwinds it here without an outcome, like `Stopping`."""


class _Ended(BaseException):
    """Carries the result of a job's last step past DBOS, which would write it down; never leaves this module."""

    def __init__(self, result: Json) -> None:
        super().__init__()
        self.result = result


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much runs at a time, and how often the queue is looked at."""

    worker_concurrency: int = 16
    global_concurrency: int | None = None
    """Over all executors; None where each executor's own limit is enough, which saves a count at each look."""

    polling_seconds: float = 0.1
    """How soon is seen what other processes put on the queue; what this one does is taken at once."""

    @property
    def worth_a_look(self) -> int:
        """How many places must be free before the queue is looked at for their sake alone, ahead of its time.

        A look costs as much as a quarter of a job, so one is made for several places together.
        """
        return max(1, self.worker_concurrency // 4)


class Job:
    """What a body sees of the engine: its durable steps and sleeps.

    Steps and sleeps must come in the same order, under the same names, each time the body runs on the same arguments;
    so what it decides next may depend on step results alone. Never two at once: parallelism is separate jobs.
    """

    def __init__(self, job_id: str, *, stopping: threading.Event, pause: Callable[..., None]) -> None:
        self.id = job_id
        self._pause = pause
        self._stopping = stopping

    def step(
        self, name: str, work: Callable[[], StepResult], *, is_end: Callable[[StepResult], bool] | None = None
    ) -> StepResult:
        """Run `work` once and remember its result; the result comes back as plain JSON.

        A step may commit and die before it is remembered, so `work` must bear being run again. Where `is_end` says of a
        result that the body does nothing after it, the end of the job is remembered instead, which saves a commit.
        """
        self.leave_if_stopping()
        if is_end is None:
            return DBOS.run_step({"name": name}, work)
        try:
            return DBOS.run_step({"name": name}, partial(_unless_it_ends, work, is_end))
        except _Ended as ended:
            return ended.result  # type: ignore[return-value]  # it is what `work` gave

    def remember(self, name: str, result: StepResult, *, is_end: Callable[[StepResult], bool]) -> StepResult:
        """Remember the result of a step that was run already, unless it is the end of the job.

        For a job that others' records tell to be new: to ask for its steps first is a way to the database for nothing.
        Where the step was remembered nevertheless, what stands there counts.
        """
        return result if is_end(result) else self.step(name, lambda: result)

    def sleep(self, name: str, seconds: float, *, now: Callable[[], float]) -> None:
        """Wait until `seconds` after the moment this was first reached, across restarts.

        A clock that was set back in between makes it wait `seconds` anew, and never longer.
        A long wait leaves the executor to others: the job unwinds, and comes back from the queue when it is due.
        """
        left = min(seconds, self.step(name, lambda: now() + seconds) - now())
        self.leave_if_stopping()
        if left > _LONGEST_HELD_SECONDS:
            # Where the database fails just now, the sweep finds the job taken and lost, and it pauses again.
            with suppress(DatabaseError):
                self._pause(self.id, seconds=left)
            raise Withdrawn
        self._stopping.wait(timeout=max(0.0, left))
        self.leave_if_stopping()

    def leave_if_stopping(self) -> None:
        """Unwind the job where the process is going down."""
        if self._stopping.is_set():
            raise Stopping


def _unless_it_ends(work: Callable[[], StepResult], is_end: Callable[[StepResult], bool]) -> StepResult:
    result = work()
    if is_end(result):
        raise _Ended(result)
    return result


JobBody: TypeAlias = Callable[[Job, Sequence[Json]], None]


class Executor:
    """Executes jobs in this process, under an identity of its own; one a process."""

    def __init__(
        self,
        queue: JobQueue,
        body: JobBody,
        *,
        executor_id: str,
        limits: Limits,
        stopping: threading.Event | None = None,
        on_fault: Callable[[DatabaseError], None] | None = None,
    ) -> None:
        self._queue = queue
        self._on_fault = on_fault
        self._target = ""
        self._body = body
        self._executor_id = executor_id
        self._limits = limits
        self._stopping = stopping or threading.Event()
        self._active: set[str] = set()
        self._idle = threading.Condition()
        self._places = threading.Semaphore(limits.worker_concurrency)
        self._taker: Taker | None = None
        self._connections: Database | None = None

    def launch(self, database: Database) -> None:
        """Begin to take jobs.

        On SQLite the engine writes through the database's one writer, so that its writers and ours take turns in this
        process; as strangers to each other they would poll for the file's lock and lose half of the time waiting.

        Raises:
            dbos.error.DBOSInitializationError: the engine's tables are missing or older than the library.
            app.core.database_errors.DatabaseError: they cannot be asked or written.

        """
        _quiet_logging()
        self._queue.register(
            worker_concurrency=self._limits.worker_concurrency,
            global_concurrency=self._limits.global_concurrency,
            polling_seconds=self._limits.polling_seconds,
        )
        config: DBOSConfig = {
            "name": APPLICATION,
            "dbos_system_schema": SCHEMA,
            "application_version": PROTOCOL,
            "executor_id": self._executor_id,
            "serializer": DBOSPortableJSONSerializer(),
            "run_migrations": False,
            # A job that lost its ownership keeps its thread until the new owner is done.
            "max_executor_threads": 2 * self._limits.worker_concurrency + _SPARE_THREADS,
            "log_level": logging.getLevelName(quiet_level()),
            "enable_otlp": False,
            # Neither events nor messages of DBOS are used; these only bound how long its threads take to end.
            "notification_coalesce_sec": _THREAD_PAUSE_SECONDS,
            "notification_listener_polling_interval_sec": _THREAD_PAUSE_SECONDS,
            "scheduler_polling_interval_sec": _IDLE_SECONDS,
        }
        self._target = database.target
        engine = database.writer
        if database.kind is DatabaseKind.POSTGRESQL:
            # Connections of its own, but set up like ours: DBOS would ask each for a sign of life before each use.
            self._connections = open_database(
                database.url, pool_size=self._limits.worker_concurrency // 2 + 5, timeouts=_PATIENT
            )
            engine = self._connections.writer
        config["system_database_engine"] = engine
        if self._on_fault is not None:
            tell_faults(engine, database.target, self._on_fault)
        dbos = DBOS(config=config)

        def produce(*arguments: Json) -> None:  # DBOS marks functions; a bound method cannot carry its marks
            self._run(arguments)

        DBOS.workflow(name=QUEUE, max_recovery_attempts=None)(produce)
        DBOS.listen_queues([])
        with translated(database.target):
            DBOS.launch()
            queue = DBOS.retrieve_queue(QUEUE)
        assert queue is not None  # noqa: S101  registered above
        self._taker = Taker(dbos, queue)
        self._taker.start()

    def rouse(self) -> None:
        """Look at once whether there is work, since this process just ordered some."""
        if self._taker is not None:
            self._taker.rouse()

    def active(self) -> frozenset[str]:
        """List the jobs that run here now."""
        with self._idle:
            return frozenset(self._active)

    def stop(self) -> None:
        """Take no more jobs, and let those that run leave at their next step or sleep."""
        self._stopping.set()
        if self._taker is not None:
            self._taker.stop()

    def wait_until_idle(self, seconds: float) -> bool:
        """Wait up to `seconds` until nothing runs here; tells whether that came to be."""
        with self._idle:
            return self._idle.wait_for(lambda: not self._active, timeout=seconds)

    def close(self) -> None:
        """Stop, and end the engine in this process; jobs that run unwind as soon as they next turn to it."""
        self.stop()
        if self._taker is not None:
            self._taker.join()
        DBOS.destroy(destroy_registry=True)
        if self._connections is not None:
            self._connections.dispose()

    def _run(self, arguments: Sequence[Json]) -> None:
        job_id = DBOS.workflow_id
        assert job_id is not None  # noqa: S101  DBOS calls this function inside a workflow only
        with self._idle:
            self._active.add(job_id)
        try:
            with self._place(), translated(self._target):
                self._body(Job(job_id, stopping=self._stopping, pause=self._queue.pause), arguments)
        except (error.DBOSWorkflowCancelledError, error.DBOSWorkflowConflictIDError) as left:
            # DBOS would keep the thread until the job's end is known, and then write a trace of it.
            raise Withdrawn from left
        except DatabaseError as fault:
            # DBOS would call it the end of the job, if it can write that; the sweep finds it taken and lost instead.
            _log.warning("work.given_up", "The sweep puts the job back on the queue", job=job_id, reason=str(fault))
            raise Withdrawn from fault
        finally:
            with self._idle:
                self._active.discard(job_id)
                free = self._limits.worker_concurrency - len(self._active)
                self._idle.notify_all()
            if free == self._limits.worth_a_look and self._taker is not None:
                self._taker.rouse(after_seconds=_SETTLING_SECONDS)

    @contextmanager
    def _place(self) -> Iterator[None]:
        """Wait for a place among those that may run at a time.

        DBOS takes as many jobs as there are places; but it counts a job only once its thread runs, so that two quick
        looks at the queue may take more.
        """
        while not self._places.acquire(timeout=_THREAD_PAUSE_SECONDS):
            if self._stopping.is_set():
                raise Stopping
        try:
            yield
        finally:
            self._places.release()


class _Sparing(logging.Filter):
    """Drops the trace that DBOS writes of a job that was cancelled after its last step, and what it says over and over.

    Its loops say what is wrong ten times a second, into the disk that may be what is full, and some with a whole trace.
    """

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every other record."""
        if record.exc_info and record.exc_info[0] is error.DBOSAwaitedWorkflowCancelledError:
            return False
        message, trace, _ = record.getMessage().partition("Traceback (most recent call last)")
        if trace:
            record.msg, record.args = message.rstrip(": "), ()
        said, now = message[:_ALIKE], monotonic_seconds()
        if now - self._said.get(said, -math.inf) < _SAID_AGAIN_SECONDS:
            return False
        self._said = {told: at for told, at in self._said.items() if now - at < _SAID_AGAIN_SECONDS} | {said: now}
        return True


_sparing = _Sparing()


def _quiet_logging() -> None:
    """Keep DBOS from adding a console handler of its own; its warnings go where all records go, if these are wanted."""
    logger = logging.getLogger("dbos")
    logger.addFilter(_sparing)
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    logger.setLevel(quiet_level())
