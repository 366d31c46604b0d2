"""Where a project stands: its facts, the release it works by, and what the plan says."""

from collections.abc import Callable
from dataclasses import dataclass

from app.core.database_session import Session
from app.domain.definition.release import Release
from app.domain.errors import Conflict
from app.domain.events import EventKind
from app.domain.facts import Adoption, Dispatch, InstanceKey
from app.domain.names import Digest, ProjectId
from app.domain.plan.index import FactIndex, InstanceFacts
from app.domain.plan.outcome import InstanceState, Plan
from app.domain.plan.planner import Planner
from app.store import decisions, projects
from app.store import facts as stored_facts
from app.store.decisions import By
from app.store.projects import Project

ReleaseOf = Callable[[Session, ProjectId, Digest], Release]
"""Gives the release that a project keeps under a digest."""


class NothingAdopted(Conflict):
    """The project has no workflow to work by."""

    def __init__(self) -> None:
        super().__init__("The project has adopted no workflow yet. Adopt one first.")


class Archived(Conflict):
    """The project is archived, and so read-only."""

    def __init__(self, slug: str, by: By | None) -> None:
        done = f"was archived {by}" if by else "is archived"
        super().__init__(f"The project {slug!r} {done} and can only be read.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A project as its facts have it at one moment."""

    project: ProjectId
    release: Release
    index: FactIndex
    plan: Plan

    def state(self, instance: InstanceKey) -> InstanceState | None:
        """Give the state of an instance; None where the plan knows none."""
        return self.plan.instances.get(instance)

    def order(self, instance: InstanceKey) -> tuple[int, str, str]:
        """Give what instances are sorted by: the step's place in the workflow, those that it dropped last."""
        steps = self.release.definition.steps
        place = next((place for place, step in enumerate(steps) if step.id == instance.step), len(steps))
        return place, instance.step, instance.path

    def known(self, instance: InstanceKey) -> InstanceFacts:
        """Give the facts about an instance; empty where there are none."""
        return self.index.instance(instance)

    def dispatch_behind(self, instance: InstanceKey, content: Digest) -> Dispatch | None:
        """Give the newest dispatch that gave `content`, preferring today's input digest."""
        known = self.known(instance)
        state = self.state(instance)
        today = state.input_digest if state else None
        for key in sorted(known.origins(content), key=lambda key: key[0] != today):
            dispatches = known.order(key).dispatches
            if dispatches:
                return dispatches[-1]
        return None

    def release_behind(self, session: Session, state: InstanceState, release_of: ReleaseOf) -> Release | None:
        """Give the release that names a document: today's where it knows the type, else the one it was made by."""
        if state.document_type in self.release.definition.document_types:
            return self.release
        dispatch = self.dispatch_behind(state.key, state.content) if state.content is not None else None
        return release_of(session, self.project, dispatch.release_digest) if dispatch is not None else None


def open_project(session: Session, project: ProjectId) -> Project:
    """Lock a project to change it.

    Raises:
        app.domain.errors.NotFound: no such project.
        Archived: it is read-only.

    """
    found = projects.lock(session, project)
    if found.archived_at is not None:
        raise Archived(found.slug, decisions.last_to(session, project, EventKind.PROJECT_ARCHIVED))
    return found


def how_the_run_ended(session: Session, standing: Standing) -> str:
    """Say in a sentence who closed the newest run, and when; nothing while one is open, or before the first."""
    number = standing.index.newest_run
    if standing.index.open_run is not None or not number:
        return ""
    return f" Run {number} was closed {decisions.run_ordered_by(session, standing.project, number)[-1]}."


def facts_of(session: Session, project: ProjectId) -> FactIndex:
    """Give the facts of a project by what they are about."""
    return FactIndex(stored_facts.load(session, project))


def standing_of(session: Session, project: ProjectId, release_of: ReleaseOf) -> Standing:
    """Give where the project stands.

    Raises:
        app.domain.errors.NotFound: no such project.
        NothingAdopted: there is nothing to plan by.

    """
    loaded = stored_facts.load(session, project)
    adoptions = [fact for fact in loaded if isinstance(fact, Adoption)]
    if not adoptions:
        raise NothingAdopted
    adoption = max(adoptions, key=lambda fact: fact.number)
    release = release_of(session, project, adoption.release_digest)
    planner = Planner(release.definition, loaded)
    return Standing(project=project, release=release, index=planner.index, plan=planner.plan())
