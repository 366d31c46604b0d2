"""What `app.engine.pausing` takes for granted of DBOS, so that an upgrade which breaks it is seen here first."""

import time
from collections.abc import Iterator

import pytest
from dbos import DBOSClient

from app.core.database import Database
from app.engine.connections import driverless, is_sqlite, sqlite_engine
from app.engine.durable import Executor, Limits
from app.engine.queue import SCHEMA, JobQueue, JobState
from tests.engine.jobs import RecordingBody, wait_for

WRITTEN = {"workflow_uuid", "status", "delay_until_epoch_ms", "owner_xid", "started_at_epoch_ms"}


@pytest.fixture
def client(engine_url: str) -> Iterator[DBOSClient]:
    engine = sqlite_engine(engine_url) if is_sqlite(engine_url) else None
    opened = DBOSClient(
        system_database_url=None if engine else driverless(engine_url),
        system_database_engine=engine,
        dbos_system_schema=SCHEMA,
    )
    yield opened
    opened.destroy()
    if engine is not None:
        engine.dispose()


def due(client: DBOSClient) -> int:
    """Give the moment at which the one job that pauses is due."""
    (job,) = client.list_workflows(status="DELAYED")
    return job.delay_until_epoch_ms or 0


def test_the_durable_engine_keeps_the_columns_that_a_pause_writes(client: DBOSClient) -> None:
    """Where this fails after an upgrade of DBOS, write `app.engine.pausing` anew."""
    assert set(client._sys_db.tables.workflow_status.c.keys()) >= WRITTEN  # noqa: SLF001  that is what is asked here


def test_the_durable_engine_delays_no_running_job_by_itself(
    database: Database, queue: JobQueue, client: DBOSClient
) -> None:
    """Where this fails after an upgrade of DBOS, `app.engine.pausing` has become needless: use `set_workflow_delay`."""
    body = RecordingBody()
    executor = Executor(queue, body, executor_id="only", limits=Limits(polling_seconds=0.02))
    executor.launch(database)
    try:
        with database.begin() as session:
            queue.enqueue(session, "a", ["a"])
        wait_for(queue, {"a": JobState.RUNNING})
        while "a:2" not in body.begun:
            time.sleep(0.01)
        client.set_workflow_delay("a", delay_seconds=600)
        assert queue.states(["a"]) == {"a": JobState.RUNNING}
        queue.pause("a", seconds=600)
        assert queue.states(["a"]) == {"a": JobState.WAITING}
        meant = due(client)
        queue.shorten_pauses(longest_seconds=900)
        assert due(client) == meant
        queue.shorten_pauses(longest_seconds=300)  # as after a clock that was set back
        assert due(client) < meant
    finally:
        body.hold.set()
        executor.close()
