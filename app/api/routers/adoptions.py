"""What a project works by, over HTTP: adopted, and what adopting something else would change."""

from fastapi import APIRouter, Response
from pydantic import Field

from app.api.description import CurrentRuntime, Order, View, operation_id, problems
from app.domain.definition.release import Release
from app.http.guarded import Guarded
from app.http.idempotency import OneChange
from app.http.identity import ProjectEditor
from app.runtime import Runtime
from app.services.adoptions import Adopted, adopt_release, preview_adoption
from app.services.definitions import load_release

router = APIRouter(
    prefix="/api/v1/projects", tags=["projects"], generate_unique_id_function=operation_id, route_class=Guarded
)


class AdoptionOrder(Order):
    """What a project shall work by."""

    workflow: str = Field(max_length=200, examples=["software-product-development@1.0.0"])
    provider: str | None = Field(
        default=None, max_length=200, description="`offline` or `provider:model`; by default what the service is set to"
    )


class AdoptionView(View):
    """What a project works by."""

    number: int
    name: str
    version: str
    release_digest: str
    provider: str
    model: str
    is_new: bool = Field(description="False where the project works by exactly this already")


class CauseView(View):
    """Why a document would be stale."""

    kind: str
    input: str


class StaleView(View):
    """A document that is released now and would not be."""

    instance: str
    causes: list[CauseView]


class AdoptionPreviewView(View):
    """What an adoption would change; nothing of it has happened."""

    name: str
    version: str
    release_digest: str
    stale: list[StaleView] = Field(description="Would have to be made again, in the order of the workflow")
    new: list[str] = Field(description="Instances that there is no place for now")
    retired: list[str] = Field(description="Released instances that the workflow has no place for")


@router.post(
    "/{slug}/adoption",
    status_code=201,
    response_model=AdoptionView,
    summary="Adopt a workflow",
    responses=problems(400, 403, 404, 409),
)
def adopt_workflow(order: AdoptionOrder, access: ProjectEditor, once: OneChange) -> Response:
    """Let the project work by a workflow and a model from here on; adopting the same again changes nothing."""
    release = _release(order, once.runtime)
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


@router.post("/{slug}/adoption/preview", summary="Preview an adoption", responses=problems(403, 404))
def preview_workflow(order: AdoptionOrder, access: ProjectEditor, runtime: CurrentRuntime) -> AdoptionPreviewView:
    """Say what adopting a workflow and a model would make stale, add and retire, and why; changes nothing."""
    release = _release(order, runtime)
    binding = runtime.binding(order.provider)
    with runtime.database.read() as session:
        found = preview_adoption(
            session,
            access.actor,
            project=access.project.id,
            release=release,
            default_binding=binding,
            release_of=runtime.release_of,
        )
    return AdoptionPreviewView(
        name=release.definition.name,
        version=release.definition.version,
        release_digest=release.digest,
        stale=[
            StaleView(instance=str(key), causes=[CauseView.model_validate(cause) for cause in causes])
            for key, causes in found.would_be_stale.items()
        ],
        new=[str(key) for key in found.would_be_new],
        retired=[str(key) for key in found.would_be_retired],
    )


def _release(order: AdoptionOrder, runtime: Runtime) -> Release:
    with runtime.database.read() as session:
        return load_release(order.workflow, own=runtime.settings.definitions_path, session=session)


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
