"""The audit: read, and verified over every chain of the installation."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.domain.accounts import Actor
from app.domain.audit import INSTANCE_CHAIN, Break, Head, Sealed
from app.domain.errors import NotFound
from app.domain.names import ProjectId
from app.store import audit, projects


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainReport:
    """What was found about one chain."""

    chain: str
    """`instance`, or a project's key."""

    slug: str | None
    """The project's slug; None for the chain of the installation."""

    head: Head
    breaks: tuple[Break, ...]
    """Every place where it does not hold; the first is the one to look at."""

    @property
    def name(self) -> str:
        """What people call the chain."""
        return self.slug or self.chain


def verify_audit(session: Session, actor: Actor, *, project: ProjectId | None = None) -> tuple[ChainReport, ...]:
    """Check the chain of the installation and every project's, or one project's alone, against heads and anchors.

    The chain of the installation is always checked: a project's chain that lost its end is seen by its anchor there.
    A session of `Database.read` sees one moment, so nothing that is written meanwhile can look like a break.

    Raises:
        NotFound: no such project.

    """
    del actor  # Whoever reaches this may read everything until there are administrators.
    if project is not None:
        projects.by_id(session, project)
    anchors = audit.newest_anchors(session)
    wanted = {*audit.chains(session), *anchors} if project is None else {project}
    reports = []
    for chain in (INSTANCE_CHAIN, *sorted(wanted - {INSTANCE_CHAIN})):
        breaks = audit.verify_chain(session, chain)
        if chain in anchors:
            breaks = (*breaks, *audit.verify_anchor(session, anchors[chain]))
        reports.append(
            ChainReport(chain=chain, slug=_slug(session, chain), head=audit.head(session, chain), breaks=breaks)
        )
    return tuple(reports)


def newest_entries(session: Session, actor: Actor, *, project: ProjectId | None, limit: int = 50) -> tuple[Sealed, ...]:
    """Give the newest entries of a project's chain, or of the installation's, oldest first.

    Raises:
        NotFound: no such project.

    """
    del actor  # As above.
    if project is not None:
        projects.by_id(session, project)
    chain = project or INSTANCE_CHAIN
    after = max(0, audit.head(session, chain).sequence - limit)
    return audit.entries(session, chain, after=after, limit=limit)


def list_entries(
    session: Session, actor: Actor, *, project: ProjectId, after: int = 0, limit: int = 50
) -> tuple[Sealed, ...]:
    """Give up to `limit` entries of a project's chain after number `after`, oldest first."""
    del actor  # As above.
    return audit.entries(session, project, after=after, limit=limit)


def _slug(session: Session, chain: str) -> str | None:
    if chain == INSTANCE_CHAIN:
        return None
    try:
        return projects.by_id(session, ProjectId(chain)).slug
    except NotFound:
        return None
