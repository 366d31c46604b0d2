"""Calls that are made again: read from the durable steps, so that every process sees the same."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from app.domain.calls import Repeat
from app.domain.facts import InstanceKey
from app.domain.names import ProjectId
from app.engine.orders import Order
from app.engine.patience import MOST_TRIES
from app.engine.queue import JobQueue, JobStep
from app.engine.work import Work

WAIT = "wait:"
"""How the name of a pause before the next call begins; its result is when the pause ends, in seconds since 1970."""


def repeats(work: Work, queue: JobQueue, project: ProjectId) -> Mapping[InstanceKey, Repeat]:
    """Say for which instances a call is made again, now or after a pause."""
    with work.seen(project) as unit:
        if unit.plan.planner is None:
            return {}
        live = {Order(project=project, dispatch=found.key).job_id: found.key.instance for found in unit.plan.live()}
    told = {live[job_id]: repeat_of(queue.steps(job_id)) for job_id in queue.begun(live.keys())}
    return {instance: repeat for instance, repeat in told.items() if repeat is not None}


def repeat_of(steps: Sequence[JobStep]) -> Repeat | None:
    """Read from the steps of a job whether its call is being made again.

    Pauses stand between the calls of one attempt: each follows the call that failed, and an attempt that had an answer
    ends the row.
    """
    if steps and _failed(steps[-1]):  # what follows is the next pause, or the end of the job
        steps = steps[:-1]
    if not steps or not steps[-1].name.startswith(WAIT):
        return None
    backwards = [step.name.startswith(WAIT) for step in reversed(steps)]
    tries = next((place for place, is_wait in enumerate(backwards[::2]) if not is_wait), len(backwards[::2]))
    match steps[-1].result, steps[-2].result if len(steps) > 1 else None:
        case (int() | float()) as due, {"again": str(reason)}:
            return Repeat(attempt=tries + 1, most=MOST_TRIES, due_at=datetime.fromtimestamp(due, tz=UTC), reason=reason)
        case _:
            return None


def _failed(step: JobStep) -> bool:
    return isinstance(step.result, dict) and "again" in step.result
