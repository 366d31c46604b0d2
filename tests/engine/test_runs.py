from app.core.database import Database
from app.domain.facts import Verdict
from app.domain.states import DocumentState, RunState
from tests.engine.project import running
from tests.engine.small_release import BRIEF, small_release, write
from tests.fakes import ScriptedCompleter


def test_a_run_goes_from_the_brief_over_the_gate_to_the_end(database: Database) -> None:
    completer = ScriptedCompleter(write)
    with running(database, completer) as project:
        project.brief(BRIEF)
        project.adopt(small_release())
        project.start()
        assert project.settle().run is RunState.WAITING
        assert completer.asked() == ["survey"]
        project.decide(Verdict.ACCEPT)
        plan = project.settle()
        assert plan.run is RunState.FINISHED
        assert {str(key): state.document for key, state in plan.instances.items()} == dict.fromkeys(
            ["survey", "note@P-01", "note@P-02", "note@P-03", "overview"], DocumentState.RELEASED
        )
        assert project.content("note@P-02") == {"text": "On light: lamps."}
        assert sorted(completer.asked()) == sorted(["survey", "note@P-01", "note@P-02", "note@P-03", "overview"])
