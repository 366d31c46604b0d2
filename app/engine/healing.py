"""Bringing orders and jobs together again, after whatever tore them apart."""

from app.domain.facts import Dispatch, FailureReason
from app.domain.findings import Finding, Severity
from app.domain.names import ProjectId
from app.domain.remedies import REMEDIES
from app.domain.revision import record_failure
from app.engine.orders import Order
from app.engine.queue import JobQueue, JobState
from app.engine.recorder import append
from app.engine.work import Unit, Work

_ENDED = (JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED)

LOST = Finding(
    severity=Severity.ERROR,
    code="call.engine",
    path="",
    message="The work ended without an outcome.",
    fix=REMEDIES[FailureReason.ENGINE],
)


def heal(work: Work, queue: JobQueue, project: ProjectId) -> None:
    """Give every order of `project` what it lacks, and ask the plan again.

    An order whose job is unknown, as after a restored backup, gets its job. An order whose job ended without an
    outcome gets a failed attempt, which is final until a person orders a retry. Idempotent.
    """
    with work.on(project) as unit:
        if unit.plan.planner is None:
            return
        live = {Order(project=project, dispatch=dispatch.key): dispatch for dispatch in unit.plan.live()}
        states = queue.states([order.job_id for order in live])
        for order, dispatch in live.items():
            state = states.get(order.job_id)
            if state is None:
                queue.enqueue(unit.session, order.job_id, order.arguments)
            elif state in _ENDED:
                _fail(unit, dispatch)


def _fail(unit: Unit, dispatch: Dispatch) -> None:
    recording = record_failure(
        dispatch,
        attempt=max(unit.plan.attempts(dispatch.key), default=0) + 1,
        reason=FailureReason.ENGINE,
        findings=(LOST,),
        known=unit.plan.asked.index,
        is_final=True,
    )
    append(unit, dispatch, recording, run=unit.plan.asked.index.newest_run)
