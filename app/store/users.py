"""Users: the people who may enter, and by which identities they are known elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from app.core.clock import uuid7
from app.core.database_session import Session
from app.domain.errors import Conflict, NotFound
from app.store.account_tables import identities, users


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person as the installation knows them."""

    id: str
    name: str
    email: str | None
    created_at: datetime
    deactivated_at: datetime | None
    administrator_since: datetime | None

    @property
    def is_active(self) -> bool:
        """Tell whether the person may enter."""
        return self.deactivated_at is None

    @property
    def is_administrator(self) -> bool:
        """Tell whether the person administers the installation."""
        return self.administrator_since is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who somebody is at an issuer; the subject, never the address, tells people apart."""

    provider: str
    issuer: str
    subject: str
    tenant: str | None = None
    object_id: str | None = None


class EmailTaken(Conflict):
    """Another user has this address."""


def create(session: Session, *, name: str, email: str | None, is_administrator: bool, at: datetime) -> User:
    """Create a user.

    Raises:
        EmailTaken: another user has this address; the transaction must be given up.

    """
    made = User(
        id=str(uuid7()),
        name=name,
        email=email,
        created_at=at,
        deactivated_at=None,
        administrator_since=at if is_administrator else None,
    )
    row = {
        "id": made.id,
        "name": name,
        "email": email,
        "created_at": at,
        "administrator_since": made.administrator_since,
    }
    try:
        session.execute(insert(users).values(row))
    except IntegrityError as error:
        raise EmailTaken(f"There is a user {email!r} already.") from error
    return made


def by_id(session: Session, user: str) -> User:
    """Give a user by key.

    Raises:
        NotFound: no such user.

    """
    found = session.execute(select(users).where(users.c.id == user)).one_or_none()
    if found is None:
        raise NotFound(f"There is no user {user}.")
    return user_of(found)


def by_email(session: Session, email: str) -> User | None:
    """Give the user with this address; None where there is none."""
    found = session.execute(select(users).where(users.c.email == email)).one_or_none()
    return None if found is None else user_of(found)


def listed(session: Session, *, after: str = "", limit: int = 50) -> tuple[User, ...]:
    """Give up to `limit` users in the order in which they were added, beginning after the key `after`."""
    statement = select(users).order_by(users.c.id).limit(limit)
    rows = session.execute(statement.where(users.c.id > after) if after else statement)
    return tuple(user_of(row) for row in rows)


def set_active(session: Session, user: str, *, deactivated_at: datetime | None) -> None:
    """Say since when the user may not enter; None lets them in."""
    session.execute(update(users).where(users.c.id == user).values(deactivated_at=deactivated_at))


def set_administrator(session: Session, user: str, *, since: datetime | None) -> None:
    """Say since when the user administers the installation; None takes it away."""
    session.execute(update(users).where(users.c.id == user).values(administrator_since=since))


def lock_with_administrators(session: Session, user: str) -> None:
    """Keep a user, and whoever administers the installation, as they are until the transaction ends.

    Of two who take away administrators at once, the second so sees what the first did. The rows are locked in the order
    of their keys, before any change to them and before the installation's chain; who only refers to them does not wait.
    """
    is_one = (users.c.administrator_since.is_not(None)) & (users.c.deactivated_at.is_(None))
    query = select(users.c.id).where(or_(is_one, users.c.id == user)).order_by(users.c.id)
    session.execute(query.with_for_update(key_share=True)).all()


def lock(session: Session, user: str) -> User:
    """Keep a user as they are until the transaction ends, and give them.

    Raises:
        NotFound: no such user.

    """
    session.execute(select(users.c.id).where(users.c.id == user).with_for_update(key_share=True)).all()
    return by_id(session, user)


def has_other_administrator(session: Session, user: str) -> bool:
    """Tell whether somebody else administers the installation and may enter."""
    is_one = (users.c.administrator_since.is_not(None)) & (users.c.deactivated_at.is_(None)) & (users.c.id != user)
    return session.execute(select(users.c.id).where(is_one).limit(1)).one_or_none() is not None


def add_identity(session: Session, user: str, identity: Identity, *, at: datetime) -> None:
    """Let a user be known by an identity."""
    session.execute(
        insert(identities).values(
            id=str(uuid7()),
            user_id=user,
            provider=identity.provider,
            issuer=identity.issuer,
            subject=identity.subject,
            tenant=identity.tenant,
            object_id=identity.object_id,
            created_at=at,
        )
    )


def owners_of(session: Session, identity: Identity) -> frozenset[str]:
    """Give the users who are known by the issuer and subject, or by the tenant and object, of an identity."""
    owners = select(identities.c.user_id)
    is_same = (identities.c.issuer == identity.issuer) & (identities.c.subject == identity.subject)
    if identity.tenant and identity.object_id:
        by_object = (identities.c.tenant == identity.tenant) & (identities.c.object_id == identity.object_id)
        return frozenset(session.execute(owners.where(or_(is_same, by_object))).scalars())
    return frozenset(session.execute(owners.where(is_same)).scalars())


def identities_of(session: Session, user: str) -> Sequence[Identity]:
    """Give by which identities a user is known."""
    rows = session.execute(select(identities).where(identities.c.user_id == user).order_by(identities.c.id))
    return [
        Identity(
            provider=row.provider,
            issuer=row.issuer,
            subject=row.subject,
            tenant=row.tenant,
            object_id=row.object_id,
        )
        for row in rows
    ]


def user_of(row: Row[tuple[object, ...]]) -> User:
    """Read the columns of a user from a row."""
    return User(
        id=row.id,
        name=row.name,
        email=row.email,
        created_at=row.created_at,
        deactivated_at=row.deactivated_at,
        administrator_since=row.administrator_since,
    )
