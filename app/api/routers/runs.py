"""Runs over HTTP: ordered, listed, cancelled; and retries of what failed."""

from datetime import datetime

from fastapi import APIRouter, Response
from pydantic import Field

from app.api.description import (
    CallsView,
    CurrentRuntime,
    InstanceName,
    Number,
    View,
    calls_view,
    instance_key,
    operation_id,
    problems,
)
from app.api.pages import LARGEST_NUMBER, CurrentPage
from app.domain.facts import RunOutcome
from app.domain.states import RunState
from app.http.guarded import Guarded
from app.http.idempotency import OneChange
from app.http.identity import ProjectReader, RunOrderer
from app.runtime import Runtime
from app.services import runs
from app.services.runs import RunView

router = APIRouter(
    prefix="/api/v1/projects/{slug}", tags=["runs"], generate_unique_id_function=operation_id, route_class=Guarded
)


class RunStateView(View):
    """A run with what it cost."""

    number: int
    state: RunState
    is_interrupted: bool = Field(
        description="Whether the run has work that no process executes now; `combine worker` goes on with it, as does"
        " `combine serve` on SQLite"
    )
    started_at: datetime
    closed_at: datetime | None
    calls: CallsView


class OrderedRun(View):
    """A run that was ordered."""

    number: int


class ClosedRun(View):
    """A run that was closed."""

    number: int
    outcome: RunOutcome


class OrderedRetry(View):
    """A retry that was ordered."""

    instance: str
    number: int = Field(description="Counts the retries at the present inputs")
    run: int
    is_new_run: bool


@router.get("/runs", summary="List runs", responses=problems(403, 404))
def list_project_runs(access: ProjectReader, runtime: CurrentRuntime, page: CurrentPage) -> list[RunStateView]:
    """List the runs, newest first."""
    before = page.after_number(LARGEST_NUMBER)
    with runtime.database.read() as session:
        found = runs.list_runs(session, access.actor, project=access.project.id, before=before, limit=page.ask)
    return [_run(view, runtime) for view in page.shown(found, lambda view: view.run.number)]


@router.post(
    "/runs",
    status_code=201,
    response_model=OrderedRun,
    summary="Order a run",
    responses=problems(400, 403, 404, 409),
)
def order_run(access: RunOrderer, once: OneChange) -> Response:
    """Order a run: everything that is not released and current is worked on, as far as people let it."""
    with once.in_project(access.project.id) as change:
        started = runs.start_run(change.session, access.actor, project=access.project.id, now=change.now)
        address = f"/api/v1/projects/{access.project.slug}/runs/{started.number}"
        return change.answer(OrderedRun(number=started.number), headers={"Location": address})


@router.get("/runs/{number}", summary="Show a run", responses=problems(403, 404))
def read_run(number: Number, access: ProjectReader, runtime: CurrentRuntime) -> RunStateView:
    """Show a run with what it cost."""
    with runtime.database.read() as session:
        found = runs.show_run(session, access.actor, project=access.project.id, number=number)
    return _run(found, runtime)


@router.post(
    "/runs/{number}/cancel",
    response_model=ClosedRun,
    summary="Cancel a run",
    responses=problems(400, 403, 404, 409),
)
def cancel_project_run(number: Number, access: RunOrderer, once: OneChange) -> Response:
    """Close the open run; what was finished is kept, and the next run continues."""
    project = access.project.id
    with once.in_project(project) as change:
        closed = runs.cancel_run(change.session, access.actor, project=project, number=number, now=change.now)
        return change.answer(ClosedRun(number=closed.number, outcome=closed.outcome), status=200)


@router.post(
    "/instances/{instance:path}/retry",
    status_code=201,
    response_model=OrderedRetry,
    summary="Order a retry",
    responses=problems(400, 403, 404, 409),
)
def retry_instance(instance: InstanceName, access: RunOrderer, once: OneChange) -> Response:
    """Give a failed instance its attempts again; starts a run where none is open."""
    key = instance_key(instance)
    with once.in_project(access.project.id) as change:
        ordered = runs.order_retry(
            change.session,
            access.actor,
            project=access.project.id,
            instance=key,
            release_of=once.runtime.release_of,
            now=change.now,
        )
        number, run = ordered.retry.number, ordered.run
        view = OrderedRetry(instance=str(key), number=number, run=run, is_new_run=ordered.is_new_run)
        address = f"/api/v1/projects/{access.project.slug}/instances/{key}"
        return change.answer(view, headers={"Location": address})


def _run(view: RunView, runtime: Runtime) -> RunStateView:
    run = view.run
    return RunStateView(
        number=run.number,
        state=run.state,
        is_interrupted=runtime.is_interrupted(run.state),
        started_at=run.started_at,
        closed_at=run.closed_at,
        calls=calls_view(view.calls),
    )
