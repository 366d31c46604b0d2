"""The deciding roles that a project can give: those that its workflow names."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from app.core.database_session import Session
from app.domain.definition.release import Release
from app.domain.errors import Invalid
from app.domain.names import ProjectId, RoleName
from app.services.definitions import available_releases, load_release
from app.services.standing import ReleaseOf, facts_of


def require_known_roles(
    session: Session, roles: Iterable[RoleName], *, project: ProjectId, own: Path | None, release_of: ReleaseOf
) -> None:
    """Refuse roles in which nobody could ever decide here.

    Known are the roles of the release that the project adopted; until it adopts one, those of every release that it
    could adopt, from `own` or elsewhere. Releases are read only until each role is found.

    Raises:
        app.domain.errors.Invalid: a role is unknown; names the known ones.

    """
    unknown, known = set(roles), set[RoleName]()
    if not unknown:
        return
    for release in _releases(session, project=project, own=own, release_of=release_of):
        named = roles_of(release)
        known |= named
        unknown -= named
        if not unknown:
            return
    there = f"Use one of: {', '.join(sorted(known))}." if known else "There are none."
    raise Invalid(f"No workflow here asks for the role {' or '.join(map(repr, sorted(unknown)))}. {there}")


def roles_of(release: Release) -> frozenset[RoleName]:
    """Give the roles that a release asks to accept documents."""
    types = release.definition.document_types.values()
    return frozenset(role for kind in types if kind.acceptance is not None for role in kind.acceptance.by)


def _releases(session: Session, *, project: ProjectId, own: Path | None, release_of: ReleaseOf) -> Iterator[Release]:
    adoption = facts_of(session, project).adoption
    if adoption is not None:
        yield release_of(session, project, adoption.release_digest)
        return
    for there in available_releases(own=own, session=session):
        with suppress(Invalid):  # What cannot be adopted says nothing about roles.
            yield load_release(f"{there.name}@{there.version}", own=own, session=session)
