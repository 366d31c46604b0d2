"""Projects over HTTP: begun, listed, given a brief and a workflow."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Body, Response
from pydantic import Field

from app.api.description import (
    CurrentRuntime,
    Order,
    View,
    operation_id,
    problems,
)
from app.api.pages import CurrentPage
from app.domain.intake import LONGEST_TITLE
from app.http.guarded import Guarded, RequiredText
from app.http.idempotency import Once, OneChange
from app.http.identity import (
    ProjectAccess,
    ProjectArchivist,
    ProjectCreator,
    ProjectEditor,
    ProjectLister,
    ProjectReader,
)
from app.services.briefs import submit_brief
from app.services.projects import (
    LONGEST_SLUG,
    Project,
    archive_project,
    create_project,
    list_own_projects,
    unarchive_project,
)

router = APIRouter(
    prefix="/api/v1/projects", tags=["projects"], generate_unique_id_function=operation_id, route_class=Guarded
)


class NewProject(Order):
    """A project to begin."""

    slug: str = Field(
        max_length=LONGEST_SLUG,
        description="Its name in addresses: a-z, 0-9 and single hyphens",
        json_schema_extra={"pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
    )
    title: str = Field(
        default="", max_length=LONGEST_TITLE, description="Its name for people; the slug's words by default"
    )


class ProjectView(View):
    """A project as it stands."""

    slug: str
    title: str
    created_at: datetime
    archived_at: datetime | None


class BriefView(View):
    """A brief that was taken."""

    number: int
    digest: str
    is_new: bool = Field(description="False where the newest brief is the same text")
    suspicious_lines: list[int] = Field(description="Lines that seem to speak to a model; they are data like any other")


@router.post(
    "", status_code=201, response_model=ProjectView, summary="Begin a project", responses=problems(400, 403, 409)
)
def begin_project(given: NewProject, actor: ProjectCreator, once: OneChange) -> Response:
    """Begin a project; the answer's Location is its address."""
    with once.in_installation() as change:
        made = create_project(change.session, actor, slug=given.slug, title=given.title, now=change.now)
        return change.answer(ProjectView.model_validate(made), headers={"Location": f"{router.prefix}/{made.slug}"})


@router.get("", summary="List projects", responses=problems(403))
def list_projects(actor: ProjectLister, runtime: CurrentRuntime, page: CurrentPage) -> list[ProjectView]:
    """List the projects that you may read, in the order in which they were begun."""
    with runtime.database.read() as session:
        found = list_own_projects(session, actor, after=page.after_key(), limit=page.ask)
    return [ProjectView.model_validate(project) for project in page.shown(found, lambda project: project.id)]


@router.get("/{slug}", summary="Show a project", responses=problems(403, 404))
def read_project(access: ProjectReader) -> ProjectView:
    """Show a project."""
    return ProjectView.model_validate(access.project)


@router.post(
    "/{slug}/archive",
    response_model=ProjectView,
    summary="Archive a project",
    responses=problems(400, 403, 404, 409),
)
def archive(access: ProjectArchivist, once: OneChange) -> Response:
    """Make a project read-only; a run that is open is cancelled."""
    return _turned(archive_project, access, once)


@router.post(
    "/{slug}/unarchive",
    response_model=ProjectView,
    summary="Take a project out of the archive",
    responses=problems(400, 403, 404, 409),
)
def unarchive(access: ProjectArchivist, once: OneChange) -> Response:
    """Let an archived project change again; its next run continues where it stood."""
    return _turned(unarchive_project, access, once)


@router.post(
    "/{slug}/briefs",
    status_code=201,
    response_model=BriefView,
    summary="Submit a brief",
    responses=problems(400, 403, 404, 409, 413, 415),
    openapi_extra={"requestBody": {"required": True}},
)
def submit_project_brief(
    content: Annotated[
        bytes,
        Body(
            default_factory=bytes,
            media_type="text/plain",
            description="The brief: UTF-8, at most 512 KB",
            json_schema_extra={"pattern": r"^[^\x00]*[^\s\x00][^\x00]*$"},
        ),
    ],
    access: ProjectEditor,
    is_text: RequiredText,
    once: OneChange,
) -> Response:
    """Take a text as the project's newest brief; the same text as the newest one changes nothing."""
    del is_text
    with once.in_project(access.project.id) as change:
        done = submit_brief(change.session, access.actor, project=access.project.id, content=content, now=change.now)
        view = BriefView(
            number=done.brief.number,
            digest=done.brief.digest,
            is_new=done.is_new,
            suspicious_lines=list(done.suspicious_lines),
        )
        return change.answer(view, headers={"Location": f"{router.prefix}/{access.project.slug}/briefs/{view.number}"})


def _turned(service: Callable[..., Project], access: ProjectAccess, once: Once) -> Response:
    with once.in_project(access.project.id) as change:
        done = service(change.session, access.actor, project=access.project.id, now=change.now)
        return change.answer(ProjectView.model_validate(done), status=200)
