"""The events of a project, numbered without gaps under its lock, so that a reader never misses a late one."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.orm import Session

from app.domain.accounts import Actor, ActorKind
from app.domain.events import Event, EventKind, Happening
from app.domain.facts import InstanceKey
from app.domain.names import ProjectId, ScopePath, StepId
from app.store.tables import events

_APPEND = insert(events)
_LAST = select(func.max(events.c.sequence)).where(events.c.project == bindparam("project"))


def append(
    session: Session,
    project: ProjectId,
    happenings: Sequence[Happening],
    *,
    at: datetime,
    actor: Actor,
    run: int | None = None,
) -> int:
    """Append what happened and give the project's last number; the caller holds the project's lock."""
    before = last(session, project)
    if happenings:
        session.execute(
            _APPEND,
            [
                {
                    "project": project,
                    "sequence": sequence,
                    "kind": happening.kind.value,
                    "recorded_at": at,
                    "actor_kind": actor.kind.value,
                    "actor_id": actor.id,
                    "run": run,
                    "step": happening.instance.step if happening.instance else None,
                    "path": happening.instance.path if happening.instance else None,
                    "data": dict(happening.data),
                }
                for sequence, happening in enumerate(happenings, start=before + 1)
            ],
        )
    return before + len(happenings)


def last(session: Session, project: ProjectId) -> int:
    """Give the number of the newest event; 0 before the first."""
    return session.execute(_LAST, {"project": project}).scalar_one() or 0


def since(session: Session, project: ProjectId, sequence: int, *, limit: int = 200) -> tuple[Event, ...]:
    """Give up to `limit` events after number `sequence`, oldest first."""
    rows = session.execute(
        select(events)
        .where(events.c.project == project, events.c.sequence > sequence)
        .order_by(events.c.sequence)
        .limit(limit)
    )
    return tuple(
        Event(
            sequence=row.sequence,
            kind=EventKind(row.kind),
            at=row.recorded_at,
            actor_kind=ActorKind(row.actor_kind),
            actor_id=row.actor_id,
            run=row.run,
            instance=None if row.step is None else InstanceKey(step=StepId(row.step), path=ScopePath(row.path)),
            data=row.data,
        )
        for row in rows
    )
