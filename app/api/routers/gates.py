"""What waits for people over HTTP: questions answered, documents accepted, sent back, reopened."""

from collections.abc import Callable
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Header, HTTPException, Path, Query
from pydantic import BaseModel, ConfigDict, Field, JsonValue
from starlette.responses import Response

from app.api.description import (
    CurrentRuntime,
    DocumentName,
    InstanceName,
    View,
    instance_key,
    operation_id,
    problems,
)
from app.api.pages import CurrentPage
from app.domain.accounts import Permission, may
from app.domain.facts import Decision, Verdict
from app.domain.names import Digest
from app.domain.plan.outcome import AcceptanceGate
from app.domain.questions import Answered, QuestionKind
from app.http.guarded import Guarded
from app.http.idempotency import OneChange
from app.http.identity import GateAnswerer, GateDecider, ProjectAccess, ProjectReader
from app.http.problems import problem
from app.services import answers, decisions
from app.services.documents import find_document
from app.services.overview import InstanceView, show_project
from app.services.standing import standing_of

PRECONDITION_FAILED: Final = 412
PRECONDITION_REQUIRED: Final = 428
DIGEST: Final = "^[0-9a-f]{64}$"

router = APIRouter(
    prefix="/api/v1/projects/{slug}", tags=["gates"], generate_unique_id_function=operation_id, route_class=Guarded
)

QuestionSet = Annotated[str, Path(pattern=DIGEST, description="Digest of the questions, as the list of gates names it")]
IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=200,
        description="The document's ETag as you saw it: what is decided is about that content",
    ),
]


class QuestionView(View):
    """A question that waits for an answer."""

    key: str
    text: str
    kind: QuestionKind
    why: str
    assumption: str = Field(description="What is assumed where nobody answers")
    options: tuple[str, ...]


class GateView(View):
    """Something that waits for a person."""

    kind: Literal["answers", "acceptance"]
    instance: str
    code: str | None
    title: str
    is_mine: bool = Field(description="Whether it waits for you: you may answer here, or accept")
    question_set: str | None = None
    questions: list[QuestionView] = Field(default_factory=list)
    content: str | None = Field(default=None, description="Digest of the content that waits; decisions name it")
    version: int | None = None
    roles: list[str] = Field(default=[], description="Who decides: any person with one of these roles")
    quorum: int | None = Field(default=None, description="How many different people must accept this content")
    accepted_by: list[str] = Field(default=[], description="Who of them accepted it already")


class AnswersOrder(BaseModel):
    """Answers to a whole set; what has none takes its assumption."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    values: dict[str, JsonValue] = Field(max_length=100, examples=[{"q1": 300, "q2": ["piano"]}])


class AnswerView(View):
    """A question with what counts as its answer."""

    key: str
    question: str = Field(description="The words of the question", examples=["How many pupils are there today?"])
    answer: JsonValue = Field(description="What was answered; null where the assumption counts")
    assumption: str = Field(description="What counts where nobody answered")
    assumed: bool


class Comment(BaseModel):
    """Why a document is decided so."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    comment: str = Field(default="", max_length=decisions.LONGEST_COMMENT)


class DecisionView(View):
    """A decision that was recorded."""

    number: int
    verdict: Verdict
    instance: str
    content: str


@router.get("/gates", summary="List what waits for people", responses=problems(403, 404))
def list_gates(
    access: ProjectReader,
    runtime: CurrentRuntime,
    page: CurrentPage,
    mine: Annotated[bool, Query(description="Only those where you may answer or decide")] = False,  # noqa: FBT002 - by name in the query
) -> list[GateView]:
    """List what waits for people, in the order of the workflow, with the questions that are asked."""
    with runtime.database.read() as session:
        found = show_project(session, access.actor, project=access.project.id, release_of=runtime.release_of)
        asked = (
            answers.list_open_questions(session, access.actor, project=access.project.id, release_of=runtime.release_of)
            if found.gates
            else ()
        )
        accepted = (
            decisions.list_open_acceptances(
                session, access.actor, project=access.project.id, release_of=runtime.release_of
            )
            if found.gates
            else {}
        )
    open_sets = {waiting.instance: waiting for waiting in asked}
    gates = [
        (
            view.order,
            _acceptance_gate(view, access, accepted[view.state.key])
            if view.state.key in accepted
            else _answer_gate(view, access, open_sets.get(view.state.key)),
        )
        for view in found.instances
        if view.state.gate
    ]
    shown = [(order, gate) for order, gate in gates if gate.is_mine or not mine]
    return [gate for _, gate in page.cut(shown, lambda entry: entry[0])]


@router.post(
    "/instances/{instance:path}/questions/{question_set}/answers",
    status_code=201,
    response_model=list[AnswerView],
    summary="Answer questions",
    responses=problems(400, 403, 404, 409),
)
def answer_question_set(
    instance: InstanceName,
    question_set: QuestionSet,
    order: AnswersOrder,
    access: GateAnswerer,
    once: OneChange,
) -> Response:
    """Close a question set: every question gets the value under its key, or its assumption."""
    with once.in_project(access.project.id) as change:
        taken = answers.answer_questions(
            change.session,
            access.actor,
            project=access.project.id,
            instance=instance_key(instance),
            question_set=Digest(question_set),
            values=order.values,
            release_of=once.runtime.release_of,
            now=change.now,
        )
        address = f"/api/v1/projects/{access.project.slug}/instances/{instance}/questions/{question_set}/answers"
        return change.answer([answer_view(one) for one in taken], headers={"Location": address})


