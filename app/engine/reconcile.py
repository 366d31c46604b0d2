"""Asking the plan and doing what it says, inside the transaction that changed the facts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from app.core.database_session import Session
from app.domain.accounts import SYSTEM
from app.domain.audit import Deed
from app.domain.events import EventKind, Happening
from app.domain.facts import Dispatch, DispatchKey, Fact, RunClosed, Void
from app.domain.plan.outcome import Moves
from app.engine.orders import Order
from app.engine.plans import HeldPlan
from app.engine.queue import JobQueue
from app.store import audit, events, projections


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """What a reconcile appended."""

    dispatches: tuple[Dispatch, ...] = ()
    voids: tuple[Void, ...] = ()
    superseded: tuple[DispatchKey, ...] = ()
    """Those of the voided dispatches whose inputs are no longer the present ones."""


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
    moves = held.asked.moves()
    while appended := _to_append(moves):
        held.append(session, appended, at=at, run=moves.run_number)
        for dispatch in moves.dispatches:
            order = Order(project=held.project, dispatch=dispatch.key)
            queue.enqueue(session, order.job_id, order.arguments)
        _tell(session, held, moves, at=at)
        dispatches.extend(moves.dispatches)
        voids.extend(moves.voids)
        run_closed = run_closed or moves.close is not None
        moves = held.asked.moves()
    projections.follow(session, held.project, moves, held.asked.changes(), written=held.written)
    held.written = (moves.run_number, moves.run)
    if run_closed:  # last, since everybody's writers take turns at the chain of the installation
        audit.anchor(session, held.project, at=at)
    return Reconciled(
        dispatches=tuple(dispatches),
        voids=tuple(voids),
        superseded=tuple(void.dispatch for void in voids if held.is_superseded(void.dispatch)),
    )


def _to_append(moves: Moves) -> tuple[Fact, ...]:
    closing: tuple[Fact, ...] = ()
    if moves.close is not None and moves.run_number is not None:
        closing = (RunClosed(number=moves.run_number, outcome=moves.close),)
    return (*moves.voids, *moves.dispatches, *closing)


def _tell(session: Session, held: HeldPlan, moves: Moves, *, at: datetime) -> None:
    happened = list(_happenings(moves))
    events.append(session, held.project, happened, at=at, actor=SYSTEM, run=moves.run_number)
    if moves.close is not None:
        deed = Deed(action="run.closed", subject=f"{moves.run_number} {moves.close.value}")
        audit.record(session, held.project, deed, at=at, actor=SYSTEM)


def _happenings(moves: Moves) -> Iterator[Happening]:
    for void in moves.voids:
        yield Happening(
            kind=EventKind.WORK_VOIDED,
            instance=void.dispatch.instance,
            data={"dispatch": void.dispatch.number, "reason": void.reason},
        )
    for dispatch in moves.dispatches:
        key = dispatch.key
        yield Happening(
            kind=EventKind.WORK_ORDERED,
            instance=key.instance,
            data={"dispatch": key.number, "input_digest": key.input_digest},
        )
    if moves.close is not None:
        yield Happening(kind=EventKind.RUN_CLOSED, data={"run": moves.run_number, "outcome": moves.close.value})
