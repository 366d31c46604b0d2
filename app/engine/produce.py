"""Carrying out one dispatch: call, judge, record, and again while attempts are left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from app.core.clock import monotonic_seconds
from app.core.logging import get_logger
from app.domain.calls import CallFailure
from app.domain.completions import Completion, CompletionRequest
from app.domain.errors import QuotaExceeded, Retryable, Upstream
from app.domain.facts import DispatchKey, FailureReason
from app.domain.findings import Finding, Severity
from app.domain.names import Json
from app.domain.remedies import REMEDIES
from app.engine.assignments import Assignment, assignment_of, request_of
from app.engine.calls import CallCut, Calls, CallsStopped
from app.engine.durable import Job, Stopping
from app.engine.orders import Order, order_of
from app.engine.owners import Owners
from app.engine.patience import MOST_TRIES, Patience, pause_seconds
from app.engine.recorder import Answer, Next, Recorder
from app.engine.repeats import WAIT
from app.engine.work import Work
from app.llm.prices import PriceTable
from app.store import ledger
from app.store.ledger import CallId

_log = get_logger(__name__)
_PRICELESS = frozenset({"offline", "replay"})
_CUT = "The call was ended early: its work was superseded. What the provider charges for it is unknown."
_LOOK_SECONDS = 0.2
"""How often to look whether somebody else's call has come back."""

