import subprocess
import sys

import pytest
from pydantic import SecretStr

from app.core.database import Database
from app.core.database_errors import DatabaseUnreachable
from app.core.settings import Settings
from app.domain.facts import Verdict
from app.domain.names import ProjectId
from app.domain.states import RunState
from app.engine.connections import driverless
from app.runtime import open_runtime
from app.store import projections
from tests.engine.project import QUICK, TestedProject, running, runtime_on
from tests.engine.scripts import OPEN
from tests.engine.small_release import BRIEF, small_release, write
from tests.fakes import ScriptedCompleter

HEAVY = ("sqlalchemy", "dbos", "psycopg", "pydantic_ai", "httpx")


def test_what_constructs_everything_is_cheap_to_import() -> None:
    program = f"import sys, app.runtime; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)  # noqa: S603 - our own interpreter
    assert done.stdout.strip() == "[]"


def test_an_opened_runtime_executes_a_run_to_its_end(database: Database) -> None:
    url = driverless(database.url.render_as_string(hide_password=False))
    completer = ScriptedCompleter(write)
    runtime = open_runtime(
        Settings(database_url=SecretStr(url), grace_seconds=0.0), more_completers={"scripted": completer}
    )
    try:
        assert set(runtime.completers) >= {"offline", "scripted"}
        executing = [runtime.is_executing]
        project = TestedProject.create(runtime)
        project.brief(BRIEF)
        project.adopt(OPEN)
        runtime.launch(limits=QUICK)
        executing.append(runtime.is_executing)
        project.start()
        assert project.settle().run is RunState.FINISHED
        assert len(completer.requests) == len(project.contents())
    finally:
        runtime.close()
    executing.append(runtime.is_executing)
    assert executing == [False, True, False]


def test_opening_connects_to_nothing_and_the_first_use_says_what_is_wrong() -> None:
    runtime = open_runtime(Settings(database_url=SecretStr("postgresql://nobody@127.0.0.1:1/none")))
    try:
        with pytest.raises(DatabaseUnreachable):
            runtime.plan(ProjectId("00000000-0000-7000-8000-000000000000"))
    finally:
        runtime.close()


def test_the_state_of_a_run_is_written_again_where_another_process_wrote_it_last(database: Database) -> None:
    door = TestedProject.create(runtime_on(database, ScriptedCompleter(write)))
    door.brief(BRIEF)
    door.adopt(small_release(clarify=False))
    door.start()
    with running(database, ScriptedCompleter(write), slug="other"):
        door.wait(lambda plan: plan.run is RunState.WAITING)
        assert_run(database, door, RunState.WAITING)
    # Nobody executes now: what the projection says next is what this process writes.
    door.decide(Verdict.ACCEPT)
    assert_run(database, door, RunState.RUNNING)
    with database.read() as session:
        assert projections.read_gates(session, door.id) == ()
    door.runtime.close()


def assert_run(database: Database, project: TestedProject, state: RunState) -> None:
    with database.read() as session:
        (run,) = projections.read_runs(session, project.id)
    assert run.state is state
