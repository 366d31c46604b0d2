"""Exports: what a project has released, gathered in one moment and written in a format of others."""

from collections.abc import Sequence
from datetime import UTC, date
from importlib.resources import files as package_files
from typing import assert_never

from app.core.database_session import Session
from app.domain.accounts import Actor
from app.domain.audit import Sealed
from app.domain.errors import Conflict
from app.domain.facts import InstanceKey
from app.domain.names import ProjectId
from app.exports.bundle import BundleDocument, markdown_bundle, names_of
from app.exports.formats import ExportFormat
from app.exports.github import github_issues
from app.exports.jira import Edition, jira_csv
from app.exports.json_bundle import VERIFIER, BundleAudit, BundleDecision, Evidence, json_bundle
from app.exports.spec_kit import spec_kit
from app.exports.work_items import work_in
from app.services.released import released_in
from app.services.standing import ReleaseOf, Standing, standing_of
from app.store import audit, decisions, documents, projects

_EDITIONS = {ExportFormat.JIRA_CLOUD: Edition.CLOUD, ExportFormat.JIRA_DATA_CENTER: Edition.DATA_CENTER}

ExportedFiles = tuple[tuple[str, bytes], ...]
"""Relative path (with `/`) and bytes, sorted by path."""


class NothingReleased(Conflict):
    """There is no released document to export."""

    def __init__(self, slug: str) -> None:
        super().__init__(f"The project {slug!r} has released no document yet, so there is nothing to export.")


def export_project(
    session: Session, actor: Actor, *, project: ProjectId, wanted: ExportFormat, release_of: ReleaseOf
) -> ExportedFiles:
    """Give the files of an export; the same state of the project gives the same bytes.

    A session of `Database.read` sees one moment, so documents, decisions and audit belong together. Formats of one file
    give one entry.

    Raises:
        app.domain.errors.NotFound: no such project.
        app.services.standing.NothingAdopted: the project has no workflow.
        NothingReleased: it has no released document.
        app.exports.work_items.NoWorkItems: the workflow has no items that this format could take.
        app.store.blobs.Erased: a content was erased.

    """
    del actor  # Whoever reaches this was let into the project.
    standing = standing_of(session, project, release_of)
    slug = projects.by_id(session, project).slug
    released = released_in(session, standing)
    if not released:
        raise NothingReleased(slug)
    if wanted is ExportFormat.MARKDOWN:
        return markdown_bundle(released)
    if wanted is ExportFormat.JSON:
        return json_bundle(released, _evidence(session, standing, released, slug=slug))
    if wanted is ExportFormat.SPEC_KIT:
        newest = _newest_day(session, standing, released)
        return spec_kit(released, release=standing.release, project=slug, on=newest)
    definition, names = standing.release.definition, names_of(released)
    work = work_in(released, definition=definition)
    if wanted is ExportFormat.GITHUB:
        return (("issues.jsonl", github_issues(work, project=slug, names=names)),)
    if wanted is ExportFormat.JIRA_CLOUD or wanted is ExportFormat.JIRA_DATA_CENTER:
        edition = _EDITIONS[wanted]
        content = jira_csv(work, edition=edition, project=slug, workflow=definition.name, names=names)
        return (("issues.csv", content),)
    assert_never(wanted)


def _evidence(session: Session, standing: Standing, released: Sequence[BundleDocument], *, slug: str) -> Evidence:
    definition = standing.release.definition
    entries = tuple(_whole_chain(session, standing.project))
    return Evidence(
        project=slug,
        release=f"{definition.name}@{definition.version}",
        release_digest=definition.digest,
        decisions=[_decisions(session, standing, document) for document in released],
        audit=BundleAudit(
            chain=standing.project,
            head=audit.head(session, standing.project),
            signature=audit.signature(session, standing.project),
            entries=entries,
        ),
        verifier=package_files("app.exports").joinpath(VERIFIER).read_bytes(),
    )


def _whole_chain(session: Session, project: ProjectId) -> Sequence[Sealed]:
    found: list[Sealed] = []
    while part := audit.entries(session, project, after=len(found)):
        found.extend(part)
    return found


def _decisions(session: Session, standing: Standing, document: BundleDocument) -> tuple[BundleDecision, ...]:
    producer = standing.release.definition.step_producing(document.type)
    about = decisions.about(session, standing.project, InstanceKey(step=producer.id, path=document.path))
    return tuple(
        BundleDecision(
            verdict=stored.decision.verdict.value,
            at=stored.by.at.astimezone(UTC).isoformat(timespec="microseconds"),
            actor_kind=stored.by.actor_kind.value,
            actor_id=stored.by.actor_id,
            policy_digest=stored.decision.policy_digest,
            comment=stored.decision.comment,
        )
        for stored in about
        if stored.decision.content == document.content_digest
    )


def _newest_day(session: Session, standing: Standing, released: Sequence[BundleDocument]) -> date:
    """Give the day on which the newest of these versions was written, so that the same versions say the same day."""
    project = standing.project
    times = (
        documents.version(session, project, document.type, document.path, number=document.version).recorded_at
        for document in released
    )
    return max(times).astimezone(UTC).date()
