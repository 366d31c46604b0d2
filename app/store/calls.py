"""The calls of the ledger as people ask for them: what each was, and what they came to by run, instance and model."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select

from app.core.database_session import Session
from app.domain.calls import CallStatus, CallTotals
from app.domain.facts import InstanceKey
from app.domain.names import Digest, ProjectId, ScopePath, StepId
from app.store.tables import call_intents, call_outcomes


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCall:
    """One call, with its outcome where it has one."""

    id: str
    dispatch: int
    number: int
    run: int | None
    provider: str
    model: str
    """As it was asked for."""

    request: Digest
    begun_at: datetime
    status: CallStatus | None
    """None where it is in flight, or a crash cut it off."""

    answered_by: str
    """The model that the provider says it was; empty where nothing came back."""

    response: Digest | None
    stop_reason: str | None
    input_tokens: int | None
    output_tokens: int | None
    cost: Decimal | None
    """None where nobody knows it, or nothing was answered."""

    price_version: str | None
    latency_ms: int | None
    provider_request_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """What calls of one kind came to."""

    run: int | None
    instance: InstanceKey
    provider: str
    model: str
    totals: CallTotals


def of_inputs(
    session: Session, project: ProjectId, instance: InstanceKey, input_digest: Digest
) -> tuple[StoredCall, ...]:
    """Give every call that was made for an instance at these inputs, oldest first."""
    columns = call_intents.c
    rows = session.execute(
        select(
            *(columns[name] for name in ("id", "dispatch", "number", "run", "provider", "model", "request_digest")),
            columns.recorded_at,
            *(call_outcomes.c[name] for name in _OF_OUTCOME),
            call_outcomes.c.model.label("answered_by"),
        )
        .outerjoin(call_outcomes, call_outcomes.c.intent == columns.id)
        .where(
            columns.project == project,
            columns.step == instance.step,
            columns.path == instance.path,
            columns.input_digest == input_digest,
        )
        .order_by(columns.id)
    )
    return tuple(_call(row) for row in rows)


def charges(session: Session, project: ProjectId) -> Iterator[Charge]:
    """Give what a project's calls came to, apart by run, instance and model."""
    columns = call_intents.c
    own = (columns.run, columns.step, columns.path, columns.provider, columns.model)
    for row in session.execute(_summed(*own).where(columns.project == project)):
        yield Charge(
            run=row.run,
            instance=InstanceKey(step=StepId(row.step), path=ScopePath(row.path)),
            provider=row.provider,
            model=row.model,
            totals=_totals(row),
        )


def by_run(session: Session, project: ProjectId, *, first: int, last: int) -> Mapping[int, CallTotals]:
    """Give what the calls of each of these runs came to; a run without calls is left out."""
    columns = call_intents.c
    found: dict[int, CallTotals] = {}
    asked = _summed(columns.run).where(columns.project == project, columns.run >= first, columns.run <= last)
    for row in session.execute(asked):
        found[row.run] = found.get(row.run, CallTotals()) + _totals(row)
    return found


_OF_OUTCOME = (
    "status",
    "response",
    "stop_reason",
    "input_tokens",
    "output_tokens",
    "cost",
    "price_version",
    "latency_ms",
    "provider_request_id",
)


def _summed(*apart: ColumnElement[Any]) -> Select[Any]:
    """Sum calls in the database; costs stay apart, since SQLite keeps them as text and would add them inexactly."""
    outcome = call_outcomes.c
    return (
        select(
            *apart,
            outcome.status,
            outcome.cost,
            func.count().label("calls"),
            func.coalesce(func.sum(outcome.input_tokens), 0).label("input_tokens"),
            func.coalesce(func.sum(outcome.output_tokens), 0).label("output_tokens"),
        )
        .select_from(call_intents)
        .outerjoin(call_outcomes, outcome.intent == call_intents.c.id)
        .group_by(*apart, outcome.status, outcome.cost)
    )


def _totals(row: Row[Any]) -> CallTotals:
    is_completed = row.status == CallStatus.COMPLETED.value
    return CallTotals(
        calls=row.calls,
        completed=row.calls if is_completed else 0,
        failed=row.calls if row.status == CallStatus.FAILED.value else 0,
        open=row.calls if row.status is None else 0,
        input_tokens=int(row.input_tokens),
        output_tokens=int(row.output_tokens),
        cost=(row.cost or Decimal(0)) * row.calls,
        unknown_cost=row.calls if is_completed and row.cost is None else 0,
    )


def _call(row: Any) -> StoredCall:  # noqa: ANN401 - a row of the query above
    return StoredCall(
        id=row.id,
        dispatch=row.dispatch,
        number=row.number,
        run=row.run,
        provider=row.provider,
        model=row.model,
        request=Digest(row.request_digest),
        begun_at=row.recorded_at,
        status=None if row.status is None else CallStatus(row.status),
        answered_by=row.answered_by or "",
        response=None if row.response is None else Digest(row.response),
        stop_reason=row.stop_reason,
        input_tokens=row.input_tokens,
        output_tokens=row.output_tokens,
        cost=row.cost,
        price_version=row.price_version,
        latency_ms=row.latency_ms,
        provider_request_id=row.provider_request_id or "",
    )
