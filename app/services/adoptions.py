"""Adopting a release and model bindings: nothing else changes what a project works by."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from app.core.database_session import Session
from app.domain.accounts import Actor
from app.domain.definition.release import Release
from app.domain.events import EventKind
from app.domain.facts import Adoption, InstanceKey, ModelBinding
from app.domain.names import ProjectId, StepId
from app.domain.plan.outcome import StaleCause
from app.domain.plan.planner import plan
from app.domain.states import DocumentState
from app.services.recording import Change, record_change
from app.services.standing import ReleaseOf, facts_of, open_project
from app.store import adopted_releases, audit
from app.store import facts as stored_facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """What became of an adoption."""

    adoption: Adoption
    is_new: bool
    """False where the project works by exactly this already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptionPreview:
    """What an adoption would do, before anybody orders it."""

    would_be_stale: Mapping[InstanceKey, tuple[StaleCause, ...]]
    """Documents that are released now and would not be, with the causes; in plan order."""

    would_be_retired: tuple[InstanceKey, ...]
    """Instances that the release has no place for."""

    would_be_new: tuple[InstanceKey, ...]
    """Instances that there is no place for now."""


def adopt_release(
    session: Session,
    actor: Actor,
    *,
    project: ProjectId,
    release: Release,
    default_binding: ModelBinding,
    bindings: Mapping[StepId, ModelBinding] | None = None,
    now: datetime,
) -> Adopted:
    """Let the project work by `release` and these model bindings from here on; its files are kept with the project.

    `bindings` are exceptions by step; they come before those that the release itself states.

    Raises:
        app.domain.errors.NotFound: no such project.
        app.services.standing.Archived: the project is read-only.

    """
    open_project(session, project)
    newest = facts_of(session, project).adoption
    adoption = _adoption(release, default_binding, bindings, number=newest.number + 1 if newest else 1)
    if newest is not None and replace(adoption, number=newest.number) == newest:
        return Adopted(adoption=newest, is_new=False)
    definition = release.definition
    adopted_releases.keep(
        session,
        project,
        name=definition.name,
        version=definition.version,
        digest=release.digest,
        files=release.files,
        at=now,
    )
    change = Change(
        kind=EventKind.RELEASE_ADOPTED,
        facts=[adoption],
        subject=f"{definition.name} {definition.version}",
        digests={"release": release.digest},
        data={
            "number": adoption.number,
            "name": definition.name,
            "version": definition.version,
            "provider": default_binding.provider,
            "model": default_binding.model,
        },
    )
    record_change(session, actor, change, project=project, now=now)
    audit.anchor(session, project, at=now)
    return Adopted(adoption=adoption, is_new=True)


def preview_adoption(
    session: Session,
    actor: Actor,
    *,
    project: ProjectId,
    release: Release,
    default_binding: ModelBinding,
    bindings: Mapping[StepId, ModelBinding] | None = None,
    release_of: ReleaseOf,
) -> AdoptionPreview:
    """Say what adopting would make stale; changes nothing.

    Raises:
        app.domain.errors.NotFound: no such project.

    """
    del actor  # Whoever reaches this was let into the project.
    loaded = stored_facts.load(session, project)
    newest = facts_of(session, project).adoption
    if newest is None:
        first = plan(release.definition, [*loaded, _adoption(release, default_binding, bindings, number=1)])
        return AdoptionPreview(would_be_stale={}, would_be_retired=(), would_be_new=tuple(first.instances))
    before = plan(release_of(session, project, newest.release_digest).definition, loaded).instances
    adoption = _adoption(release, default_binding, bindings, number=newest.number + 1)
    after = plan(release.definition, [*loaded, adoption]).instances
    retired = tuple(
        key
        for key, state in before.items()
        if state.released and (key not in after or after[key].document is DocumentState.RETIRED)
    )
    return AdoptionPreview(
        would_be_stale={
            key: after[key].causes
            for key, state in before.items()
            if state.released and key not in retired and not after[key].released
        },
        would_be_retired=retired,
        would_be_new=tuple(key for key in after if key not in before),
    )


def _adoption(
    release: Release,
    default_binding: ModelBinding,
    bindings: Mapping[StepId, ModelBinding] | None,
    *,
    number: int,
) -> Adoption:
    return Adoption(
        number=number,
        name=release.definition.name,
        version=release.definition.version,
        release_digest=release.digest,
        default_binding=default_binding,
        bindings={**release.bindings, **(bindings or {})},
    )
