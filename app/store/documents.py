"""The versions of documents, found by what they are and where they stand; contents come from blobs."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from app.core.database_session import Session
from app.domain.errors import NotFound
from app.domain.facts import Version
from app.domain.names import Digest, DocumentTypeName, JsonObject, ProjectId, ScopePath
from app.store import blobs
from app.store.fact_rows import version_of
from app.store.tables import versions

_MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredVersion:
    """A version with when it was recorded, and in which run."""

    version: Version
    recorded_at: datetime
    run: int | None


def version(
    session: Session, project: ProjectId, document_type: DocumentTypeName, path: ScopePath, *, number: int
) -> StoredVersion:
    """Give one version of a document.

    Raises:
        NotFound: the document has no such version.

    """
    row = session.execute(
        select(versions).where(*_document(project, document_type, path), versions.c.number == number)
    ).one_or_none()
    if row is None:
        newest = max((one.version.number for one in history(session, project, document_type, path)), default=None)
        known = "" if newest is None else f"; the newest is {newest}"
        raise NotFound(f"There is no version {number} of {document_type}{f' at {path}' if path else ''}{known}.")
    return _stored(row)


def history(
    session: Session, project: ProjectId, document_type: DocumentTypeName, path: ScopePath
) -> tuple[StoredVersion, ...]:
    """Give every version of a document, oldest first; empty where there is none."""
    rows = session.execute(select(versions).where(*_document(project, document_type, path)).order_by(versions.c.number))
    return tuple(_stored(row) for row in rows)


def content(session: Session, project: ProjectId, digest: Digest) -> JsonObject:
    """Give a document's content by its digest.

    Raises:
        NotFound: the project holds no such content.
        app.store.blobs.Erased: it was erased.

    """
    return _object(blobs.read_json(session, project, digest), digest)


def contents(session: Session, project: ProjectId, digests: Sequence[Digest]) -> Iterator[JsonObject]:
    """Give the contents with these digests in their order, reading some hundred at a time; raises as `content` does."""
    for start in range(0, len(digests), _MOST_AT_ONCE):
        part = digests[start : start + _MOST_AT_ONCE]
        found = blobs.read_many(session, project, part)
        yield from (_object(json.loads(found[digest]), digest) for digest in part)


def _object(value: object, digest: Digest) -> JsonObject:
    if not isinstance(value, Mapping):
        raise NotFound(f"The content {digest} is no document.")
    return value


def _document(project: ProjectId, document_type: DocumentTypeName, path: ScopePath) -> tuple[ColumnElement[bool], ...]:
    columns = versions.c
    return columns.project == project, columns.document_type == document_type, columns.path == path


def _stored(row: Any) -> StoredVersion:  # noqa: ANN401  a row of the table of versions
    return StoredVersion(version=version_of(row._mapping), recorded_at=row.recorded_at, run=row.run)  # noqa: SLF001  SQLAlchemy's name for a row by column
