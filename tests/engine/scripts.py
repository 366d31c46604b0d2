"""What the tests of whole runs share: how a run begins, who writes, and what came of it."""

from app.domain.definition.release import Release
from app.domain.facts import (
    Attempt,
    Failed,
    InstanceKey,
)
from app.domain.names import ROOT, StepId
from tests.engine.project import TestedProject
from tests.engine.small_release import BRIEF, small_release, write
from tests.fakes import Script

SURVEY = InstanceKey(step=StepId("survey"), path=ROOT)
ALL = ["note@P-01", "note@P-02", "note@P-03", "overview", "survey"]
OPEN = small_release(accepted=False, clarify=False)
"""The release without gates: a run of it goes through."""


def begin(project: TestedProject, *, release: Release = OPEN) -> None:
    project.brief(BRIEF)
    project.adopt(release)
    project.start()


def scripted(**by_instance: Script) -> Script:
    """Write by the small release, but for some document types."""
    return lambda request: by_instance.get(request.document_type, write)(request)


def outcomes(project: TestedProject, instance: InstanceKey = SURVEY) -> list[object]:
    return [
        fact.outcome.reason if isinstance(fact.outcome, Failed) else type(fact.outcome).__name__
        for fact in project.facts()
        if isinstance(fact, Attempt) and fact.dispatch.instance == instance
    ]
