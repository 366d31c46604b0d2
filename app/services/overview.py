"""A project at a glance: its run, every instance with its document, and what all of it cost."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.domain.accounts import Actor
from app.domain.calls import CallTotals
from app.domain.documents import DocumentCode
from app.domain.facts import Adoption, Brief
from app.domain.names import ProjectId
from app.domain.plan.outcome import Gate, InstanceState
from app.domain.states import RunState
from app.services.documents import summary_of
from app.services.standing import ReleaseOf, facts_of, standing_of
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
    views = []
    for key, state in standing.plan.instances.items():
        summary = summary_of(session, standing, state, release_of)
        views.append(
            InstanceView(
                code=summary.code if summary else None,
                title=summary.title if summary else state.document_type,
                state=state,
                order=standing.order(key),
                calls=by_instance.get(key, CallTotals()),
            )
        )
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
