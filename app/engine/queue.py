"""The durable queue as anybody may use it: put work on it, take it off, ask about it. Nothing executes here."""

import logging
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from app.core.clock import now
from app.core.database import describe, parse_url
from app.core.database_faults import translated
from app.core.database_session import Session
from app.domain.names import Json
from app.engine.connections import driverless, is_sqlite, sqlite_engine
from app.engine.pausing import delay

if TYPE_CHECKING:
    from dbos import DBOSClient

APPLICATION = "combine"
SCHEMA = "dbos"
QUEUE = "produce"
PROTOCOL = "1"
"""Number of the agreement between who enqueues and who executes; raised only when old work cannot be executed by new
code. A version derived from the source would strand queued work at each deploy."""

_CLIENT_POOL = 3


def quiet_level() -> int:
    """Give the level of DBOS's own records: warnings, unless this process wants less."""
    return max(logging.WARNING, logging.getLogger().level)


class JobState(StrEnum):
    """Where a job is, as the durable engine has it."""

    WAITING = "waiting"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


_STATES = {
    "ENQUEUED": JobState.WAITING,
    "DELAYED": JobState.WAITING,
    "PENDING": JobState.RUNNING,
    "SUCCESS": JobState.SUCCEEDED,
    "ERROR": JobState.FAILED,
    "MAX_RECOVERY_ATTEMPTS_EXCEEDED": JobState.FAILED,
    "CANCELLED": JobState.CANCELLED,
}
_IN_HANDS = ("PENDING", "CANCELLED")


@dataclass(frozen=True, slots=True, kw_only=True)
class JobStep:
    """A step of a job that is done, with its result."""

    name: str
    result: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningJob:
    """A job that some executor has taken."""

    id: str
    executor_id: str


