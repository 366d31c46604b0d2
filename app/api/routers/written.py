"""What people wrote, over HTTP: briefs, answers and decisions read back, with who and when."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import Field

from app.api.description import CurrentRuntime, InstanceName, Number, View, instance_key, operation_id, problems
from app.api.pages import LARGEST_NUMBER, CurrentPage
from app.api.routers.gates import AnswerView, QuestionSet, answer_view
from app.domain.facts import Brief, Verdict
from app.domain.names import Digest
from app.http.guarded import Guarded
from app.http.identity import ProjectReader
from app.services import written
from app.services.written import Written, WrittenAnswers

router = APIRouter(prefix="/api/v1/projects/{slug}", generate_unique_id_function=operation_id, route_class=Guarded)


class SubmittedView(View):
    """A brief that was submitted."""

    number: int
    digest: str
    by: str
    at: datetime


class BriefText(SubmittedView):
    """A brief with its text."""

    text: str = Field(examples=["# Harbour permits\n\nSkippers must be able to ask for a berth online.\n"])
    suspicious_lines: list[int] = Field(description="Lines that seem to speak to a model; they are data like any other")


class GivenAnswersView(View):
    """What somebody said to a question set."""

    instance: str
    question_set: str
    number: int = Field(description="Counts what was said to this set")
    by: str
    at: datetime
    answers: list[AnswerView] | None = Field(description="Null where they were withdrawn, or erased")


class MadeDecisionView(View):
    """A decision about a document."""

    number: int = Field(description="Counts the decisions about this instance")
    verdict: Verdict
    instance: str
    content: str = Field(description="Digest of the content that was judged")
    by: str
    at: datetime
    comment: str | None = Field(description="Digest of the comment")
    text: str | None = Field(
        description="The comment; null where there is none, or it was erased",
        examples=["The second goal has no measure."],
    )


@router.get("/briefs", summary="List briefs", tags=["projects"], responses=problems(403, 404))
def list_briefs(access: ProjectReader, runtime: CurrentRuntime, page: CurrentPage) -> list[SubmittedView]:
    """List the briefs that were submitted, newest first; the first is the one that counts."""
    before = page.after_number(LARGEST_NUMBER)
    with runtime.database.read() as session:
        found = written.list_briefs(session, access.actor, project=access.project.id, before=before, limit=page.ask)
    return [_submitted(one) for one in page.shown(found, lambda one: one.sequence)]


@router.get("/briefs/{number}", summary="Read a brief", tags=["projects"], responses=problems(403, 404))
def read_brief(number: Number, access: ProjectReader, runtime: CurrentRuntime) -> BriefText:
    """Give a brief with its text, as it was submitted."""
    with runtime.database.read() as session:
        found = written.read_brief(session, access.actor, project=access.project.id, number=number)
    return BriefText(
        **_submitted(found.written).model_dump(), text=found.text, suspicious_lines=list(found.suspicious_lines)
    )


@router.get("/answers", summary="List answers", tags=["gates"], responses=problems(403, 404))
def list_answers(access: ProjectReader, runtime: CurrentRuntime, page: CurrentPage) -> list[GivenAnswersView]:
    """List what people answered and withdrew, newest first."""
    before = page.after_number(LARGEST_NUMBER)
    with runtime.database.read() as session:
        found = written.list_answers(session, access.actor, project=access.project.id, before=before, limit=page.ask)
    return [_given(one) for one in page.shown(found, lambda one: one.written.sequence)]


@router.get(
    "/instances/{instance:path}/questions/{question_set}/answers",
    summary="Read answers",
    tags=["gates"],
    responses=problems(403, 404),
)
def read_answers(
    instance: InstanceName, question_set: QuestionSet, access: ProjectReader, runtime: CurrentRuntime
) -> GivenAnswersView:
    """Give what counts as the answers to a question set, with who gave them and when."""
    with runtime.database.read() as session:
        found = written.show_answers(
            session,
            access.actor,
            project=access.project.id,
            instance=instance_key(instance),
            question_set=Digest(question_set),
        )
    return _given(found)


@router.get("/decisions", summary="List decisions", tags=["gates"], responses=problems(403, 404))
def list_decisions(access: ProjectReader, runtime: CurrentRuntime, page: CurrentPage) -> list[MadeDecisionView]:
    """List what people decided about documents, with their comments, newest first."""
    before = page.after_number(LARGEST_NUMBER)
    with runtime.database.read() as session:
        found = written.list_decisions(session, access.actor, project=access.project.id, before=before, limit=page.ask)
    return [
        MadeDecisionView(
            number=one.written.fact.number,
            verdict=one.written.fact.verdict,
            instance=str(one.written.fact.instance),
            content=one.written.fact.content,
            by=one.written.by.actor_name,
            at=one.written.by.at,
            comment=one.written.fact.comment,
            text=one.text,
        )
        for one in page.shown(found, lambda one: one.written.sequence)
    ]


def _submitted(one: Written[Brief]) -> SubmittedView:
    return SubmittedView(number=one.fact.number, digest=one.fact.digest, by=one.by.actor_name, at=one.by.at)


def _given(one: WrittenAnswers) -> GivenAnswersView:
    fact, by = one.written.fact, one.written.by
    return GivenAnswersView(
        instance=str(fact.instance),
        question_set=fact.question_set,
        number=fact.number,
        by=by.actor_name,
        at=by.at,
        answers=None if one.answered is None else [answer_view(answered) for answered in one.answered],
    )
