"""Who decided what about a document, and when."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.accounts import LOCAL_OPERATOR, SYSTEM, ActorKind
from app.domain.facts import Decision, InstanceKey
from app.domain.names import ProjectId
from app.store.fact_rows import decision_of
from app.store.tables import decisions, users

_NAMES = {ActorKind.LOCAL_OPERATOR: LOCAL_OPERATOR.name, ActorKind.SYSTEM: SYSTEM.name}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDecision:
    """A decision with who made it, and when."""

    decision: Decision
    at: datetime
    actor_kind: ActorKind
    actor_id: str
    actor_name: str
    """As people know the actor today; the id where nobody knows it any more."""


def about(session: Session, project: ProjectId, instance: InstanceKey) -> tuple[StoredDecision, ...]:
    """Give every decision about an instance's documents, oldest first."""
    columns = decisions.c
    rows = session.execute(
        select(decisions)
        .where(columns.project == project, columns.step == instance.step, columns.path == instance.path)
        .order_by(columns.number)
    ).mappings()
    found = []
    for row in rows:
        kind = ActorKind(row["actor_kind"])
        found.append(
            StoredDecision(
                decision=decision_of(row),
                at=row["recorded_at"],
                actor_kind=kind,
                actor_id=row["actor_id"],
                actor_name=_NAMES.get(kind) or _name_of(session, row["actor_id"]),
            )
        )
    return tuple(found)


def _name_of(session: Session, user: str) -> str:
    return session.execute(select(users.c.name).where(users.c.id == user)).scalar_one_or_none() or user
