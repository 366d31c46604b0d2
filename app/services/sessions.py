"""Being signed in: sessions begun, recognised, listed, ended; tokens recognised; single-use links to sign in by."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core.database_session import Session
from app.core.log_values import printable
from app.domain.accounts import Actor, ActorKind, Membership
from app.domain.audit import Deed
from app.domain.errors import Forbidden, NotFound
from app.domain.tokens import digest_of_secret, is_token
from app.services.tokens import is_live
from app.services.users import found_user, parse_key, require_administrator, require_person
from app.store import audit, credentials, users
from app.store.credentials import Found, StoredSession, StoredToken
from app.store.projects import Project
from app.store.users import User

__all__ = [
    "ABSOLUTE",
    "IDLE",
    "LINK_LASTS",
    "LONGEST_AGENT",
    "NOTED_EVERY",
    "SECRET_BYTES",
    "NewSession",
    "NoEntry",
    "Recognised",
    "StoredSession",
    "actor_of",
    "begin_session",
    "end_session",
    "list_sessions",
    "make_sign_in_link",
    "note_use",
    "recognise_session",
    "recognise_token",
    "use_sign_in_link",
]

IDLE = timedelta(hours=12)
"""A session that nobody used for this long is over."""

ABSOLUTE = timedelta(days=7)
"""A session is over after this long, however much it was used."""

NOTED_EVERY = timedelta(minutes=5)
"""How often the use of a session or token is written down; in between a request only reads."""

LINK_LASTS = timedelta(hours=1)
LONGEST_AGENT = 200
SECRET_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSession:
    """A session at the only moment when its secret is known."""

    secret: str
    stored: StoredSession


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """Who stands behind a credential, and what they are in the project that was asked for."""

    actor: Actor
    user: User
    credential: StoredSession | StoredToken
    project: Project | None
    membership: Membership | None
    is_worth_noting: bool
    """Whether the use of the credential was last written down too long ago."""


class NoEntry(Forbidden):
    """The person may not enter."""


def begin_session(
    session: Session, user: User, *, agent: str, replaces: str | None = None, now: datetime
) -> NewSession:
    """Sign a person in with a new secret; `replaces` is the secret of a session that ends with it.

    Raises:
        NoEntry: the person is disabled.

    """
    if not user.is_active:
        raise NoEntry("This account is disabled. Ask an administrator.")
    if replaces is not None:
        _forget(session, replaces)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    stored = credentials.add_session(
        session,
        user.id,
        digest=digest_of_secret(secret),
        agent=printable(agent, limit=LONGEST_AGENT),
        at=now,
        expires_at=now + ABSOLUTE,
    )
    credentials.forget_expired_sessions(session, now=now)
    audit.record_for_instance(session, Deed(action="user.signed_in", subject=user.id), at=now, actor=actor_of(user))
    return NewSession(secret=secret, stored=stored)


def recognise_session(session: Session, secret: str, *, slug: str | None = None, now: datetime) -> Recognised | None:
    """Give who a session's secret belongs to, in one query; None where it is unknown, over, or its user disabled."""
    found = credentials.find_session(session, digest_of_secret(secret), slug=slug)
    if found is None or not found.user.is_active or not isinstance(found.credential, StoredSession):
        return None
    if found.credential.expires_at <= now or found.credential.seen_at + IDLE <= now:
        return None
    return _recognised(found, noted_at=found.credential.seen_at, now=now)


def recognise_token(session: Session, secret: str, *, slug: str | None = None, now: datetime) -> Recognised | None:
    """Give who a token belongs to, in one query, or in none where it is mistyped; None as for sessions."""
    if not is_token(secret):
        return None
    found = credentials.find_token(session, digest_of_secret(secret), slug=slug)
    if found is None or not found.user.is_active or not isinstance(found.credential, StoredToken):
        return None
    if not is_live(found.credential, now):
        return None
    return _recognised(found, noted_at=found.credential.used_at, now=now)


def note_use(session: Session, credential: StoredSession | StoredToken, *, now: datetime) -> None:
    """Write down that a credential was used."""
    touch = credentials.touch_session if isinstance(credential, StoredSession) else credentials.touch_token
    touch(session, credential.id, at=now)


def list_sessions(
    session: Session, actor: Actor, *, now: datetime, after: str = "", limit: int | None = None
) -> tuple[StoredSession, ...]:
    """Give the actor's own sessions that are not over, oldest first: all, or up to `limit` of those after a key."""
    if not actor.user:
        return ()
    return credentials.sessions_of(session, actor.user, now=now, seen_after=now - IDLE, after=after, limit=limit)


def end_session(session: Session, actor: Actor, *, key: str, now: datetime) -> None:
    """End one of the actor's own sessions.

    Raises:
        app.domain.errors.NotFound: the actor has no such session.

    """
    if not actor.user or not credentials.end_session(session, actor.user, parse_key(key)):
        raise NotFound(f"There is no session {key}.")
    audit.record_for_instance(session, Deed(action="session.ended", subject=actor.user), at=now, actor=actor)


def make_sign_in_link(session: Session, actor: Actor, *, who: str, now: datetime) -> str:
    """Make the secret of a link that signs a person in once, within the hour; for an instance without a provider.

    Links that were made for the person before no longer hold.

    Raises:
        app.domain.errors.NotFound: there is no such user.
        app.services.users.NotAdministrator: the actor may not.
        app.domain.errors.Forbidden: the actor is a token.
        NoEntry: the person is disabled.

    """
    require_administrator(actor)
    require_person(actor)
    user = users.lock(session, found_user(session, who).id)
    if not user.is_active:
        raise NoEntry("This account is disabled. Enable it first.")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    credentials.void_links(session, user.id, at=now)
    credentials.add_link(session, user.id, digest=digest_of_secret(secret), at=now, expires_at=now + LINK_LASTS)
    audit.record_for_instance(session, Deed(action="sign_in_link.made", subject=user.id), at=now, actor=actor)
    return secret


def use_sign_in_link(session: Session, secret: str, *, now: datetime) -> User:
    """Use up a link and give its person.

    Raises:
        NoEntry: the link is unknown, used, over, or a newer one took its place.

    """
    user = credentials.use_link(session, digest_of_secret(secret), now=now)
    if user is None:
        raise NoEntry("This link was used already, its hour is over, or a newer one was made. Ask for a new one.")
    return users.by_id(session, user)


def actor_of(user: User, membership: Membership | None = None) -> Actor:
    """Let a person act."""
    return Actor(
        kind=ActorKind.PERSON,
        id=user.id,
        name=user.name,
        roles=membership.roles if membership else frozenset(),
        user=user.id,
        is_administrator=user.is_administrator,
    )


def _recognised(found: Found, *, noted_at: datetime | None, now: datetime) -> Recognised:
    actor = actor_of(found.user, found.membership)
    if isinstance(found.credential, StoredToken):
        token = found.credential
        actor = Actor(
            kind=ActorKind.TOKEN,
            id=token.id,
            name=f"{found.user.name}: {token.name}",
            roles=actor.roles,
            user=actor.user,
            is_administrator=actor.is_administrator,
            scopes=token.scopes,
        )
    return Recognised(
        actor=actor,
        user=found.user,
        credential=found.credential,
        project=found.project,
        membership=found.membership,
        is_worth_noting=noted_at is None or noted_at + NOTED_EVERY <= now,
    )


def _forget(session: Session, secret: str) -> None:
    found = credentials.find_session(session, digest_of_secret(secret))
    if found is not None:
        credentials.end_session(session, found.user.id, found.credential.id)
