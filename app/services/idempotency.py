"""Requests that carry a key are carried out once: what they changed and what was answered stand or fall together."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core.database_session import Session
from app.domain.errors import Conflict, Invalid
from app.store import idempotency
from app.store.idempotency import KeptAnswer, KeyedRequest

__all__ = [
    "KEPT_FOR",
    "AnswerConcealed",
    "Claimed",
    "KeptAnswer",
    "KeyInFlight",
    "KeyReused",
    "KeyedRequest",
    "claim",
    "keep",
]

KEPT_FOR = timedelta(hours=24)
"""How long a repetition gets the same answer; afterwards the key is new again."""


class KeyReused(Invalid):
    """The key was used for another request."""

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key was used for another request. Make a new key for each request.")


class KeyInFlight(Conflict):
    """A request with this key is being answered."""

    def __init__(self) -> None:
        super().__init__("A request with this Idempotency-Key is being answered. Send it again in a moment.")


class AnswerConcealed(Conflict):
    """What was answered holds a secret, which is shown again only to the session that asked for it."""

    def __init__(self) -> None:
        super().__init__("This was done already, and its answer holds a secret that only the session that asked sees.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A transaction in which a request is carried out, for the first time under its key."""

    session: Session
    keyed: KeyedRequest | None
    """None where the request has no key."""

    now: datetime


def claim(session: Session, keyed: KeyedRequest | None, *, now: datetime) -> KeptAnswer | None:
    """Take the key, if there is one, for this transaction; give what was answered where it was carried out before.

    Call it first in the transaction, before any lock: it waits for nothing.

    Raises:
        KeyReused: the key stands for another request.
        KeyInFlight: another transaction has it.

    """
    if keyed is None:
        return None
    if not idempotency.hold(session, keyed):
        raise KeyInFlight
    found = idempotency.find(session, keyed, now=now)
    if found is None:
        return None
    request, answer = found
    if request != keyed.request:
        raise KeyReused
    return answer


def keep(claimed: Claimed, answer: KeptAnswer) -> None:
    """Keep what is answered for a day, in the transaction of what it tells; sweeps some of what is older."""
    if claimed.keyed is not None:
        idempotency.forget_expired(claimed.session, now=claimed.now)
        until = claimed.now + KEPT_FOR
        idempotency.keep(claimed.session, claimed.keyed, answer, at=claimed.now, expires_at=until)
