"""A project under test, and a stand-in for the engine that does what the plan says, one result at a time."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from app.core.database import Database
from app.core.database_session import Session
from app.domain.accounts import LOCAL_OPERATOR, SYSTEM, Actor, ActorKind
from app.domain.definition.release import Release
from app.domain.facts import Dispatch, Fact, FailureReason, InstanceKey, ModelBinding, RunClosed
from app.domain.findings import Finding, Severity
from app.domain.names import ROOT, Digest, Json, JsonObject, ProjectId, RoleName, StepId
from app.domain.plan.outcome import Plan
from app.domain.questions import Question, QuestionKind, question_set_digest
from app.domain.revision import Recording, record, record_failure, record_questions
from app.services import adoptions, briefs, projects, runs
from app.services.standing import Standing, standing_of
from app.store import blobs, facts, projections, releases

NOON = datetime(2025, 6, 1, 12, 0, tzinfo=UTC)
DEFINITIONS = Path(__file__).parents[2] / "definitions"
OFFLINE = ModelBinding(provider="offline")
BRIEF = b"# A strategy\n\nThe school must have 400 pupils by 2030.\n"

DISCOVERY = InstanceKey(step=StepId("strategy_discovery"), path=ROOT)
REQUIREMENTS = InstanceKey(step=StepId("strategy_requirements"), path=ROOT)
QUESTIONS = (
    Question(
        key="q1", text="How many pupils are there today?", kind=QuestionKind.NUMBER, why="Growth.", assumption="300."
    ),
    Question(
        key="q2",
        text="Which instruments are taught?",
        kind=QuestionKind.MANY_OF,
        why="Rooms.",
        assumption="All of them.",
        options=("piano", "violin", "drums"),
    ),
)


@cache
def strategy() -> Release:
    return releases.load(DEFINITIONS, "strategy-document")


@cache
def software() -> Release:
    return releases.load(DEFINITIONS, "software-product-development")


def document(situation: str = "A school.") -> JsonObject:
    return {"situation": situation, "facts": [{"key": "f1", "statement": situation, "sources": []}]}


@dataclass
class Line:
    """One project on a real database."""

    database: Database
    release: Release = field(default_factory=strategy)
    project: ProjectId = field(init=False)
    releases: list[Release] = field(default_factory=list)
    dispatched: list[Dispatch] = field(default_factory=list)

    def release_of(self, session: Session, project: ProjectId, digest: Digest) -> Release:
        del session, project
        return next(release for release in self.releases if release.digest == digest)

    def begin(self, *, content: bytes = BRIEF, slug: str = "school") -> "Line":
        """Create a project with a brief and an adopted release, and start its first run."""
        self.releases.append(self.release)
        with self.database.begin() as session:
            made = projects.create_project(session, LOCAL_OPERATOR, slug=slug, now=NOON)
            self.project = made.id
            briefs.submit_brief(session, LOCAL_OPERATOR, project=self.project, content=content, now=NOON)
            adoptions.adopt_release(
                session,
                LOCAL_OPERATOR,
                project=self.project,
                release=self.release,
                default_binding=OFFLINE,
                now=NOON,
            )
            runs.start_run(session, LOCAL_OPERATOR, project=self.project, now=NOON)
        self.reconcile()
        return self

    def on(self, database: Database) -> "Line":
        """The same project on another database that holds the same rows."""
        other = Line(database, release=self.release, releases=[*self.releases], dispatched=[*self.dispatched])
        other.project = self.project
        return other

    def switch(self, release: Release) -> None:
        """Adopt another release in the middle of the run."""
        self.release = release
        self.releases.append(release)
        with self.database.begin() as session:
            adoptions.adopt_release(
                session, LOCAL_OPERATOR, project=self.project, release=release, default_binding=OFFLINE, now=NOON
            )
        self.reconcile()

    def standing(self) -> Standing:
        with self.database.read() as session:
            return standing_of(session, self.project, self.release_of)

    def facts(self) -> tuple[Fact, ...]:
        with self.database.read() as session:
            return facts.load(session, self.project)

    def reconcile(self) -> Plan:
        """Append what the plan says until it says nothing more; keep the projections in step."""
        with self.database.begin() as session:
            while True:
                plan = standing_of(session, self.project, self.release_of).plan
                projections.write(session, self.project, plan)
                appended: list[Fact] = [*plan.voids, *plan.dispatches]
                if plan.close and plan.run_number:
                    appended.append(RunClosed(number=plan.run_number, outcome=plan.close))
                if not appended:
                    return plan
                facts.append(session, self.project, appended, at=NOON, actor=SYSTEM, run=plan.run_number)
                self.dispatched.extend(plan.dispatches)

    def write(self, instance: InstanceKey, content: JsonObject) -> Digest:
        """Let the newest dispatch of `instance` end with a document; give its content digest."""
        standing, dispatch = self.standing(), self._newest(instance)
        step = next(step for step in self.release.definition.steps if step.id == instance.step)
        recording = record(
            self.release.definition,
            self.release.schemas[step.produces],
            dispatch,
            attempt=1,
            content=content,
            answers=(),
            known=standing.index,
        )
        self._append(recording)
        assert recording.content_digest is not None
        return recording.content_digest

    def ask(self, instance: InstanceKey, questions: tuple[Question, ...] = QUESTIONS) -> Digest:
        """Let the newest dispatch of `instance` end with questions; give the set's digest."""
        dispatch = self._newest(instance)
        recording = record_questions(dispatch, attempt=1, questions=questions, known=self.standing().index)
        with self.database.begin() as session:
            asked: Json = [dispatch.key.input_digest, [question.as_json() for question in questions]]
            stored = blobs.put_json(session, self.project, asked, at=NOON)
        self._append(recording)
        assert stored == question_set_digest(dispatch.key.input_digest, questions)
        return stored

    def fail(self, instance: InstanceKey) -> None:
        """Let the newest dispatch of `instance` fail for good."""
        finding = Finding(severity=Severity.ERROR, code="provider.quota", path="", message="no money", fix="Pay.")
        recording = record_failure(
            self._newest(instance),
            attempt=1,
            reason=FailureReason.QUOTA,
            findings=(finding,),
            known=self.standing().index,
            is_final=True,
        )
        self._append(recording)

    def _newest(self, instance: InstanceKey) -> Dispatch:
        return [dispatch for dispatch in self.dispatched if dispatch.key.instance == instance][-1]

    def _append(self, recording: Recording) -> None:
        assert recording.facts
        with self.database.begin() as session:
            if recording.content is not None:
                blobs.put_json(session, self.project, recording.content, at=NOON)
            if recording.explanation is not None:
                blobs.put_json(session, self.project, recording.explanation, at=NOON)
            facts.append(session, self.project, recording.facts, at=NOON, actor=SYSTEM, run=1)
        self.reconcile()


def person(*roles: str, name: str = "Ada") -> Actor:
    """A signed-in person with these roles."""
    return Actor(kind=ActorKind.PERSON, id=f"id-of-{name}", name=name, roles=frozenset(map(RoleName, roles)))
