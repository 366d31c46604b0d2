"""Projects: begun, found, listed, archived."""

import re
from datetime import datetime

from sqlalchemy.orm import Session

from app.core.clock import uuid7
from app.domain.accounts import Actor, Membership, Permission, Standing, may
from app.domain.errors import Invalid, NotFound
from app.domain.events import EventKind
from app.domain.intake import LONGEST_TITLE
from app.domain.names import ProjectId
from app.services.recording import Change, record_change
from app.services.standing import open_project
from app.store import audit, members, projects
from app.store.projects import Project

LONGEST_SLUG = 63
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def create_project(session: Session, actor: Actor, *, slug: str, title: str = "", now: datetime) -> Project:
    """Begin a project, owned by the person who does; the title is the slug's words where none is given.

    Raises:
        Invalid: the slug or the title cannot be taken.
        app.store.projects.SlugTaken: another project has this slug.

    """
    if len(slug) > LONGEST_SLUG or not _SLUG.fullmatch(slug):
        raise Invalid(
            f"{slug!r} cannot name a project. Use at most {LONGEST_SLUG} lower-case letters, digits and single hyphens"
            " between them, such as harbour-permits."
        )
    named = title.strip() or slug.replace("-", " ").capitalize()
    if len(named) > LONGEST_TITLE or not named.isprintable():
        raise Invalid(f"The title must be one line of at most {LONGEST_TITLE} characters.")
    project = projects.create(session, ProjectId(str(uuid7())), slug=slug, title=named, at=now)
    if actor.user:
        members.put(session, project.id, actor.user, Membership(standing=Standing.OWNER), at=now)
    record_change(session, actor, Change(kind=EventKind.PROJECT_CREATED, subject=slug), project=project.id, now=now)
    audit.anchor(session, project.id, at=now)
    return project


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
    """Give up to `limit` projects that the actor may read, by slug, beginning after the slug `after`."""
    reads_all = may(actor, Permission.PROJECT_READ)
    return projects.listed(session, after=after, limit=limit, member=None if reads_all else actor.user)


def archive_project(session: Session, actor: Actor, *, project: ProjectId, now: datetime) -> None:
    """Make a project read-only.

    Raises:
        app.domain.errors.NotFound: no such project.
        app.services.standing.Archived: it is read-only already.

    """
    found = open_project(session, project)
    projects.archive(session, project, at=now)
    record_change(session, actor, Change(kind=EventKind.PROJECT_ARCHIVED, subject=found.slug), project=project, now=now)
    audit.anchor(session, project, at=now)
