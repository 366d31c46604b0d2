"""What a dispatch asks for at this moment: its request, with what earlier attempts left behind."""

import json
from collections import Counter
from dataclasses import dataclass

from app.core.database_session import Session
from app.domain.completions import CompletionRequest, Remediation
from app.domain.definition.release import Release
from app.domain.facts import Dispatch, Failed, FailureReason
from app.domain.findings import Finding, Severity
from app.domain.names import Code, Digest, Json, ProjectId
from app.domain.prompts import build_request, contents_needed
from app.engine.orders import Order
from app.engine.plans import HeldPlan
from app.store import blobs, ledger

_WITHOUT_AN_ANSWER = frozenset(
    {FailureReason.PROVIDER, FailureReason.UNAVAILABLE, FailureReason.QUOTA, FailureReason.ENGINE}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A dispatch with everything of the plan that its execution needs."""

    project: ProjectId
    dispatch: Dispatch
    release: Release
    run: int | None
    failures: tuple[Failed, ...]
    """The failed attempts at the same digests and retry order that had an answer, oldest first."""

    retired: tuple[Code, ...]
    """Codes that the instance's own lists gave once and do not have now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextRequest:
    """What the next attempt asks."""

    request: CompletionRequest
    digest: Digest
    judged: int
    """How many failed attempts asked this very thing: each has taken one of its answers, oldest first."""


def assignment_of(session: Session, held: HeldPlan, order: Order) -> Assignment | None:
    """Give the assignment of `order`; None where the dispatch is over, or was never recorded here."""
    if held.planner is None:
        return None
    dispatch = held.dispatch(order.dispatch)
    if dispatch is None or not held.is_live(dispatch):
        return None
    failures = [failed for failed in held.failures(dispatch) if failed.reason not in _WITHOUT_AN_ANSWER]
    return Assignment(
        project=order.project,
        dispatch=dispatch,
        release=held.release_of(session, order.project, dispatch.release_digest),
        run=held.planner.index.newest_run,
        failures=tuple(failures),
        retired=held.retired_codes(dispatch.key.instance),
    )


def request_of(session: Session, assignment: Assignment) -> NextRequest:
    """Build the request of the next attempt.

    Each failed attempt is found again in the ledger by the request that it answered, so that the chain from the first
    request to the next needs no record of its own. A model that repeats a bad answer makes a request repeat itself;
    the attempts at one request take its answers in turn, so that none is judged twice.
    """
    dispatch, project = assignment.dispatch, assignment.project
    contents = blobs.read_many(session, project, contents_needed(dispatch))
    request = build_request(assignment.release, dispatch, contents)
    digest, judged = request.digest(), Counter[Digest]()
    for failed in assignment.failures:
        answer = ledger.completed(
            session,
            project,
            instance=dispatch.key.instance,
            request_digest=digest,
            retry=dispatch.retry,
            judged=judged[digest],
        )
        if answer is None:
            break
        judged[digest] += 1
        found = read_findings(json.loads(blobs.read(session, project, failed.detail)))
        remediation = Remediation(output=answer.text, findings=found)
        request = build_request(assignment.release, dispatch, contents, remediation=remediation)
        digest = request.digest()
    return NextRequest(request=request, digest=digest, judged=judged[digest])


def read_findings(stored: Json) -> tuple[Finding, ...]:
    """Read the findings that a failed attempt was stored with."""
    return tuple(
        Finding(
            severity=Severity(str(entry["severity"])),
            code=str(entry["code"]),
            path=str(entry["path"]),
            message=str(entry["message"]),
            fix=str(entry["fix"]),
        )
        for entry in (stored if isinstance(stored, list) else ())
        if isinstance(entry, dict)
    )
