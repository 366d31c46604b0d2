"""Projects over HTTP: begun, listed, given a brief and a workflow."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Body, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from app.api.description import CallsView, CurrentRuntime, PageLimit, calls_view, link_next, operation_id, problems
from app.domain.intake import LONGEST_TITLE
from app.domain.states import DocumentState, WorkState
from app.http.idempotency import OneChange
from app.http.identity import ProjectCreator, ProjectEditor, ProjectLister, ProjectReader
from app.services.adoptions import Adopted, adopt_release
from app.services.briefs import submit_brief
from app.services.definitions import load_release
from app.services.overview import InstanceView, show_project
from app.services.projects import LONGEST_SLUG, create_project, list_projects

router = APIRouter(prefix="/api/v1/projects", tags=["projects"], generate_unique_id_function=operation_id)


class NewProject(BaseModel):
    """A project to begin."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    slug: str = Field(max_length=LONGEST_SLUG, description="Its name in addresses: a-z, 0-9 and single hyphens")
    title: str = Field(
        default="", max_length=LONGEST_TITLE, description="Its name for people; the slug's words by default"
    )


class ProjectView(BaseModel):
    """A project as it stands."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    slug: str
    title: str
    created_at: datetime
    archived_at: datetime | None


class BriefView(BaseModel):
    """A brief that was taken."""

    model_config = ConfigDict(frozen=True)

    number: int
    digest: str
    is_new: bool = Field(description="False where the newest brief is the same text")
    suspicious_lines: list[int] = Field(description="Lines that seem to speak to a model; they are data like any other")


class AdoptionOrder(BaseModel):
    """What a project shall work by."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    workflow: str = Field(max_length=200, examples=["software-product-development@1.0.0"])
    provider: str | None = Field(
        default=None, max_length=200, description="`offline` or `provider:model`; by default what the service is set to"
    )


class AdoptionView(BaseModel):
    """What a project works by."""

    model_config = ConfigDict(frozen=True)

    number: int
    name: str
    version: str
    release_digest: str
    provider: str
    model: str
    is_new: bool = Field(description="False where the project works by exactly this already")


class InstanceStateView(BaseModel):
    """A step in one place, with its document and what its calls came to."""

    model_config = ConfigDict(frozen=True)

    instance: str
    code: str | None
    title: str
    work: WorkState
    document: DocumentState
    version: int | None
    content: str | None = Field(description="Digest of the content that counts")
    waits_for: list[str]
    calls: CallsView


@router.post(
    "", status_code=201, response_model=ProjectView, summary="Begin a project", responses=problems(400, 403, 409)
)
def begin_project(given: NewProject, actor: ProjectCreator, once: OneChange) -> Response:
    """Begin a project; the answer's Location is its address."""
    with once.in_installation() as change:
        made = create_project(change.session, actor, slug=given.slug, title=given.title, now=change.now)
        return change.answer(ProjectView.model_validate(made), headers={"Location": f"{router.prefix}/{made.slug}"})


@router.get("", summary="List projects", responses=problems(403))
def list_own_projects(
    actor: ProjectLister,
    runtime: CurrentRuntime,
    response: Response,
    after: Annotated[str, Query(max_length=LONGEST_SLUG, pattern="^[a-z0-9-]*$", description="Last slug seen")] = "",
    limit: PageLimit = 50,
) -> list[ProjectView]:
    """List the projects that you may read, by slug, in pages after the last one seen."""
    with runtime.database.read() as session:
        found = list_projects(session, actor, after=after, limit=limit + 1)
    if len(found) > limit:
        link_next(response, router.prefix, {"after": found[limit - 1].slug, "limit": limit})
    return [ProjectView.model_validate(project) for project in found[:limit]]


@router.get("/{slug}", summary="Show a project", responses=problems(403, 404))
def read_project(access: ProjectReader) -> ProjectView:
    """Show a project."""
    return ProjectView.model_validate(access.project)


@router.post(
    "/{slug}/briefs",
    status_code=201,
    response_model=BriefView,
    summary="Submit a brief",
    responses=problems(400, 403, 404, 409, 413),
)
def submit_project_brief(
    content: Annotated[bytes, Body(media_type="text/plain", description="The brief: UTF-8, at most 512 KB")],
    access: ProjectEditor,
    once: OneChange,
) -> Response:
    """Take a text as the project's newest brief; the same text as the newest one changes nothing."""
    with once.in_project(access.project.id) as change:
        done = submit_brief(change.session, access.actor, project=access.project.id, content=content, now=change.now)
        view = BriefView(
            number=done.brief.number,
            digest=done.brief.digest,
            is_new=done.is_new,
            suspicious_lines=list(done.suspicious_lines),
        )
        return change.answer(view)


@router.post(
    "/{slug}/adoption",
    status_code=201,
    response_model=AdoptionView,
    summary="Adopt a workflow",
    responses=problems(400, 403, 404, 409),
)
def adopt_workflow(order: AdoptionOrder, access: ProjectEditor, once: OneChange) -> Response:
    """Let the project work by a workflow and a model from here on; adopting the same again changes nothing."""
    release = load_release(order.workflow, own=once.runtime.settings.definitions_path)
    binding = once.runtime.binding(order.provider)
    with once.in_project(access.project.id) as change:
        done = adopt_release(
            change.session,
            access.actor,
            project=access.project.id,
            release=release,
            default_binding=binding,
            now=change.now,
        )
        return change.answer(_adoption(done))


@router.get("/{slug}/instances", summary="List what a project consists of", responses=problems(403, 404))
def list_instances(access: ProjectReader, runtime: CurrentRuntime) -> list[InstanceStateView]:
    """List every instance in the order of the workflow; nothing before a workflow is adopted."""
    with runtime.database.read() as session:
        found = show_project(session, access.actor, project=access.project.id, release_of=runtime.release_of)
    return [_instance(view) for view in found.instances]


def _adoption(done: Adopted) -> AdoptionView:
    adoption = done.adoption
    return AdoptionView(
        number=adoption.number,
        name=adoption.name,
        version=adoption.version,
        release_digest=adoption.release_digest,
        provider=adoption.default_binding.provider,
        model=adoption.default_binding.model,
        is_new=done.is_new,
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
