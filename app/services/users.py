"""Users: added, found, disabled and enabled by those who administer the installation."""

from datetime import datetime
from uuid import UUID

from app.core.database_session import Session
from app.domain.accounts import Actor, ActorKind, Permission, may, parse_email
from app.domain.audit import Deed
from app.domain.errors import Conflict, Forbidden, Invalid, NotFound
from app.store import audit, credentials, users
from app.store.users import EmailTaken, User

__all__ = [
    "LONGEST_NAME",
    "EmailTaken",
    "LastAdministrator",
    "NotAdministrator",
    "User",
    "add_user",
    "appoint_administrator",
    "disable_user",
    "dismiss_administrator",
    "enable_user",
    "find_user",
    "found_user",
    "list_users",
    "parse_key",
    "parse_name",
    "require_administrator",
    "require_person",
]

LONGEST_NAME = 200


class NotAdministrator(Forbidden):
    """Only an administrator of the installation may do this."""

    def __init__(self) -> None:
        super().__init__("Only an administrator of the installation may do this.")


class LastAdministrator(Conflict):
    """Nobody would be left to administer the installation."""


def require_administrator(actor: Actor) -> None:
    """Refuse whoever does not administer the installation.

    Raises:
        NotAdministrator: the actor does not.

    """
    if not may(actor, Permission.INSTANCE_ADMINISTER):
        raise NotAdministrator


def require_person(actor: Actor) -> None:
    """Refuse a token, which may be lost or copied, what would give others more than the token has.

    Raises:
        app.domain.errors.Forbidden: the actor is a token.

    """
    if actor.kind is ActorKind.TOKEN:
        raise Forbidden("A token cannot do this. Sign in, or use the command line.")


def add_user(
    session: Session, actor: Actor, *, email: str, name: str = "", is_administrator: bool = False, now: datetime
) -> User:
    """Add a person by address; the first verified sign-in with that address becomes theirs.

    Raises:
        app.domain.errors.Invalid: the address or the name cannot be taken.
        app.store.users.EmailTaken: another user has the address.
        NotAdministrator: the actor may not.
        app.domain.errors.Forbidden: a token adds an administrator.

    """
    require_administrator(actor)
    if is_administrator:
        require_person(actor)
    address = parse_email(email)
    taken = users.by_email(session, address)
    if taken is not None:
        raise EmailTaken(
            f"{taken.name} has the address {address!r}, since {taken.created_at.isoformat(timespec='seconds')}."
        )
    made = users.create(
        session, name=parse_name(name, address), email=address, is_administrator=is_administrator, at=now
    )
    deed = Deed(action="user.added_as_administrator" if is_administrator else "user.added", subject=made.id)
    audit.record_for_instance(session, deed, at=now, actor=actor)
    return made


def find_user(session: Session, actor: Actor, *, who: str) -> User:
    """Give the user with this address or key.

    Raises:
        app.domain.errors.NotFound: there is none.
        NotAdministrator: the actor may not.

    """
    require_administrator(actor)
    return found_user(session, who)


def list_users(session: Session, actor: Actor, *, after: str = "", limit: int = 50) -> tuple[User, ...]:
    """Give up to `limit` users in the order in which they were added, beginning after the key `after`.

    Raises:
        NotAdministrator: the actor may not.

    """
    require_administrator(actor)
    return users.listed(session, after=after, limit=limit)


def disable_user(session: Session, actor: Actor, *, who: str, now: datetime) -> User:
    """Keep a person out from now on: their sessions end, their tokens are revoked, and no sign-in link lets them in.

    Raises:
        app.domain.errors.NotFound: there is no such user.
        LastAdministrator: nobody else administers the installation.
        NotAdministrator: the actor may not.
        app.domain.errors.Forbidden: a token disables an administrator.

    """
    require_administrator(actor)
    user = _kept_with_administrators(session, who)
    _leave_administrators_to_people(actor, user)
    if user.is_active:
        _keep_an_administrator(session, user)
        users.set_active(session, user.id, deactivated_at=now)
        credentials.end_sessions(session, user.id)
        credentials.revoke_tokens(session, user.id, at=now)
        credentials.void_links(session, user.id, at=now)
        audit.record_for_instance(session, Deed(action="user.disabled", subject=user.id), at=now, actor=actor)
    return users.by_id(session, user.id)


