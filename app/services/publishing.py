"""Workflow releases that are sent to the service: judged, and published for every project to adopt.

It loads the whole definition language with its rules, so it is imported by who needs it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.core.database_session import Session
from app.domain.accounts import Actor
from app.domain.audit import Deed
from app.domain.definition.gathered import Gathered
from app.domain.definition.loading import load_release
from app.domain.definition.release import Release
from app.domain.definition.validation import validate_gathered
from app.domain.errors import Conflict, NotFound
from app.domain.findings import Finding
from app.domain.names import Digest
from app.services import definitions
from app.services.users import require_administrator
from app.store import audit, published
from app.store.decisions import By
from app.store.published import PublishedRelease


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What became of a release that was sent."""

    release: Release
    is_new: bool
    """False where the very same release is there already."""


class ReleaseTaken(Conflict):
    """Another release has this name and version; a published one never changes."""

    def __init__(self, name: str, version: str, by: By | None) -> None:
        there = (
            f"There is another release {name}@{version}, published {by}"
            if by
            else (f"There is another release {name}@{version}")
        )
        super().__init__(f"{there}, and a release never changes. Raise the version.")


def judge_files(gathered: Gathered) -> tuple[Finding, ...]:
    """Give everything that is wrong with the files of a release, all at once."""
    return validate_gathered(gathered)


def publish_release(
    session: Session, actor: Actor, *, files: Mapping[str, bytes], own: Path | None, now: datetime
) -> Published:
    """Let every project adopt a release from here on; it must be sealed, and what was sealed.

    Raises:
        app.services.users.NotAdministrator: the actor may not.
        app.domain.definition.release.InvalidDefinition: anything in it is wrong; it carries every finding.
        ReleaseTaken: another release has its name and version.

    """
    require_administrator(actor)
    release = load_release(files)
    definition = release.definition
    name, version = definition.name, definition.version
    try:
        standing = definitions.load_release(f"{name}@{version}", own=own, session=session)
    except NotFound:
        standing = None
    if standing is not None:
        if standing.digest != release.digest:
            raise ReleaseTaken(name, version, published.by(session, name=name, version=version))
        return Published(release=standing, is_new=False)
    wanted = PublishedRelease(name=name, version=version, digest=release.digest)
    if published.add(session, wanted, release.files, at=now, actor=actor) != wanted:
        raise ReleaseTaken(name, version, published.by(session, name=name, version=version))
    digests: dict[str, Digest] = {"release": release.digest}
    deed = Deed(action="release.published", subject=f"{name} {version}", digests=digests)
    audit.record_for_instance(session, deed, at=now, actor=actor)
    return Published(release=release, is_new=True)
