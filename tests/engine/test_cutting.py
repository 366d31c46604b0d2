"""Work that is superseded leaves its provider: the call is ended, and nobody waits for it."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import select

from app.core.database import Database
from app.domain.calls import CallFailure
from app.domain.completions import Completion, CompletionRequest
from app.domain.states import RunState
from app.engine.durable import Limits
from app.store import ledger
from app.store.tables import call_outcomes
from tests.engine.jobs import PATIENCE_SECONDS
from tests.engine.project import TestedProject, another_process, running
from tests.engine.scripts import ALL, SURVEY, begin
from tests.engine.small_release import BRIEF, small_release, write
from tests.fakes import ScriptedCompleter

OTHER_BRIEF = BRIEF + "- air: vents\n"
ONE_PLACE = Limits(worker_concurrency=1, polling_seconds=0.02)


class HangingCompleter(ScriptedCompleter):
    """Hangs at the first request until it is let go or ended; answers every other one."""

    def __init__(self) -> None:
        super().__init__(write)
        self.begun = threading.Event()
        self.ended = threading.Event()
        self._go = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def complete(self, request: CompletionRequest) -> Completion:
        if not self.begun.is_set():
            self._loop = asyncio.get_running_loop()
            self.begun.set()
            try:
                await self._go.wait()
            except asyncio.CancelledError:
                self.ended.set()
                raise
        return await super().complete(request)

    def let_go(self) -> None:
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._go.set)


@contextmanager
def hanging(database: Database) -> Iterator[tuple[TestedProject, HangingCompleter]]:
    completer = HangingCompleter()
    with running(database, completer, limits=ONE_PLACE) as project:
        begin(project)
        assert completer.begun.wait(timeout=PATIENCE_SECONDS)
        yield project, completer


def failures(database: Database) -> list[str]:
    with database.read() as session:
        return list(
            session.execute(select(call_outcomes.c.error_kind).where(call_outcomes.c.status == "failed")).scalars()
        )


def test_a_call_for_a_brief_that_was_replaced_is_ended_and_its_place_is_free(database: Database) -> None:
    with hanging(database) as (project, completer):
        project.brief(OTHER_BRIEF)
        assert completer.ended.wait(timeout=PATIENCE_SECONDS)
        assert project.settle().run is RunState.FINISHED
        assert failures(database) == [CallFailure.CUT]
        with database.read() as session:
            totals = ledger.totals_by_instance(session, project.id)[SURVEY]
        assert (totals.calls, totals.completed, totals.failed, totals.open) == (2, 1, 1, 0)


def test_a_call_that_another_process_superseded_is_ended_too(database: Database) -> None:
    with hanging(database) as (project, completer):
        with another_process(database, ScriptedCompleter(write)) as elsewhere:
            TestedProject(runtime=elsewhere, id=project.id).brief(OTHER_BRIEF)
        assert completer.ended.wait(timeout=PATIENCE_SECONDS)
        assert project.settle().run is RunState.FINISHED
        assert failures(database) == [CallFailure.CUT]


@pytest.mark.parametrize("again", ["the run is started again", "its checks are changed"])
def test_a_call_whose_answer_is_still_wanted_goes_on_and_serves_what_follows(database: Database, again: str) -> None:
    with hanging(database) as (project, completer):
        if again == "its checks are changed":
            project.adopt(small_release(accepted=False, clarify=False, most_points=9))
        else:
            project.cancel()
            project.start()
        assert not completer.ended.wait(timeout=1.5)  # longer than a process needs to see what others did
        completer.let_go()
        assert project.settle().run is RunState.FINISHED
        assert sorted(completer.asked()) == ALL
        assert failures(database) == []


def test_the_answer_to_a_call_of_a_cancelled_run_is_kept_for_the_next_one(database: Database) -> None:
    with hanging(database) as (project, completer):
        project.cancel()
        completer.let_go()
        project.wait(lambda _plan: _answered(database, project))
        assert project.plan().run is RunState.CANCELLED
        project.start()
        assert project.settle().run is RunState.FINISHED
        assert sorted(completer.asked()) == ALL


def _answered(database: Database, project: TestedProject) -> bool:
    with database.read() as session:
        return ledger.totals(session, project.id).completed == 1
