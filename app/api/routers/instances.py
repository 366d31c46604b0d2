"""What a project consists of, over HTTP: every instance as it stands, and why one failed."""

from typing import Any, Literal

from fastapi import APIRouter
from pydantic import Field

from app.api.description import (
    CallsView,
    CurrentRuntime,
    InstanceName,
    View,
    calls_view,
    instance_key,
    operation_id,
    problems,
)
from app.api.examples import DIGEST
from app.api.pages import CurrentPage
from app.api.routers.adoptions import CauseView
from app.domain.errors import NotFound
from app.domain.facts import FailureReason
from app.domain.plan.outcome import AnswerGate
from app.domain.states import DocumentState, WorkState
from app.http.guarded import Guarded
from app.http.identity import ProjectReader
from app.services.failures import explain_failure
from app.services.overview import InstanceView, show_instance, show_project

router = APIRouter(
    prefix="/api/v1/projects/{slug}", tags=["projects"], generate_unique_id_function=operation_id, route_class=Guarded
)


class InstanceStateView(View):
    """A step in one place, with its document and what its calls came to."""

    instance: str
    code: str | None
    title: str
    work: WorkState
    document: DocumentState
    version: int | None
    content: str | None = Field(description="Digest of the content that counts")
    waits_for: list[str]
    calls: CallsView


class InstanceDetailView(InstanceStateView):
    """A step in one place, as the list has it, and what it stands on."""

    type: str = Field(description="Of its document")
    gate: Literal["answers", "acceptance"] | None = Field(description="What of a person it waits for")
    causes: list[CauseView] = Field(description="Why its document is stale")
    failures: int = Field(description="Failed attempts that count at the present inputs")
    input_digest: str | None = Field(description="Null while a required input is not released")
    checks_digest: str
    answered: list[str] = Field(description="The question sets whose answers count", examples=[[DIGEST]])


class FailedAttemptView(View):
    """One failed attempt."""

    dispatch: int
    number: int
    reason: FailureReason
    detail: Any = Field(description="Findings, or the provider's words; null where they were erased")
    is_final: bool = Field(description="Whether further attempts could not have helped")


class FailureView(View):
    """Why an instance failed."""

    instance: str
    reason: FailureReason
    detail: Any = Field(description="Findings, or the provider's words, of the last attempt")
    remedy: str = Field(description="What a person can do")
    attempts: list[FailedAttemptView]


@router.get("/instances", summary="List what a project consists of", responses=problems(403, 404))
def list_instances(access: ProjectReader, runtime: CurrentRuntime, page: CurrentPage) -> list[InstanceStateView]:
    """List every instance in the order of the workflow; nothing before a workflow is adopted."""
    with runtime.database.read() as session:
        found = show_project(session, access.actor, project=access.project.id, release_of=runtime.release_of)
    return [_instance(view) for view in page.cut(found.instances, lambda view: view.order)]


@router.get("/instances/{instance:path}/failure", summary="Explain a failure", responses=problems(403, 404, 409))
def read_failure(instance: InstanceName, access: ProjectReader, runtime: CurrentRuntime) -> FailureView:
    """Say why an instance failed at its present inputs, what each attempt brought, and what a person can do."""
    with runtime.database.read() as session:
        found = explain_failure(
            session,
            access.actor,
            project=access.project.id,
            instance=instance_key(instance),
            release_of=runtime.release_of,
        )
    if found is None:
        raise NotFound(f"{instance!r} has not failed at its present inputs.")
    return FailureView(
        instance=str(found.instance),
        reason=found.reason,
        detail=found.detail,
        remedy=found.remedy,
        attempts=[FailedAttemptView.model_validate(attempt) for attempt in found.attempts],
    )


@router.get("/instances/{instance:path}", summary="Show an instance", responses=problems(403, 404, 409))
def read_instance(instance: InstanceName, access: ProjectReader, runtime: CurrentRuntime) -> InstanceDetailView:
    """Show one instance as the list has it, why its document is stale, and which answers count."""
    with runtime.database.read() as session:
        found = show_instance(
            session,
            access.actor,
            project=access.project.id,
            instance=instance_key(instance),
            release_of=runtime.release_of,
        )
    state = found.view.state
    waits_for_answers = isinstance(state.gate, AnswerGate)
    return InstanceDetailView(
        **dict(_instance(found.view)),
        type=state.document_type,
        gate=None if state.gate is None else "answers" if waits_for_answers else "acceptance",
        causes=[CauseView.model_validate(cause) for cause in state.causes],
        failures=state.failures,
        input_digest=state.input_digest,
        checks_digest=state.checks_digest,
        answered=list(found.answered),
    )


def _instance(view: InstanceView) -> InstanceStateView:
    state = view.state
    return InstanceStateView(
        instance=str(state.key),
        code=str(view.code) if view.code else None,
        title=view.title,
        work=state.work,
        document=state.document,
        version=state.version,
        content=state.content,
        waits_for=list(state.waits_for),
        calls=calls_view(view.calls),
    )
