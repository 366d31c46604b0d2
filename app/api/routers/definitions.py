"""The workflow definitions that can be adopted, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import Field

from app.api.description import CurrentRuntime, View, operation_id, problems
from app.api.pages import CurrentPage
from app.domain.definition.release import Release
from app.http.identity import ProjectLister
from app.services.definitions import available_releases, load_release

router = APIRouter(prefix="/api/v1/definitions", tags=["definitions"], generate_unique_id_function=operation_id)

ReleaseName = Annotated[str, Path(max_length=100, description="The workflow's name, `software-product-development`")]
ReleaseVersion = Annotated[str, Path(max_length=100, description="Its version, `1.0.0`")]


class AvailableRelease(View):
    """A release that can be adopted."""

    name: str
    version: str


class StepView(View):
    """A step of a workflow, and the document that it produces."""

    id: str
    title: str
    role: str
    scope: str | None
    produces: str
    code: str = Field(description="The letters of the document's code")
    accepted_by: list[str] = Field(description="Roles of which one must accept; empty where nobody needs to")
    asks_questions: bool


class DefinitionView(View):
    """A release of a workflow."""

    name: str
    version: str
    title: str
    digest: str
    steps: list[StepView]
    approvers: dict[str, str] = Field(description="The roles that decide, with their titles")


@router.get("", summary="List workflows", responses=problems(403))
def list_definitions(actor: ProjectLister, runtime: CurrentRuntime, page: CurrentPage) -> list[AvailableRelease]:
    """List every release that can be adopted, by name, the newest version first."""
    del actor
    found = available_releases(own=runtime.settings.definitions_path)
    shown = page.cut(found, lambda release: f"{release.name}@{release.version}")
    return [AvailableRelease.model_validate(release) for release in shown]


@router.get("/{name}/{version}", summary="Show a workflow", responses=problems(403, 404))
def read_definition(
    name: ReleaseName, version: ReleaseVersion, actor: ProjectLister, runtime: CurrentRuntime
) -> DefinitionView:
    """Show a release: its steps, their documents, and who decides."""
    del actor
    return _definition(load_release(f"{name}@{version}", own=runtime.settings.definitions_path))


def _definition(release: Release) -> DefinitionView:
    definition = release.definition
    steps = []
    for step in definition.steps:
        produced = definition.document_types[step.produces]
        steps.append(
            StepView(
                id=step.id,
                title=step.title,
                role=step.role,
                scope=step.scope,
                produces=step.produces,
                code=produced.code,
                accepted_by=list(produced.acceptance.by) if produced.acceptance else [],
                asks_questions=step.clarify,
            )
        )
    return DefinitionView(
        name=definition.name,
        version=definition.version,
        title=definition.title,
        digest=release.digest,
        steps=steps,
        approvers={str(role): title for role, title in definition.approvers.items()},
    )
