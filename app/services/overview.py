"""A project at a glance: its run, every instance with its document, and what all of it cost."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.core.database_session import Session
from app.domain.accounts import Actor
from app.domain.calls import CallTotals
from app.domain.documents import DocumentCode
from app.domain.errors import NotFound
from app.domain.facts import Adoption, Brief, InstanceKey
from app.domain.names import Digest, ProjectId
from app.domain.plan.outcome import Gate, InstanceState
from app.domain.states import RunState
from app.services.documents import summary_of
from app.services.standing import ReleaseOf, Standing, facts_of, standing_of
from app.store import ledger, projects
from app.store.projects import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceView:
    """An instance with its document's name and what its calls came to."""

    code: DocumentCode | None
    """None where no release that the project kept names the document."""

    title: str
    state: InstanceState
    order: tuple[int, str, str]
    """What instances are sorted by."""

    calls: CallTotals


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceDetail:
    """An instance with what people said about it."""

    view: InstanceView
    answered: tuple[Digest, ...]
    """The question sets whose answers count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectOverview:
    """Everything that stands in a project."""

    project: Project
    brief: Brief | None
    adoption: Adoption | None
    run: RunState | None
    run_number: int | None
    instances: tuple[InstanceView, ...]
    """In plan order."""

    gates: tuple[Gate, ...]
    calls: CallTotals


def show_project(session: Session, actor: Actor, *, project: ProjectId, release_of: ReleaseOf) -> ProjectOverview:
    """Give a project at a glance; one that adopted nothing yet has no instances.

    Raises:
        app.domain.errors.NotFound: no such project.

    """
    del actor  # Whoever reaches this was let into the project.
    found = projects.by_id(session, project)
    index = facts_of(session, project)
    by_instance = ledger.totals_by_instance(session, project)
    total = sum(by_instance.values(), CallTotals())
    if index.adoption is None:
        return ProjectOverview(
            project=found,
            brief=index.brief,
            adoption=None,
            run=None,
            run_number=None,
            instances=(),
            gates=(),
            calls=total,
        )
    standing = standing_of(session, project, release_of)
    views = [_view(session, standing, state, by_instance, release_of) for state in standing.plan.instances.values()]
    return ProjectOverview(
        project=found,
        brief=index.brief,
        adoption=index.adoption,
        run=standing.plan.run,
        run_number=standing.plan.run_number,
        instances=tuple(views),
        gates=standing.plan.gates,
        calls=total,
    )


def show_instance(
    session: Session, actor: Actor, *, project: ProjectId, instance: InstanceKey, release_of: ReleaseOf
) -> InstanceDetail:
    """Give one instance as it stands.

    Raises:
        app.domain.errors.NotFound: no such project or instance.
        app.services.standing.NothingAdopted: the project has no workflow.

    """
    del actor  # As above.
    projects.by_id(session, project)
    standing = standing_of(session, project, release_of)
    state = standing.state(instance)
    if state is None:
        raise NotFound(f"There is no {instance} in this project.")
    view = _view(session, standing, state, ledger.totals_by_instance(session, project), release_of)
    return InstanceDetail(view=view, answered=tuple(name for name, _ in standing.known(instance).closed_sets()))


def _view(
    session: Session,
    standing: Standing,
    state: InstanceState,
    calls: Mapping[InstanceKey, CallTotals],
    release_of: ReleaseOf,
) -> InstanceView:
    summary = summary_of(session, standing, state, release_of)
    return InstanceView(
        code=summary.code if summary else None,
        title=summary.title if summary else state.document_type,
        state=state,
        order=standing.order(state.key),
        calls=calls.get(state.key, CallTotals()),
    )
