"""What `plan` said last, in tables: for lists and look-ups, never the truth.

Everything here follows from facts. `follow` keeps it in step with what changes; `write` and `rebuild` make it anew, and
they must agree.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Insert, Table, delete, insert, select, tuple_

from app.core.database_session import Session
from app.domain.facts import InstanceKey
from app.domain.names import Digest, DocumentTypeName, ProjectId, RoleName, ScopePath, StepId
from app.domain.plan.outcome import AcceptanceGate, AnswerGate, Change, Gate, InstanceState, Moves, Plan, StaleCause
from app.domain.states import DocumentState, RunState, WorkState
from app.store.tables import gates, instances, run_orders, runs
from app.store.upserts import dialect_of, insert_into, insert_on, insert_rows

_MOST_AT_ONCE = 200
_GATES = insert(gates)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run as the projection has it."""

    number: int
    state: RunState
    started_at: datetime
    closed_at: datetime | None


def follow(
    session: Session,
    project: ProjectId,
    moves: Moves,
    changes: Mapping[InstanceKey, Change],
    *,
    written: tuple[int | None, RunState | None] | None,
) -> None:
    """Bring the projections in step with what changed; the caller holds the project's lock.

    `written` are number and state of the newest run as they stand here; None where somebody else may have written here
    since the states before the changes were written.
    """
    if written != (moves.run_number, moves.run):
        _write_runs(session, project, moves)
    states = [change.after for change in changes.values() if change.after is not None]
    _forget(session, instances, project, [key for key, change in changes.items() if change.after is None])
    _forget(
        session,
        gates,
        project,
        [
            key
            for key, change in changes.items()
            if written is None or (change.before is not None and change.before.gate is not None)
        ],
    )
    _write_states(session, project, states)


def write(session: Session, project: ProjectId, plan: Plan) -> None:
    """Make the projections say what `plan` does; the caller holds the project's lock."""
    _write_runs(session, project, plan)
    for table in (instances, gates):
        session.execute(delete(table).where(table.c.project == project))
    _write_states(session, project, [*plan.instances.values()])


def rebuild(session: Session, project: ProjectId, plan: Plan) -> None:
    """Make the projections of a project anew from the plan of its facts; the caller holds the project's lock."""
    session.execute(delete(runs).where(runs.c.project == project))
    write(session, project, plan)


def read_instances(session: Session, project: ProjectId) -> tuple[InstanceState, ...]:
    """Give every instance as it was planned last, by step and path, gates included."""
    waiting = {_key(row): _gate_of(row) for row in session.execute(select(gates).where(gates.c.project == project))}
    rows = session.execute(
        select(instances).where(instances.c.project == project).order_by(instances.c.step, instances.c.path)
    )
    return tuple(_state_of(row, waiting.get(_key(row))) for row in rows)


def read_gates(session: Session, project: ProjectId) -> tuple[Gate, ...]:
    """Give every gate that waits for a person, by step and path."""
    rows = session.execute(select(gates).where(gates.c.project == project).order_by(gates.c.step, gates.c.path))
    return tuple(_gate_of(row) for row in rows)


def read_runs(
    session: Session, project: ProjectId, *, before: int | None = None, limit: int | None = None
) -> tuple[Run, ...]:
    """Give runs, newest first: all, or up to `limit` of those before number `before`."""
    wanted = select(runs).where(runs.c.project == project).order_by(runs.c.number.desc()).limit(limit)
    rows = session.execute(wanted if before is None else wanted.where(runs.c.number < before))
    return tuple(
        Run(number=row.number, state=RunState(row.state), started_at=row.started_at, closed_at=row.closed_at)
        for row in rows
    )


# -- runs ------------------------------------------------------------------------------------------------------------


