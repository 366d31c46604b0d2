"""The ledger of model calls: the intent before the call, the outcome after, each committed by itself.

A call is known by its instance, the digest of its request and the retry order that it belongs to. Whoever is about to
call asks `sought` first, so that a completed call is never paid twice; an intent without an outcome is a call that is
in flight, or that a crash cut off.

Attempts may ask the same thing again, where a model repeated its bad answer. Each answer is judged by one of them: the
first attempt at a request takes the first answer to it, the second the second, whoever called.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, NewType

from sqlalchemy import ColumnElement, Insert, bindparam, func, select

from app.core.clock import uuid7
from app.core.database_session import Session
from app.domain.calls import CallFailure, CallStatus, CallTotals
from app.domain.completions import Completion, CompletionRequest, StopReason, Usage
from app.domain.facts import DispatchKey, InstanceKey
from app.domain.names import Digest, ProjectId, ScopePath, StepId
from app.store import blobs
from app.store.fact_rows import Row, dispatch_of, of_dispatch
from app.store.tables import call_intents, call_outcomes
from app.store.upserts import beside, dialect_of, insert_row, insert_unless

CallId = NewType("CallId", str)
"""UUIDv7, the key of one call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What the ledger knows of a request."""

    answer: Completion | None = None
    """The first completed answer that no failed attempt has judged."""

    under_way: frozenset[DispatchKey] = frozenset()
    """The dispatches that intended it and have no outcome: in flight, or cut off by a crash. Empty beside an answer."""

    intended: frozenset[DispatchKey] = frozenset()
    """Every dispatch that ever intended it."""


def intend(
    session: Session,
    project: ProjectId,
    request: CompletionRequest,
    *,
    dispatch: DispatchKey,
    retry: int,
    run: int | None,
    at: datetime,
) -> CallId:
    """Record that `request` is about to be sent; commit before sending. The caller holds the project's lock."""
    call = CallId(str(uuid7()))
    asked = blobs.pack(project, request.as_bytes(), at=at)
    row = {
        "id": call,
        "project": project,
        "request_digest": asked.digest,
        "retry": retry,
        "run": run,
        "provider": request.binding.provider,
        "model": request.binding.model,
        "recorded_at": at,
    }
    same = _named(project, dispatch.instance, asked.digest, retry)
    _write(session, _INTEND, row | of_dispatch(dispatch) | same, asked)
    return call


def complete(
    session: Session,
    project: ProjectId,
    call: CallId,
    completion: Completion,
    *,
    cost: Decimal | None,
    price_version: str | None,
    at: datetime,
) -> None:
    """Record what came back, unless the call's outcome stands; `cost` is None where nobody knows it, never a guess."""
    usage, told = completion.usage, blobs.pack(project, completion.text.encode(), at=at)
    _write(
        session,
        _outcome(dialect_of(session)),
        {
            "intent": call,
            "project": project,
            "status": CallStatus.COMPLETED.value,
            "response": told.digest,
            "stop_reason": completion.stop_reason.value,
            "input_tokens": usage.input_tokens if usage else None,
            "output_tokens": usage.output_tokens if usage else None,
            "cached_input_tokens": usage.cached_input_tokens if usage else None,
            "cost": cost,
            "price_version": price_version,
            "latency_ms": completion.latency_ms,
            "provider_request_id": completion.provider_request_id,
            "model": completion.model,
            "recorded_at": at,
        },
        told,
    )


def fail(
    session: Session,
    project: ProjectId,
    call: CallId,
    failure: CallFailure,
    *,
    explanation: str,
    latency_ms: int,
    at: datetime,
) -> None:
    """Record that nothing came back, and why in the provider's words, unless the call's outcome stands."""
    told = blobs.pack(project, explanation.encode(), at=at)
    _write(
        session,
        _outcome(dialect_of(session)),
        {
            "intent": call,
            "project": project,
            "status": CallStatus.FAILED.value,
            "latency_ms": latency_ms,
            "provider_request_id": "",
            "model": "",
            "error_kind": failure.value,
            "error_detail": told.digest,
            "recorded_at": at,
        },
        told,
    )


def _write(session: Session, statement: Insert, row: Mapping[str, Any], content: blobs.Packed) -> None:
    """Write a row of the ledger and the content that it refers to; PostgreSQL is asked once for both."""
    dialect = dialect_of(session)
    if dialect == "postgresql":
        session.execute(beside(statement, blobs.filling(dialect)), {**content.row, **row})
    else:
        session.execute(blobs.filling(dialect), content.row)
        session.execute(statement, row)


@cache
def _outcome(dialect: str) -> Insert:
    """Begin an outcome; it may stand already where the link broke while the database committed it."""
    stands = call_outcomes.c.intent == bindparam("intent")
    statement = insert_unless(dialect, call_outcomes, call_outcomes.c.keys(), there=stands)
    return statement.on_conflict_do_nothing(index_elements=[call_outcomes.c.intent])


