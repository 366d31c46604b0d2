"""The audit chains: appended in the transaction of what they record, one writer a chain at a time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, Update, bindparam, func, insert, select, update

from app.core.database import signing_key
from app.core.database_session import Session
from app.domain.accounts import SYSTEM, Actor, ActorKind
from app.domain.audit import (
    GENESIS,
    INSTANCE_CHAIN,
    Anchor,
    Break,
    Deed,
    Head,
    Sealed,
    Signature,
    anchored,
    anchoring,
    body_of,
    seal,
    statement,
    verify,
)
from app.domain.names import Digest, ProjectId
from app.store import origins
from app.store.audit_tables import audit, audit_heads
from app.store.upserts import dialect_of, insert_into, insert_together

_APPEND = insert(audit)
_HEAD = select(audit_heads.c.sequence, audit_heads.c.digest).where(audit_heads.c.chain == bindparam("named"))
_LOCKED_HEAD = _HEAD.with_for_update()
_MOVE_HEAD = update(audit_heads).where(audit_heads.c.chain == bindparam("named"))


def record(session: Session, project: ProjectId, deed: Deed, *, at: datetime, actor: Actor) -> Sealed:
    """Append `deed` to the chain of `project`; the caller holds the project's lock."""
    return _append(session, project, project, deed, at=at, actor=actor)


def record_for_instance(session: Session, deed: Deed, *, at: datetime, actor: Actor) -> Sealed:
    """Append `deed` to the chain of the installation.

    Everybody's writers take turns at this chain until they commit, so call it last in a transaction.
    """
    return _append(session, INSTANCE_CHAIN, None, deed, at=at, actor=actor)


def anchor(session: Session, project: ProjectId, *, at: datetime) -> Sealed:
    """Write the head of a project's chain into the chain of the installation; last in a transaction, as above."""
    deed = anchoring(Anchor(chain=project, head=head(session, project)))
    return record_for_instance(session, deed, at=at, actor=SYSTEM)


def head(session: Session, chain: str) -> Head:
    """Give the recorded head of a chain; that of an empty chain before its first entry."""
    found = session.execute(_HEAD, {"named": chain}).one_or_none()
    return Head() if found is None else Head(sequence=found.sequence, digest=Digest(found.digest))


def signature(session: Session, chain: str) -> Signature | None:
    """Give the newest signature of a chain's head; entries may have followed that were not signed."""
    columns = audit_heads.c
    found = session.execute(
        select(columns.signed_sequence, columns.signed_digest, columns.signed_by, columns.signature).where(
            columns.chain == chain, columns.signature.is_not(None)
        )
    ).one_or_none()
    if found is None:
        return None
    head = Head(sequence=found.signed_sequence or 0, digest=Digest(found.signed_digest or ""))
    return Signature(head=head, key=found.signed_by or "", value=found.signature)


def sign(session: Session, chain: str) -> Head:
    """Sign the newest entry of a chain anew; the caller holds the lock of its project, and has verified it."""
    newest = lock(session, chain)
    session.execute(update(audit_heads).where(audit_heads.c.chain == chain).values(_signed(session, chain, newest)))
    return newest


def lock(session: Session, chain: str) -> Head:
    """Keep every other writer away from a chain until the transaction ends; gives its head."""
    return _locked_head(session, chain) or Head()


def entries(session: Session, chain: str, *, after: int = 0, limit: int = 1000) -> tuple[Sealed, ...]:
    """Give up to `limit` entries after number `after`, oldest first."""
    return tuple(_sealed(row) for row in _rows(session, chain, after=after, limit=limit))


def chains(session: Session) -> Iterator[str]:
    """Name every chain that has an entry or a head, in order of name; one step through the index each."""
    name = ""
    while True:
        following = [
            session.execute(select(func.min(column)).where(column > name)).scalar_one()
            for column in (audit.c.chain, audit_heads.c.chain)
        ]
        names = [found for found in following if found is not None]
        if not names:
            return
        name = min(names)
        yield name


def newest_anchors(session: Session, *, page: int = 1000) -> Mapping[str, Anchor]:
    """Give the newest anchor of each chain, as the chain of the installation holds it."""
    found: dict[str, Anchor] = {}
    after = 0
    while part := entries(session, INSTANCE_CHAIN, after=after, limit=page):
        found |= {anchor.chain: anchor for sealed in part if (anchor := anchored(sealed.entry)) is not None}
        after = part[-1].sequence
    return found


def newest_anchor(session: Session, chain: str, *, within: int) -> Anchor | None:
    """Give the newest anchor of one chain among the last `within` entries of the installation's; the database looks."""
    columns, newest = audit.c, head(session, INSTANCE_CHAIN).sequence
    statement = (
        select(columns.entry)
        .where(
            columns.chain == INSTANCE_CHAIN,
            columns.sequence > newest - within,
            columns.entry.contains(f'"subject":"{chain} ', autoescape=True),
        )
        .order_by(columns.sequence.desc())
    )
    found = (anchored(entry) for entry in session.execute(statement).scalars())
    return next((anchor for anchor in found if anchor is not None and anchor.chain == chain), None)


