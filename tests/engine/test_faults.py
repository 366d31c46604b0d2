"""The database goes away in the middle of the work and comes back, and the run ends as if it had not."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from app.core.database import Database, open_database
from app.core.database_errors import DatabaseFull, DatabaseUnreachable
from app.domain.facts import Attempt
from app.domain.plan.outcome import Plan
from app.domain.states import RunState
from app.engine.locks import is_executed
from app.runtime import Runtime
from app.store import ledger
from tests.databases import PATIENT
from tests.engine.project import TestedProject, running, runtime_on
from tests.engine.scripts import OPEN
from tests.engine.small_release import write
from tests.engine.test_kills import Workers, assert_nothing_was_repeated
from tests.fakes import ScriptedCompleter
from tests.fault_proxy import Fault, FaultProxy
from tests.operational.service_process import wait_for

LARGE_BRIEF = "\n".join(f"- point {number}: detail {number}" for number in range(1, 13))


@pytest.fixture
def proxy(postgresql_database: Database) -> Iterator[FaultProxy]:
    url = postgresql_database.url
    assert url.host is not None
    assert url.port is not None
    with FaultProxy(url.host, url.port) as proxy:
        yield proxy


@pytest.fixture
def breakable(postgresql_database: Database, proxy: FaultProxy) -> Iterator[Database]:
    """Units of work pass through the proxy; locks and the queue do not, as their loss ends the process."""
    url = postgresql_database.url
    through = open_database(url.set(host="127.0.0.1", port=proxy.port), timeouts=PATIENT)
    yield Database(kind=through.kind, url=url, writer=through.writer, reader=through.reader)
    through.dispose()


def cut(proxy: FaultProxy) -> None:
    proxy.cut()


def hang(proxy: FaultProxy) -> None:
    proxy.fault = Fault.HANG
    threading.Event().wait(0.3)
    proxy.fault = Fault.NONE


def refuse(proxy: FaultProxy) -> None:
    refuse_from_now_on(proxy)
    threading.Event().wait(0.3)
    proxy.fault = Fault.NONE


def refuse_from_now_on(proxy: FaultProxy) -> None:
    proxy.fault = Fault.REFUSE
    proxy.cut()


def executes(runtime: Runtime) -> bool:
    with suppress(DatabaseUnreachable):  # of a connection that broke while it lay in the pool
        runtime.launch()
    return runtime.is_executing


def has_attempts(project: TestedProject, least: int) -> Callable[[Plan], bool]:
    return lambda _: len(project.of(Attempt)) >= least


@pytest.mark.parametrize("break_it", [cut, hang, refuse])
def test_a_run_goes_on_by_itself_when_the_database_comes_back_and_no_completed_call_is_repeated(
    break_it: Callable[[FaultProxy], None], proxy: FaultProxy, breakable: Database, postgresql_database: Database
) -> None:
    completer = ScriptedCompleter(write, latency_seconds=0.1)
    with running(breakable, completer) as project:
        watched = TestedProject(runtime=runtime_on(postgresql_database, completer), id=project.id)
        watched.brief(LARGE_BRIEF)
        watched.adopt(OPEN)
        watched.start()
        for attempts in (0, 2, 5, 9):
            watched.wait(has_attempts(watched, attempts))
            break_it(proxy)
        assert watched.settle().run is RunState.FINISHED
        with postgresql_database.read() as session:
            totals = ledger.totals(session, project.id)
        assert totals.completed == len(watched.of(Attempt)) == len(watched.contents())
        assert len(completer.requests) == totals.completed
        watched.runtime.close()


@pytest.mark.parametrize("reached", ["the locks", "nothing"])
def test_a_database_that_is_away_when_work_shall_begin_is_said_so_and_work_begins_when_it_is_back(
    reached: str, proxy: FaultProxy, breakable: Database, postgresql_database: Database
) -> None:
    through = breakable if reached == "the locks" else replace(breakable, url=breakable.writer.url)
    completer = ScriptedCompleter(write)
    with closing(runtime_on(through, completer)) as runtime:
        project = TestedProject.create(runtime)
        project.brief(LARGE_BRIEF)
        project.adopt(OPEN)
        refuse_from_now_on(proxy)
        with pytest.raises(DatabaseUnreachable, match="Check that it runs"):
            runtime.launch()
        assert not runtime.is_executing
        assert not is_executed(postgresql_database)
        proxy.fault = Fault.NONE
        wait_for(lambda: executes(runtime), "work to begin")
        project.start()
        assert project.settle().run is RunState.FINISHED


FULL = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER full_disk BEFORE UPDATE ON dbos.{table} FOR EACH ROW EXECUTE FUNCTION full_disk()
"""


@contextmanager
def full_disk(database: Database, table: str) -> Iterator[None]:
    """Have the server say of one table of the durable engine what it says of a disk without room."""
    with database.begin() as session:
        session.execute(text(FULL.format(table=table)))
    yield
    with database.begin() as session:
        session.execute(text("DROP FUNCTION full_disk CASCADE"))


def test_a_full_disk_that_only_the_durable_engine_meets_is_told_and_the_run_goes_on_when_there_is_room(
    postgresql_database: Database,
) -> None:
    completer = ScriptedCompleter(write)
    with closing(runtime_on(postgresql_database, completer)) as runtime:
        runtime.launch()
        project = TestedProject.create(runtime)
        project.brief(LARGE_BRIEF)
        project.adopt(OPEN)
        with full_disk(postgresql_database, "workflow_status"):
            project.start()
            wait_for(lambda: isinstance(runtime.trouble(), DatabaseFull), "the trouble")
        assert project.settle().run is RunState.FINISHED
        assert runtime.trouble() is None
        assert len(completer.requests) == len(project.contents())


def test_a_full_disk_when_work_shall_begin_is_told(postgresql_database: Database) -> None:
    with closing(runtime_on(postgresql_database, ScriptedCompleter(write))) as runtime:
        runtime.launch()
    with (
        closing(runtime_on(postgresql_database, ScriptedCompleter(write))) as runtime,
        full_disk(postgresql_database, "queues"),
        pytest.raises(DatabaseFull, match="Free some disk space"),
    ):
        runtime.launch()


def test_two_processes_share_a_run_and_the_work_of_one_that_is_killed_is_taken_over(
    postgresql_database: Database, tmp_path: Path
) -> None:
    log = tmp_path / "calls.log"
    log.touch()
    project = TestedProject.create(runtime_on(postgresql_database, ScriptedCompleter(write)))
    project.brief(LARGE_BRIEF)
    project.adopt(OPEN)
    workers = Workers(postgresql_database, log)
    with workers.one():
        with workers.one():
            project.start()
            project.wait(lambda _: log.read_text().count("begin") >= 3)
        assert project.settle().run is RunState.FINISHED
    workers.close()
    assert_nothing_was_repeated(project, postgresql_database, log)
    project.runtime.close()
