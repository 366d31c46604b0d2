"""The same call is paid once, whatever becomes of the work that it was begun for."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.core.database import Database
from app.domain.completions import CompletionRequest
from app.domain.facts import Dispatch, FailureReason, Void
from app.domain.states import RunState
from app.store import ledger
from tests.engine.jobs import PATIENCE_SECONDS
from tests.engine.project import TestedProject, running
from tests.engine.scripts import ALL, SURVEY, begin, outcomes, scripted
from tests.engine.small_release import BRIEF, write
from tests.fakes import ScriptedCompleter

OTHER_BRIEF = BRIEF + "- air: vents\n"


class Held:
    """Answers about the survey of one brief when it is let go, and about everything else at once.

    Before that it gives `bad` answers, all the same.
    """

    def __init__(self, bad: int = 0) -> None:
        self.go = threading.Event()
        self.begun = threading.Event()
        self._bad = bad

    def __call__(self, request: CompletionRequest) -> str:
        if self._bad:
            self._bad -= 1
            return "{}"
        text = write(request)
        if "air" not in text:
            self.begun.set()
            assert self.go.wait(timeout=PATIENCE_SECONDS)
        return text


@contextmanager
def in_flight(database: Database, *, bad: int = 0) -> Iterator[tuple[TestedProject, ScriptedCompleter, Held]]:
    """Begin a run, and give it while the call for its survey is held, after `bad` answers."""
    held = Held(bad)
    completer = ScriptedCompleter(scripted(survey=held))
    try:
        with running(database, completer) as project:
            begin(project)
            assert held.begun.wait(timeout=PATIENCE_SECONDS)
            yield project, completer, held
    finally:
        held.go.set()


def wait_for_dispatches(project: TestedProject, count: int) -> None:
    project.wait(lambda _plan: len([fact for fact in project.of(Dispatch) if _is_survey(fact)]) == count)


def _is_survey(fact: object) -> bool:
    return isinstance(fact, Dispatch) and fact.key.instance == SURVEY


def test_a_run_that_is_started_again_while_its_cancelled_call_is_in_flight_waits_for_the_answer(
    database: Database,
) -> None:
    with in_flight(database) as (project, completer, held):
        project.cancel()
        assert len(project.of(Void)) == 1
        project.start()
        wait_for_dispatches(project, 2)
        threading.Event().wait(0.5)  # enough for a second call to be begun
        held.go.set()
        assert project.settle().run is RunState.FINISHED
        assert sorted(completer.asked()) == ALL
        with database.read() as session:
            totals = ledger.totals_by_instance(session, project.id)[SURVEY]
        assert (totals.calls, totals.completed, totals.open) == (1, 1, 0)


def test_a_third_attempt_that_asks_what_the_second_did_is_waited_for_and_paid_once(database: Database) -> None:
    """Two attempts failed in the same way; the run is started again while the third call is in flight."""
    with in_flight(database, bad=2) as (project, completer, held):
        project.cancel()
        project.start()
        wait_for_dispatches(project, 2)
        threading.Event().wait(0.5)  # enough for a fourth call to be begun
        held.go.set()
        assert project.settle().run is RunState.FINISHED
        assert outcomes(project) == [FailureReason.MALFORMED, FailureReason.MALFORMED, "Wrote"]
        assert sorted(completer.asked()) == sorted([*ALL, "survey", "survey"])
        _, second, third = (request.digest() for request in completer.requests[:3])
        assert second == third
        with database.read() as session:
            totals = ledger.totals_by_instance(session, project.id)[SURVEY]
        assert (totals.calls, totals.completed, totals.open) == (3, 3, 0)


def test_a_run_that_is_cancelled_and_started_again_twice_still_waits_for_the_first_call(database: Database) -> None:
    with in_flight(database) as (project, completer, held):
        for _ in range(2):
            project.cancel()
            project.start()
        held.go.set()
        assert project.settle().run is RunState.FINISHED
        assert sorted(completer.asked()) == ALL


@pytest.mark.parametrize("rounds", [1, 2])
def test_a_brief_that_is_changed_and_changed_back_in_flight_has_each_request_answered_once(
    database: Database, rounds: int
) -> None:
    with in_flight(database) as (project, completer, held):
        for _ in range(rounds):
            project.brief(OTHER_BRIEF)
            project.brief(BRIEF)
        wait_for_dispatches(project, 1 + 2 * rounds)
        held.go.set()
        assert project.settle().run is RunState.FINISHED
        asked = {request.digest() for request in completer.requests if request.document_type == "survey"}
        with database.read() as session:
            totals = ledger.totals_by_instance(session, project.id)[SURVEY]
        # What was superseded was ended; none of it was answered twice.
        assert 1 <= totals.completed <= len(asked)
        assert totals.open == 0
        assert totals.failed == totals.calls - totals.completed


def test_a_call_that_a_dead_process_left_open_is_made_again_at_once(database: Database) -> None:
    """Nobody living holds the job of the open intent, so nobody waits for it."""
    with in_flight(database) as (project, _completer, _held):
        project.cancel()
        left = project.id
    again = ScriptedCompleter(write)
    with running(database, again, slug="other") as other:
        project = TestedProject(runtime=other.runtime, id=left)
        project.start()
        assert project.settle().run is RunState.FINISHED
    assert sorted(again.asked()) == ALL
