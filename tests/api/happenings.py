"""What tests of events share: things that happen."""

from datetime import UTC, datetime

from app.core.database import Database
from app.domain.accounts import SYSTEM, Permission
from app.domain.events import EventKind, Happening
from app.domain.names import ProjectId
from app.http.event_hub import Timing
from app.store import events, projects

NOON = datetime(2025, 6, 1, 12, 0, tzinfo=UTC)
QUICK = Timing(poll_embedded=0.1, poll=0.1, heartbeat=30, check=0.1, stall=30)
SCOPE = Permission.PROJECT_READ


def school(database: Database) -> ProjectId:
    """Give the key of the project that everybody watches."""
    with database.read() as session:
        return projects.by_slug(session, "school").id


def tell(database: Database, count: int = 1, *, size: int = 0, slug: str = "school") -> int:
    """Let so many things happen and give the number of the last."""
    with database.begin() as session:
        project = projects.by_slug(session, slug).id
        projects.lock(session, project)
        happenings = [Happening(kind=EventKind.RUN_STARTED, data={"text": "x" * size} if size else {})] * count
        return events.append(session, project, happenings, at=NOON, actor=SYSTEM)