@router.delete(
    "/instances/{instance:path}/questions/{question_set}/answers",
    status_code=204,
    summary="Withdraw answers",
    responses=problems(403, 404, 409),
)
def withdraw_answers(
    instance: InstanceName, question_set: QuestionSet, access: GateAnswerer, runtime: CurrentRuntime
) -> None:
    """Take the answers to a question set back; what was made from them becomes stale."""
    with runtime.unit_of_work(access.project.id) as session:
        answers.withdraw_answers(
            session,
            access.actor,
            project=access.project.id,
            instance=instance_key(instance),
            question_set=Digest(question_set),
            release_of=runtime.release_of,
            now=runtime.clock(),
        )


class Judging:
    """What somebody decides about, which content they saw, and why."""

    def __init__(
        self,
        code: DocumentName,
        access: GateDecider,
        once: OneChange,
        if_match: IfMatch = None,
        comment: Comment | None = None,
    ) -> None:
        self._code = code
        self._access = access
        self._once = once
        self._if_match = if_match
        self._comment = comment.comment if comment else ""

    def by(self, service: Callable[..., Decision]) -> Response:
        """Decide by a service, about the content that was seen."""
        seen = _content_seen(self._if_match)
        project, release_of = self._access.project.id, self._once.runtime.release_of
        try:
            with self._once.in_project(project) as change:
                standing = standing_of(change.session, project, release_of)
                made = service(
                    change.session,
                    self._access.actor,
                    project=project,
                    instance=find_document(change.session, standing, self._code, release_of).key,
                    content=seen,
                    comment=self._comment,
                    release_of=release_of,
                    now=change.now,
                )
                view = DecisionView(
                    number=made.number, verdict=made.verdict, instance=str(made.instance), content=made.content
                )
                return change.answer(view, status=200)
        except decisions.Outdated as error:
            headers = {"ETag": f'"{error.current}"'} if error.current else {}
            return problem(PRECONDITION_FAILED, str(error), code="outdated", headers=headers)


Judgement = Annotated[Judging, Depends()]
_DECIDED = problems(400, 403, 404, 409, 412, 428)


@router.post(
    "/documents/{code:path}/accept", response_model=DecisionView, summary="Accept a document", responses=_DECIDED
)
def accept_document(judgement: Judgement) -> Response:
    """Accept the content that If-Match names; not a byte of it changes."""
    return judgement.by(decisions.accept_document)


@router.post(
    "/documents/{code:path}/send-back", response_model=DecisionView, summary="Send a document back", responses=_DECIDED
)
def send_back_document(judgement: Judgement) -> Response:
    """Send the content that If-Match names back, with a comment that enters the next attempt."""
    return judgement.by(decisions.send_back_document)


@router.post(
    "/documents/{code:path}/reopen", response_model=DecisionView, summary="Reopen a document", responses=_DECIDED
)
def reopen_document(judgement: Judgement) -> Response:
    """Take the acceptance of the content that If-Match names back, with a comment."""
    return judgement.by(decisions.reopen_document)


def answer_view(one: Answered) -> AnswerView:
    """Show a question with what counts as its answer."""
    value = list(one.value) if isinstance(one.value, tuple) else one.value
    asked = one.question
    return AnswerView(
        key=asked.key, question=asked.text, answer=value, assumption=asked.assumption, assumed=one.value is None
    )


def _content_seen(if_match: str | None) -> Digest:
    """Read the one content that If-Match names; a weak tag or `*` names none, and matches none."""
    if if_match is None:
        raise HTTPException(PRECONDITION_REQUIRED, "Send If-Match with the ETag of the document that you saw")
    return Digest(if_match.strip().removeprefix('"').removesuffix('"'))


def _acceptance_gate(view: InstanceView, access: ProjectAccess, accepted: decisions.OpenAcceptance) -> GateView:
    state, gate = view.state, view.state.gate
    return GateView(
        kind="acceptance",
        instance=str(state.key),
        code=str(view.code) if view.code else None,
        title=view.title,
        is_mine=may(access.actor, Permission.GATE_DECIDE, access.membership) and accepted.is_mine,
        content=state.content,
        version=state.version,
        roles=list(gate.roles) if isinstance(gate, AcceptanceGate) else [],
        quorum=accepted.quorum,
        accepted_by=list(accepted.accepted_by),
    )


def _answer_gate(view: InstanceView, access: ProjectAccess, asked: answers.OpenQuestions | None) -> GateView:
    return GateView(
        kind="answers",
        instance=str(view.state.key),
        code=str(view.code) if view.code else None,
        title=view.title,
        is_mine=may(access.actor, Permission.GATE_ANSWER, access.membership),
        question_set=asked.question_set if asked else None,
        questions=[QuestionView.model_validate(question) for question in asked.questions] if asked else [],
    )
