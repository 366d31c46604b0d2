"""Projects over HTTP."""

from datetime import datetime

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from app.api.service import CurrentService
from app.http.identity import ProjectCreator, ProjectReader
from app.services.projects import LONGEST_SLUG, LONGEST_TITLE, create_project

router = APIRouter(
    prefix="/api/v1/projects",
    tags=["projects"],
    responses={401: {"description": "Nobody is signed in"}},
)


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


@router.post("", status_code=201, summary="Begin a project", responses={409: {"description": "The slug is taken"}})
def begin(given: NewProject, actor: ProjectCreator, service: CurrentService, response: Response) -> ProjectView:
    """Begin a project; the answer's Location is its address."""
    runtime = service.execution.runtime()
    with runtime.database.begin() as session:
        made = create_project(session, actor, slug=given.slug, title=given.title, now=runtime.clock())
    response.headers["Location"] = f"{router.prefix}/{made.slug}"
    return ProjectView.model_validate(made)


@router.get("/{slug}", summary="Show a project", responses={404: {"description": "No such project"}})
def show(access: ProjectReader) -> ProjectView:
    """Show a project."""
    return ProjectView.model_validate(access.project)
