"""What was answered to requests that carry an idempotency key, kept so that a repetition gets the same again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, delete, func, literal, select, tuple_

from app.core.database_session import Session
from app.domain.canonical import digest_of_bytes
from app.domain.names import Digest
from app.store.account_tables import idempotency_keys
from app.store.upserts import insert_into

_MOST_FORGOTTEN = 100
"""How many answers one change sweeps at most, so that no request pays for a whole day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyedRequest:
    """A request as its key knows it."""

    actor: str
    """Who asked: a kind and an id."""

    route: str
    """Method and path with the names of its places."""

    key: Digest
    """Digest of the key."""

    request: Digest
    """Digest of all that makes it this request and no other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """What was answered once."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def hold(session: Session, keyed: KeyedRequest) -> bool:
    """Hold the key until the transaction ends; False where another transaction does. Never waits.

    On SQLite the transaction holds the only write lock already.
    """
    if session.dialect != "postgresql":
        return True
    name = digest_of_bytes(f"{keyed.actor} {keyed.route} {keyed.key}".encode())
    number = int.from_bytes(bytes.fromhex(name)[:8], "big", signed=True)
    taken = select(func.pg_try_advisory_xact_lock(literal(number, BigInteger)))
    return bool(session.execute(taken).scalar_one())


def find(session: Session, keyed: KeyedRequest, *, now: datetime) -> tuple[Digest, KeptAnswer] | None:
    """Give which request was answered under this key, and how; None where none was, or its time is over."""
    columns = idempotency_keys.c
    row = session.execute(
        select(columns.request, columns.status, columns.headers, columns.body).where(
            columns.actor == keyed.actor,
            columns.route == keyed.route,
            columns.key == keyed.key,
            columns.expires_at > now,
        )
    ).one_or_none()
    if row is None:
        return None
    return Digest(row.request), KeptAnswer(status=row.status, headers=row.headers, body=row.body)


def keep(session: Session, keyed: KeyedRequest, answer: KeptAnswer, *, at: datetime, expires_at: datetime) -> None:
    """Keep what is answered; whoever calls this holds the key and found nothing that still counts."""
    values = {
        "request": keyed.request,
        "status": answer.status,
        "headers": dict(answer.headers),
        "body": answer.body,
        "recorded_at": at,
        "expires_at": expires_at,
    }
    statement = insert_into(session, idempotency_keys).values(
        actor=keyed.actor, route=keyed.route, key=keyed.key, **values
    )
    session.execute(statement.on_conflict_do_update(index_elements=["actor", "route", "key"], set_=values))


def forget_expired(session: Session, *, now: datetime) -> None:
    """Forget some answers whose time is over; waits for nobody, and leaves to others what others are at."""
    columns = idempotency_keys.c
    own = (columns.actor, columns.route, columns.key)
    over = select(*own).where(columns.expires_at <= now).order_by(columns.expires_at).limit(_MOST_FORGOTTEN)
    session.execute(delete(idempotency_keys).where(tuple_(*own).in_(over.with_for_update(skip_locked=True))))
