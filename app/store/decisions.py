"""Who decided what about a document, answered what was asked or cancelled a run, and when."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.core.database_session import Session
from app.domain.accounts import LOCAL_OPERATOR, SYSTEM, ActorKind
from app.domain.events import EventKind
from app.domain.facts import Decision, InstanceKey, RunOutcome
from app.domain.names import Digest, ProjectId
from app.store import tables
from app.store.account_tables import api_tokens, users
from app.store.fact_rows import Row, decision_of
from app.store.tables import answers, decisions, events, retries, run_orders

_NAMES = {ActorKind.LOCAL_OPERATOR: LOCAL_OPERATOR.name, ActorKind.SYSTEM: SYSTEM.name}


@dataclass(frozen=True, slots=True, kw_only=True)
class By:
    """Who did something, and when."""

    at: datetime
    actor_kind: ActorKind
    actor_id: str
    actor_name: str
    """As people know the actor today; the id where nobody knows it any more."""

    def __str__(self) -> str:
        return f"by {self.actor_name} at {self.at.isoformat(timespec='seconds')}"


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
    return tuple(StoredDecision(decision=decision_of(row), by=by_of(session, row)) for row in rows)


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
    return by_of(session, row) if row is not None else None


def cancelled_by(session: Session, project: ProjectId, run: int) -> By | None:
    """Tell who cancelled a run; None where nobody did."""
    columns = run_orders.c
    cancelled = select(run_orders).where(
        columns.project == project, columns.number == run, columns.outcome == RunOutcome.CANCELLED.value
    )
    row = session.execute(cancelled).mappings().one_or_none()
    return by_of(session, row) if row is not None else None


def run_ordered_by(session: Session, project: ProjectId, run: int) -> tuple[By, ...]:
    """Tell who started a run, and who closed it where somebody did."""
    columns = run_orders.c
    ordered = select(run_orders).where(columns.project == project, columns.number == run).order_by(columns.sequence)
    return tuple(by_of(session, row) for row in session.execute(ordered).mappings())


def last_to(session: Session, project: ProjectId, kind: EventKind) -> By | None:
    """Tell who last did something to a project, such as archiving it; None where nobody did."""
    columns = events.c
    done = select(events).where(columns.project == project, columns.kind == kind.value)
    row = session.execute(done.order_by(columns.sequence.desc()).limit(1)).mappings().one_or_none()
    return by_of(session, row) if row is not None else None


def retried_by(session: Session, project: ProjectId, instance: InstanceKey) -> By | None:
    """Tell who last ordered an instance again; None where nobody did."""
    columns = retries.c
    wanted = select(retries).where(
        columns.project == project, columns.step == instance.step, columns.path == instance.path
    )
    row = session.execute(wanted.order_by(columns.sequence.desc()).limit(1)).mappings().one_or_none()
    return by_of(session, row) if row is not None else None


def person_behind(session: Session, by: By) -> str:
    """Name the person who stands behind a deed: the owner of a token, else the actor."""
    return _persons(session, [(by.actor_kind, by.actor_id)]).pop()


def givers(
    session: Session, project: ProjectId, *, briefs: Collection[Digest], values: Collection[Digest]
) -> frozenset[str]:
    """Name the people who gave these briefs, and these answers by the digest of their values."""
    found: set[tuple[ActorKind, str]] = set()
    for table, column, wanted in ((tables.briefs, "digest", briefs), (answers, "values_digest", values)):
        if wanted:
            columns = table.c
            chosen = select(columns.actor_kind, columns.actor_id).distinct()
            rows = session.execute(chosen.where(columns.project == project, columns[column].in_(wanted)))
            found |= {(ActorKind(row.actor_kind), row.actor_id) for row in rows}
    return frozenset(_persons(session, found))


def _persons(session: Session, actors: Iterable[tuple[ActorKind, str]]) -> set[str]:
    known = list(actors)
    programs = [actor for kind, actor in known if kind is ActorKind.TOKEN]
    owners: dict[str, str] = {}
    if programs:
        chosen = select(api_tokens.c.id, api_tokens.c.user_id).where(api_tokens.c.id.in_(programs))
        owners = {row.id: row.user_id for row in session.execute(chosen)}
    return {owners.get(actor, actor) for _, actor in known}


def by_of(session: Session, row: Row) -> By:
    """Read who wrote a row, and when."""
    kind = ActorKind(row["actor_kind"])
    return By(
        at=row["recorded_at"],
        actor_kind=kind,
        actor_id=row["actor_id"],
        actor_name=_NAMES.get(kind) or _name_of(session, kind, row["actor_id"]),
    )


def _name_of(session: Session, kind: ActorKind, actor: str) -> str:
    if kind is ActorKind.TOKEN:
        owned = select(users.c.name, api_tokens.c.name.label("token"))
        joined = owned.join_from(api_tokens, users, users.c.id == api_tokens.c.user_id)
        row = session.execute(joined.where(api_tokens.c.id == actor)).one_or_none()
        return f"{row.name} (token {row.token})" if row is not None else actor
    try:
        user = str(UUID(actor))
    except ValueError:  # an actor that is no user
        return actor
    return session.execute(select(users.c.name).where(users.c.id == user)).scalar_one_or_none() or actor
