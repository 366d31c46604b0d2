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
from app.domain.names import Digest, Json
from app.engine.assignments import Assignment, assignment_of, request_of
from app.engine.calls import Calls, CallsStopped
from app.engine.durable import Job, Stopping
from app.engine.orders import Order, order_of
from app.engine.owners import Owners
from app.engine.patience import MOST_TRIES, Patience, pause_seconds
from app.engine.recorder import Answer, Recorder
from app.engine.work import Work
from app.llm.prices import PriceTable
from app.store import ledger
from app.store.ledger import CallId

_log = get_logger(__name__)
_PRICELESS = frozenset({"offline", "replay"})
_LOOK_SECONDS = 0.2
"""How often to look whether somebody else's call has come back."""

_LATEST_SECONDS = 60.0
"""How much longer than its own limit another's call is waited for, before its outcome counts as lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Producer:
    """The body of every job.

    Steps are `call:n` and `record:n`, and between failed calls `wait:n`; what comes next follows from their results
    alone. Both kinds of step bear being run again: a call looks into the ledger first, a record into the facts.
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
            fresh: list[Answer] = []
            called = job.step(f"call:{steps}", partial(self._call, order, fresh))
            match called:
                case {"answered": str(request)}:
                    answer = fresh[0] if fresh else None
                    recorded = partial(self.recorder.answer, order, attempt, Digest(request), answer)
                    if not job.step(f"record:{steps}", recorded):
                        return
                    attempt, tries = attempt + 1, 0
                case {"again": reason, "after": after} if tries + 1 < MOST_TRIES:
                    tries += 1
                    _log.warning(
                        "call.repeated", "A call is made again later", job=job.id, tries=tries, reason=str(reason)
                    )
                    asked = float(after) if isinstance(after, int | float) else None
                    seconds = pause_seconds(job.id, tries=tries, retry_after_seconds=asked)
                    job.sleep(f"wait:{steps}", seconds, now=self._seconds)
                case {"again": str(reason)} | {"permanent": str(reason)}:
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

    def _give_up(
        self, job: Job, order: Order, attempt: int, steps: int, reason: FailureReason, explanation: str
    ) -> None:
        _log.warning(
            "call.given_up", "A call failed for good; a person may order a retry", job=job.id, reason=explanation
        )
        finding = provider_finding(reason, explanation)
        job.step(f"record:{steps}", lambda: self.recorder.failure(order, attempt, reason, finding))

    def _call(self, order: Order, fresh: list[Answer]) -> Mapping[str, Json]:
        """Have the next request answered, unless the ledger holds its answer; says how it ended.

        The answer is left in `fresh` for the step that follows; a step that is remembered leaves nothing there.
        """
        prepared = self._secured(order)
        if prepared is None:
            return {"over": True}
        assignment, request, secured = prepared
        request_digest = request.digest()
        if isinstance(secured, Completion):
            fresh.append(Answer(assignment=assignment, request=request, completion=secured))
            return {"answered": request_digest}
        call, begun = secured, monotonic_seconds()
        try:
            completion = self.calls.complete(request)
        except CallsStopped as error:
            raise Stopping from error
        except Upstream as error:
            said, failure = str(error), _failure_of(error)
            milliseconds = int((monotonic_seconds() - begun) * 1000)
            self.patience.until_done(lambda: self._fail(assignment, call, failure, said, milliseconds))
            return _as_result(error, failure)
        except Exception as error:  # noqa: BLE001 - completers are anybody's; what nobody foresaw must not be lost
            # The name alone: the text may hold whatever the provider's library was given, its key included.
            name, milliseconds = type(error).__name__, int((monotonic_seconds() - begun) * 1000)
            said = f"The model call failed with {name}, which nobody foresaw."
            _log.error("A completer failed in a way that nobody foresaw", extra={"error": name, "job": order.job_id})
            self.patience.until_done(lambda: self._fail(assignment, call, CallFailure.PERMANENT, said, milliseconds))
            return {"broken": said}
        self.patience.until_done(lambda: self._complete(assignment, call, completion))
        fresh.append(Answer(assignment=assignment, request=request, completion=completion))
        return {"answered": request_digest}

    def _secured(self, order: Order) -> tuple[Assignment, CompletionRequest, Completion | CallId] | None:
        """Find the next request with its answer, or the right to make its call; None where the dispatch is over.

        A voided dispatch may have the same call in flight: paid once, its answer serves both. So this waits for it,
        holding nothing, for as long as a living executor is at it and a call may take.
        """
        since, dead = monotonic_seconds(), frozenset({order.dispatch})
        while True:
            prepared = self.patience.until_done(lambda: self._prepare(order))
            if prepared is None:
                return None
            assignment, request, answer = prepared
            intended = answer or self.patience.until_done(partial(self._intend, assignment, request, dead))
            if not isinstance(intended, frozenset):
                return assignment, request, intended
            has_patience = monotonic_seconds() - since < request.limits.timeout_seconds + _LATEST_SECONDS
            living = {key for key in intended if has_patience and self.owners.hold(_job_id(order, key))}
            dead |= intended - living
            if living:
                self.patience.pause(_LOOK_SECONDS)

    def _prepare(self, order: Order) -> tuple[Assignment, CompletionRequest, Completion | None] | None:
        with self.work.seen(order.project) as seen:
            assignment = assignment_of(seen.session, seen.plan, order)
        if assignment is None:
            return None
        with self.work.database.read() as session:
            request = request_of(session, assignment)
            answer = ledger.completed(
                session,
                order.project,
                instance=order.dispatch.instance,
                request_digest=request.digest(),
                retry=assignment.dispatch.retry,
            )
        return assignment, request, answer

    def _intend(
        self, assignment: Assignment, request: CompletionRequest, dead: frozenset[DispatchKey]
    ) -> CallId | Completion | frozenset[DispatchKey]:
        """Commit the intent of a call, unless it was answered, or dispatches other than the `dead` are at it."""
        project, instance, retry = assignment.project, assignment.dispatch.key.instance, assignment.dispatch.retry
        digest = request.digest()
        with self.work.locked(project) as session:
            others = ledger.under_way(session, project, instance=instance, request_digest=digest, retry=retry) - dead
            if others:
                return others
            answer = ledger.completed(session, project, instance=instance, request_digest=digest, retry=retry)
            if answer is not None:
                return answer
            return ledger.intend(
                session,
                assignment.project,
                request,
                dispatch=assignment.dispatch.key,
                retry=retry,
                run=assignment.run,
                at=self.work.clock(),
            )

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
    remedies = {
        FailureReason.QUOTA: "Raise the account's quota or adopt another model, then order a retry.",
        FailureReason.PROVIDER: "Check the provider, its key and the model's name, then order a retry.",
    }
    fix = remedies.get(reason, "Order a retry; if it fails again, look into the log of the worker.")
    return Finding(severity=Severity.ERROR, code=f"call.{reason.value}", path="", message=explanation, fix=fix)


def _failure_of(error: Upstream) -> CallFailure:
    if isinstance(error, Retryable):
        return CallFailure.RETRYABLE
    return CallFailure.QUOTA if isinstance(error, QuotaExceeded) else CallFailure.PERMANENT


def _as_result(error: Upstream, failure: CallFailure) -> Mapping[str, Json]:
    match failure:
        case CallFailure.RETRYABLE:
            after = error.retry_after_seconds if isinstance(error, Retryable) else None
            return {"again": str(error), "after": after}
        case CallFailure.QUOTA:
            return {"quota": str(error)}
        case CallFailure.PERMANENT:
            return {"permanent": str(error)}
