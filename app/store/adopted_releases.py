"""The files of adopted releases, kept with the project: what it works by can never be lost or changed under it."""

import json
from collections.abc import Mapping
from datetime import datetime

from app.core.database_session import Session
from app.domain.canonical import digest_of_bytes
from app.domain.errors import Conflict
from app.domain.names import Digest, Json, ProjectId
from app.store import blobs

_MANIFEST = "release.json"
"""Says the digest itself, so that it is no part of what is digested; the same files seal to the same manifest."""


def keep(
    session: Session,
    project: ProjectId,
    *,
    name: str,
    version: str,
    digest: Digest,
    files: Mapping[str, bytes],
    at: datetime,
) -> None:
    """Store the files of a release, so that its digest alone finds them again.

    Raises:
        Conflict: `digest` is not the digest of these files.

    """
    listed: dict[str, Json] = {path: digest_of_bytes(content) for path, content in files.items() if path != _MANIFEST}
    for path in listed:
        blobs.put(session, project, files[path], at=at)
    kept = blobs.put_json(session, project, {"name": name, "version": version, "files": listed}, at=at)
    if kept != digest:
        raise Conflict(f"The files of {name} {version} changed while it was adopted. Try again.")


def files_of(session: Session, project: ProjectId, digest: Digest) -> Mapping[str, bytes]:
    """Give the files of a kept release by path, without its manifest.

    Raises:
        app.domain.errors.NotFound: the project keeps no such release.

    """
    listed: Mapping[str, Digest] = json.loads(blobs.read(session, project, digest))["files"]
    contents = blobs.read_many(session, project, listed.values())
    return {path: contents[file] for path, file in listed.items()}
