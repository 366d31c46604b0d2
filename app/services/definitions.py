"""The releases of workflow definitions that can be adopted."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.core.database_session import Session
from app.domain.definition.release import Release
from app.domain.definition.versions import order_of_version
from app.domain.errors import NotFound
from app.store import published
from app.store.releases import list_releases, load, not_there

SHIPPED = Path(__file__).parents[2] / "definitions"
"""The releases that come with the product, in a checkout and in the image alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AvailableRelease:
    """A release that can be adopted."""

    name: str
    version: str


def load_release(wanted: str, *, own: Path | None = None, session: Session | None = None) -> Release:
    """Give the release `NAME` (its newest version) or `NAME@VERSION`.

    From `own` before those that were published, where a session is given to ask, and those before the shipped ones.

    Raises:
        NotFound: there is no such release; the message names those that are there.
        Invalid: its files cannot be read.
        app.domain.definition.release.InvalidDefinition: it is not valid, or not what was sealed.

    """
    if own is not None:
        with suppress(NotFound):
            return load(own, wanted)
    found = None if session is None else _published(session, wanted)
    if found is None:
        try:
            return load(SHIPPED, wanted)
        except NotFound:
            there = available_releases(own=own, session=session)
            raise not_there(wanted, [(one.name, one.version) for one in there]) from None
    from app.domain.definition.loading import load_release as compiled  # noqa: PLC0415 - an idle service compiles none

    return compiled(found)


def available_releases(*, own: Path | None = None, session: Session | None = None) -> tuple[AvailableRelease, ...]:
    """Give every release that can be adopted, by name, the newest version first."""
    found = {(release.name, release.version) for release in list_releases(SHIPPED)}
    if own is not None:
        found |= {(release.name, release.version) for release in list_releases(own)}
    if session is not None:
        found |= {(release.name, release.version) for release in published.listed(session)}
    newest_first = sorted(found, key=lambda release: order_of_version(release[1]), reverse=True)
    by_name = sorted(newest_first, key=lambda release: release[0])
    return tuple(AvailableRelease(name=name, version=version) for name, version in by_name)


def _published(session: Session, wanted: str) -> Mapping[str, bytes] | None:
    """Give the files of a published release, unless a shipped one is meant: the newer one, where no version is said."""
    if "\x00" in wanted:  # which PostgreSQL takes in no text
        return None
    name, _, version = wanted.partition("@")
    if not version:
        there = [release.version for release in published.listed(session, name=name)]
        shipped = [release.version for release in list_releases(SHIPPED) if release.name == name]
        newest = max((*there, *shipped), key=lambda one: ("-" not in one, order_of_version(one)), default="")
        if newest not in there:
            return None
        version = newest
    return published.files_of(session, name=name, version=version)
