"""Who may enter: a person whom a provider vouches for becomes a user, or is refused with the reason."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from app.core.database_session import Session
from app.domain.accounts import LONGEST_EMAIL, SYSTEM
from app.domain.audit import Deed
from app.domain.events import EventKind
from app.services.recording import Change, record_change
from app.services.sessions import NoEntry, actor_of, use_sign_in_link
from app.services.users import LONGEST_NAME
from app.store import audit, members, projects, users
from app.store.members import Invitation
from app.store.users import Identity, User

__all__ = [
    "EntryPolicy",
    "Identity",
    "Vouched",
    "enter",
    "enter_by_link",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched:
    """A person as a provider vouches for them."""

    identity: Identity
    name: str
    email: str | None
    """The address in lower case, and only where the provider has verified it."""

    domain: str | None
    """The domain whose administrators the person answers to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPolicy:
    """Who may enter without being invited."""

    administrators: frozenset[str] = field(default_factory=frozenset)
    domains: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, administrators: Iterable[str], domains: Iterable[str]) -> "EntryPolicy":
        """Make a policy of addresses and domains as operators write them."""
        return cls(
            administrators=frozenset(address.lower() for address in administrators),
            domains=frozenset(domain.lower().lstrip("@") for domain in domains),
        )


def enter(session: Session, vouched: Vouched, policy: EntryPolicy, *, now: datetime) -> User:
    """Give the user that a vouched-for person is, or becomes.

    People are told apart by issuer and subject, never by address. A verified address makes somebody a user who was
    added, invited or admitted under it, but only while no other identity is that user: providers are never linked
    silently.

    Raises:
        NoEntry: the person may not enter; says why.

    """
    owners = users.owners_of(session, vouched.identity)
    if len(owners) > 1:
        raise NoEntry("Two accounts claim this identity. Ask an administrator.")
    invitations = members.invitations_for(session, vouched.email, now=now) if vouched.email else ()
    is_appointed = False
    if owners:
        user = users.by_id(session, next(iter(owners)))
        _require_active(user)
    else:
        user, is_appointed = _first_entry(session, vouched, policy, invitations, now=now)
    _accept(session, user, invitations, now=now)
    if not owners:
        users.add_identity(session, user.id, vouched.identity, at=now)
        deed = Deed(action="user.identified", subject=f"{user.id} {vouched.identity.provider}")
        audit.record_for_instance(session, deed, at=now, actor=actor_of(user))
    if is_appointed:
        deed = Deed(action="administrator.appointed", subject=user.id)
        audit.record_for_instance(session, deed, at=now, actor=SYSTEM)
    return users.by_id(session, user.id)


def enter_by_link(session: Session, secret: str, *, now: datetime) -> User:
    """Use up a sign-in link and give its person, who also accepts what their address was invited to.

    Raises:
        NoEntry: as `app.services.sessions.use_sign_in_link` says.

    """
    user = use_sign_in_link(session, secret, now=now)
    if user.email:
        _accept(session, user, members.invitations_for(session, user.email, now=now), now=now)
    return user


def _first_entry(
    session: Session, vouched: Vouched, policy: EntryPolicy, invitations: tuple[Invitation, ...], *, now: datetime
) -> tuple[User, bool]:
    """Give who enters first, and whether the settings made them an administrator by this."""
    email = vouched.email
    if email is None or len(email) > LONGEST_EMAIL:
        raise NoEntry("The provider has not verified your e-mail address, so nobody can tell who you are.")
    is_administrator = email in policy.administrators
    known = users.by_email(session, email)
    if known is not None:
        _require_active(known)
        if users.identities_of(session, known.id):
            raise NoEntry("This address is known through another provider. Sign in there.")
        is_appointed = is_administrator and not known.is_administrator
        if is_appointed:
            users.set_administrator(session, known.id, since=now)
        return known, is_appointed
    if not (is_administrator or invitations or vouched.domain in policy.domains):
        raise NoEntry("You are not invited to this installation. Ask an administrator.")
    name = vouched.name.strip()[:LONGEST_NAME]
    named = name if name and name.isprintable() else email.partition("@")[0]
    made = users.create(session, name=named, email=email, is_administrator=is_administrator, at=now)
    return made, is_administrator


def _require_active(user: User) -> None:
    if not user.is_active:
        raise NoEntry("This account is disabled. Ask an administrator.")


def _accept(session: Session, user: User, invitations: tuple[Invitation, ...], *, now: datetime) -> None:
    """Accept what waits for the person, project after project in the order of their keys, as all lockers do.

    An invitation to an archived project goes on waiting: it would have no effect now.
    """
    for invitation in sorted(invitations, key=lambda one: (one.project or "", one.id)):
        if invitation.project is None or invitation.membership is None:
            members.accept(session, invitation.id, at=now)
            continue
        project = projects.lock(session, invitation.project)
        if project.archived_at is not None:
            continue
        members.accept(session, invitation.id, at=now)
        if members.of(session, project.id, user.id) is not None:
            continue
        members.put(session, project.id, user.id, invitation.membership, at=now)
        change = Change(kind=EventKind.MEMBER_SET, subject=f"{user.id} {invitation.id}", data={"user": user.id})
        record_change(session, actor_of(user), change, project=project.id, now=now)
