"""Asking the plan and doing what it says, inside the transaction that changed the facts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.accounts import SYSTEM
from app.domain.audit import Deed
from app.domain.events import EventKind, Happening
from app.domain.facts import Dispatch, Fact, RunClosed, Void
from app.domain.plan.outcome import Plan
from app.engine.orders import Order
from app.engine.plans import HeldPlan
from app.engine.queue import JobQueue
from app.store import audit, events, projections


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """What a reconcile appended."""

    plan: Plan | None = None
    """None where nothing was adopted yet."""

    dispatches: tuple[Dispatch, ...] = ()
    voids: tuple[Void, ...] = ()


def reconcile(session: Session, held: HeldPlan, queue: JobQueue, *, at: datetime) -> Reconciled:
    """Append what the plan says, put ready work on the queue, and bring the projections in step.

    The caller holds the project's lock and commits; whatever the transaction changed before is taken into account.
    Doing it twice appends nothing. Reads digests only, never a content.
    """
    if not held.refresh(session):
        return Reconciled()
    dispatches: list[Dispatch] = []
    voids: list[Void] = []
    run_closed = False
    plan = held.asked.plan()
    while appended := _to_append(plan):
        held.append(session, appended, at=at, run=plan.run_number)
        for dispatch in plan.dispatches:
            order = Order(project=held.project, dispatch=dispatch.key)
            queue.enqueue(session, order.job_id, order.arguments)
        _tell(session, held, plan, at=at)
        dispatches.extend(plan.dispatches)
        voids.extend(plan.voids)
        run_closed = run_closed or plan.close is not None
        plan = held.asked.plan()
    run = (plan.run_number, plan.run)
    projections.write(
        session,
        held.project,
        plan,
        changed=held.asked.forget_changes(),
        is_run_written=held.written == run,
        gated=held.gated,
    )
    held.written = run
    held.gated = frozenset(gate.instance for gate in plan.gates)
    if run_closed:  # last, since everybody's writers take turns at the chain of the installation
        audit.anchor(session, held.project, at=at)
    return Reconciled(plan=plan, dispatches=tuple(dispatches), voids=tuple(voids))


def _to_append(plan: Plan) -> tuple[Fact, ...]:
    closing: tuple[Fact, ...] = ()
    if plan.close is not None and plan.run_number is not None:
        closing = (RunClosed(number=plan.run_number, outcome=plan.close),)
    return (*plan.voids, *plan.dispatches, *closing)


def _tell(session: Session, held: HeldPlan, plan: Plan, *, at: datetime) -> None:
    happened = list(_happenings(plan))
    events.append(session, held.project, happened, at=at, actor=SYSTEM, run=plan.run_number)
    if plan.close is not None:
        deed = Deed(action="run.closed", subject=f"{plan.run_number} {plan.close.value}")
        audit.record(session, held.project, deed, at=at, actor=SYSTEM)


def _happenings(plan: Plan) -> Iterator[Happening]:
    for void in plan.voids:
        yield Happening(
            kind=EventKind.WORK_VOIDED,
            instance=void.dispatch.instance,
            data={"dispatch": void.dispatch.number, "reason": void.reason},
        )
    for dispatch in plan.dispatches:
        key = dispatch.key
        yield Happening(
            kind=EventKind.WORK_ORDERED,
            instance=key.instance,
            data={"dispatch": key.number, "input_digest": key.input_digest},
        )
    if plan.close is not None:
        yield Happening(kind=EventKind.RUN_CLOSED, data={"run": plan.run_number, "outcome": plan.close.value})
