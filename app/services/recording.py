"""Writing down a change: facts, events and audit together, in the caller's transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core.database_session import Session
from app.domain.accounts import Actor
from app.domain.audit import Deed
from app.domain.events import EventKind, Happening
from app.domain.facts import Fact, InstanceKey
from app.domain.names import Digest, Json, ProjectId
from app.store import audit, events, facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of a project: what is appended, and how it is told."""

    kind: EventKind
    facts: Sequence[Fact] = ()
    instance: InstanceKey | None = None
    subject: str = ""
    """What the audit names where there is no instance."""

    digests: Mapping[str, Digest] | None = None
    data: Mapping[str, Json] | None = None
    """What the event tells beside the digests."""

    run: int | None = None


def record_change(session: Session, actor: Actor, change: Change, *, project: ProjectId, now: datetime) -> None:
    """Append the facts of `change`, its event and its audit entry; the caller holds the project's lock."""
    digests = dict(change.digests or {})
    if change.facts:
        facts.append(session, project, change.facts, at=now, actor=actor, run=change.run)
    happening = Happening(kind=change.kind, instance=change.instance, data={**(change.data or {}), **digests})
    events.append(session, project, [happening], at=now, actor=actor, run=change.run)
    subject = str(change.instance) if change.instance else change.subject
    deed = Deed(action=change.kind.value, subject=subject, digests=digests)
    audit.record(session, project, deed, at=now, actor=actor)
