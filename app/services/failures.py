"""Why an instance failed, in words: the last attempt's findings or the provider's answer."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.domain.accounts import Actor
from app.domain.facts import Failed, FailureReason, InstanceKey
from app.domain.names import Json, ProjectId
from app.domain.remedies import REMEDIES
from app.services.standing import ReleaseOf, standing_of
from app.store import blobs


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """The last failed attempt of an instance."""

    instance: InstanceKey
    reason: FailureReason
    detail: Json
    """What was stored about it: findings, or the provider's words."""

    remedy: str


def explain_failure(
    session: Session, actor: Actor, *, project: ProjectId, instance: InstanceKey, release_of: ReleaseOf
) -> Failure | None:
    """Give the last failure of an instance at its present input digest; None where nothing failed.

    Raises:
        app.domain.errors.NotFound: no such project.

    """
    del actor  # Whoever reaches this may read every project until projects have members.
    standing = standing_of(session, project, release_of)
    state = standing.state(instance)
    if state is None or state.input_digest is None:
        return None
    orders = standing.known(instance).order((state.input_digest, state.checks_digest))
    failed = [
        (dispatch, number, attempt.outcome)
        for dispatch, attempts in orders.attempts.items()
        for number, attempt in attempts.items()
        if isinstance(attempt.outcome, Failed)
    ]
    if not failed:
        return None
    outcome = max(failed, key=lambda row: row[:2])[2]
    detail = blobs.read_json(session, project, outcome.detail)
    return Failure(instance=instance, reason=outcome.reason, detail=detail, remedy=REMEDIES[outcome.reason])
