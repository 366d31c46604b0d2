"""Access tokens for programs: created, shown once, listed, revoked, recognised."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core.database_session import Session
from app.domain.accounts import Actor, ActorKind, Permission, may, parse_scopes
from app.domain.audit import Deed
from app.domain.errors import Conflict, Forbidden, Invalid, NotFound
from app.domain.tokens import RANDOM_BYTES, digest_of_secret, write_token
from app.services.users import found_user, parse_key
from app.store import audit, credentials
from app.store.credentials import StoredToken

__all__ = [
    "LONGEST_DAYS",
    "LONGEST_NAME",
    "MOST_TOKENS",
    "NewToken",
    "StoredToken",
    "TooManyTokens",
    "create_token",
    "is_live",
    "list_tokens",
    "revoke_token",
]

LONGEST_NAME = 100
LONGEST_DAYS = 366
MOST_TOKENS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class NewToken:
    """A token at the only moment when it can be read."""

    secret: str
    stored: StoredToken


class TooManyTokens(Conflict):
    """The person holds as many tokens as one may."""


def create_token(
    session: Session, actor: Actor, *, who: str, name: str, scopes: Iterable[str], days: int = 90, now: datetime
) -> NewToken:
    """Create a token for a user; a person makes tokens for themselves, an administrator for anybody.

    Raises:
        app.domain.errors.Invalid: the name, the scopes or the time cannot be taken.
        app.domain.errors.NotFound: there is no such user.
        app.domain.errors.Forbidden: the actor may not, or a token asks for another token.
        TooManyTokens: the user holds as many as one may.

    """
    wanted = parse_scopes(scopes)
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise Invalid(f"Name the token in one line of at most {LONGEST_NAME} characters.")
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid(f"A token lasts from 1 to {LONGEST_DAYS} days.")
    user = found_user(session, who)
    _require_owner(actor, user.id)
    if not user.is_active:
        raise Forbidden("This user is disabled, and so can hold no token.")
    held = [token for token in credentials.tokens_of(session, user.id) if is_live(token, now)]
    if len(held) >= MOST_TOKENS:
        raise TooManyTokens(f"There are {MOST_TOKENS} tokens already. Revoke one first.")
    secret = write_token(secrets.token_bytes(RANDOM_BYTES))
    stored = credentials.add_token(
        session,
        user.id,
        digest=digest_of_secret(secret),
        name=name.strip(),
        scopes=wanted,
        at=now,
        expires_at=now + timedelta(days=days),
    )
    audit.record_for_instance(session, Deed(action="token.created", subject=stored.id), at=now, actor=actor)
    return NewToken(secret=secret, stored=stored)


def list_tokens(
    session: Session, actor: Actor, *, who: str, after: str = "", limit: int | None = None
) -> tuple[StoredToken, ...]:
    """Give the tokens of a user, oldest first, with those that are over; never the secrets.

    All, or up to `limit` of those after the key `after`.

    Raises:
        app.domain.errors.NotFound: there is no such user.
        app.domain.errors.Forbidden: the actor may not.

    """
    user = found_user(session, who)
    _require_owner(actor, user.id)
    return credentials.tokens_of(session, user.id, after=after, limit=limit)


def revoke_token(session: Session, actor: Actor, *, key: str, now: datetime) -> None:
    """End a token for good; does nothing to one that is revoked already.

    Raises:
        app.domain.errors.NotFound: there is no such token, or none of the actor's.

    """
    token = credentials.token_by_id(session, parse_key(key))
    if token is None or not (token.user == actor.user or may(actor, Permission.INSTANCE_ADMINISTER)):
        raise NotFound(f"There is no token {key}.")
    if token.revoked_at is None:
        credentials.revoke_token(session, token.id, at=now)
        audit.record_for_instance(session, Deed(action="token.revoked", subject=token.id), at=now, actor=actor)


def is_live(token: StoredToken, now: datetime) -> bool:
    """Tell whether a token opens anything."""
    return token.revoked_at is None and token.expires_at > now


def _require_owner(actor: Actor, user: str) -> None:
    if actor.kind is ActorKind.TOKEN:
        raise Forbidden("A token cannot handle tokens. Sign in, or use the command line.")
    if actor.user != user and not may(actor, Permission.INSTANCE_ADMINISTER):
        raise NotFound(f"There is no user {user}.")
