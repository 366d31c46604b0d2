"""On PostgreSQL what belongs together is written together: each way to the server costs everybody who waits for it."""

from app.core.clock import uuid7
from app.core.database import Database, DatabaseKind
from app.domain.accounts import SYSTEM
from app.domain.audit import Deed
from app.domain.events import EventKind, Happening
from app.domain.names import ProjectId
from app.store import audit, events, facts, ledger, projects
from tests.store.conftest import NOON
from tests.store.fact_samples import DISPATCH_KEY, EPIC_INSTANCE, FACTS
from tests.store.request_samples import completion, request
from tests.store.statements import counted

BEFORE, OUTCOME = FACTS[:8], FACTS[8:11]
"""What comes before an answer, and what is recorded of it: three facts of different kinds."""

ASKED = {
    DatabaseKind.POSTGRESQL: {"facts": 1, "event": 1, "audit": 2, "intent": 1, "outcome": 1},
    DatabaseKind.SQLITE: {"facts": 4, "event": 2, "audit": 3, "intent": 2, "outcome": 2},
}


def test_what_is_written_of_a_call_takes_few_statements_and_is_all_there(database: Database) -> None:
    project = ProjectId(str(uuid7()))
    with database.begin() as session:
        projects.create(session, project, slug="together", title="Together", at=NOON)
        facts.append(session, project, BEFORE, at=NOON, actor=SYSTEM)
        events.append(session, project, [Happening(kind=EventKind.RUN_STARTED)], at=NOON, actor=SYSTEM)
        audit.record(session, project, Deed(action="begin"), at=NOON, actor=SYSTEM)
    asked: dict[str, int] = {}
    with database.begin() as session:
        projects.lock(session, project)
        with counted(session, asked, "facts"):
            last = facts.append(session, project, OUTCOME, at=NOON, actor=SYSTEM, run=1)
        with counted(session, asked, "event"):
            told = events.append(session, project, [Happening(kind=EventKind.RUN_CLOSED)], at=NOON, actor=SYSTEM)
        with counted(session, asked, "audit"):
            audit.record(session, project, Deed(action="end"), at=NOON, actor=SYSTEM)
        with counted(session, asked, "intent"):
            call = ledger.intend(session, project, request("b"), dispatch=DISPATCH_KEY, retry=0, run=1, at=NOON)
        with counted(session, asked, "outcome"):
            ledger.complete(session, project, call, completion(), cost=None, price_version=None, at=NOON)
    assert asked == ASKED[database.kind]
    with database.read() as session:
        assert facts.load_since(session, project, len(BEFORE)) == facts.FactPage(facts=OUTCOME, last=last)
        assert [event.sequence for event in events.since(session, project, 0)] == [1, told]
        assert [sealed.sequence for sealed in audit.entries(session, project)] == [1, 2]
        assert audit.verify_chain(session, project) == ()
        digest = request("b").digest()
        found = ledger.sought(session, project, instance=EPIC_INSTANCE, request_digest=digest, retry=0)
    assert (last, told) == (len(BEFORE) + len(OUTCOME), 2)
    assert (found.answer, found.intended) == (completion(), frozenset({DISPATCH_KEY}))
