"""What the local operator does through use cases, one transaction each."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from app.cli.words import cause_words
from app.core.database_session import Session
from app.domain.accounts import LOCAL_OPERATOR
from app.domain.definition.release import Release
from app.domain.errors import Conflict, NotFound
from app.domain.facts import Adoption, Decision, InstanceKey, ModelBinding
from app.domain.names import Digest, Json, ProjectId
from app.domain.plan.outcome import AcceptanceGate, AnswerGate, InstanceState, Plan
from app.domain.questions import Answered, Question
from app.domain.states import DocumentState
from app.runtime import Runtime
from app.services.adoptions import adopt_release
from app.services.answers import answer_questions, list_open_questions
from app.services.briefs import SubmittedBrief, read_newest_brief, submit_brief
from app.services.decisions import accept_document, reopen_document, send_back_document
from app.services.documents import find_document, show_document
from app.services.overview import InstanceView, ProjectOverview, show_project
from app.services.projects import Project, SlugTaken, create_project, find_project
from app.services.released import render_version
from app.services.runs import Retried, RunOpen, order_retries, start_run, who_cancelled
from app.services.standing import standing_of


@dataclass(frozen=True, slots=True)
class Local:
    """A project in the hands of the local operator."""

    runtime: Runtime
    project: Project

    @property
    def id(self) -> ProjectId:
        """The project's key."""
        return self.project.id

    def overview(self) -> ProjectOverview:
        """Give the project at a glance."""
        with self.runtime.database.read() as session:
            return show_project(session, LOCAL_OPERATOR, project=self.id, release_of=self.runtime.release_of)

    def plan(self) -> Plan:
        """Give the plan as of now.

        Raises:
            Conflict: the project has no workflow yet.

        """
        plan = self.runtime.plan(self.id)
        if plan is None:
            slug = self.project.slug
            raise Conflict(
                f"The project {slug!r} has adopted no workflow yet; `combine produce BRIEF -p {slug}` adopts one."
            )
        return plan

    def adopt(self, release: Release, binding: ModelBinding) -> Adoption:
        """Work by `release` and `binding` from here on."""
        with self.runtime.unit_of_work(self.id) as session:
            return adopt_release(
                session,
                LOCAL_OPERATOR,
                project=self.id,
                release=release,
                default_binding=binding,
                bindings=release.bindings,
                now=self.runtime.clock(),
            ).adoption

    def submit(self, content: bytes) -> SubmittedBrief:
        """Take a brief."""
        with self.runtime.unit_of_work(self.id) as session:
            return submit_brief(session, LOCAL_OPERATOR, project=self.id, content=content, now=self.runtime.clock())

    def start(self) -> None:
        """Order a run, if somebody else did not at the same moment."""
        with suppress(RunOpen), self.runtime.unit_of_work(self.id) as session:
            start_run(session, LOCAL_OPERATOR, project=self.id, now=self.runtime.clock())

    def who_cancelled(self, run: int) -> str | None:
        """Name who cancelled a run; None where nobody did."""
        with self.runtime.database.read() as session:
            return who_cancelled(session, LOCAL_OPERATOR, project=self.id, number=run)

    def retry(self, instances: Iterable[InstanceKey]) -> tuple[Retried, ...]:
        """Give failed instances new attempts, all of them or none; starts a run where none is open."""
        with self.runtime.unit_of_work(self.id) as session:
            return order_retries(
                session,
                LOCAL_OPERATOR,
                project=self.id,
                instances=instances,
                release_of=self.runtime.release_of,
                now=self.runtime.clock(),
            )

    def accept(self, gate: AcceptanceGate, comment: str = "") -> None:
        """Accept exactly the content of `gate`."""
        self._decide(accept_document, gate.instance, gate.content, comment)

    def accept_again(self, state: InstanceState, comment: str) -> None:
        """Accept what was accepted, which is refused with the words who did so and when, unless it was reopened.

        Raises:
            app.services.decisions.AlreadyDecided: it was accepted before.

        """
        self._decide(accept_document, state.key, state.content or Digest(""), comment)

    def send_back(self, gate: AcceptanceGate, comment: str) -> None:
        """Send the content of `gate` back."""
        self._decide(send_back_document, gate.instance, gate.content, comment)

    def reopen(self, instance: InstanceKey, content: Digest, comment: str) -> None:
        """Void the acceptance of this content, in a run for it where none is open, so that it waits again."""
        with self.runtime.unit_of_work(self.id) as session:
            with suppress(RunOpen):
                start_run(session, LOCAL_OPERATOR, project=self.id, now=self.runtime.clock())
            self._decide_in(session, reopen_document, instance, content, comment)

    def _decide(self, deed: Callable[..., Decision], instance: InstanceKey, content: Digest, comment: str) -> None:
        with self.runtime.unit_of_work(self.id) as session:
            self._decide_in(session, deed, instance, content, comment)

    def _decide_in(
        self, session: Session, deed: Callable[..., Decision], instance: InstanceKey, content: Digest, comment: str
    ) -> None:
        deed(
            session,
            LOCAL_OPERATOR,
            project=self.id,
            instance=instance,
            content=content,
            comment=comment,
            release_of=self.runtime.release_of,
            now=self.runtime.clock(),
        )

    def open_questions(self) -> Mapping[Digest, tuple[Question, ...]]:
        """Give the questions of every question set that waits for a person."""
        with self.runtime.database.read() as session:
            open_sets = list_open_questions(
                session, LOCAL_OPERATOR, project=self.id, release_of=self.runtime.release_of
            )
        return {found.question_set: found.questions for found in open_sets}

    def questions(self, gate: AnswerGate) -> tuple[Question, ...]:
        """Give the questions that `gate` asks; none if somebody answered meanwhile."""
        return self.open_questions().get(gate.question_set, ())

    def answer(self, gate: AnswerGate, values: Mapping[str, Json]) -> tuple[Answered, ...]:
        """Close the question set of `gate`; what has no value takes its assumption."""
        with self.runtime.unit_of_work(self.id) as session:
            return answer_questions(
                session,
                LOCAL_OPERATOR,
                project=self.id,
                instance=gate.instance,
                question_set=gate.question_set,
                values=values,
                release_of=self.runtime.release_of,
                now=self.runtime.clock(),
            )

    def view_of(self, instance: InstanceKey) -> InstanceView:
        """Give an instance with the code and the title of its document."""
        return next(view for view in self.overview().instances if view.state.key == instance)

    def markdown_of(self, code: str) -> str:
        """Give the newest version of a document as people read it."""
        release_of = self.runtime.release_of
        with self.runtime.database.read() as session:
            view = show_document(session, LOCAL_OPERATOR, project=self.id, code=code, release_of=release_of)
            return render_version(session, LOCAL_OPERATOR, view, project=self.id, release_of=release_of)

    def newest_brief(self) -> str | None:
        """Give the project's newest brief; None where there is none, or none that was kept."""
        try:
            with self.runtime.database.read() as session:
                return read_newest_brief(session, LOCAL_OPERATOR, project=self.id)[1]
        except NotFound:
            return None

    def has_begun(self) -> bool:
        """Tell whether anything was asked or written in it yet."""
        plan = self.runtime.plan(self.id)
        return plan is not None and any(
            state.version is not None or state.gate is not None for state in plan.instances.values()
        )

    def instance_of(self, code: str) -> InstanceState:
        """Find the instance whose document is called `code`, or that is called so itself (`story_backlog@E-03`).

        Raises:
            NotFound: there is none.
            app.domain.documents.MalformedDocumentCode: `code` is no code.

        """
        for key, state in self.plan().instances.items():
            if str(key) == code:
                return state
        with self.runtime.database.read() as session:
            return find_document(
                session, standing_of(session, self.id, self.runtime.release_of), code, self.runtime.release_of
            )