def verify_anchor(session: Session, anchor: Anchor, *, what: str = "anchored") -> tuple[Break, ...]:
    """Check that a chain still holds the entry that was its head when it was anchored, signed, or kept elsewhere."""
    wanted = anchor.head
    if wanted == Head():
        return ()
    held = [sealed.digest for sealed in entries(session, anchor.chain, after=wanted.sequence - 1, limit=1)]
    if held == [wanted.digest]:
        return ()
    return (Break(sequence=wanted.sequence, reason=f"it is missing, or not the one that was {what}"),)


def verify_chain(session: Session, chain: str, *, page: int = 1000) -> tuple[Break, ...]:
    """Check a whole chain against its recorded head, a page at a time; empty where it holds."""
    breaks: list[Break] = []
    seen, newest = Head(), head(session, chain)
    length = session.execute(select(func.max(audit.c.sequence)).where(audit.c.chain == chain)).scalar_one() or 0
    while seen.sequence < length:
        rows = _rows(session, chain, after=seen.sequence, limit=page)
        part = [_sealed(row) for row in rows]
        end = part[-1].head
        found = verify(chain, part, newest if end.sequence == length else end, after=seen)
        breaks.extend(sorted((*found, *_misfiled(chain, rows)), key=lambda broken: broken.sequence))
        seen = end
    if length == 0 and newest != Head():
        breaks.extend(verify(chain, (), newest))
    return tuple(breaks)


def _rows(session: Session, chain: str, *, after: int, limit: int) -> Sequence[Row[Any]]:
    columns = audit.c
    statement = select(audit).where(columns.chain == chain, columns.sequence > after)
    return session.execute(statement.order_by(columns.sequence).limit(limit)).all()


def _sealed(row: Row[Any]) -> Sealed:
    return Sealed(sequence=row.sequence, previous=row.previous, entry=row.entry, digest=row.digest)


def _misfiled(chain: str, rows: Iterable[Row[Any]]) -> Iterator[Break]:
    """Compare what stands beside each entry, for queries alone, with what the entry says."""
    project = None if chain == INSTANCE_CHAIN else chain
    for row in rows:
        at = row.recorded_at.astimezone(UTC).isoformat(timespec="microseconds")
        if body_of(row.entry).get("at") != at or row.project != project:
            yield Break(sequence=row.sequence, reason="it is filed under another time or project than it says")


def _append(
    session: Session, chain: str, project: ProjectId | None, deed: Deed, *, at: datetime, actor: Actor
) -> Sealed:
    before = _locked_head(session, chain)
    if before is None:
        # Whoever comes first makes the head; who comes at the same time waits for it here instead of failing.
        begun = insert_into(session, audit_heads).values(chain=chain, project=project, sequence=0, digest=GENESIS)
        session.execute(begun.on_conflict_do_nothing(index_elements=[audit_heads.c.chain]))
        before = _locked_head(session, chain) or Head()
    if actor.kind is not ActorKind.SYSTEM:
        deed = replace(deed, origin=origins.note(session, at=at))
    sealed = seal(chain, before, deed, actor=actor, at=at)
    row = {
        "chain": chain,
        "sequence": sealed.sequence,
        "project": project,
        "previous": sealed.previous,
        "digest": sealed.digest,
        "entry": sealed.entry,
        "recorded_at": at,
    }
    moved = {"sequence": sealed.sequence, "digest": sealed.digest, **_signed(session, chain, sealed.head)}
    if dialect_of(session) == "postgresql":
        given = {"named": chain, **{f"head_{name}": value for name, value in moved.items()}}
        insert_together(session, {audit: row}, _moving(tuple(moved)), given)
    else:
        session.execute(_APPEND, row)
        session.execute(_MOVE_HEAD, {"named": chain, **moved})
    return sealed


@cache
def _moving(columns: tuple[str, ...]) -> Update:
    return _MOVE_HEAD.values({name: bindparam(f"head_{name}", type_=audit_heads.c[name].type) for name in columns})


def _signed(session: Session, chain: str, head: Head) -> dict[str, str | int]:
    """Give what is written of a head beside its number and digest; nothing where there is no key."""
    key = signing_key(session)
    if key is None:
        return {}
    return {
        "signed_sequence": head.sequence,
        "signed_digest": head.digest,
        "signed_by": key.public,
        "signature": key.sign(statement(chain, head)),
    }


def _locked_head(session: Session, chain: str) -> Head | None:
    locked = session.execute(_LOCKED_HEAD, {"named": chain}).one_or_none()
    return None if locked is None else Head(sequence=locked.sequence, digest=Digest(locked.digest))
