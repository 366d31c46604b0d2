"""What a project's model calls came to, over HTTP."""

from fastapi import APIRouter
from pydantic import Field

from app.api.description import CallsView, CurrentRuntime, View, calls_view, operation_id, problems
from app.http.guarded import Guarded
from app.http.identity import ProjectReader
from app.services.costs import show_costs

router = APIRouter(
    prefix="/api/v1/projects/{slug}", tags=["costs"], generate_unique_id_function=operation_id, route_class=Guarded
)


class OfRun(View):
    """What the calls of one run came to."""

    run: int | None = Field(description="Null for calls outside any run")
    calls: CallsView


class OfInstance(View):
    """What the calls of one instance came to."""

    instance: str
    calls: CallsView


class OfRole(View):
    """What the calls of one role came to."""

    role: str | None = Field(description="Null for steps that no adopted workflow knows", examples=["analyst"])
    calls: CallsView


class OfModel(View):
    """What the calls of one model came to."""

    provider: str
    model: str
    calls: CallsView


class CostsView(View):
    """What a project's calls came to; each list adds up to the same total."""

    total: CallsView
    by_run: list[OfRun]
    by_instance: list[OfInstance]
    by_role: list[OfRole]
    by_model: list[OfModel]


@router.get("/costs", summary="Show what model calls cost", responses=problems(403, 404))
def read_costs(access: ProjectReader, runtime: CurrentRuntime) -> CostsView:
    """Show what the project's calls came to: in all, by run, instance, role and model; amounts are exact decimals."""
    with runtime.database.read() as session:
        found = show_costs(session, access.actor, project=access.project.id, release_of=runtime.release_of)
    return CostsView(
        total=calls_view(found.total),
        by_run=[OfRun(run=run, calls=calls_view(calls)) for run, calls in found.by_run.items()],
        by_instance=[
            OfInstance(instance=str(key), calls=calls_view(calls)) for key, calls in found.by_instance.items()
        ],
        by_role=[OfRole(role=role, calls=calls_view(calls)) for role, calls in found.by_role.items()],
        by_model=[
            OfModel(provider=provider, model=model, calls=calls_view(calls))
            for (provider, model), calls in found.by_model.items()
        ],
    )
