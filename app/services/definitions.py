"""The releases of workflow definitions that can be adopted."""

from contextlib import suppress
from pathlib import Path

from app.domain.definition.release import Release
from app.domain.definition.versions import order_of_version
from app.domain.errors import NotFound
from app.store.releases import ReleaseFolder, list_releases, load

SHIPPED = Path(__file__).parents[2] / "definitions"
"""The releases that come with the product, in a checkout and in the image alike."""


def load_release(wanted: str, *, own: Path | None = None) -> Release:
    """Give the release `NAME` (its newest version) or `NAME@VERSION`, from `own` before the shipped ones.

    Raises:
        NotFound: there is no such release; the message names those that are there.
        Invalid: its files cannot be read.
        app.domain.definition.release.InvalidDefinition: it is not valid, or not what was sealed.

    """
    if own is not None:
        with suppress(NotFound):
            return load(own, wanted)
    return load(SHIPPED, wanted)


def available_releases(*, own: Path | None = None) -> tuple[ReleaseFolder, ...]:
    """Give every release that can be adopted, by name, the newest version first.

    One in `own` stands for a shipped one of the same name and version.
    """
    found = {(release.name, release.version): release for release in list_releases(SHIPPED)}
    if own is not None:
        found |= {(release.name, release.version): release for release in list_releases(own)}
    newest_first = sorted(found.values(), key=lambda release: order_of_version(release.version), reverse=True)
    return tuple(sorted(newest_first, key=lambda release: release.name))
