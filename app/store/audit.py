"""The audit chains: appended in the transaction of what they record, one writer a chain at a time."""

from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from app.domain.accounts import SYSTEM, Actor
from app.domain.audit import INSTANCE_CHAIN, Break, Deed, Head, Sealed, seal, verify
from app.domain.names import Digest, ProjectId
from app.store.tables import audit, audit_heads


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
    newest = head(session, project)
    deed = Deed(action="chain.anchored", subject=f"{project} {newest.sequence}", digests={"head": newest.digest})
    return record_for_instance(session, deed, at=at, actor=SYSTEM)


def head(session: Session, chain: str) -> Head:
    """Give the recorded head of a chain; that of an empty chain before its first entry."""
    found = session.execute(
        select(audit_heads.c.sequence, audit_heads.c.digest).where(audit_heads.c.chain == chain)
    ).one_or_none()
    return Head() if found is None else Head(sequence=found.sequence, digest=Digest(found.digest))


def entries(session: Session, chain: str, *, after: int = 0, limit: int = 1000) -> tuple[Sealed, ...]:
    """Give up to `limit` entries after number `after`, oldest first."""
    rows = session.execute(
        select(audit).where(audit.c.chain == chain, audit.c.sequence > after).order_by(audit.c.sequence).limit(limit)
    )
    return tuple(
        Sealed(sequence=row.sequence, previous=row.previous, entry=row.entry, digest=row.digest) for row in rows
    )


def verify_chain(session: Session, chain: str, *, page: int = 1000) -> tuple[Break, ...]:
    """Check a whole chain against its recorded head, a page at a time; empty where it holds."""
    breaks: list[Break] = []
    seen, newest = Head(), head(session, chain)
    length = session.execute(select(func.max(audit.c.sequence)).where(audit.c.chain == chain)).scalar_one() or 0
    while seen.sequence < length:
        part = entries(session, chain, after=seen.sequence, limit=page)
        end = part[-1].head
        breaks.extend(verify(chain, part, newest if end.sequence == length else end, after=seen))
        seen = end
    if length == 0 and newest != Head():
        breaks.extend(verify(chain, (), newest))
    return tuple(breaks)


def _append(
    session: Session, chain: str, project: ProjectId | None, deed: Deed, *, at: datetime, actor: Actor
) -> Sealed:
    locked = session.execute(
        select(audit_heads.c.sequence, audit_heads.c.digest).where(audit_heads.c.chain == chain).with_for_update()
    ).one_or_none()
    before = Head() if locked is None else Head(sequence=locked.sequence, digest=Digest(locked.digest))
    sealed = seal(chain, before, deed, actor=actor, at=at)
    session.execute(
        insert(audit).values(
            chain=chain,
            sequence=sealed.sequence,
            project=project,
            previous=sealed.previous,
            digest=sealed.digest,
            entry=sealed.entry,
            recorded_at=at,
        )
    )
    if locked is None:
        session.execute(
            insert(audit_heads).values(chain=chain, project=project, sequence=sealed.sequence, digest=sealed.digest)
        )
    else:
        session.execute(
            update(audit_heads)
            .where(audit_heads.c.chain == chain)
            .values(sequence=sealed.sequence, digest=sealed.digest)
        )
    return sealed
