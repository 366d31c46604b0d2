from decimal import Decimal

import pytest

from app.core.database import Database
from app.domain.accounts import LOCAL_OPERATOR
from app.domain.documents import MalformedDocumentCode
from app.domain.errors import NotFound
from app.domain.facts import DispatchKey
from app.domain.names import Digest
from app.domain.states import DocumentState, RunState, WorkState
from app.services import decisions, documents, overview, projects
from app.store import blobs, ledger
from tests.services.line import DISCOVERY, NOON, Line, document
from tests.store.request_samples import completion, request


def show(line: Line) -> overview.ProjectOverview:
    with line.database.read() as session:
        return overview.show_project(session, LOCAL_OPERATOR, project=line.project, release_of=line.release_of)


def show_document(line: Line, code: str, number: int | None = None) -> documents.DocumentView:
    with line.database.read() as session:
        return documents.show_document(
            session, LOCAL_OPERATOR, project=line.project, code=code, number=number, release_of=line.release_of
        )


def send_back(line: Line, content: Digest) -> None:
    with line.database.begin() as session:
        decisions.send_back_document(
            session,
            LOCAL_OPERATOR,
            project=line.project,
            instance=DISCOVERY,
            content=content,
            comment="More.",
            release_of=line.release_of,
            now=NOON,
        )
    line.reconcile()


def call(line: Line, dispatch: DispatchKey, *, cost: Decimal | None, task: str) -> None:
    with line.database.begin() as session:
        intent = ledger.intend(session, line.project, request(task), dispatch=dispatch, retry=0, run=1, at=NOON)
        ledger.complete(session, line.project, intent, completion(), cost=cost, price_version="1", at=NOON)


def test_an_overview_shows_every_instance_with_its_code_and_state(line: Line) -> None:
    shown = show(line)
    assert (shown.project.slug, shown.run, shown.run_number) == ("school", RunState.RUNNING, 1)
    assert [(str(view.code), view.title, view.state.work) for view in shown.instances] == [
        ("SD-1", "Strategy discovery", WorkState.WORKING),
        ("SR-1", "Strategy requirements", WorkState.BLOCKED),
        ("SA-1", "Strategy architecture", WorkState.BLOCKED),
        ("SV-1", "Strategy review", WorkState.BLOCKED),
    ]


def test_an_overview_counts_calls_and_costs_in_all_and_by_instance(line: Line) -> None:
    key = line.dispatched[-1].key
    call(line, key, cost=Decimal("0.0000003"), task="a")
    call(line, key, cost=Decimal("1.1"), task="b")
    call(line, key, cost=None, task="c")
    shown = show(line)
    assert (shown.calls.calls, shown.calls.cost, shown.calls.unknown_cost) == (3, Decimal("1.1000003"), 1)
    assert shown.instances[0].calls == shown.calls


def test_an_overview_of_a_project_that_adopted_nothing_is_empty(database: Database) -> None:
    with database.begin() as session:
        project = projects.create_project(session, LOCAL_OPERATOR, slug="bare", now=NOON).id
    bare = Line(database)
    bare.project = project
    shown = show(bare)
    assert (shown.adoption, shown.instances, shown.calls.calls) == (None, (), 0)


def test_a_document_is_shown_by_its_code(line: Line) -> None:
    content = line.write(DISCOVERY, document("A school."))
    shown = show_document(line, "sd-1")
    assert (str(shown.code), shown.version.content, shown.is_current) == ("SD-1", content, True)
    assert shown.content["situation"] == "A school."


def test_an_older_version_is_shown_as_stale_with_the_decisions_about_it(line: Line) -> None:
    older = line.write(DISCOVERY, document("Old."))
    send_back(line, older)
    line.write(DISCOVERY, document("New."))
    shown = show_document(line, "SD-1", 1)
    assert (shown.content["situation"], shown.is_current, shown.state) == ("Old.", False, DocumentState.STALE)
    assert [decided.decision.verdict.value for decided in shown.decisions] == ["send_back"]
    assert [stored.version.number for stored in shown.versions] == [1, 2]
    assert show_document(line, "SD-1").version.number == 2


@pytest.mark.parametrize(("code", "number"), [("SD-1", 9), ("ZZ-1", None), ("SR-1", None), ("SD-2", None)])
def test_what_is_not_there_is_not_found(line: Line, code: str, number: int | None) -> None:
    line.write(DISCOVERY, document())
    with pytest.raises(NotFound):
        show_document(line, code, number)


@pytest.mark.parametrize("code", ["", "SD", "../SD-1", "SD-1@", "SD-0"])
def test_what_is_no_code_is_refused(line: Line, code: str) -> None:
    with pytest.raises(MalformedDocumentCode):
        show_document(line, code)


def test_an_erased_document_says_so(line: Line) -> None:
    content = line.write(DISCOVERY, document())
    with line.database.begin() as session:
        blobs.blank(session, line.project, content, at=NOON, why="asked for")
    with pytest.raises(blobs.Erased, match="asked for"):
        show_document(line, "SD-1")


def test_documents_are_listed_once_they_have_a_version(line: Line) -> None:
    line.write(DISCOVERY, document())
    with line.database.read() as session:
        listed = documents.list_documents(session, LOCAL_OPERATOR, project=line.project, release_of=line.release_of)
    assert [str(summary.code) for summary in listed] == ["SD-1"]


def test_the_content_that_a_decision_would_be_about_is_found_by_code(line: Line) -> None:
    content = line.write(DISCOVERY, document())
    with line.database.read() as session:
        assert documents.judged_content(
            session, LOCAL_OPERATOR, project=line.project, code="SD-1", release_of=line.release_of
        ) == (DISCOVERY, content)
