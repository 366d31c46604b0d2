"""Where deeds came from: named by digest in the audit, kept beside it, so that addresses can be erased.

Few addresses are possible, so that each could be found again by its digest alone. Hence every content holds something
random, which goes with it.
"""

import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Final

from sqlalchemy import Insert, delete, select

from app.core.database_session import Session
from app.core.origin import RequestOrigin, current_origin
from app.domain.audit import Origin
from app.domain.canonical import canonical_bytes, digest_of, digest_of_bytes
from app.domain.names import Digest
from app.store.audit_tables import origins
from app.store.upserts import dialect_of, insert_on

_NOTED: Final = "combine origin"
_SALT_BYTES: Final = 16
_LOCAL: Final = digest_of({"door": "local"})
"""Stands for the command line, and for nothing that would have to be kept."""

_MOST_AT_ONCE: Final = 500


def note(session: Session, *, at: datetime) -> Digest:
    """Keep where the present work comes from, once a transaction, and give the digest of that."""
    origin = current_origin()
    if origin is None:
        return _LOCAL
    noted: tuple[RequestOrigin, Digest] | None = session.info.get(_NOTED)
    if noted is not None and noted[0] == origin:
        return noted[1]
    salt = secrets.token_hex(_SALT_BYTES)
    content = canonical_bytes({"address": origin.address, "door": "http", "request": origin.request, "salt": salt})
    digest = digest_of_bytes(content)
    row = {"digest": digest, "content": content.decode(), "recorded_at": at}
    session.execute(_keeping(dialect_of(session)), row)
    session.info[_NOTED] = (origin, digest)
    return digest


def known(session: Session, digests: Iterable[Digest]) -> Mapping[Digest, Origin]:
    """Give what is still kept under these digests; what was erased, or changed since, is left out."""
    asked = set(digests)
    found = {_LOCAL: Origin(door="local")} if _LOCAL in asked else {}
    wanted = sorted(asked - {_LOCAL})
    for start in range(0, len(wanted), _MOST_AT_ONCE):
        part = wanted[start : start + _MOST_AT_ONCE]
        for row in session.execute(select(origins.c.digest, origins.c.content).where(origins.c.digest.in_(part))):
            if digest_of_bytes(row.content.encode()) == row.digest:
                content = json.loads(row.content)
                found[Digest(row.digest)] = Origin(
                    door=content["door"], address=content["address"], request=content["request"]
                )
    return found


def forget(session: Session, *, before: datetime) -> int:
    """Erase what was kept before a moment, and give how many; the audit keeps the digests and holds."""
    forgotten = session.execute(delete(origins).where(origins.c.recorded_at < before).returning(origins.c.digest))
    return len(forgotten.all())


@cache
def _keeping(dialect: str) -> Insert:
    return insert_on(dialect, origins).on_conflict_do_nothing(index_elements=[origins.c.digest])
