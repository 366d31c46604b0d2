"""Projects: begun, found, listed, archived."""

import re
from datetime import datetime

from app.core.clock import uuid7
from app.core.database_session import Session
from app.domain.accounts import Actor, Membership, Permission, Standing, may
from app.domain.errors import Conflict, Forbidden, Invalid, NotFound
from app.domain.events import EventKind
from app.domain.intake import LONGEST_TITLE
from app.domain.names import ProjectId
from app.services.recording import Change, record_change
from app.services.runs import cancel_run
from app.services.standing import facts_of, open_project
from app.store import audit, decisions, members, projects
from app.store.decisions import By
from app.store.projects import Project, SlugTaken

__all__ = [
    "LONGEST_SLUG",
    "NotArchived",
    "Project",
    "SlugTaken",
    "archive_project",
    "create_project",
    "find_project",
    "list_own_projects",
    "list_projects",
    "unarchive_project",
]

LONGEST_SLUG = 63
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class NotArchived(Conflict):
    """The project is not archived."""

    def __init__(self, slug: str, by: By | None) -> None:
        undone = f"; it was taken out of the archive {by}" if by else " and never was"
        super().__init__(f"The project {slug!r} is not archived{undone}.")


def create_project(session: Session, actor: Actor, *, slug: str, title: str = "", now: datetime) -> Project:
    """Begin a project, owned by the person who does; the title is the slug's words where none is given.

    Raises:
        Invalid: the slug or the title cannot be taken.
        app.store.projects.SlugTaken: another project has this slug.

    """
    require_slug(slug)
    named = title.strip() or slug.replace("-", " ").capitalize()
    if len(named) > LONGEST_TITLE or not named.isprintable():
        raise Invalid(f"The title must be one line of at most {LONGEST_TITLE} characters.")
    _require_free(session, actor, slug)
    project = projects.create(session, ProjectId(str(uuid7())), slug=slug, title=named, at=now)
    if actor.user:
        members.put(session, project.id, actor.user, Membership(standing=Standing.OWNER), at=now)
    record_change(session, actor, Change(kind=EventKind.PROJECT_CREATED, subject=slug), project=project.id, now=now)
    audit.anchor(session, project.id, at=now)
    return project


def require_slug(slug: str) -> None:
    """Refuse what cannot name a project, such as words with blanks between them.

    Raises:
        Invalid: says what can.

    """
    if len(slug) > LONGEST_SLUG or not _SLUG.fullmatch(slug):
        raise Invalid(
            f"{slug!r} cannot name a project. Use at most {LONGEST_SLUG} lower-case letters, digits and single hyphens"
            " between them, such as harbour-permits."
        )


def _require_free(session: Session, actor: Actor, slug: str) -> None:
    """Refuse the slug of a project that the actor may read, with who began that; of others nothing is said."""
    try:
        taken = find_project(session, actor, slug=slug)
    except NotFound:
        return
    by = decisions.last_to(session, taken.id, EventKind.PROJECT_CREATED)
    begun = f", begun {by}" if by else ""
    raise SlugTaken(f"There is a project {slug!r} already{begun}. Choose another name for the new one.")


def find_project(session: Session, actor: Actor, *, slug: str) -> Project:
    """Give the project that people call `slug`.

    Raises:
        app.domain.errors.NotFound: no such project, or none for this actor.

    """
    found = projects.by_slug(session, slug)
    own = members.of(session, found.id, actor.user) if actor.user else None
    if not may(actor, Permission.PROJECT_READ, own):
        raise NotFound(f"There is no project {slug!r}.")
    return found


def list_projects(session: Session, actor: Actor, *, after: str = "", limit: int = 50) -> tuple[Project, ...]:
    """Give up to `limit` projects by slug, beginning after the slug `after`, to whoever may read all of them.

    Raises:
        app.domain.errors.Forbidden: the actor may not.

    """
    if not may(actor, Permission.PROJECT_READ):
        raise Forbidden("Only an administrator of the installation sees every project.")
    return projects.listed(session, after=after, limit=limit)


def list_own_projects(session: Session, actor: Actor, *, after: str = "", limit: int = 50) -> tuple[Project, ...]:
    """Give up to `limit` projects that the actor may read, in the order in which they were begun, after a key."""
    if may(actor, Permission.PROJECT_READ):
        return projects.in_order(session, after=after, limit=limit)
    return projects.of_member(session, actor.user, after=after, limit=limit) if actor.user else ()


def archive_project(session: Session, actor: Actor, *, project: ProjectId, now: datetime) -> Project:
    """Make a project read-only; a run that is open is cancelled, so that nothing of it goes on.

    Raises:
        app.domain.errors.NotFound: no such project.
        app.services.standing.Archived: it is read-only already.

    """
    found = open_project(session, project)
    if facts_of(session, project).open_run is not None:
        cancel_run(session, actor, project=project, now=now)
    projects.archive(session, project, at=now)
    record_change(session, actor, Change(kind=EventKind.PROJECT_ARCHIVED, subject=found.slug), project=project, now=now)
    audit.anchor(session, project, at=now)
    return projects.by_id(session, project)


def unarchive_project(session: Session, actor: Actor, *, project: ProjectId, now: datetime) -> Project:
    """Let an archived project change again; its next run continues where it stood.

    Raises:
        app.domain.errors.NotFound: no such project.
        NotArchived: it is not read-only.

    """
    found = projects.lock(session, project)
    if found.archived_at is None:
        raise NotArchived(found.slug, decisions.last_to(session, project, EventKind.PROJECT_UNARCHIVED))
    projects.unarchive(session, project)
    change = Change(kind=EventKind.PROJECT_UNARCHIVED, subject=found.slug)
    record_change(session, actor, change, project=project, now=now)
    audit.anchor(session, project, at=now)
    return projects.by_id(session, project)