def enable_user(session: Session, actor: Actor, *, who: str, now: datetime) -> User:
    """Let a disabled person in again; sessions and tokens that ended stay ended.

    Raises:
        app.domain.errors.NotFound: there is no such user.
        NotAdministrator: the actor may not.
        app.domain.errors.Forbidden: a token enables an administrator.

    """
    require_administrator(actor)
    user = found_user(session, who)
    _leave_administrators_to_people(actor, user)
    if not user.is_active:
        users.set_active(session, user.id, deactivated_at=None)
        audit.record_for_instance(session, Deed(action="user.enabled", subject=user.id), at=now, actor=actor)
    return users.by_id(session, user.id)


def appoint_administrator(session: Session, actor: Actor, *, who: str, now: datetime) -> User:
    """Let a person administer the installation; does nothing to one who does.

    Raises:
        app.domain.errors.NotFound: there is no such user.
        NotAdministrator: the actor may not.
        app.domain.errors.Forbidden: the actor is a token.

    """
    require_administrator(actor)
    require_person(actor)
    user = found_user(session, who)
    if not user.is_administrator:
        users.set_administrator(session, user.id, since=now)
        audit.record_for_instance(session, Deed(action="administrator.appointed", subject=user.id), at=now, actor=actor)
    return users.by_id(session, user.id)


def dismiss_administrator(session: Session, actor: Actor, *, who: str, now: datetime) -> User:
    """Let a person administer the installation no longer; does nothing to one who does not.

    Raises:
        app.domain.errors.NotFound: there is no such user.
        LastAdministrator: nobody else administers the installation.
        NotAdministrator: the actor may not.
        app.domain.errors.Forbidden: the actor is a token.

    """
    require_administrator(actor)
    require_person(actor)
    user = _kept_with_administrators(session, who)
    if user.is_administrator:
        _keep_an_administrator(session, user)
        users.set_administrator(session, user.id, since=None)
        audit.record_for_instance(session, Deed(action="administrator.dismissed", subject=user.id), at=now, actor=actor)
    return users.by_id(session, user.id)


def _leave_administrators_to_people(actor: Actor, user: User) -> None:
    if user.is_administrator:
        require_person(actor)


def _kept_with_administrators(session: Session, who: str) -> User:
    """Give a user who stays as they are, as all administrators do, until the transaction ends."""
    user = found_user(session, who)
    users.lock_with_administrators(session, user.id)
    return users.by_id(session, user.id)


def _keep_an_administrator(session: Session, user: User) -> None:
    if user.is_administrator and not users.has_other_administrator(session, user.id):
        raise LastAdministrator("This is the last administrator. Make another user an administrator first.")


def found_user(session: Session, who: str) -> User:
    """Give the user with this address or key, whoever asks.

    Raises:
        app.domain.errors.NotFound: there is none.

    """
    if "@" in who:
        found = users.by_email(session, who.strip().lower())
        if found is None:
            raise NotFound(f"There is no user {who!r}.")
        return found
    return users.by_id(session, parse_key(who))


def parse_key(text: str) -> str:
    """Read the key of a row.

    Raises:
        app.domain.errors.NotFound: the text is no key, so nothing has it.

    """
    try:
        return str(UUID(text))
    except ValueError as error:
        raise NotFound(f"Nothing has the key {text!r}.") from error


def parse_name(name: str, address: str) -> str:
    """Give the name that is kept: what was given, or else the part of the address before the @.

    Raises:
        app.domain.errors.Invalid: it is too long or no single line.

    """
    kept = name.strip() or address.partition("@")[0]
    if len(kept) > LONGEST_NAME or not kept.isprintable():
        raise Invalid(f"The name must be one line of at most {LONGEST_NAME} characters.")
    return kept
