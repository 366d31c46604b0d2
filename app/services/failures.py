"""Why an instance failed, in words: the last attempt's findings or the provider's answer."""

from dataclasses import dataclass

from app.core.database_session import Session
from app.domain.accounts import Actor
from app.domain.facts import Failed, FailureReason, InstanceKey
from app.domain.names import Digest, Json, ProjectId
from app.domain.remedies import can_be_retried, remedy_of
from app.domain.states import WorkState
from app.services.standing import ReleaseOf, Standing, standing_of
from app.store import blobs


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedAttempt:
    """One attempt that gave neither questions nor a document."""

    dispatch: int
    number: int
    reason: FailureReason
    detail: Json
    """What was stored about it: findings, or the provider's words; None where it was erased."""

    is_final: bool
    """Whether further attempts could not have helped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """The last failed attempt of an instance."""

    instance: InstanceKey
    reason: FailureReason
    detail: Json
    """What was stored about it: findings, or the provider's words."""

    remedy: str
    can_be_retried: bool = True
    """Whether new attempts at the same inputs may end otherwise."""

    attempts: tuple[FailedAttempt, ...]
    """Every failed attempt at the same inputs, oldest first."""


def explain_failure(
    session: Session, actor: Actor, *, project: ProjectId, instance: InstanceKey, release_of: ReleaseOf
) -> Failure | None:
    """Give the last failure of an instance at its present input digest; None where nothing failed.

    Raises:
        app.domain.errors.NotFound: no such project.

    """
    del actor  # Whoever reaches this was let into the project.
    return _explained(session, standing_of(session, project, release_of), instance)


def list_failures(session: Session, actor: Actor, *, project: ProjectId, release_of: ReleaseOf) -> tuple[Failure, ...]:
    """Give the last failure of every instance that failed, in plan order.

    Raises:
        app.domain.errors.NotFound: no such project.
        app.services.standing.NothingAdopted: the project has no workflow.

    """
    del actor  # As above.
    standing = standing_of(session, project, release_of)
    failed = [key for key, state in standing.plan.instances.items() if state.work is WorkState.FAILED]
    explained = (_explained(session, standing, key) for key in failed)
    return tuple(failure for failure in explained if failure is not None)


def _explained(session: Session, standing: Standing, instance: InstanceKey) -> Failure | None:
    state = standing.state(instance)
    if state is None or state.input_digest is None:
        return None
    orders = standing.known(instance).order((state.input_digest, state.checks_digest))
    failed = [
        (attempt.dispatch.number, attempt.number, attempt.outcome)
        for attempt in orders.attempts
        if isinstance(attempt.outcome, Failed)
    ]
    if not failed:
        return None
    attempts = tuple(
        FailedAttempt(
            dispatch=dispatch,
            number=number,
            reason=outcome.reason,
            detail=_detail(session, standing.project, outcome.detail),
            is_final=outcome.final,
        )
        for dispatch, number, outcome in failed
    )
    last = attempts[-1]
    assert standing.index.adoption is not None  # noqa: S101  `standing_of` gives none without
    binding = standing.index.adoption.binding_of(instance.step)
    return Failure(
        instance=instance,
        reason=last.reason,
        detail=last.detail,
        remedy=remedy_of(last.reason, binding),
        can_be_retried=can_be_retried(last.reason, binding),
        attempts=attempts,
    )


def _detail(session: Session, project: ProjectId, digest: Digest) -> Json:
    try:
        return blobs.read_json(session, project, digest)
    except blobs.Erased:
        return None