def existing_project(runtime: Runtime, slug: str) -> Local | None:
    """Give the project called `slug`; None where there is none."""
    try:
        with runtime.database.read() as session:
            return Local(runtime, find_project(session, LOCAL_OPERATOR, slug=slug))
    except NotFound:
        return None


def make_project(runtime: Runtime, slug: str, *, title: str) -> Local:
    """Begin the project called `slug`, or give the one that somebody began at the same moment.

    An empty title means the slug's words.
    """
    try:
        with runtime.database.begin() as session:
            return Local(runtime, create_project(session, LOCAL_OPERATOR, slug=slug, title=title, now=runtime.clock()))
    except SlugTaken:
        with runtime.database.read() as session:
            return Local(runtime, find_project(session, LOCAL_OPERATOR, slug=slug))


def needs_work(plan: Plan) -> bool:
    """Tell whether a run would have anything to do."""
    settled = (DocumentState.RELEASED, DocumentState.RETIRED)
    return not plan.instances or any(state.document not in settled for state in plan.instances.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Stale:
    """Why a document is stale."""

    cause: str
    """In people's words."""

    follows: bool
    """Whether the only cause is that something which it is made from is stale; that may come out as it was."""


def stale_causes(plan: Plan) -> dict[InstanceKey, Stale]:
    """Say of every stale document why it is stale; one that only waits to be accepted is not."""
    return {
        key: Stale(
            cause=cause_words(state.causes),
            follows=all(cause.kind == "upstream_not_released" for cause in state.causes),
        )
        for key, state in plan.instances.items()
        if state.document is DocumentState.STALE and not lacks_acceptance(state)
    }


def lacks_acceptance(state: InstanceState) -> bool:
    """Tell whether a document is as it should be, but for somebody who accepts it."""
    return {cause.kind for cause in state.causes} == {"not_accepted"}
