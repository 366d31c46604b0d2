"""Members: who may do what in which project, and who is invited to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from app.core.clock import uuid7
from app.core.database_session import Session
from app.domain.accounts import Membership, Standing
from app.domain.names import ProjectId, RoleName
from app.store.account_tables import invitations, members, users
from app.store.upserts import insert_into


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person in a project."""

    user: str
    name: str
    email: str | None
    membership: Membership
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """An address that may enter, and what waits there; without a project it only opens the door."""

    id: str
    email: str
    project: ProjectId | None
    membership: Membership | None
    created_at: datetime
    expires_at: datetime
    accepted_at: datetime | None = None


def put(session: Session, project: ProjectId, user: str, membership: Membership, *, at: datetime) -> None:
    """Make a user a member, or change what they are."""
    values = {"standing": membership.standing.value, "roles": sorted(membership.roles)}
    statement = insert_into(session, members).values(project=project, user_id=user, since=at, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["project", "user_id"], set_=values))


def remove(session: Session, project: ProjectId, user: str) -> bool:
    """Take a membership away; tell whether there was one."""
    statement = delete(members).where(members.c.project == project, members.c.user_id == user)
    return session.execute(statement.returning(members.c.user_id)).one_or_none() is not None


def of(session: Session, project: ProjectId, user: str) -> Membership | None:
    """Give what a user is in a project; None where they are no member."""
    query = select(members.c.standing, members.c.roles).where(members.c.project == project, members.c.user_id == user)
    found = session.execute(query).one_or_none()
    return None if found is None else membership_of(found.standing, found.roles)


def listed(session: Session, project: ProjectId, *, after: str = "", limit: int = 50) -> tuple[Member, ...]:
    """Give up to `limit` members by the key of their user, beginning after `after`."""
    query = select(members, users.c.name, users.c.email).join(users, users.c.id == members.c.user_id)
    query = query.where(members.c.project == project).order_by(members.c.user_id).limit(limit)
    rows = session.execute(query.where(members.c.user_id > after) if after else query)
    return tuple(
        Member(
            user=row.user_id,
            name=row.name,
            email=row.email,
            membership=membership_of(row.standing, row.roles),
            since=row.since,
        )
        for row in rows
    )


def has_other_owner(session: Session, project: ProjectId, user: str) -> bool:
    """Tell whether somebody else owns the project and may enter."""
    query = select(members.c.user_id).join(users, users.c.id == members.c.user_id)
    is_owner = (members.c.project == project) & (members.c.standing == Standing.OWNER.value)
    query = query.where(is_owner, members.c.user_id != user, users.c.deactivated_at.is_(None)).limit(1)
    return session.execute(query).one_or_none() is not None


def membership_of(standing: str, roles: list[str]) -> Membership:
    """Read a membership from its columns."""
    return Membership(standing=Standing(standing), roles=frozenset(RoleName(role) for role in roles))


def invite(
    session: Session,
    email: str,
    *,
    project: ProjectId | None,
    membership: Membership | None,
    at: datetime,
    expires_at: datetime,
) -> Invitation:
    """Invite an address."""
    made = Invitation(
        id=str(uuid7()), email=email, project=project, membership=membership, created_at=at, expires_at=expires_at
    )
    session.execute(
        insert(invitations).values(
            id=made.id,
            email=email,
            project=project,
            standing=membership.standing.value if membership else None,
            roles=sorted(membership.roles) if membership else [],
            created_at=at,
            expires_at=expires_at,
        )
    )
    return made


def invitations_for(session: Session, email: str, *, now: datetime) -> tuple[Invitation, ...]:
    """Give the invitations of an address that nobody has accepted and that still hold."""
    is_open = (invitations.c.accepted_at.is_(None)) & (invitations.c.expires_at > now)
    rows = session.execute(select(invitations).where(invitations.c.email == email, is_open).order_by(invitations.c.id))
    return tuple(_invitation_of(row) for row in rows)


def open_invitations(
    session: Session, project: ProjectId, *, after: str = "", limit: int = 50, now: datetime
) -> tuple[Invitation, ...]:
    """Give up to `limit` invitations to a project that are open, oldest first, beginning after the key `after`."""
    is_open = (invitations.c.accepted_at.is_(None)) & (invitations.c.expires_at > now)
    query = select(invitations).where(invitations.c.project == project, is_open).order_by(invitations.c.id).limit(limit)
    rows = session.execute(query.where(invitations.c.id > after) if after else query)
    return tuple(_invitation_of(row) for row in rows)


def invitation(session: Session, project: ProjectId, key: str) -> Invitation | None:
    """Give an invitation to a project, whatever became of it; None where there is none of this key."""
    query = select(invitations).where(invitations.c.id == key, invitations.c.project == project)
    row = session.execute(query).one_or_none()
    return None if row is None else _invitation_of(row)


def withdraw(session: Session, key: str, *, at: datetime) -> None:
    """End an invitation."""
    session.execute(update(invitations).where(invitations.c.id == key).values(expires_at=at))


def withdraw_open(session: Session, email: str, *, project: ProjectId | None, at: datetime) -> tuple[str, ...]:
    """End the invitations of an address to the same place that nobody has accepted; gives their keys in order."""
    is_same = (invitations.c.email == email) & (invitations.c.project == project)
    is_open = (invitations.c.accepted_at.is_(None)) & (invitations.c.expires_at > at)
    statement = update(invitations).where(is_same, is_open).values(expires_at=at)
    return tuple(sorted(session.execute(statement.returning(invitations.c.id)).scalars()))


def accept(session: Session, invitation: str, *, at: datetime) -> None:
    """Mark an invitation as accepted; it cannot be accepted again."""
    session.execute(update(invitations).where(invitations.c.id == invitation).values(accepted_at=at))


def _invitation_of(row: Row[Any]) -> Invitation:
    return Invitation(
        id=row.id,
        email=row.email,
        project=None if row.project is None else ProjectId(row.project),
        membership=None if row.standing is None else membership_of(row.standing, row.roles),
        created_at=row.created_at,
        expires_at=row.expires_at,
        accepted_at=row.accepted_at,
    )
