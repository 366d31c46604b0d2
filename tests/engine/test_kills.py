"""The process dies at random moments, again and again, and the run ends as if it had not."""

import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.core.database import Database
from app.domain.facts import Attempt, Derivation, Version
from app.domain.states import RunState
from app.store import audit, ledger
from tests.engine.project import TestedProject, running, runtime_on
from tests.engine.scripts import OPEN
from tests.engine.small_release import write
from tests.fakes import ScriptedCompleter

KILLS = int(os.environ.get("TEST_KILLS", "30"))  # noqa: TID251 - the harness is told how long to go on, not the product
POINTS = 16
LARGE_BRIEF = "\n".join(f"- point {number}: detail {number}" for number in range(1, POINTS + 1))
LONGEST_LIFE_SECONDS = 1.2


class Workers:
    """Starts executing processes, and kills them."""

    def __init__(self, database: Database, log: Path) -> None:
        url = database.url.render_as_string(hide_password=False)
        command = [sys.executable, "-m", "tests.engine.killed_worker", url, str(log)]
        self._source = subprocess.Popen(  # noqa: S603  our own interpreter and module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    @contextmanager
    def one(self) -> Iterator[None]:
        assert self._source.stdin is not None
        assert self._source.stdout is not None
        self._source.stdin.write("start\n")
        self._source.stdin.flush()
        number = int(self._source.stdout.readline())
        try:
            yield
        finally:
            kill(number)

    def close(self) -> None:
        self._source.kill()
        self._source.communicate()


def kill(number: int) -> None:
    """Kill a process and wait until it is gone."""
    with suppress(ProcessLookupError):
        while True:
            os.kill(number, signal.SIGKILL)
            threading.Event().wait(0.005)


def test_a_run_that_is_killed_thirty_times_ends_like_one_that_was_left_alone_and_repeats_no_completed_call(
    database: Database, tmp_path: Path
) -> None:
    log = tmp_path / "calls.log"
    log.touch()
    moments = random.Random(20260105)  # noqa: S311  moments of death need no secrecy
    project = TestedProject.create(runtime_on(database, ScriptedCompleter(write)))
    project.adopt(OPEN)
    workers = Workers(database, log)
    runs = kills = 0
    while kills < KILLS:
        runs += 1
        # Each round is a new brief, so that there is work left to kill in.
        project.brief(f"{LARGE_BRIEF}\n- round: {runs}")
        project.start()
        while kills < KILLS and project.plan().run is RunState.RUNNING:
            with workers.one():
                threading.Event().wait(moments.uniform(0.0, LONGEST_LIFE_SECONDS))
                kills += project.plan().run is RunState.RUNNING
        with workers.one():
            assert project.settle().run is RunState.FINISHED
    workers.close()
    killed = dict(project.contents())
    states = {str(key): state.document for key, state in project.plan().instances.items()}
    assert_nothing_was_repeated(project, database, log)
    project.runtime.close()

    undisturbed = outcome_of_an_undisturbed_run(database, runs)
    assert (killed, states) == undisturbed


def assert_nothing_was_repeated(project: TestedProject, database: Database, log: Path) -> None:
    attempts = [fact.dispatch for fact in project.of(Attempt) if isinstance(fact, Attempt)]
    versions = [(fact.instance, fact.content) for fact in project.of(Version) if isinstance(fact, Version)]
    derived = [(fact.instance, fact.input_digest) for fact in project.of(Derivation) if isinstance(fact, Derivation)]
    assert len(attempts) == len(set(attempts))
    assert len(versions) == len(set(versions))
    assert len(derived) == len(set(derived))
    with database.read() as session:
        totals = ledger.totals(session, project.id)
        assert audit.verify_chain(session, project.id) == ()
    ended = Counter(tuple(line.split()) for line in log.read_text().splitlines() if line.startswith("end "))
    assert ended
    begun = Counter(line.split()[0] for line in log.read_text().splitlines())
    # A call in flight at a kill is an intent without an outcome; it may be made again, and nothing else is.
    assert totals.completed == len(attempts)
    assert totals.calls == totals.completed + totals.open
    assert begun["begin"] <= totals.calls


def outcome_of_an_undisturbed_run(database: Database, runs: int) -> tuple[object, object]:
    with running(database, ScriptedCompleter(write), slug="undisturbed") as project:
        project.adopt(OPEN)
        for number in range(1, runs + 1):
            project.brief(f"{LARGE_BRIEF}\n- round: {number}")
            project.start()
            assert project.settle().run is RunState.FINISHED
        plan = project.plan()
        return dict(project.contents()), {str(key): state.document for key, state in plan.instances.items()}
