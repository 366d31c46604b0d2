"""The end of a run is anchored in the chain of the installation."""

from app.core.database import Database
from app.domain.audit import body_of
from app.store import audit
from tests.engine.project import running
from tests.engine.scripts import begin, scripted
from tests.fakes import ScriptedCompleter


def test_the_head_of_a_project_is_anchored_when_its_run_ends(database: Database) -> None:
    with running(database, ScriptedCompleter(scripted())) as project:
        begin(project)
        project.settle()
    with database.read() as session:
        (chain,) = [name for name in audit.chains(session) if name != "instance"]
        newest = audit.newest_anchors(session)[chain]
        assert newest.head == audit.head(session, chain)
        assert body_of(audit.entries(session, chain)[-1].entry)["action"] == "run.closed"
