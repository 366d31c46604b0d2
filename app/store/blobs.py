"""Contents by digest: compressed, once a project, erasable without breaking what refers to them."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import zstandard
from sqlalchemy import Insert, Row, and_, bindparam, select, update

from app.core.database_session import Session
from app.domain.canonical import canonical_bytes, digest_of_bytes
from app.domain.errors import AppError, NotFound
from app.domain.names import Digest, Json, ProjectId
from app.store.tables import blobs
from app.store.upserts import dialect_of, insert_unless

_LEVEL = 3
_MOST_AT_ONCE = 500
"""Digests in one query; SQLite before 3.32 allows 999 parameters."""

_CONTENTS = select(blobs.c.digest, blobs.c.content, blobs.c.size, blobs.c.blanked_why).where(
    blobs.c.project == bindparam("project"), blobs.c.digest.in_(bindparam("digests", expanding=True))
)

_NAMED = and_(blobs.c.project == bindparam("project"), blobs.c.digest == bindparam("digest"))


class Erased(NotFound):
    """The content was there and was erased; its digest still stands in the facts.

    Attributes:
        digest: of what it was.
        why: the reason that was given.

    """

    def __init__(self, digest: Digest, *, why: str) -> None:
        super().__init__(f"The content {digest[:12]} was erased: {why}.")
        self.digest = digest
        self.why = why


class Damaged(AppError):
    """A stored content no longer has the digest that it is stored under."""

    def __init__(self, digest: Digest) -> None:
        super().__init__(f"The stored content {digest} is damaged. Restore the database from a backup.")
        self.digest = digest


def put(session: Session, project: ProjectId, content: bytes, *, at: datetime) -> Digest:
    """Store `content` and give its digest; does nothing where it is stored, and fills it again where it was erased."""
    packed = pack(project, content, at=at)
    session.execute(filling(dialect_of(session)), packed.row)
    return packed.digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A content as `filling` stores it."""

    digest: Digest
    row: Mapping[str, Any]


def pack(project: ProjectId, content: bytes, *, at: datetime) -> Packed:
    """Make a row of a content, for `put` and for statements that store it beside what refers to it."""
    digest = digest_of_bytes(content)
    row = {
        "project": project,
        "digest": digest,
        "content": zstandard.compress(content, _LEVEL),
        "size": len(content),
        "created_at": at,
    }
    return Packed(digest=digest, row=row)


@cache
def filling(dialect: str) -> Insert:
    """Begin to store one content as `put` does."""
    is_there = and_(_NAMED, blobs.c.content.is_not(None))
    statement = insert_unless(dialect, blobs, ("project", "digest", "content", "size", "created_at"), there=is_there)
    return statement.on_conflict_do_update(
        index_elements=[blobs.c.project, blobs.c.digest],
        set_={"content": statement.excluded.content, "blanked_at": None, "blanked_why": None},
        where=blobs.c.content.is_(None),
    )


def put_json(session: Session, project: ProjectId, value: Json, *, at: datetime) -> Digest:
    """Store `value` as canonical JSON and give its digest, the same that `digest_of` gives."""
    return put(session, project, canonical_bytes(value), at=at)


def put_text(session: Session, project: ProjectId, text: str, *, at: datetime) -> Digest:
    """Store `text` as UTF-8 and give its digest."""
    return put(session, project, text.encode(), at=at)


def read(session: Session, project: ProjectId, digest: Digest) -> bytes:
    """Give the content with this digest.

    Raises:
        NotFound: the project holds no such content.
        Erased: it held it once.
        Damaged: the stored bytes are others.

    """
    return read_many(session, project, [digest])[digest]


def read_many(session: Session, project: ProjectId, digests: Iterable[Digest]) -> Mapping[Digest, bytes]:
    """Give the contents with these digests.

    Raises:
        NotFound, Erased, Damaged: one of them is missing, erased or damaged, as for `read`.

    """
    wanted = list(dict.fromkeys(digests))
    found: dict[Digest, bytes] = {}
    for row in _rows(session, project, wanted):
        digest = Digest(row.digest)
        if row.content is None:
            raise Erased(digest, why=row.blanked_why)
        found[digest] = _unpacked(digest, row.content, row.size)
    for digest in wanted:
        if digest not in found:
            raise NotFound(f"The project holds no content {digest}.")
    return found


def read_kept(session: Session, project: ProjectId, digests: Iterable[Digest]) -> Mapping[Digest, bytes]:
    """Give those of the contents with these digests that were not erased.

    Raises:
        Damaged: the stored bytes of one are others.

    """
    rows = _rows(session, project, list(dict.fromkeys(digests)))
    return {Digest(row.digest): _unpacked(row.digest, row.content, row.size) for row in rows if row.content is not None}


def read_json(session: Session, project: ProjectId, digest: Digest) -> Json:
    """Give the stored JSON value with this digest; raises as `read` does."""
    value: Json = json.loads(read(session, project, digest))
    return value


def read_text(session: Session, project: ProjectId, digest: Digest) -> str:
    """Give the stored text with this digest; raises as `read` does."""
    return read(session, project, digest).decode()


def blank(session: Session, project: ProjectId, digest: Digest, *, at: datetime, why: str) -> None:
    """Erase a content, with the reason; does nothing to one that is erased already or was never stored."""
    statement = update(blobs).where(blobs.c.project == project, blobs.c.digest == digest, blobs.c.content.is_not(None))
    session.execute(statement.values(content=None, blanked_at=at, blanked_why=why))


def _rows(session: Session, project: ProjectId, wanted: Sequence[Digest]) -> Iterator[Row[Any, Any, Any, Any]]:
    for start in range(0, len(wanted), _MOST_AT_ONCE):
        part = wanted[start : start + _MOST_AT_ONCE]
        yield from session.execute(_CONTENTS, {"project": project, "digests": part})


def _unpacked(digest: Digest, packed: bytes, size: int) -> bytes:
    try:
        content = zstandard.decompress(packed, max_output_size=size)
    except zstandard.ZstdError as error:
        raise Damaged(digest) from error
    if digest_of_bytes(content) != digest:
        raise Damaged(digest)
    return content
