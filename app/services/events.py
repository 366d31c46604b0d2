"""What happened in a project, for those who watch: pages of the table, and where it ends."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.core.database_session import Session
from app.domain.accounts import Actor
from app.domain.events import BeyondNewestEvent, Event
from app.domain.names import ProjectId
from app.store import events


def list_events(
    session: Session, actor: Actor, *, project: ProjectId, after: int = 0, limit: int = 50
) -> tuple[Event, ...]:
    """Give up to `limit` events after number `after`, oldest first."""
    del actor  # Whoever may read the project may read its events, which hold codes, numbers and digests.
    return events.since(session, project, after, limit=limit)


def events_after(session: Session, actor: Actor, *, project: ProjectId, seen: int, limit: int) -> tuple[Event, ...]:
    """Give up to `limit` events after the one that somebody has seen, 0 for none, oldest first.

    Raises:
        app.domain.events.BeyondNewestEvent: there is no such event.

    """
    found = list_events(session, actor, project=project, after=seen, limit=limit)
    newest = seen if found or not seen else newest_event(session, actor, project=project)
    if seen > newest:
        raise BeyondNewestEvent(seen, newest)
    return found


def newest_event(session: Session, actor: Actor, *, project: ProjectId) -> int:
    """Give the number of the newest event; 0 before the first."""
    del actor  # As above.
    return events.last(session, project)


def newest_events(session: Session, projects: Sequence[ProjectId]) -> Mapping[ProjectId, int]:
    """Give the number of the newest event of each project that there is."""
    return events.lasts(session, projects)


def projects_with_new_events(info: Mapping[Any, Any]) -> frozenset[ProjectId]:
    """Tell from the notes of a committed session in which projects something happened."""
    return events.appended_in(info)
