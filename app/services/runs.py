"""Runs: started, cancelled, listed; and retries of what failed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.core.database_session import Session
from app.domain.accounts import Actor
from app.domain.calls import CallTotals
from app.domain.errors import Conflict, NotFound
from app.domain.events import EventKind
from app.domain.facts import InstanceKey, Retry, RunClosed, RunOutcome, RunStarted
from app.domain.names import ProjectId
from app.domain.plan.index import FactIndex
from app.domain.states import WorkState
from app.services.recording import Change, record_change
from app.services.standing import NothingAdopted, ReleaseOf, Standing, facts_of, open_project, standing_of
from app.store import audit, calls, decisions, projections
from app.store.decisions import By
from app.store.projections import Run


class RunOpen(Conflict):
    """The project has an open run; there is one at a time.

    Attributes:
        number: of the open run.

    """

    def __init__(self, number: int, by: By) -> None:
        super().__init__(
            f"Run {number} is open, started {by}. Let it finish, or cancel it, before you start another one."
        )
        self.number = number


@dataclass(frozen=True, slots=True, kw_only=True)
class Retried:
    """What was ordered."""

    retry: Retry
    run: int
    """The open run; a new one where none was open."""

    is_new_run: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """A run with what it cost."""

    run: Run
    calls: CallTotals


def start_run(session: Session, actor: Actor, *, project: ProjectId, now: datetime) -> RunStarted:
    """Order a run: everything that is not released and current is worked on, as far as people let it.

    Raises:
        RunOpen: a run is open already.
        app.services.standing.NothingAdopted: the project has no workflow.
        Conflict: the project has no brief.
        app.domain.errors.NotFound: no such project.
        app.services.standing.Archived: the project is read-only.

    """
    open_project(session, project)
    index = facts_of(session, project)
    if index.open_run is not None:
        raise RunOpen(index.open_run, decisions.run_ordered_by(session, project, index.open_run)[0])
    if index.adoption is None:
        raise NothingAdopted
    if index.brief is None:
        raise Conflict("The project has no brief yet. Submit one first.")
    started = RunStarted(number=_next_run(index))
    _record_start(session, actor, started, project=project, now=now)
    return started


def cancel_run(
    session: Session, actor: Actor, *, project: ProjectId, number: int | None = None, now: datetime
) -> RunClosed:
    """Close the open run; what is in flight ends as history, gates close, and the next run continues.

    `number` names the run that is meant; None means whichever is open.

    Raises:
        Conflict: no run is open, or another one than `number`.
        app.domain.errors.NotFound: no such project or run.
        app.services.standing.Archived: the project is read-only.

    """
    open_project(session, project)
    index = facts_of(session, project)
    if number is not None and number not in index.runs:
        raise NotFound(f"There is no run {number}.")
    if index.open_run is None or number not in (None, index.open_run):
        meant = number or index.newest_run
        outcome = index.runs.get(meant) if meant else None
        if not meant or outcome is None:
            raise Conflict("No run is open.")
        by = decisions.run_ordered_by(session, project, meant)[-1]
        raise Conflict(f"Run {meant} is {outcome.value} already, closed {by}.")
    closed = RunClosed(number=index.open_run, outcome=RunOutcome.CANCELLED)
    change = Change(
        kind=EventKind.RUN_CLOSED,
        facts=[closed],
        subject=f"run {closed.number}",
        data={"run": closed.number, "outcome": closed.outcome.value},
        run=closed.number,
    )
    record_change(session, actor, change, project=project, now=now)
    audit.anchor(session, project, at=now)
    return closed


def who_cancelled(session: Session, actor: Actor, *, project: ProjectId, number: int) -> str | None:
    """Name who cancelled a run, as people know them today; None where nobody did."""
    del actor  # Whoever reaches this was let into the project.
    by = decisions.cancelled_by(session, project, number)
    return by.actor_name if by else None


def order_retry(
    session: Session, actor: Actor, *, project: ProjectId, instance: InstanceKey, release_of: ReleaseOf, now: datetime
) -> Retried:
    """Give a failed instance its attempts again; raises as `order_retries` does."""
    (ordered,) = order_retries(session, actor, project=project, instances=[instance], release_of=release_of, now=now)
    return ordered


def order_retries(
    session: Session,
    actor: Actor,
    *,
    project: ProjectId,
    instances: Iterable[InstanceKey],
    release_of: ReleaseOf,
    now: datetime,
) -> tuple[Retried, ...]:
    """Give failed instances, each named once, their attempts again; starts a run where none is open.

    Raises:
        Conflict: an instance did not fail.
        app.domain.errors.NotFound: no such project or instance.
        app.services.standing.Archived: the project is read-only.

    """
    open_project(session, project)
    standing = standing_of(session, project, release_of)
    run, ordered = standing.index.open_run, []
    for instance in instances:
        retry = _next_retry(session, standing, instance)
        is_new_run = run is None
        if run is None:
            run = _next_run(standing.index)
            _record_start(session, actor, RunStarted(number=run), project=project, now=now)
        change = Change(
            kind=EventKind.RETRY_ORDERED,
            facts=[retry],
            instance=instance,
            digests={"input": retry.input_digest, "checks": retry.checks_digest},
            data={"number": retry.number},
            run=run,
        )
        record_change(session, actor, change, project=project, now=now)
        ordered.append(Retried(retry=retry, run=run, is_new_run=is_new_run))
    return tuple(ordered)


def _next_retry(session: Session, standing: Standing, instance: InstanceKey) -> Retry:
    state = standing.state(instance)
    if state is None:
        raise NotFound(f"There is no {instance} in this project.")
    if state.work is not WorkState.FAILED or state.input_digest is None:
        by = decisions.retried_by(session, standing.project, instance)
        before = f" It was last ordered again {by}." if by else ""
        raise Conflict(
            f"{instance} did not fail, it is {state.work.value.replace('_', ' ')};"
            f" only what failed can be ordered again.{before}"
        )
    return Retry(
        instance=instance,
        input_digest=state.input_digest,
        checks_digest=state.checks_digest,
        number=standing.known(instance).orders[state.input_digest, state.checks_digest].retry + 1,
    )


def list_runs(
    session: Session, actor: Actor, *, project: ProjectId, before: int | None = None, limit: int | None = None
) -> tuple[RunView, ...]:
    """Give runs with their calls and cost, newest first: all, or up to `limit` of those before number `before`."""
    del actor  # Whoever reaches this was let into the project.
    found = projections.read_runs(session, project, before=before, limit=limit)
    if not found:
        return ()
    spent = calls.by_run(session, project, first=found[-1].number, last=found[0].number)
    return tuple(RunView(run=run, calls=spent.get(run.number, CallTotals())) for run in found)


def show_run(session: Session, actor: Actor, *, project: ProjectId, number: int) -> RunView:
    """Give one run with its calls and cost.

    Raises:
        app.domain.errors.NotFound: no such run.

    """
    found = list_runs(session, actor, project=project, before=number + 1, limit=1)
    if not found or found[0].run.number != number:
        raise NotFound(f"There is no run {number}.")
    return found[0]


def _next_run(index: FactIndex) -> int:
    return (index.newest_run or 0) + 1


def _record_start(session: Session, actor: Actor, started: RunStarted, *, project: ProjectId, now: datetime) -> None:
    change = Change(
        kind=EventKind.RUN_STARTED,
        facts=[started],
        subject=f"run {started.number}",
        data={"run": started.number},
        run=started.number,
    )
    record_change(session, actor, change, project=project, now=now)
