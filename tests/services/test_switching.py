"""Another workflow in the same project: its documents are others, also where a step has the same id."""

import pytest

from app.domain.accounts import LOCAL_OPERATOR
from app.domain.errors import Conflict, NotFound
from app.domain.facts import InstanceKey, Version
from app.domain.names import ROOT, JsonObject, StepId
from app.domain.states import DocumentState, WorkState
from app.services import answers, decisions, documents, overview, released
from tests.services.line import DISCOVERY, NOON, Line, document, software

PROJECT_DISCOVERY = InstanceKey(step=StepId("project_discovery"), path=ROOT)


def written() -> JsonObject:
    return {
        "summary": "A shop.",
        "risks": [{"key": "r1", "name": "Late"}, {"key": "r2", "name": "Dear"}],
        "assumptions": [{"key": "a1", "text": "One shop"}],
        "open_questions": [{"key": "q1", "question": "Who pays?"}],
    }


def judge(line: Line, instance: InstanceKey, verdict: str) -> None:
    content = line.standing().plan.instances[instance].content
    assert content is not None
    with line.database.begin() as session:
        if verdict == "accept":
            decisions.accept_document(
                session,
                LOCAL_OPERATOR,
                project=line.project,
                instance=instance,
                content=content,
                release_of=line.release_of,
                now=NOON,
            )
        else:
            decisions.send_back_document(
                session,
                LOCAL_OPERATOR,
                project=line.project,
                instance=instance,
                content=content,
                comment="More.",
                release_of=line.release_of,
                now=NOON,
            )
    line.reconcile()


@pytest.fixture
def switched(line: Line) -> Line:
    """Give a strategy that was asked, answered, sent back and accepted, and that became a software project."""
    asked = line.ask(DISCOVERY)
    with line.database.begin() as session:
        answers.answer_questions(
            session,
            LOCAL_OPERATOR,
            project=line.project,
            instance=DISCOVERY,
            question_set=asked,
            values={},
            release_of=line.release_of,
            now=NOON,
        )
    line.reconcile()
    line.write(DISCOVERY, document())
    judge(line, DISCOVERY, "send back")
    line.write(DISCOVERY, document("A music school."))
    judge(line, DISCOVERY, "accept")
    line.switch(software())
    return line


def test_a_step_with_the_same_id_begins_without_the_others_answers_comments_and_rounds(switched: Line) -> None:
    dispatch = switched.dispatched[-1]
    assert dispatch.key.instance == PROJECT_DISCOVERY
    assert (dispatch.answers, dispatch.comments, dispatch.rounds_asked, dispatch.may_ask) == ((), (), 0, True)
    assert dispatch.key.number == 1


def test_its_first_version_is_the_first_and_its_items_are_numbered_from_one(switched: Line) -> None:
    switched.write(PROJECT_DISCOVERY, written())
    first = next(fact for fact in switched.facts() if isinstance(fact, Version) and fact.instance == PROJECT_DISCOVERY)
    assert first.number == 1
    codes = [code for items in first.items.values() for code in items]
    assert {code.rpartition("-")[2] for code in codes} == {"01", "02"}


def test_going_back_orders_nothing_for_what_stands(switched: Line) -> None:
    ordered = len([dispatch for dispatch in switched.dispatched if dispatch.key.instance == DISCOVERY])
    switched.switch(switched.releases[0])
    state = switched.standing().plan.instances[DISCOVERY]
    assert (state.document, state.work, state.accepted) == (DocumentState.RELEASED, WorkState.IDLE, True)
    assert len([dispatch for dispatch in switched.dispatched if dispatch.key.instance == DISCOVERY]) == ordered


def test_documents_of_the_former_workflow_are_listed_as_retired_and_stay_readable(switched: Line) -> None:
    with switched.database.read() as session:
        listed = documents.list_documents(
            session, LOCAL_OPERATOR, project=switched.project, release_of=switched.release_of
        )
        view = documents.show_document(
            session, LOCAL_OPERATOR, project=switched.project, code="SD-1", release_of=switched.release_of
        )
        text = released.render_version(
            session, LOCAL_OPERATOR, view, project=switched.project, release_of=switched.release_of
        )
        shown = overview.show_project(session, LOCAL_OPERATOR, project=switched.project, release_of=switched.release_of)
    assert [(str(each.code), each.title, each.state.document) for each in listed] == [
        ("SD-1", "Strategy discovery", DocumentState.RETIRED)
    ]
    assert (str(view.code), view.title, view.state, view.is_current) == (
        "SD-1",
        "Strategy discovery",
        DocumentState.RETIRED,
        True,
    )
    assert view.content["situation"] == "A music school."
    assert "# Strategy discovery" in text
    assert ("SD-1", "Strategy discovery") in [(str(each.code), each.title) for each in shown.instances]


def test_both_workflows_documents_are_found_by_their_codes(switched: Line) -> None:
    switched.write(PROJECT_DISCOVERY, written())
    for code, wanted in (("PD-1", PROJECT_DISCOVERY), ("SD-1", DISCOVERY)):
        with switched.database.read() as session:
            view = documents.show_document(
                session, LOCAL_OPERATOR, project=switched.project, code=code, release_of=switched.release_of
            )
        assert view.instance == wanted


def test_documents_of_the_former_workflow_are_not_decided_about(switched: Line) -> None:
    with pytest.raises(Conflict):
        judge(switched, DISCOVERY, "accept")


def test_a_code_that_no_release_gives_is_not_found(switched: Line) -> None:
    with switched.database.read() as session, pytest.raises(NotFound, match="There is no document XX-1"):
        documents.show_document(
            session, LOCAL_OPERATOR, project=switched.project, code="XX-1", release_of=switched.release_of
        )
