"""The table of events as live streams read it."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any

from app.domain.accounts import SYSTEM
from app.domain.names import ProjectId
from app.http.event_frames import PAGE, Frame, frame_of
from app.runtime import Runtime
from app.services.events import list_events, newest_event, newest_events, projects_with_new_events


class StoredEvents:
    """The table of events as the live streams read it; each call is one unit of work and blocks."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime

    def newest(self, projects: Sequence[ProjectId]) -> Mapping[ProjectId, int]:
        """Give the number of the newest event of each project."""
        with self.runtime.database.read() as session:
            return newest_events(session, projects)

    def page(self, project: ProjectId, *, after: int) -> tuple[Frame, ...]:
        """Give the page of events after a number."""
        return self.pages({project: after})[project]

    def pages(self, after: Mapping[ProjectId, int]) -> Mapping[ProjectId, tuple[Frame, ...]]:
        """Give the page of events after a number, for several projects at one moment."""
        with self.runtime.database.read() as session:
            found = {
                project: list_events(session, SYSTEM, project=project, after=number, limit=PAGE)
                for project, number in after.items()
            }
        return {project: tuple(map(frame_of, page)) for project, page in found.items()}

    def end(self, project: ProjectId, *, most: int) -> tuple[int, tuple[Frame, ...]]:
        """Give the number of the newest event, and up to `most` events that end with it."""
        with self.runtime.database.read() as session:
            newest = newest_event(session, SYSTEM, project=project)
            after = max(0, newest - most)
            found = list_events(session, SYSTEM, project=project, after=after, limit=most)
        return newest, tuple(map(frame_of, found))

    def notices(self) -> AsyncIterator[ProjectId | None] | None:
        """Hear of what any process appends; None where the database tells nobody."""
        return self.runtime.event_notices()

    def tell(self, told: Callable[[ProjectId], None]) -> Callable[[], None]:
        """Call `told` for what this process appends, on the thread that did; gives what ends that."""

        def committed(info: Mapping[Any, Any]) -> None:
            for project in projects_with_new_events(info):
                told(project)

        listeners = self.runtime.database.on_commit
        listeners.append(committed)
        return lambda: listeners.remove(committed)
