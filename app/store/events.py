"""The events of a project, numbered without gaps under its lock, so that a reader never misses a late one.

Whoever appends some leaves word: in the session for this process (`appended_in`), and on PostgreSQL by NOTIFY for all
others, which is told when the transaction commits. The word is a hint to look, never the event itself.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Integer, Text, bindparam, func, insert, select

from app.core.database_session import Session
from app.domain.accounts import Actor, ActorKind
from app.domain.events import Event, EventKind, Happening
from app.domain.facts import InstanceKey
from app.domain.names import ProjectId, ScopePath, StepId
from app.store.tables import events, projects
from app.store.upserts import dialect_of, insert_row, insert_rows

CHANNEL: Final = "combine_events"
"""What PostgreSQL tells listeners under; the word is a project's key and a number."""

_APPENDED: Final = "events"
_MOST_AT_ONCE: Final = 500

_APPEND = insert(events)
_POSTGRESQL: Final = "postgresql"
_NEWEST = func.coalesce(func.max(events.c.sequence), 0)
_OF_PROJECT = events.c.project == bindparam("project")
_LAST = select(_NEWEST).where(_OF_PROJECT)
_WORD = func.concat(bindparam("project", type_=Text), " ", _NEWEST + bindparam("more", type_=Integer))
_LAST_AND_TELL = select(_NEWEST, func.pg_notify(CHANNEL, _WORD)).where(_OF_PROJECT)
_APPENDED_ONE = (
    insert_row(
        events,
        [column.name for column in events.c if column.name != "sequence"],
        sequence=select(_NEWEST + 1).where(_OF_PROJECT).scalar_subquery(),
    )
    .returning(events.c.project, events.c.sequence)
    .cte("appended")
)
_APPEND_ONE_AND_TELL = select(
    _APPENDED_ONE.c.sequence,
    func.pg_notify(CHANNEL, func.concat(_APPENDED_ONE.c.project, " ", _APPENDED_ONE.c.sequence)),
)


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
    rows = [
        {
            "project": project,
            "kind": happening.kind.value,
            "recorded_at": at,
            "actor_kind": actor.kind.value,
            "actor_id": actor.id,
            "run": run,
            "step": happening.instance.step if happening.instance else None,
            "path": happening.instance.path if happening.instance else None,
            "data": dict(happening.data),
        }
        for happening in happenings
    ]
    if rows:
        session.info.setdefault(_APPENDED, set()).add(project)
    if len(rows) == 1 and dialect_of(session) == _POSTGRESQL:
        number: int = session.execute(_APPEND_ONE_AND_TELL, rows[0]).one()[0]
        return number
    before = _last_and_tell(session, project, more=len(rows))
    if rows:
        numbered = [{**row, "sequence": sequence} for sequence, row in enumerate(rows, start=before + 1)]
        insert_rows(session, _APPEND, numbered)
    return before + len(rows)


def last(session: Session, project: ProjectId) -> int:
    """Give the number of the newest event; 0 before the first."""
    number: int = session.execute(_LAST, {"project": project}).scalar_one()
    return number


def lasts(session: Session, wanted: Sequence[ProjectId]) -> Mapping[ProjectId, int]:
    """Give the number of the newest event of each project, by one look into the index for each."""
    newest = select(func.max(events.c.sequence)).where(events.c.project == projects.c.id).scalar_subquery()
    found: dict[ProjectId, int] = {}
    for begin in range(0, len(wanted), _MOST_AT_ONCE):
        some = wanted[begin : begin + _MOST_AT_ONCE]
        rows = session.execute(select(projects.c.id, newest.label("newest")).where(projects.c.id.in_(some)))
        found.update({ProjectId(row.id): row.newest or 0 for row in rows})
    return found


def appended_in(info: Mapping[Any, Any]) -> frozenset[ProjectId]:
    """Tell from a session's notes in which projects it appended events."""
    return frozenset(info.get(_APPENDED, ()))


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


def _last_and_tell(session: Session, project: ProjectId, *, more: int) -> int:
    """Give the number of the newest event and leave word of `more` to come, in one statement."""
    if not more or dialect_of(session) != _POSTGRESQL:
        return last(session, project)
    number: int = session.execute(_LAST_AND_TELL, {"project": project, "more": more}).one()[0]
    return number
