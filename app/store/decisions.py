"""Who decided what about a document, who answered what was asked, and when."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.accounts import LOCAL_OPERATOR, SYSTEM, ActorKind
from app.domain.facts import Decision, InstanceKey
from app.domain.names import Digest, ProjectId
from app.store.account_tables import users
from app.store.fact_rows import Row, decision_of
from app.store.tables import answers, decisions

_NAMES = {ActorKind.LOCAL_OPERATOR: LOCAL_OPERATOR.name, ActorKind.SYSTEM: SYSTEM.name}


@dataclass(frozen=True, slots=True, kw_only=True)
class By:
    """Who did something, and when."""

    at: datetime
    actor_kind: ActorKind
    actor_id: str
    actor_name: str
    """As people know the actor today; the id where nobody knows it any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDecision:
    """A decision with who made it, and when."""

    decision: Decision
    by: By


def about(session: Session, project: ProjectId, instance: InstanceKey) -> tuple[StoredDecision, ...]:
    """Give every decision about an instance's documents, oldest first."""
    columns = decisions.c
    rows = session.execute(
        select(decisions)
        .where(columns.project == project, columns.step == instance.step, columns.path == instance.path)
        .order_by(columns.number)
    ).mappings()
    return tuple(StoredDecision(decision=decision_of(row), by=_by(session, row)) for row in rows)


def answered_by(session: Session, project: ProjectId, instance: InstanceKey, question_set: Digest) -> By | None:
    """Tell who last answered a question set, or withdrew its answers; None where nobody did."""
    columns = answers.c
    row = (
        session.execute(
            select(answers)
            .where(
                columns.project == project,
                columns.step == instance.step,
                columns.path == instance.path,
                columns.question_set == question_set,
            )
            .order_by(columns.number.desc())
            .limit(1)
        )
        .mappings()
        .one_or_none()
    )
    return _by(session, row) if row is not None else None


def _by(session: Session, row: Row) -> By:
    kind = ActorKind(row["actor_kind"])
    return By(
        at=row["recorded_at"],
        actor_kind=kind,
        actor_id=row["actor_id"],
        actor_name=_NAMES.get(kind) or _name_of(session, row["actor_id"]),
    )


def _name_of(session: Session, actor: str) -> str:
    try:
        user = str(UUID(actor))
    except ValueError:  # an actor that is no user, such as a program's token
        return actor
    return session.execute(select(users.c.name).where(users.c.id == user)).scalar_one_or_none() or actor
