"""Releases that projects pin, compiled once a process."""

import threading
from collections import OrderedDict

from app.core.database_session import Session
from app.domain.definition.loading import load_release
from app.domain.definition.manifest import MANIFEST_FILE, seal
from app.domain.definition.release import Release
from app.domain.errors import Conflict
from app.domain.names import Digest, ProjectId
from app.store import adopted_releases

_KEPT = 16


class PinnedReleases:
    """Gives the release with a digest from the files that its project keeps."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Digest, Release] = OrderedDict()
        self._guard = threading.Lock()

    def __call__(self, session: Session, project: ProjectId, digest: Digest) -> Release:
        """Load and verify the release, unless it was loaded lately.

        Raises:
            app.domain.errors.NotFound: the project keeps no such release.
            app.domain.definition.release.InvalidDefinition: this version of the product refuses it.

        """
        with self._guard:
            release = self._kept.get(digest)
        if release is None:
            files = adopted_releases.files_of(session, project, digest)
            release = load_release({**files, MANIFEST_FILE: seal(files)})
            if release.digest != digest:
                raise Conflict(f"The kept files of the release {digest} give another digest. Restore a backup.")
        with self._guard:
            self._kept[digest] = release
            self._kept.move_to_end(digest)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return release