def sought(
    session: Session, project: ProjectId, *, instance: InstanceKey, request_digest: Digest, retry: int, judged: int = 0
) -> Sought:
    """Look for the answer to this request, and for those who may be about to bring it.

    `judged` says how many of its answers failed attempts have taken, in the order of the calls: those are passed over.

    Raises:
        app.store.blobs.Erased: it was answered, and the answer was erased since.

    """
    rows = session.execute(_CALLS, _named(project, instance, request_digest, retry)).mappings().all()
    intended = frozenset(dispatch_of(row) for row in rows)
    answered = [row for row in rows if row["status"] == CallStatus.COMPLETED.value]
    if len(answered) > judged:
        return Sought(answer=_completion(session, project, answered[judged]), intended=intended)
    under_way = frozenset(dispatch_of(row) for row in rows if row["status"] is None)
    return Sought(under_way=under_way, intended=intended)


def completed(
    session: Session, project: ProjectId, *, instance: InstanceKey, request_digest: Digest, retry: int, judged: int = 0
) -> Completion | None:
    """Give the first completed answer that was not `judged`; None where there is none yet. Raises as `sought` does."""
    found = sought(session, project, instance=instance, request_digest=request_digest, retry=retry, judged=judged)
    return found.answer


def _completion(session: Session, project: ProjectId, row: Row) -> Completion:
    usage = None
    if row["input_tokens"] is not None:
        usage = Usage(
            input_tokens=row["input_tokens"],
            output_tokens=row["output_tokens"],
            cached_input_tokens=row["cached_input_tokens"],
        )
    return Completion(
        text=blobs.read_text(session, project, Digest(row["response"])),
        stop_reason=StopReason(row["stop_reason"]),
        usage=usage,
        latency_ms=row["latency_ms"],
        provider_request_id=row["provider_request_id"],
        model=row["model"],
    )


def totals(session: Session, project: ProjectId) -> CallTotals:
    """Count and sum every call of a project."""
    return sum(totals_by_instance(session, project).values(), CallTotals())


def totals_by_instance(session: Session, project: ProjectId) -> Mapping[InstanceKey, CallTotals]:
    """Count and sum the calls of each instance that ever called."""
    return _totals(session, call_intents.c.project == project)


def _totals(session: Session, *conditions: ColumnElement[bool]) -> dict[InstanceKey, CallTotals]:
    found: dict[InstanceKey, CallTotals] = {}
    rows = session.execute(
        select(
            call_intents.c.step,
            call_intents.c.path,
            call_outcomes.c.status,
            call_outcomes.c.cost,
            call_outcomes.c.input_tokens,
            call_outcomes.c.output_tokens,
        )
        .outerjoin(call_outcomes, call_outcomes.c.intent == call_intents.c.id)
        .where(*conditions)
    )
    for row in rows:
        instance = InstanceKey(step=StepId(row.step), path=ScopePath(row.path))
        found[instance] = found.get(instance, CallTotals()) + _counted(row)
    return found


def _counted(row: Any) -> CallTotals:  # noqa: ANN401  a row of the query above
    is_completed = row.status == CallStatus.COMPLETED.value
    return CallTotals(
        calls=1,
        completed=int(is_completed),
        failed=int(row.status == CallStatus.FAILED.value),
        open=int(row.status is None),
        input_tokens=row.input_tokens or 0,
        output_tokens=row.output_tokens or 0,
        cost=row.cost or Decimal(0),
        unknown_cost=int(is_completed and row.cost is None),
    )


def _named(project: ProjectId, instance: InstanceKey, request_digest: Digest, retry: int) -> dict[str, Any]:
    """Give the parameters that name a call."""
    return {
        "of_project": project,
        "of_step": instance.step,
        "of_path": instance.path,
        "of_request_digest": request_digest,
        "of_retry": retry,
    }


_SAME = tuple(
    call_intents.c[name] == bindparam(f"of_{name}") for name in ("project", "step", "path", "request_digest", "retry")
)
_CALLS = (
    select(
        *(call_intents.c[name] for name in ("step", "path", "input_digest", "checks_digest", "dispatch")),
        *(column for column in call_outcomes.c if column.name not in {"project", "intent"}),
    )
    .outerjoin(call_outcomes, call_outcomes.c.intent == call_intents.c.id)
    .where(*_SAME)
    .order_by(call_intents.c.number)
)
_BEFORE = select(func.coalesce(func.max(call_intents.c.number), 0)).where(*_SAME).scalar_subquery()
_INTEND = insert_row(
    call_intents, [column.name for column in call_intents.c if column.name != "number"], number=_BEFORE + 1
)
