"""Several processes of the whole engine on one database: they share a run, lose their locks, and die in a pause."""

import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TypeAlias, TypeVar

import psycopg
import pytest
import sqlalchemy as sa

from app.core.database import Database, DatabaseKind
from app.domain.states import RunState
from app.engine.connections import driverless
from app.store import ledger
from tests.databases import PostgreSQLTemplates, crashing_postgresql_server, opened
from tests.debian_server import DebianServer, NoPostgreSQL
from tests.engine.jobs import PATIENCE_SECONDS
from tests.engine.lasting_worker import PAUSE_SECONDS, SWEEP_SECONDS
from tests.engine.project import TestedProject, runtime_on
from tests.engine.scripts import ALL, OPEN, begin
from tests.engine.small_release import write
from tests.fakes import ScriptedCompleter

Made = TypeVar("Made")
OnDatabase: TypeAlias = Callable[[Database], Made]

POINTS = 24
SWEEPS = 10
LOST = 70
"""What a process ends with that lost the proof of its life: EX_SOFTWARE of sysexits.h."""


class Workers:
    """Starts executing processes, each with a log of its calls."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._url = database.url.render_as_string(hide_password=False)
        self._folder = folder
        self.hold = folder / "hold"
        """While this file is there, no note is answered."""
        self._started: list[subprocess.Popen[bytes]] = []
        self.logs: list[Path] = []

    def start(self, *, ahead_seconds: float = 0.0, throttled: str = "") -> "subprocess.Popen[bytes]":
        log = self._folder / f"calls-{len(self.logs)}.log"
        log.touch()
        self.logs.append(log)
        command = [sys.executable, "-m", "tests.engine.lasting_worker", self._url, str(log)]
        told = [str(ahead_seconds), str(self.hold), throttled]
        self._started.append(subprocess.Popen([*command, *told]))  # noqa: S603  our own module
        return self._started[-1]

    def begun(self, worker: int) -> list[str]:
        """List the calls that one worker began, by instance and request."""
        return self._noted(worker, "begin ")

    def ended(self, worker: int) -> list[str]:
        """List the calls that came to their end in one worker, by instance and request."""
        return self._noted(worker, "end ")

    def _noted(self, worker: int, what: str) -> list[str]:
        lines = self.logs[worker].read_text().splitlines()
        return [line.removeprefix(what) for line in lines if line.startswith(what)]

    def close(self) -> None:
        for process in self._started:
            process.kill()
            process.wait()


@pytest.fixture
def workers(tmp_path: Path) -> Iterator[OnDatabase[Workers]]:
    with ExitStack() as opened:

        def on(database: Database) -> Workers:
            made = Workers(database, tmp_path)
            opened.callback(made.close)
            return made

        yield on


@pytest.fixture
def crashing_server() -> Iterator[DebianServer]:
    try:
        with crashing_postgresql_server() as server:
            yield server
    except NoPostgreSQL as error:
        pytest.skip(f"no PostgreSQL that may be killed: {error}")


@pytest.fixture
def projects() -> Iterator[OnDatabase[TestedProject]]:
    """Make a project in a process that orders work and executes none."""
    with ExitStack() as opened:

        def on(database: Database) -> TestedProject:
            runtime = runtime_on(database, ScriptedCompleter(write))
            opened.callback(runtime.close)
            return TestedProject.create(runtime)

        yield on


def wait_for(condition: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(int(PATIENCE_SECONDS / 0.05)):
        if condition():
            return
        pause.wait(0.05)
    raise AssertionError(f"this did not come to be within {PATIENCE_SECONDS} seconds")


def is_started(server: DebianServer) -> bool:
    """Start it; the processes of the one before may hold its memory for a moment yet."""
    try:
        server.start()
    except NoPostgreSQL:
        return False
    return True


def end_pause_on_the_queue(database: Database) -> None:
    with database.begin() as session:
        ended = f"UPDATE {schema_of(database)}workflow_status SET delay_until_epoch_ms = 0 WHERE status = 'DELAYED'"  # noqa: S608  no input
        session.execute(sa.text(ended))


def schema_of(database: Database) -> str:
    return "dbos." if database.kind is DatabaseKind.POSTGRESQL else ""


def statuses(database: Database) -> Counter[str]:
    with database.read() as session:
        return Counter(session.execute(sa.text(f"SELECT status FROM {schema_of(database)}workflow_status")).scalars())  # noqa: S608  no input


def cut_lock_connections(database: Database) -> int:
    url = driverless(database.url.render_as_string(hide_password=False))
    with psycopg.connect(url, autocommit=True) as connection:
        cut = connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'combine-executor' AND datname = current_database()"
        )
        return len(cut.fetchall())


def test_two_living_workers_share_a_run_and_repeat_no_call_though_one_stands_still_for_a_while(
    postgresql_database: Database, workers: OnDatabase[Workers], projects: OnDatabase[TestedProject]
) -> None:
    workers_here, project = workers(postgresql_database), projects(postgresql_database)
    workers_here.hold.touch()
    still, _ = workers_here.start(), workers_here.start()
    project.brief("\n".join(f"- point {number}: detail {number}" for number in range(1, POINTS + 1)))
    project.adopt(OPEN)
    project.start()
    # Neither has places for all of them.
    wait_for(lambda: "note" in str(workers_here.begun(0)) and "note" in str(workers_here.begun(1)))
    still.send_signal(signal.SIGSTOP)
    workers_here.hold.unlink()
    threading.Event().wait(SWEEPS * SWEEP_SECONDS)  # whoever stands still is not dead: the other leaves its work alone
    still.send_signal(signal.SIGCONT)
    assert project.settle().run is RunState.FINISHED
    first, second = workers_here.ended(0), workers_here.ended(1)
    assert first
    assert second
    assert len([*first, *second]) == len({*first, *second}) == POINTS + 2
    with postgresql_database.read() as session:
        totals = ledger.totals(session, project.id)
    assert (totals.calls, totals.completed, totals.open) == (POINTS + 2, POINTS + 2, 0)


def test_a_worker_that_loses_the_proof_of_its_life_ends_and_another_finishes_without_repeating_a_completed_call(
    postgresql_database: Database, workers: OnDatabase[Workers], projects: OnDatabase[TestedProject]
) -> None:
    workers_here, project = workers(postgresql_database), projects(postgresql_database)
    workers_here.hold.touch()
    lost = workers_here.start()
    begin(project)
    wait_for(lambda: "note" in str(workers_here.begun(0)))
    assert cut_lock_connections(postgresql_database) == 1
    assert lost.wait(timeout=PATIENCE_SECONDS) == LOST
    another_finishes(workers_here, project)


def test_a_server_that_is_killed_loses_nothing_and_another_worker_goes_on_when_it_is_back(
    workers: OnDatabase[Workers], projects: OnDatabase[TestedProject], crashing_server: DebianServer
) -> None:
    with opened(PostgreSQLTemplates(crashing_server.url)) as database:
        workers_here, project = workers(database), projects(database)
        workers_here.hold.touch()
        lost = workers_here.start()
        begin(project)
        wait_for(lambda: "note" in str(workers_here.begun(0)))
        crashing_server.crash()
        assert lost.wait(timeout=PATIENCE_SECONDS) == LOST
        wait_for(lambda: is_started(crashing_server))
        database.dispose()
        another_finishes(workers_here, project)
        workers_here.close()
        project.runtime.close()


def another_finishes(workers_here: Workers, project: TestedProject) -> None:
    workers_here.hold.unlink()
    workers_here.start()
    assert project.settle().run is RunState.FINISHED
    with project.runtime.database.read() as session:
        totals = ledger.totals(session, project.id)
    # A completed call that was repeated would be completed twice; what was in flight may be made again.
    assert totals.completed == len(ALL)
    assert totals.failed == 0
    assert totals.calls == totals.completed + totals.open


def test_a_worker_that_is_killed_while_a_provider_asked_for_a_pause_repeats_no_completed_call(
    database: Database, workers: OnDatabase[Workers], projects: OnDatabase[TestedProject]
) -> None:
    workers_here, project = workers(database), projects(database)
    killed = workers_here.start(throttled="note@P-01")
    begin(project)
    wait_for(lambda: statuses(database)["DELAYED"] == 1 and len(workers_here.ended(0)) == 3)
    wait_for(lambda: statuses(database)["SUCCESS"] == 3)  # the survey and the other notes are recorded
    killed.kill()
    killed.wait()
    workers_here.start(ahead_seconds=2 * PAUSE_SECONDS)
    end_pause_on_the_queue(database)
    assert project.settle().run is RunState.FINISHED
    before, after = workers_here.ended(0), workers_here.ended(1)
    assert sorted(call.split()[0] for call in after) == ["note@P-01", "overview"]
    assert sorted(call.split()[0] for call in (*before, *after)) == ALL
    with database.read() as session:
        totals = ledger.totals(session, project.id)
    assert (totals.completed, totals.open) == (len(ALL), 0)
    assert totals.failed >= 1
