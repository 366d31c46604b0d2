"""Projects: whose facts these are."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.core.database_session import Session
from app.domain.errors import Conflict, NotFound
from app.domain.names import ProjectId
from app.store.account_tables import members
from app.store.last_facts import remember_last_fact
from app.store.tables import projects, runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A project as it stands now; an archived one is read-only."""

    id: ProjectId
    slug: str
    title: str
    created_at: datetime
    archived_at: datetime | None


class SlugTaken(Conflict):
    """Another project has this slug."""


def create(session: Session, project: ProjectId, *, slug: str, title: str, at: datetime) -> Project:
    """Create a project.

    Raises:
        SlugTaken: another project has this slug; the transaction must be given up.

    """
    try:
        session.execute(insert(projects).values(id=project, slug=slug, title=title, created_at=at))
    except IntegrityError as error:
        raise SlugTaken(f"There is a project {slug!r} already. Choose another name for the new one.") from error
    return Project(id=project, slug=slug, title=title, created_at=at, archived_at=None)


def by_slug(session: Session, slug: str) -> Project:
    """Give the project that people call `slug`.

    Raises:
        NotFound: no such project.

    """
    found = session.execute(_selected().where(projects.c.slug == slug)).one_or_none()
    if found is None:
        raise NotFound(f"There is no project {slug!r}.")
    return _project_of(found)


def by_id(session: Session, project: ProjectId) -> Project:
    """Give the project with this key.

    Raises:
        NotFound: no such project.

    """
    return _one(session, _selected().where(projects.c.id == project), project)


def lock(session: Session, project: ProjectId) -> Project:
    """Take the project's lock until the transaction ends, and give the project as it stands under it.

    Every unit of work that writes a project calls this first. PostgreSQL locks the row; on SQLite the transaction holds
    the only write lock already.

    Raises:
        NotFound: no such project.

    """
    found = session.execute(_LOCK, {"project": project}).one_or_none()
    if found is None:
        raise NotFound(f"There is no project {project}.")
    remember_last_fact(session, project, found.last_fact)
    return _project_of(found)


def listed(session: Session, *, after: str = "", limit: int = 50) -> tuple[Project, ...]:
    """Give up to `limit` projects by slug, beginning after the slug `after`."""
    query = _selected().where(projects.c.slug > after).order_by(projects.c.slug).limit(limit)
    return tuple(_project_of(row) for row in session.execute(query))


def in_order(session: Session, *, after: str = "", limit: int = 50) -> tuple[Project, ...]:
    """Give up to `limit` projects in the order in which they were begun, beginning after the key `after`."""
    query = _selected().order_by(projects.c.id).limit(limit)
    rows = session.execute(query.where(projects.c.id > after) if after else query)
    return tuple(_project_of(row) for row in rows)


def of_member(session: Session, user: str, *, after: str = "", limit: int = 50) -> tuple[Project, ...]:
    """Give up to `limit` projects of a member, in the same order."""
    query = _selected().join(members, members.c.project == projects.c.id).where(members.c.user_id == user)
    query = query.order_by(members.c.project).limit(limit)
    rows = session.execute(query.where(members.c.project > after) if after else query)
    return tuple(_project_of(row) for row in rows)


def archive(session: Session, project: ProjectId, *, at: datetime) -> None:
    """Make a project read-only for its use cases; does nothing to one that is archived already."""
    statement = update(projects).where(projects.c.id == project, projects.c.archived_at.is_(None))
    session.execute(statement.values(archived_at=at))


def unarchive(session: Session, project: ProjectId) -> None:
    """Let a project change again; does nothing to one that is not archived."""
    session.execute(update(projects).where(projects.c.id == project).values(archived_at=None))


def ids_with_open_run(session: Session) -> tuple[ProjectId, ...]:
    """Give the projects whose run is open, for the sweep."""
    from_runs = select(runs.c.project).where(runs.c.closed_at.is_(None)).order_by(runs.c.project)
    return tuple(ProjectId(found) for found in session.execute(from_runs).scalars())


def _selected() -> Select[tuple[str, str, str, datetime, datetime | None]]:
    columns = projects.c
    return select(columns.id, columns.slug, columns.title, columns.created_at, columns.archived_at)


_LOCK = _selected().add_columns(projects.c.last_fact).where(projects.c.id == bindparam("project")).with_for_update()


def _one(
    session: Session, statement: Select[tuple[str, str, str, datetime, datetime | None]], project: ProjectId
) -> Project:
    found = session.execute(statement).one_or_none()
    if found is None:
        raise NotFound(f"There is no project {project}.")
    return _project_of(found)


def _project_of(row: Row[tuple[str, str, str, datetime, datetime | None]]) -> Project:
    return Project(
        id=ProjectId(row.id),
        slug=row.slug,
        title=row.title,
        created_at=row.created_at,
        archived_at=row.archived_at,
    )