_LATEST_SECONDS = 60.0
"""How much longer than its own limit another's call is waited for, before its outcome counts as lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Begun:
    """An attempt that was begun: its request, and the answer, or the call that is to bring one, or who is at it."""

    assignment: Assignment
    request: CompletionRequest
    answer: Completion | None = None
    call: CallId | None = None
    others: frozenset[DispatchKey] = frozenset()
    is_new: bool = True
    """Nothing was recorded of this dispatch before: no call and no attempt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Producer:
    """The body of every job.

    Steps are `attempt:n`, and between failed calls `wait:n`; what comes next follows from their results alone. An
    attempt bears being run again: it looks into the ledger before it calls, and into the facts before it records. Where
    neither knows of the dispatch, the job is new, and nobody asks for its steps.
    """

    work: Work
    owners: Owners
    calls: Calls
    recorder: Recorder
    prices: PriceTable
    patience: Patience

    def __call__(self, job: Job, arguments: Sequence[Json]) -> None:
        """Carry out the dispatch that `arguments` name."""
        order = order_of(arguments)
        attempt, tries, steps = 1, 0, 0
        while True:
            steps += 1
            match self._step(job, order, attempt, steps):
                case {"further": True}:
                    attempt, tries = attempt + 1, 0
                case {"again": reason, "after": after} if tries + 1 < MOST_TRIES:
                    tries += 1
                    _log.warning(
                        "call.repeated", "A call is made again later", job=job.id, tries=tries, reason=str(reason)
                    )
                    asked = float(after) if isinstance(after, int | float) else None
                    seconds = pause_seconds(job.id, tries=tries, retry_after_seconds=asked)
                    job.sleep(f"{WAIT}{steps}", seconds, now=self._seconds)
                case {"again": str(reason)}:
                    told = f"{reason} It was asked {MOST_TRIES} times."
                    self._give_up(job, order, attempt, steps, FailureReason.UNAVAILABLE, told)
                    return
                case {"permanent": str(reason)}:
                    self._give_up(job, order, attempt, steps, FailureReason.PROVIDER, reason)
                    return
                case {"broken": str(reason)}:
                    self._give_up(job, order, attempt, steps, FailureReason.ENGINE, reason)
                    return
                case {"quota": str(reason)}:
                    self._give_up(job, order, attempt, steps, FailureReason.QUOTA, reason)
                    return
                case _:
                    return

    def _step(self, job: Job, order: Order, attempt: int, steps: int) -> Mapping[str, Json]:
        name = f"attempt:{steps}"
        if steps == 1:
            job.leave_if_stopping()
            begun = self.patience.until_done(partial(self._begin, order, frozenset({order.dispatch}), if_new=True))
            if begun is None or begun.is_new:
                return job.remember(name, self._carried_out(order, attempt, begun), is_end=_is_recorded)
        return job.step(name, partial(self._attempt, order, attempt), is_end=_is_recorded)

    def _give_up(
        self, job: Job, order: Order, attempt: int, steps: int, reason: FailureReason, explanation: str
    ) -> None:
        _log.warning(
            "call.given_up", "A call failed for good; a person may order a retry", job=job.id, reason=explanation
        )
        finding = provider_finding(reason, explanation)
        job.step(
            f"give-up:{steps}",
            lambda: _followed(self.recorder.failure(order, attempt, reason, finding)),
            is_end=_is_recorded,
        )

    def _attempt(self, order: Order, attempt: int) -> Mapping[str, Json]:
        """Have the next request answered, unless the ledger holds an answer, and record it; says how it ended.

        One step, since both halves find out by themselves what is done: where the process dies between them, or before
        the step is remembered, the next one reads the answer from the ledger and the record from the facts.
        """
        return self._carried_out(order, attempt, self._secured(order))

    def _carried_out(self, order: Order, attempt: int, begun: _Begun | None) -> Mapping[str, Json]:
        if begun is None:
            return _followed(Next.OVER)
        match begun.answer or self._call(order, begun):
            case Completion() as completion:
                answer = Answer(assignment=begun.assignment, request=begun.request, completion=completion)
                return _followed(self.recorder.answer(order, attempt, answer))
            case failed:
                return failed

    def _secured(self, order: Order) -> _Begun | None:
        """Find the next request with its answer, or the right to make its call; None where the dispatch is over.

        A voided dispatch may have the same call in flight: paid once, its answer serves both. So this waits for it,
        holding nothing, for as long as a living executor is at it and a call may take.
        """
        since, dead = monotonic_seconds(), frozenset({order.dispatch})
        while True:
            begun = self.patience.until_done(partial(self._begin, order, dead))
            if begun is None or not begun.others:
                return begun
            has_patience = monotonic_seconds() - since < begun.request.limits.timeout_seconds + _LATEST_SECONDS
            asked = begun.others if has_patience else frozenset()
            living = self.patience.until_done(partial(self._held, order, asked))
            dead |= begun.others - living
            if living:
                self.patience.pause(_LOOK_SECONDS)

    def _held(self, order: Order, others: frozenset[DispatchKey]) -> frozenset[DispatchKey]:
        return frozenset(key for key in others if self.owners.hold(_job_id(order, key)))

    def _begin(self, order: Order, dead: frozenset[DispatchKey], *, if_new: bool = False) -> _Begun | None:
        """Find what to ask, and commit the intent of it, unless it was answered or others than the `dead` are at it.

        With `if_new` it commits nothing for a dispatch that was begun before, or has others at its call.
        """
        with self.work.planned(order.project) as unit:
            assignment = assignment_of(unit.session, unit.plan, order)
            if assignment is None:
                return None
            following = request_of(unit.session, assignment)
            project, request, retry = order.project, following.request, assignment.dispatch.retry
            sought = ledger.sought(
                unit.session,
                project,
                instance=order.dispatch.instance,
                request_digest=following.digest,
                retry=retry,
                judged=following.judged,
            )
            if if_new and (
                order.dispatch in sought.intended or unit.plan.attempts(order.dispatch) or sought.under_way - dead
            ):
                return _Begun(assignment=assignment, request=request, is_new=False)
            if sought.answer is not None:
                return _Begun(assignment=assignment, request=request, answer=sought.answer)
            if sought.under_way - dead:
                return _Begun(assignment=assignment, request=request, others=sought.under_way - dead)
            call = ledger.intend(
                unit.session,
                project,
                request,
                dispatch=order.dispatch,
                retry=retry,
                run=assignment.run,
                at=unit.at,
            )
            return _Begun(assignment=assignment, request=request, call=call)

    def _call(self, order: Order, begun: _Begun) -> Completion | Mapping[str, Json]:
        """Make the call that was intended and commit its outcome, before anybody judges it."""
        assignment, call = begun.assignment, begun.call
        assert call is not None  # noqa: S101  `_begin` gives an answer or a call
        since = monotonic_seconds()
        try:
            completion = self.calls.complete(begun.request, order=order)
        except CallsStopped as error:
            raise Stopping from error
        except CallCut:
            milliseconds = int((monotonic_seconds() - since) * 1000)
            _log.info("call.cut", "A call was ended, since its work is superseded", job=order.job_id)
            self.patience.until_done(lambda: self._fail(assignment, call, CallFailure.CUT, _CUT, milliseconds))
            return _followed(Next.OVER)
        except Upstream as error:
            said, failure = str(error), _failure_of(error)
            milliseconds = int((monotonic_seconds() - since) * 1000)
            self.patience.until_done(lambda: self._fail(assignment, call, failure, said, milliseconds))
            return _as_result(error)
        except Exception as error:  # noqa: BLE001 - completers are anybody's; what nobody foresaw must not be lost
            # The name alone: the text may hold whatever the provider's library was given, its key included.
            name, milliseconds = type(error).__name__, int((monotonic_seconds() - since) * 1000)
            said = f"The model call failed with {name}, which nobody foresaw."
            _log.error("A completer failed in a way that nobody foresaw", extra={"error": name, "job": order.job_id})
            self.patience.until_done(lambda: self._fail(assignment, call, CallFailure.PERMANENT, said, milliseconds))
            return {"broken": said}
        self.patience.until_done(lambda: self._complete(assignment, call, completion))
        return completion

    def _complete(self, assignment: Assignment, call: CallId, completion: Completion) -> None:
        at = self.work.clock()
        provider = assignment.dispatch.binding.provider
        cost: Decimal | None = self.prices.cost(provider, completion, at=at)
        version = None if cost is None or provider in _PRICELESS else self.prices.version
        with self.work.database.begin() as session:
            ledger.complete(session, assignment.project, call, completion, cost=cost, price_version=version, at=at)

    def _fail(
        self, assignment: Assignment, call: CallId, failure: CallFailure, explanation: str, latency_ms: int
    ) -> None:
        with self.work.database.begin() as session:
            ledger.fail(
                session,
                assignment.project,
                call,
                failure,
                explanation=explanation,
                latency_ms=latency_ms,
                at=self.work.clock(),
            )

    def _seconds(self) -> float:
        return self.work.clock().timestamp()


def _job_id(order: Order, key: DispatchKey) -> str:
    return Order(project=order.project, dispatch=key).job_id


def provider_finding(reason: FailureReason, explanation: str) -> Finding:
    """Say what a provider said, and what a person can do about it."""
    return Finding(
        severity=Severity.ERROR, code=f"call.{reason.value}", path="", message=explanation, fix=REMEDIES[reason]
    )


def _failure_of(error: Upstream) -> CallFailure:
    if isinstance(error, Retryable):
        return CallFailure.RETRYABLE
    return CallFailure.QUOTA if isinstance(error, QuotaExceeded) else CallFailure.PERMANENT


def _as_result(error: Upstream) -> Mapping[str, Json]:
    if isinstance(error, Retryable):
        return {"again": str(error), "after": error.retry_after_seconds}
    return {"quota" if isinstance(error, QuotaExceeded) else "permanent": str(error)}


def _followed(what: Next) -> Mapping[str, Json]:
    return {what.value: True}


def _is_recorded(result: Mapping[str, Json]) -> bool:
    """Tell whether nothing follows an attempt but the end of its job, which need not be remembered twice."""
    return Next.DONE.value in result