class JobQueue:
    """Puts jobs on the queue and looks after them; connects when it is first used.

    `shared` are the connections to a PostgreSQL database that its callers use too: jobs are ordered in their
    transactions, and the durable engine writes faster through connections that it knows.

    Every method raises `app.core.database_errors.DatabaseError` where the database cannot be asked.
    """

    def __init__(self, database_url: str, *, shared: Engine | None = None) -> None:
        self._database_url = database_url
        self._shared = None if is_sqlite(database_url) else shared
        self._opened: DBOSClient | None = None
        self._engine: Engine | None = None
        self._opening = threading.Lock()

    def enqueue(self, session: Session, job_id: str, arguments: Sequence[Json]) -> None:
        """Order a job in the caller's transaction: it exists if and only if that commits. Idempotent by id."""
        with self._client() as client:
            client.enqueue_in_transaction(
                session.connection(),
                {
                    "queue_name": QUEUE,
                    "workflow_name": QUEUE,
                    "workflow_id": job_id,
                    "app_version": PROTOCOL,
                },
                *arguments,
            )

    def register(self, *, worker_concurrency: int, global_concurrency: int | None, polling_seconds: float) -> None:
        """Write the queue's limits; the newest writer's hold for every executor."""
        with self._client() as client:
            client.register_queue(
                QUEUE,
                worker_concurrency=worker_concurrency,
                global_concurrency=global_concurrency,
                polling_interval_sec=polling_seconds,
            )

    def cancel(self, job_ids: Iterable[str]) -> None:
        """Take jobs off the queue, or stop them before their next step; finished ones stay as they are."""
        ids = list(job_ids)
        if ids:
            with self._client() as client:
                client.cancel_workflows(ids)

    def running(self) -> tuple[RunningJob, ...]:
        """List what executors have taken and not finished."""
        with self._client() as client:
            found = client.list_workflows(status="PENDING", queue_name=QUEUE, load_input=False, load_output=False)
        return tuple(RunningJob(id=job.workflow_id, executor_id=job.executor_id or "") for job in found)

    def states(self, job_ids: Sequence[str]) -> Mapping[str, JobState]:
        """Give the state of each job that the engine knows of; unknown ones are absent."""
        if not job_ids:
            return {}
        with self._client() as client:
            found = client.list_workflows(workflow_ids=list(job_ids), load_input=False, load_output=False)
        return {job.workflow_id: _STATES[job.status] for job in found}

    def begun(self, job_ids: Collection[str]) -> tuple[str, ...]:
        """Say which of these jobs are taken, or pause for a while; not those that wait their turn."""
        if not job_ids:
            return ()
        with self._client() as client:
            found = client.list_workflows(
                workflow_ids=list(job_ids), status=["PENDING", "DELAYED"], load_input=False, load_output=False
            )
        return tuple(job.workflow_id for job in found)

    def steps(self, job_id: str) -> tuple[JobStep, ...]:
        """List the steps of a job that are done, in their order."""
        with self._client() as client:
            found = client.list_workflow_steps(job_id)
        return tuple(JobStep(name=step["function_name"], result=step["output"]) for step in found)

    def pause(self, job_id: str, *, seconds: float) -> None:
        """Take a running job off its executor, and put it back after `seconds`; cancelling ends that too."""
        with self._client() as client:
            delay(client, job_id, until=now() + timedelta(seconds=seconds))

    def shorten_pauses(self, *, longest_seconds: float) -> None:
        """Let no job pause longer than this from now on, as one would after the clock was set back."""
        latest = (now() + timedelta(seconds=longest_seconds)).timestamp() * 1000
        with self._client() as client:
            for job in client.list_workflows(status="DELAYED", queue_name=QUEUE, load_input=False, load_output=False):
                if (job.delay_until_epoch_ms or 0) > latest:
                    client.set_workflow_delay(job.workflow_id, delay_seconds=longest_seconds)

    def owner(self, job_id: str) -> str | None:
        """Give the executor that took a job and has not ended it by itself; a cancelled job may still be in its hands.

        None for a job that waits, came to its end, or is unknown.
        """
        with self._client() as client:
            found = client.list_workflows(workflow_ids=[job_id], load_input=False, load_output=False)
        return next((job.executor_id for job in found if job.status in _IN_HANDS), None)

    def resume(self, job: RunningJob) -> bool:
        """Put a job of a dead executor back on the queue; completed steps are not repeated.

        Looks again right before, since resuming a live job would run it twice and resuming a cancelled one would
        revive it. Gives whether the job was put back.
        """
        with self._client() as client:
            still = client.list_workflows(workflow_ids=[job.id], status="PENDING", load_input=False, load_output=False)
            if job.executor_id not in [one.executor_id or "" for one in still]:
                return False
            client.resume_workflow(job.id, queue_name=QUEUE)
        return True

    def close(self) -> None:
        """Close the connections."""
        if self._opened is not None:
            self._opened.destroy()
            self._opened = None
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    @contextmanager
    def _client(self) -> "Iterator[DBOSClient]":
        with self._opening:
            if self._opened is None:
                self._opened = self._connect()
        with translated(describe(parse_url(self._database_url))):
            yield self._opened

    def _connect(self) -> "DBOSClient":
        # A third of a second, for which a web process that enqueues nothing need not wait.
        from dbos import DBOSClient, DBOSPortableJSONSerializer  # noqa: PLC0415 - imported when first used

        logging.getLogger("dbos").setLevel(quiet_level())
        self._engine = sqlite_engine(self._database_url) if is_sqlite(self._database_url) else None
        engine = self._engine or self._shared
        return DBOSClient(
            system_database_url=None if engine else driverless(self._database_url),
            system_database_engine=engine,
            dbos_system_schema=SCHEMA,
            serializer=DBOSPortableJSONSerializer(),
            system_database_pool_size=_CLIENT_POOL,
            # Whoever asks knows better whether to wait: it would do so without end, and without a word.
            retry_connection_errors=False,
            application_name=APPLICATION,
            lazy=True,
        )
