"""Members of projects and invitations: who may do what where, and who may come."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from app.core.database_session import Session
from app.domain.accounts import Actor, Membership, Permission, Standing, may, parse_email, parse_roles
from app.domain.audit import Deed
from app.domain.errors import Conflict, Forbidden, Invalid, NotFound
from app.domain.events import EventKind
from app.domain.names import ProjectId
from app.services.recording import Change, record_change
from app.services.standing import open_project
from app.services.users import User, found_user, parse_key, require_administrator
from app.store import audit, members, projects, users
from app.store.members import Invitation, Member

__all__ = [
    "Invitation",
    "LastOwner",
    "Member",
    "invite",
    "list_invitations",
    "list_members",
    "membership_of",
    "parse_membership",
    "remove_member",
    "set_member",
    "withdraw_invitation",
]

INVITATION_DAYS = 14


class LastOwner(Conflict):
    """Nobody would be left to own the project."""

    def __init__(self) -> None:
        super().__init__("This is the project's last owner. Make somebody else an owner first.")


def parse_membership(standing: str, roles: Iterable[str] = ()) -> Membership:
    """Read what somebody shall be in a project.

    Raises:
        app.domain.errors.Invalid: the standing is unknown, or a role cannot be one.

    """
    if standing not in set(Standing):
        raise Invalid(f"{standing!r} is no standing. Use one of: {', '.join(Standing)}.")
    return Membership(standing=Standing(standing), roles=parse_roles(roles))


def set_member(
    session: Session, actor: Actor, *, project: ProjectId, who: str, membership: Membership, now: datetime
) -> None:
    """Make a user a member, or change what they are.

    An address that no member has is invited, whether or not it is a user's: who has an account is for administrators to
    know, and their word makes a user a member at once.

    Raises:
        app.domain.errors.NotFound: no such project or user, or none for this actor.
        app.domain.errors.Invalid: what is no member's address cannot be one.
        app.domain.errors.Forbidden: the actor does not own the project.
        app.services.standing.Archived: the project is read-only.
        LastOwner: nobody would be left to own it.

    """
    open_project(session, project)
    _require_manager(session, actor, project)
    user = _named(session, actor, project, who)
    if user is None:
        invite(session, actor, email=who, project=project, membership=membership, now=now)
        return
    if membership.standing is not Standing.OWNER:
        _keep_an_owner(session, project, user.id)
    members.put(session, project, user.id, membership, at=now)
    data = {"standing": membership.standing.value, "roles": sorted(membership.roles)}
    change = Change(kind=EventKind.MEMBER_SET, subject=_described(user.id, membership), data={"user": user.id, **data})
    record_change(session, actor, change, project=project, now=now)


def remove_member(session: Session, actor: Actor, *, project: ProjectId, who: str, now: datetime) -> None:
    """Take a membership away; members may leave by themselves, with a token only where it may manage members.

    Raises:
        app.domain.errors.NotFound: no such project, user or member, or none for this actor.
        app.domain.errors.Forbidden: the actor does not own the project and is somebody else, or the token may not.
        app.services.standing.Archived: the project is read-only.
        LastOwner: nobody would be left to own it.

    """
    open_project(session, project)
    user = _named(session, actor, project, who)
    if user is None or actor.user != user.id or not actor.is_within(Permission.MEMBER_MANAGE):
        _require_manager(session, actor, project)
    if user is not None:
        _keep_an_owner(session, project, user.id)
    if user is None or not members.remove(session, project, user.id):
        raise NotFound(f"{who!r} is no member of this project.")
    change = Change(kind=EventKind.MEMBER_REMOVED, subject=user.id, data={"user": user.id})
    record_change(session, actor, change, project=project, now=now)


def list_members(
    session: Session, actor: Actor, *, project: ProjectId, after: str = "", limit: int = 50
) -> tuple[Member, ...]:
    """Give up to `limit` members, beginning after the user key `after`.

    Raises:
        app.domain.errors.NotFound: no such project, or none for this actor.

    """
    projects.by_id(session, project)
    if not may(actor, Permission.PROJECT_READ, membership_of(session, actor, project)):
        raise NotFound(f"There is no project {project}.")
    return members.listed(session, project, after=after, limit=limit)


def invite(
    session: Session,
    actor: Actor,
    *,
    email: str,
    project: ProjectId | None = None,
    membership: Membership | None = None,
    now: datetime,
) -> Invitation:
    """Invite an address: to the installation by an administrator, to a project by its owner.

    The invitation is accepted by the first verified sign-in with that address; a user who has it already only needs to
    sign in again. It takes the place of an open invitation of the same address to the same project.

    Raises:
        app.domain.errors.Invalid: the address cannot be taken, or project and membership do not belong together.
        app.domain.errors.NotFound: no such project, or none for this actor.
        app.domain.errors.Forbidden: the actor may not.

    """
    address = parse_email(email)
    if (project is None) != (membership is None):
        raise Invalid("An invitation to a project says what the person shall be there.")
    if project is None:
        require_administrator(actor)
    else:
        open_project(session, project)
        _require_manager(session, actor, project)
    replaced = members.withdraw_open(session, address, project=project, at=now)
    made = members.invite(
        session,
        address,
        project=project,
        membership=membership,
        at=now,
        expires_at=now + timedelta(days=INVITATION_DAYS),
    )
    deeds = [Deed(action="invitation.withdrawn", subject=key) for key in replaced]
    _record(session, actor, [*deeds, Deed(action="invitation.made", subject=made.id)], project=project, now=now)
    return made


def list_invitations(
    session: Session, actor: Actor, *, project: ProjectId, after: str = "", limit: int = 50, now: datetime
) -> tuple[Invitation, ...]:
    """Give up to `limit` invitations to a project that nobody has accepted yet, oldest first, after the key `after`.

    Raises:
        app.domain.errors.NotFound: no such project, or none for this actor.
        app.domain.errors.Forbidden: the actor does not own the project.

    """
    projects.by_id(session, project)
    _require_manager(session, actor, project)
    return members.open_invitations(session, project, after=after, limit=limit, now=now)


def withdraw_invitation(session: Session, actor: Actor, *, project: ProjectId, key: str, now: datetime) -> None:
    """End an invitation to a project before anybody accepts it.

    Raises:
        app.domain.errors.NotFound: no such project or invitation, or none for this actor, or it holds no longer.
        app.domain.errors.Forbidden: the actor does not own the project.
        app.services.standing.Archived: the project is read-only.
        Conflict: somebody accepted it.

    """
    open_project(session, project)
    _require_manager(session, actor, project)
    found = members.invitation(session, project, parse_key(key))
    if found is not None and found.accepted_at is not None:
        when = found.accepted_at.isoformat(timespec="seconds")
        raise Conflict(f"This invitation was accepted by {found.email} at {when}. Remove the member instead.")
    if found is None or found.expires_at <= now:
        raise NotFound("There is no open invitation of this key.")
    members.withdraw(session, found.id, at=now)
    _record(session, actor, [Deed(action="invitation.withdrawn", subject=found.id)], project=project, now=now)


def membership_of(session: Session, actor: Actor, project: ProjectId) -> Membership | None:
    """Give what the person behind an actor is in a project; None where they are no member."""
    return members.of(session, project, actor.user) if actor.user else None


def _named(session: Session, actor: Actor, project: ProjectId, who: str) -> User | None:
    """Give the user with this key or address; None for an address by which the actor may know nobody."""
    if "@" not in who:
        return found_user(session, who)
    user = users.by_email(session, who.strip().lower())
    if user is None or may(actor, Permission.INSTANCE_ADMINISTER):
        return user
    return user if members.of(session, project, user.id) is not None else None


def _record(session: Session, actor: Actor, deeds: Iterable[Deed], *, project: ProjectId | None, now: datetime) -> None:
    """Write down what was done about invitations: in the project's chain, and in that of the installation."""
    told = tuple(deeds)
    if project is not None:
        for deed in told:
            audit.record(session, project, deed, at=now, actor=actor)
    for deed in told:
        audit.record_for_instance(session, deed, at=now, actor=actor)


def _require_manager(session: Session, actor: Actor, project: ProjectId) -> None:
    own = membership_of(session, actor, project)
    if may(actor, Permission.MEMBER_MANAGE, own):
        return
    if may(actor, Permission.PROJECT_READ, own):
        raise Forbidden("Only an owner of the project may say who its members are.")
    raise NotFound(f"There is no project {project}.")


def _keep_an_owner(session: Session, project: ProjectId, user: str) -> None:
    own = members.of(session, project, user)
    if own is not None and own.standing is Standing.OWNER and not members.has_other_owner(session, project, user):
        raise LastOwner


def _described(user: str, membership: Membership) -> str:
    return " ".join((user, membership.standing.value, *sorted(membership.roles)))
