"""Units of work on a project: one transaction each, closed by what the plan says to do next."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from app.core.clock import Clock
from app.core.database import Database
from app.core.database_errors import DatabaseError
from app.core.database_session import Session
from app.core.logging import get_logger
from app.domain.names import ProjectId
from app.engine.orders import Order
from app.engine.plans import HeldPlan, Plans
from app.engine.queue import JobQueue
from app.engine.reconcile import Reconciled, reconcile
from app.store import projects

_log = get_logger(__name__)

Followed: TypeAlias = Callable[[ProjectId, Reconciled], None]
"""Is told what a unit of work led to, once it is committed; must be quick and not fail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """What one unit of work has to work with; the project's lock is held."""

    session: Session
    plan: HeldPlan
    """Up to date when the unit began."""

    at: datetime


class Work:
    """Opens units of work, on every door and in the engine alike."""

    def __init__(self, database: Database, plans: Plans, queue: JobQueue, *, clock: Clock) -> None:
        self.database = database
        self.clock = clock
        self.release_of = plans.release_of
        self._plans = plans
        self._queue = queue
        self._followed: Followed | None = None

    def tell(self, followed: Followed | None) -> None:
        """Tell `followed` of each unit of work of this process from here on; None tells nobody."""
        self._followed = followed

    @contextmanager
    def on(self, project: ProjectId, *, first: Callable[[Session], None] | None = None) -> Iterator[Unit]:
        """Lock `project`, run the block, append what the plan then says, and commit all of it together.

        `first` has the transaction before the lock is taken, so it must wait for nothing. Work that the plan ordered
        stands on the queue if and only if the block's changes stand. An error rolls all of it back. Work that was
        voided is taken off the queue afterwards, as far as that is still possible, and whoever executes in this process
        is told what to do and what to leave.

        Raises:
            app.domain.errors.NotFound: no such project.
            app.core.database_errors.DatabaseError: as for `Database.begin`.

        """
        with self._plans.held(project) as plan:
            with self.database.begin() as session:
                if first is not None:
                    first(session)
                projects.lock(session, project)
                plan.refresh(session)
                unit = Unit(session=session, plan=plan, at=self.clock())
                yield unit
                done = reconcile(session, plan, self._queue, at=unit.at)
            self._withdraw(Order(project=project, dispatch=void.dispatch).job_id for void in done.voids)
            if self._followed is not None:
                self._followed(project, done)

    def _withdraw(self, job_ids: Iterable[str]) -> None:
        """Spare an executor the way; where the database fails just now, it finds out by itself what is over."""
        try:
            self._queue.cancel(job_ids)
        except DatabaseError as error:
            _log.warning("work.not_withdrawn", "Voided work stays on the queue for now", reason=str(error))

    @contextmanager
    def planned(self, project: ProjectId) -> Iterator[Unit]:
        """Lock `project`, with its plan as of now, for a change that no plan depends on."""
        with self._plans.held(project) as plan, self.database.begin() as session:
            projects.lock(session, project)
            plan.refresh(session)
            yield Unit(session=session, plan=plan, at=self.clock())

    @contextmanager
    def seen(self, project: ProjectId) -> Iterator[Unit]:
        """Read `project` with its plan as of now, without its lock; nothing can be written."""
        with self._plans.held(project) as plan, self.database.read() as session:
            plan.refresh(session)
            yield Unit(session=session, plan=plan, at=self.clock())
