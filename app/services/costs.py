"""What a project's model calls came to: in all, and by run, instance, role and model."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from app.core.database_session import Session
from app.domain.accounts import Actor
from app.domain.calls import CallTotals
from app.domain.facts import Adoption, InstanceKey
from app.domain.names import ProjectId, RoleName, StepId
from app.services.standing import ReleaseOf
from app.store import calls, projects
from app.store import facts as stored_facts
from app.store.calls import Charge

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What calls came to, counted several ways; each way adds up to the same total."""

    total: CallTotals
    by_run: Mapping[int | None, CallTotals]
    """None stands for calls outside any run."""

    by_instance: Mapping[InstanceKey, CallTotals]
    by_role: Mapping[RoleName | None, CallTotals]
    """None stands for steps that no adopted release knows."""

    by_model: Mapping[tuple[str, str], CallTotals]
    """By provider and model, as they were asked for."""


def show_costs(session: Session, actor: Actor, *, project: ProjectId, release_of: ReleaseOf) -> Costs:
    """Give what a project's calls came to.

    Raises:
        app.domain.errors.NotFound: no such project.

    """
    del actor  # Whoever reaches this was let into the project.
    projects.by_id(session, project)
    charges = tuple(calls.charges(session, project))
    roles = _roles(session, project, release_of) if charges else {}
    return Costs(
        total=sum((charge.totals for charge in charges), CallTotals()),
        by_run=_added(charges, lambda charge: charge.run),
        by_instance=_added(charges, lambda charge: charge.instance),
        by_role=_added(charges, lambda charge: roles.get(charge.instance.step)),
        by_model=_added(charges, lambda charge: (charge.provider, charge.model)),
    )


def _added(charges: Iterable[Charge], key: Callable[[Charge], Key]) -> dict[Key, CallTotals]:
    found: dict[Key, CallTotals] = {}
    for charge in charges:
        found[key(charge)] = found.get(key(charge), CallTotals()) + charge.totals
    return dict(sorted(found.items(), key=lambda entry: str(entry[0])))


def _roles(session: Session, project: ProjectId, release_of: ReleaseOf) -> dict[StepId, RoleName]:
    """Give the role of every step, as the newest adopted release that knows the step has it."""
    adoptions = [fact for fact in stored_facts.load(session, project) if isinstance(fact, Adoption)]
    roles: dict[StepId, RoleName] = {}
    for digest in dict.fromkeys(fact.release_digest for fact in sorted(adoptions, key=lambda fact: fact.number)):
        definition = release_of(session, project, digest).definition
        roles |= {step.id: step.role for step in definition.steps}
    return roles
