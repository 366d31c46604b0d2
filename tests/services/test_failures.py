"""What failed in a project, and all of it ordered again, without reading the project anew for each."""

from app.core.database import Database
from app.domain.accounts import LOCAL_OPERATOR
from app.domain.facts import FailureReason, InstanceKey
from app.domain.names import ROOT, ScopePath, StepId
from app.services import failures, runs
from app.store import facts
from tests.engine.small_release import small_release, survey_of
from tests.services.line import NOON, Line
from tests.store.statements import counted

SURVEY = InstanceKey(step=StepId("survey"), path=ROOT)


def failed_notes(database: Database, count: int) -> tuple[Line, list[InstanceKey]]:
    """Give a project whose notes all failed."""
    brief = "\n".join(f"- point {number}: detail" for number in range(count))
    line = Line(database, release=small_release(accepted=False, clarify=False))
    line.begin(content=brief.encode(), slug=f"notes-{count}")
    line.write(SURVEY, survey_of(brief))
    notes = [InstanceKey(step=StepId("note"), path=ScopePath(f"P-{number:02d}")) for number in range(1, count + 1)]
    for note in notes:
        line.fail(note)
    return line, notes


def test_every_failure_is_explained_in_plan_order(database: Database) -> None:
    line, notes = failed_notes(database, 3)
    with database.read() as session:
        listed = failures.list_failures(session, LOCAL_OPERATOR, project=line.project, release_of=line.release_of)
        alone = failures.explain_failure(
            session, LOCAL_OPERATOR, project=line.project, instance=notes[1], release_of=line.release_of
        )
    assert [failure.instance for failure in listed] == notes
    assert {failure.reason for failure in listed} == {FailureReason.QUOTA}
    assert listed[1] == alone


def test_all_that_failed_is_ordered_again_in_one_new_run(database: Database) -> None:
    line, notes = failed_notes(database, 3)
    with database.begin() as session:
        ordered = runs.order_retries(
            session, LOCAL_OPERATOR, project=line.project, instances=notes, release_of=line.release_of, now=NOON
        )
    assert [(one.retry.instance, one.retry.number, one.run) for one in ordered] == [(note, 1, 2) for note in notes]
    assert [one.is_new_run for one in ordered] == [True, False, False]
    assert [dispatch.key.instance for dispatch in line.reconcile().dispatches] == []
    assert [dispatch.key.instance for dispatch in line.dispatched[-3:]] == notes


def test_a_further_failure_costs_no_further_reading_of_the_project(database: Database) -> None:
    asked: dict[str, int] = {}
    for count in (1, 2):
        line, notes = failed_notes(database, count)
        with database.read() as session:
            with counted(session, asked, "the project"):
                facts.load(session, line.project)
            with counted(session, asked, f"listed {count}"):
                failures.list_failures(session, LOCAL_OPERATOR, project=line.project, release_of=line.release_of)
        with database.begin() as session, counted(session, asked, f"ordered {count}"):
            runs.order_retries(
                session, LOCAL_OPERATOR, project=line.project, instances=notes, release_of=line.release_of, now=NOON
            )
    assert asked["listed 2"] - asked["listed 1"] == 1, "its explanation"
    assert asked["ordered 2"] - asked["ordered 1"] < asked["the project"]
