"""Workflow releases that administrators published: their files, once for the installation, never changed."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import zstandard
from sqlalchemy import and_, select

from app.core.database_session import Session
from app.domain.accounts import Actor
from app.domain.names import Digest
from app.store.decisions import By, by_of
from app.store.tables import published_releases
from app.store.upserts import dialect_of, insert_unless


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedRelease:
    """A release by name and version; its digest names its files."""

    name: str
    version: str
    digest: Digest


def add(
    session: Session, release: PublishedRelease, files: Mapping[str, bytes], *, at: datetime, actor: Actor
) -> PublishedRelease:
    """Keep a release; gives the one that stands under its name and version, which another may have kept before."""
    packed = json.dumps({path: base64.b64encode(content).decode() for path, content in sorted(files.items())})
    row = {
        "name": release.name,
        "version": release.version,
        "digest": release.digest,
        "files": zstandard.compress(packed.encode()),
        "recorded_at": at,
        "actor_kind": actor.kind.value,
        "actor_id": actor.id,
    }
    columns = published_releases.c
    stands = and_(columns.name == release.name, columns.version == release.version)
    statement = insert_unless(dialect_of(session), published_releases, row, there=stands)
    session.execute(statement.on_conflict_do_nothing(index_elements=["name", "version"]), row)
    digest = session.execute(select(columns.digest).where(stands)).scalar_one()
    return PublishedRelease(name=release.name, version=release.version, digest=Digest(digest))


def by(session: Session, *, name: str, version: str) -> By | None:
    """Tell who published a release, and when; None where nobody did."""
    columns = published_releases.c
    chosen = select(columns.recorded_at, columns.actor_kind, columns.actor_id)
    row = session.execute(chosen.where(columns.name == name, columns.version == version)).mappings().one_or_none()
    return by_of(session, row) if row is not None else None


def listed(session: Session, *, name: str | None = None) -> tuple[PublishedRelease, ...]:
    """Give every release, or those of one name, in no order that matters."""
    columns = published_releases.c
    query = select(columns.name, columns.version, columns.digest)
    rows = session.execute(query if name is None else query.where(columns.name == name))
    return tuple(PublishedRelease(name=row.name, version=row.version, digest=Digest(row.digest)) for row in rows)


def files_of(session: Session, *, name: str, version: str) -> Mapping[str, bytes] | None:
    """Give the files of a release, its manifest included; None where there is none."""
    columns = published_releases.c
    packed = session.execute(
        select(columns.files).where(columns.name == name, columns.version == version)
    ).scalar_one_or_none()
    if packed is None:
        return None
    written: dict[str, str] = json.loads(zstandard.decompress(packed))
    return {path: base64.b64decode(content) for path, content in written.items()}