def _write_runs(session: Session, project: ProjectId, plan: Moves) -> None:
    """Store each run that is not stored as closed; a closed one never changes again."""
    closed = set(
        session.execute(select(runs.c.number).where(runs.c.project == project, runs.c.closed_at.is_not(None))).scalars()
    )
    orders = session.execute(
        select(run_orders.c.number, run_orders.c.kind, run_orders.c.outcome, run_orders.c.recorded_at)
        .where(run_orders.c.project == project)
        .order_by(run_orders.c.sequence)
    )
    rows: dict[int, dict[str, Any]] = {}
    for order in orders:
        if order.number in closed:
            continue
        if order.kind == "started":
            state = plan.run if order.number == plan.run_number and plan.run else RunState.RUNNING
            rows[order.number] = {"state": state.value, "started_at": order.recorded_at, "closed_at": None}
        else:
            rows[order.number] |= {"state": order.outcome, "closed_at": order.recorded_at}
    # Closed ones first: only one run of a project may be open at any moment, and the index sees each statement.
    for number, row in sorted(rows.items(), key=lambda pair: pair[1]["closed_at"] is None):
        statement = insert_into(session, runs).values(project=project, number=number, **row)
        session.execute(
            statement.on_conflict_do_update(
                index_elements=[runs.c.project, runs.c.number],
                set_={"state": statement.excluded.state, "closed_at": statement.excluded.closed_at},
            )
        )


# -- instances and gates ---------------------------------------------------------------------------------------------


def _forget(session: Session, table: Table, project: ProjectId, keys: Collection[InstanceKey]) -> None:
    if not keys:
        return
    statement = delete(table).where(table.c.project == project)
    pairs = [(key.step, key.path) for key in keys]
    for start in range(0, len(pairs), _MOST_AT_ONCE):
        part = pairs[start : start + _MOST_AT_ONCE]
        session.execute(statement.where(tuple_(table.c.step, table.c.path).in_(part)))


def _write_states(session: Session, project: ProjectId, states: Sequence[InstanceState]) -> None:
    if states:
        insert_rows(session, _replacement(dialect_of(session)), [_instance_row(project, state) for state in states])
    waiting = [_gate_row(project, state.gate) for state in states if state.gate is not None]
    if waiting:
        insert_rows(session, _GATES, waiting)


@cache
def _replacement(dialect: str) -> Insert:
    statement = insert_on(dialect, instances)
    replaced = {column.name: statement.excluded[column.name] for column in instances.c if not column.primary_key}
    return statement.on_conflict_do_update(index_elements=list(instances.primary_key), set_=replaced)


def _key(row: Any) -> InstanceKey:  # noqa: ANN401  a row of either table
    return InstanceKey(step=StepId(row.step), path=ScopePath(row.path))


def _instance_row(project: ProjectId, state: InstanceState) -> dict[str, Any]:
    return {
        "project": project,
        "step": state.key.step,
        "path": state.key.path,
        "document_type": state.document_type,
        "work": state.work.value,
        "document": state.document.value,
        "input_digest": state.input_digest,
        "checks_digest": state.checks_digest,
        "content": state.content,
        "version": state.version,
        "released": state.released,
        "accepted": state.accepted,
        "failures": state.failures,
        "causes": [asdict(cause) for cause in state.causes],
        "waits_for": list(state.waits_for),
    }


def _state_of(row: Any, gate: Gate | None) -> InstanceState:  # noqa: ANN401  a row of the table of instances
    return InstanceState(
        key=_key(row),
        document_type=DocumentTypeName(row.document_type),
        work=WorkState(row.work),
        document=DocumentState(row.document),
        input_digest=row.input_digest,
        checks_digest=Digest(row.checks_digest),
        content=row.content,
        version=row.version,
        released=row.released,
        accepted=row.accepted,
        failures=row.failures,
        causes=tuple(StaleCause(**cause) for cause in row.causes),
        waits_for=tuple(row.waits_for),
        gate=gate,
    )


def _gate_row(project: ProjectId, gate: Gate) -> dict[str, Any]:
    row: dict[str, Any] = {
        "project": project,
        "step": gate.instance.step,
        "path": gate.instance.path,
        "question_set": None,
        "content": None,
        "input_digest": None,
        "policy_digest": None,
        "roles": [],
    }
    match gate:
        case AnswerGate():
            return row | {"kind": "answers", "question_set": gate.question_set}
        case AcceptanceGate():
            return row | {
                "kind": "acceptance",
                "content": gate.content,
                "input_digest": gate.input_digest,
                "policy_digest": gate.policy_digest,
                "roles": list(gate.roles),
            }


def _gate_of(row: Any) -> Gate:  # noqa: ANN401  a row of the table of gates
    if row.kind == "answers":
        return AnswerGate(instance=_key(row), question_set=Digest(row.question_set))
    return AcceptanceGate(
        instance=_key(row),
        content=Digest(row.content),
        input_digest=Digest(row.input_digest),
        policy_digest=Digest(row.policy_digest),
        roles=tuple(RoleName(role) for role in row.roles),
    )
