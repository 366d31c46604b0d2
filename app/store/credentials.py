"""Credentials: sessions of browsers, tokens of programs, single-use links; each known by its digest alone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, delete, insert, select, update

from app.core.clock import uuid7
from app.core.database_session import Session
from app.domain.accounts import Membership, Permission
from app.domain.names import Digest, ProjectId
from app.store.account_tables import api_tokens, members, sessions, sign_in_links, users
from app.store.members import membership_of
from app.store.projects import Project
from app.store.tables import projects
from app.store.users import User

_NOT_A_USER = ("created_at", "deactivated_at", "administrator_since")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSession:
    """A browser that somebody signed in with."""

    id: str
    user: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    agent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredToken:
    """A program's credential."""

    id: str
    user: str
    name: str
    scopes: frozenset[Permission]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one query tells about a request: its credential, whose it is, and what they are in the project it names."""

    credential: StoredSession | StoredToken
    user: User
    project: Project | None
    membership: Membership | None


def add_session(
    session: Session, user: str, *, digest: Digest, agent: str, at: datetime, expires_at: datetime
) -> StoredSession:
    """Keep a new session."""
    made = StoredSession(id=str(uuid7()), user=user, created_at=at, seen_at=at, expires_at=expires_at, agent=agent)
    row = {"id": made.id, "digest": digest, "user_id": user, "agent": agent}
    session.execute(insert(sessions).values(**row, created_at=at, seen_at=at, expires_at=expires_at))
    return made


def find_session(session: Session, digest: Digest, *, slug: str | None = None) -> Found | None:
    """Give the session with this digest, in one query with the project that `slug` names."""
    row = session.execute(_with_project(sessions, digest, slug)).one_or_none()
    return None if row is None else _found(row, _session_of(row))


def touch_session(session: Session, key: str, *, at: datetime) -> None:
    """Note that a session was used."""
    session.execute(update(sessions).where(sessions.c.id == key).values(seen_at=at))


def sessions_of(
    session: Session, user: str, *, now: datetime, seen_after: datetime, after: str = "", limit: int | None = None
) -> tuple[StoredSession, ...]:
    """Give the sessions of a user that are not over and were seen since, oldest first, beginning after a key."""
    columns = sessions.c
    is_live = (columns.expires_at > now) & (columns.seen_at > seen_after)
    query = select(sessions).where(columns.user_id == user, is_live).order_by(columns.id).limit(limit)
    rows = session.execute(query.where(columns.id > after) if after else query)
    return tuple(_session_of(row) for row in rows)


def end_session(session: Session, user: str, key: str) -> bool:
    """Forget one session of a user; tell whether there was one."""
    gone = delete(sessions).where(sessions.c.user_id == user, sessions.c.id == key).returning(sessions.c.id)
    return session.execute(gone).one_or_none() is not None


def end_sessions(session: Session, user: str) -> None:
    """Forget every session of a user."""
    session.execute(delete(sessions).where(sessions.c.user_id == user))


def forget_expired_sessions(session: Session, *, now: datetime) -> None:
    """Forget the sessions whose time is over."""
    session.execute(delete(sessions).where(sessions.c.expires_at <= now))


def add_token(
    session: Session,
    user: str,
    *,
    digest: Digest,
    name: str,
    scopes: frozenset[Permission],
    at: datetime,
    expires_at: datetime,
) -> StoredToken:
    """Keep a new token."""
    made = StoredToken(
        id=str(uuid7()),
        user=user,
        name=name,
        scopes=scopes,
        created_at=at,
        expires_at=expires_at,
        used_at=None,
        revoked_at=None,
    )
    row = {"id": made.id, "digest": digest, "user_id": user, "name": name, "scopes": sorted(scopes)}
    session.execute(insert(api_tokens).values(**row, created_at=at, expires_at=expires_at))
    return made


def find_token(session: Session, digest: Digest, *, slug: str | None = None) -> Found | None:
    """Give the token with this digest, in one query with the project that `slug` names."""
    row = session.execute(_with_project(api_tokens, digest, slug)).one_or_none()
    return None if row is None else _found(row, _token_of(row))


def touch_token(session: Session, key: str, *, at: datetime) -> None:
    """Note that a token was used."""
    session.execute(update(api_tokens).where(api_tokens.c.id == key).values(used_at=at))


def tokens_of(session: Session, user: str, *, after: str = "", limit: int | None = None) -> tuple[StoredToken, ...]:
    """Give the tokens of a user, oldest first, with those that are over, beginning after a key."""
    columns = api_tokens.c
    query = select(api_tokens).where(columns.user_id == user).order_by(columns.id).limit(limit)
    rows = session.execute(query.where(columns.id > after) if after else query)
    return tuple(_token_of(row) for row in rows)


def token_by_id(session: Session, key: str) -> StoredToken | None:
    """Give a token by its key; None where there is none."""
    row = session.execute(select(api_tokens).where(api_tokens.c.id == key)).one_or_none()
    return None if row is None else _token_of(row)


def revoke_token(session: Session, key: str, *, at: datetime) -> None:
    """End a token for good; does nothing to one that is revoked already."""
    is_it = (api_tokens.c.id == key) & (api_tokens.c.revoked_at.is_(None))
    session.execute(update(api_tokens).where(is_it).values(revoked_at=at))


def revoke_tokens(session: Session, user: str, *, at: datetime) -> None:
    """End every token of a user for good."""
    is_theirs = (api_tokens.c.user_id == user) & (api_tokens.c.revoked_at.is_(None))
    session.execute(update(api_tokens).where(is_theirs).values(revoked_at=at))


def add_link(session: Session, user: str, *, digest: Digest, at: datetime, expires_at: datetime) -> None:
    """Keep a new single-use sign-in link."""
    row = {"id": str(uuid7()), "digest": digest, "user_id": user, "created_at": at, "expires_at": expires_at}
    session.execute(insert(sign_in_links).values(row))


def void_links(session: Session, user: str, *, at: datetime) -> None:
    """Let no sign-in link of a user be used any more."""
    is_theirs = (sign_in_links.c.user_id == user) & (sign_in_links.c.used_at.is_(None))
    session.execute(update(sign_in_links).where(is_theirs).values(used_at=at))


def use_link(session: Session, digest: Digest, *, now: datetime) -> str | None:
    """Use a link up and give its user; None where it is unknown, used or over. Of two at once one gets the user."""
    is_open = (sign_in_links.c.used_at.is_(None)) & (sign_in_links.c.expires_at > now)
    statement = update(sign_in_links).where(sign_in_links.c.digest == digest, is_open).values(used_at=now)
    return session.execute(statement.returning(sign_in_links.c.user_id)).scalar_one_or_none()


def _with_project(table: Any, digest: Digest, slug: str | None) -> Select[Any]:  # noqa: ANN401 - a table's columns have no static names
    person = [users.c[name].label(f"person_{name}") for name in (*_NOT_A_USER, "name", "email")]
    query = select(table, *person).join(users, users.c.id == table.c.user_id).where(table.c.digest == digest)
    if slug is None:
        return query
    place = [projects.c[name].label(f"place_{name}") for name in ("id", "slug", "title", "created_at", "archived_at")]
    is_theirs: ColumnElement[bool] = (members.c.project == projects.c.id) & (members.c.user_id == users.c.id)
    query = query.add_columns(*place, members.c.standing, members.c.roles)
    return query.outerjoin(projects, projects.c.slug == slug).outerjoin(members, is_theirs)


def _found(row: Row[Any], credential: StoredSession | StoredToken) -> Found:
    user = User(
        id=row.user_id,
        name=row.person_name,
        email=row.person_email,
        created_at=row.person_created_at,
        deactivated_at=row.person_deactivated_at,
        administrator_since=row.person_administrator_since,
    )
    columns = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for the row as a mapping
    if columns.get("place_id") is None:
        return Found(credential=credential, user=user, project=None, membership=None)
    project = Project(
        id=ProjectId(row.place_id),
        slug=row.place_slug,
        title=row.place_title,
        created_at=row.place_created_at,
        archived_at=row.place_archived_at,
    )
    membership = None if row.standing is None else membership_of(row.standing, row.roles)
    return Found(credential=credential, user=user, project=project, membership=membership)


def _session_of(row: Row[Any]) -> StoredSession:
    return StoredSession(
        id=row.id,
        user=row.user_id,
        created_at=row.created_at,
        seen_at=row.seen_at,
        expires_at=row.expires_at,
        agent=row.agent,
    )


def _token_of(row: Row[Any]) -> StoredToken:
    return StoredToken(
        id=row.id,
        user=row.user_id,
        name=row.name,
        scopes=frozenset(Permission(scope) for scope in row.scopes if scope in set(Permission)),
        created_at=row.created_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
        revoked_at=row.revoked_at,
    )
