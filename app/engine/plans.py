"""The plans of projects, kept up to date by what was appended since; one thread at a time works on a project."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from app.core.database_session import Session
from app.domain.accounts import SYSTEM
from app.domain.definition.release import Release
from app.domain.facts import Attempt, Dispatch, DispatchKey, Fact, Failed, InstanceKey
from app.domain.names import Code, Digest, ProjectId
from app.domain.plan.index import FactIndex
from app.domain.plan.orders import Orders
from app.domain.plan.planner import Planner
from app.domain.states import RunState
from app.store import facts as stored_facts

ReleaseOf = Callable[[Session, ProjectId, Digest], Release]
"""Gives the release that a project pins, by its digest."""

_KEPT_PROJECTS = 64


@dataclass(slots=True)
class HeldPlan:
    """The plan of one project while one thread holds it."""

    project: ProjectId
    release_of: ReleaseOf
    last: int = 0
    """The number of the newest fact that was taken."""

    release: Release | None = None
    written: tuple[int | None, RunState | None] | None = None
    """Number and state of the run as the projection has them; None where another may have written it last."""

    planner: Planner | None = None
    _early: list[Fact] = field(default_factory=list)
    """Facts from before the first adoption."""

    def refresh(self, session: Session) -> bool:
        """Take what was appended since, as `session` sees it; tells whether there is a plan to ask."""
        page = stored_facts.load_since(session, self.project, self.last)
        if page.last != self.last:
            self.written = None
        self.last = page.last
        self.take(session, page.facts)
        return self.planner is not None

    def take(self, session: Session, facts: Iterable[Fact]) -> None:
        """Take facts that were read or appended."""
        if self.planner is None:
            self._early.extend(facts)
            adoption = FactIndex(self._early).adoption
            if adoption is not None:
                self.release = self.release_of(session, self.project, adoption.release_digest)
                self.planner = Planner(self.release.definition, self._early)
                self._early.clear()
            return
        self.planner.add(facts)
        adoption = self.planner.index.adoption
        if adoption is not None and self.release is not None and adoption.release_digest != self.release.digest:
            self.release = self.release_of(session, self.project, adoption.release_digest)
            self.planner.adopt(self.release.definition)

    def append(self, session: Session, appended: Sequence[Fact], *, at: datetime, run: int | None) -> None:
        """Append facts of the system and take them at once; the caller holds the project's lock and is up to date."""
        self.last = stored_facts.append(session, self.project, appended, at=at, actor=SYSTEM, run=run)
        self.take(session, appended)

    @property
    def asked(self) -> Planner:
        """The planner.

        Raises:
            LookupError: nothing was adopted, so there is nothing to plan by.

        """
        if self.planner is None:
            raise LookupError(f"project {self.project} has adopted no release")
        return self.planner

    def orders(self, key: DispatchKey) -> Orders:
        """Give every dispatch at the digests of `key`, with its attempts."""
        return self.asked.index.instance(key.instance).order((key.input_digest, key.checks_digest))

    def dispatch(self, key: DispatchKey) -> Dispatch | None:
        """Give the dispatch with this key."""
        return self.orders(key).dispatch(key.number)

    def is_live(self, dispatch: Dispatch) -> bool:
        """Tell whether the dispatch may still bring something: not ended, and attempts left."""
        if self.asked.index.has_ended(dispatch):
            return False
        return not self.orders(dispatch.key).is_exhausted(dispatch.retry, self._most_attempts(dispatch))

    def is_superseded(self, key: DispatchKey) -> bool:
        """Tell whether a dispatch is over and nobody wants an answer to its inputs any more, since they changed.

        After a cancelled run the inputs are still the same, and the next run takes the answer.
        """
        if self.planner is None or key.number not in self.orders(key).ended:
            return False
        self.planner.moves()
        state = self.planner.state(key.instance)
        return state is None or state.input_digest != key.input_digest

    def live(self) -> tuple[Dispatch, ...]:
        """List every dispatch that may still bring something."""
        return tuple(
            dispatch
            for known in self.asked.index.instances.values()
            for dispatch in known.unsettled()
            if self.is_live(dispatch)
        )

    def attempts(self, key: DispatchKey) -> dict[int, Attempt]:
        """Give the attempts of one dispatch by number."""
        made = self.orders(key).attempts
        return {attempt.number: attempt for attempt in made if attempt.dispatch.number == key.number}

    def failures(self, dispatch: Dispatch) -> tuple[Failed, ...]:
        """Give the failed attempts at the dispatch's digests under the same retry order, oldest first."""
        return tuple(self.orders(dispatch.key).failed(dispatch.retry))

    def retired_codes(self, instance: InstanceKey) -> tuple[Code, ...]:
        """Give the codes that the instance's lists gave once and do not have now."""
        index = self.asked.index
        now = {code for latest in index.instance(instance).entities.values() for code in latest.codes}
        ever = {
            code
            for (collection, _), given in index.entities.get(instance.path, {}).items()
            if collection.instance == instance
            for code in given.codes
        }
        return tuple(sorted(ever - now))

    def _most_attempts(self, dispatch: Dispatch) -> int:
        steps = self.release.definition.steps if self.release is not None else ()
        return next((step.max_attempts for step in steps if step.id == dispatch.key.instance.step), 1)


class Plans:
    """Keeps the plans of the projects that were worked on last."""

    def __init__(self, release_of: ReleaseOf) -> None:
        self.release_of = release_of
        self._kept: OrderedDict[ProjectId, HeldPlan] = OrderedDict()
        self._locks: dict[ProjectId, threading.Lock] = {}
        self._guard = threading.Lock()

    @contextmanager
    def held(self, project: ProjectId) -> Iterator[HeldPlan]:
        """Hold a project's plan for the block, alone in this process.

        An error that leaves the block drops the plan, since it may hold facts of a transaction that never committed.
        """
        with self._lock_of(project):
            with self._guard:
                plan = self._kept.pop(project, None)
            plan = plan or HeldPlan(project=project, release_of=self.release_of)
            yield plan
            with self._guard:
                self._kept[project] = plan
                while len(self._kept) > _KEPT_PROJECTS:
                    self._kept.popitem(last=False)

    def _lock_of(self, project: ProjectId) -> threading.Lock:
        with self._guard:
            return self._locks.setdefault(project, threading.Lock())
