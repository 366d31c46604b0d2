"""What is well and what is not, known before anybody asks.

Every check runs in the background, alone with itself, on a thread that may hang: its time limit is enforced from
outside. Probes read the latest results, so a flood of them costs the database nothing. A check fails after two failures
in a row and recovers after one success; a result that is too old is a failure of its own. Every change is logged; why a
check fails is logged again once it is another reason twice in a row, so that one that comes and goes fills no log.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from app.core.logging import get_logger

FAILURES_TO_FAIL: Final = 2
RETRY_SECONDS: Final = 0.4
"""How soon a check is tried again after a failure that does not count yet."""

_log = get_logger(__name__)


class CheckStatus(StrEnum):
    """The three words of `application/health+json`."""

    PASS = "pass"  # noqa: S105 - a word of the format, no secret
    WARN = "warn"
    FAIL = "fail"


class Criticality(StrEnum):
    """What a failing check means for the traffic: keep it away, or tell of it."""

    REQUIRED = "required"
    DEGRADED = "degraded"


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What one execution of a check found; `reason` is a short constant, never an exception's text."""

    status: CheckStatus
    reason: str = ""


PASS = Outcome(status=CheckStatus.PASS)
NOT_CHECKED = Outcome(status=CheckStatus.FAIL, reason="not checked yet")
"""What is said of a check until something is known; nobody is told of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """One thing that can be well or not.

    Attributes:
        run: finds out; runs on a thread and may block or raise.
        abort: called from another thread when `run` takes too long, to make it end.
        runbook: the section that says what to do when it fails.
        prepare: called before the first `run`, on a thread and outside its time limit, to load what it needs; what it
            raises is a failure of the check, and it is called again.

    """

    name: str
    run: Callable[[], Outcome]
    criticality: Criticality
    interval_seconds: float
    timeout_seconds: float
    runbook: str
    abort: Callable[[], None] | None = None
    prepare: Callable[[], None] | None = None

    @property
    def stale_after_seconds(self) -> float:
        """The age at which a result no longer says anything."""
        return 2 * self.interval_seconds + 2 * self.timeout_seconds + 5.0


@dataclass(kw_only=True, slots=True)
class _State:
    outcome: Outcome = NOT_CHECKED
    told: Outcome = NOT_CHECKED
    failures: int = 0
    finished: float | None = None
    latency_seconds: float = 0.0
    first_well_seconds: float | None = None
    changed: float = field(default_factory=time.time)
    running: threading.Event | None = None
    is_prepared: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckReport:
    """What is known of one check at the moment of asking."""

    name: str
    status: CheckStatus
    reason: str
    criticality: Criticality
    age_seconds: float | None
    latency_seconds: float
    first_well_seconds: float | None
    """How long the first execution took that did not fail; None before."""

    changed_at: float
    runbook: str

    @property
    def shown(self) -> str:
        """The state with its reason, such as `fail: stale`."""
        return f"{self.status}: {self.reason}" if self.reason else self.status


@dataclass(frozen=True, kw_only=True, slots=True)
class Snapshot:
    """Every check at one moment."""

    checks: tuple[CheckReport, ...]

    @property
    def status(self) -> CheckStatus:
        """Fail where a required check fails, warn where anything else is not well."""
        if any(c.status is CheckStatus.FAIL and c.criticality is Criticality.REQUIRED for c in self.checks):
            return CheckStatus.FAIL
        return CheckStatus.PASS if all(c.status is CheckStatus.PASS for c in self.checks) else CheckStatus.WARN

    def required(self) -> "Snapshot":
        """Keep the checks that decide about traffic."""
        return Snapshot(checks=tuple(c for c in self.checks if c.criticality is Criticality.REQUIRED))


class HealthMonitor:
    """Runs the checks and remembers their results; `clock` counts seconds, for ages and durations."""

    def __init__(self, checks: Sequence[Check], *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._checks = {check.name: check for check in checks}
        self._states = {check.name: _State() for check in checks}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def is_running(self) -> bool:
        """Tell whether the checks run in the background."""
        return bool(self._tasks)

    async def start(self) -> None:
        """Begin to run every check in the background."""
        for check in self._checks.values():
            self._tasks.add(asyncio.create_task(self._repeat(check), name=f"health-{check.name}"))

    async def stop(self) -> None:
        """Stop; checks that hang are left to end by themselves."""
        tasks, self._tasks = self._tasks, set()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def run_once(self) -> None:
        """Run every check once; for an application whose background was never started."""
        await asyncio.gather(*(self._run(check) for check in self._checks.values()))

    def snapshot(self) -> Snapshot:
        """Give the latest results; does no I/O."""
        now = self._clock()
        return Snapshot(checks=tuple(self._report(check, now) for check in self._checks.values()))

    async def _repeat(self, check: Check) -> None:
        while True:
            await self._run(check)
            state = self._states[check.name]
            doubtful = state.failures == 1 or state.outcome.status is CheckStatus.FAIL
            pause = min(check.interval_seconds, RETRY_SECONDS if state.failures == 1 else 1.0)
            await asyncio.sleep(pause if doubtful else check.interval_seconds)

    async def _run(self, check: Check) -> None:
        state = self._states[check.name]
        if state.running is not None and not state.running.is_set():
            if check.abort is not None:
                check.abort()
            self._record(check, Outcome(status=CheckStatus.FAIL, reason="timeout"), latency=check.timeout_seconds)
            await asyncio.sleep(check.timeout_seconds)
            return
        if check.prepare is not None and not state.is_prepared:
            try:
                await asyncio.to_thread(check.prepare)
                state.is_prepared = True
            except Exception as error:  # noqa: BLE001 - as in `_execute`; the check itself is tried again soon
                self._record(check, _raised(check, error), latency=0.0)
                return
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Outcome] = loop.create_future()
        state.running = threading.Event()
        started = self._clock()
        threading.Thread(
            target=_execute, args=(check, loop, answer, state.running), name=f"health-{check.name}", daemon=True
        ).start()
        try:
            # `asyncio.wait_for` of Python 3.11 swallows a cancellation that meets the answer, and `stop` would wait on.
            async with asyncio.timeout(check.timeout_seconds):
                outcome = await answer
        except TimeoutError:
            outcome = Outcome(status=CheckStatus.FAIL, reason="timeout")
            if check.abort is not None:
                check.abort()
        self._record(check, outcome, latency=self._clock() - started)

    def _record(self, check: Check, outcome: Outcome, *, latency: float) -> None:
        state = self._states[check.name]
        was_known = state.finished is not None
        state.finished = self._clock()
        state.latency_seconds = latency
        if state.first_well_seconds is None and outcome.status is not CheckStatus.FAIL:
            state.first_well_seconds = latency
        state.failures = state.failures + 1 if outcome.status is CheckStatus.FAIL else 0
        if outcome.status is CheckStatus.FAIL and was_known and state.failures < FAILURES_TO_FAIL:
            return
        before, state.outcome = state.outcome, outcome
        is_first = before == NOT_CHECKED
        is_change = before != outcome and (is_first or before.status is not outcome.status)
        if is_change:
            state.changed = time.time()
        elif before != outcome or outcome == state.told:
            return
        state.told = outcome
        if is_first and outcome.status is CheckStatus.PASS:
            return  # nothing was wrong
        was = "not checked" if is_first else before.status
        log = _log.warning if outcome.status is CheckStatus.FAIL else _log.info
        log(
            "health.check_changed",
            f"Check {check.name}: {was} -> {outcome.status}{'' if is_change else f', {outcome.reason}'}",
            check=check.name,
            before=was,
            status=outcome.status,
            reason=outcome.reason or None,
            runbook=check.runbook,
        )

    def _report(self, check: Check, now: float) -> CheckReport:
        state = self._states[check.name]
        age = None if state.finished is None else now - state.finished
        is_stale = age is not None and age > check.stale_after_seconds
        outcome = Outcome(status=CheckStatus.FAIL, reason="stale") if is_stale else state.outcome
        return CheckReport(
            name=check.name,
            status=outcome.status,
            reason=outcome.reason,
            criticality=check.criticality,
            age_seconds=age,
            latency_seconds=state.latency_seconds,
            first_well_seconds=state.first_well_seconds,
            changed_at=state.changed,
            runbook=check.runbook,
        )


def _execute(
    check: Check, loop: asyncio.AbstractEventLoop, answer: "asyncio.Future[Outcome]", done: threading.Event
) -> None:
    try:
        outcome = check.run()
    except Exception as error:  # noqa: BLE001 - whatever a check raises is its failure, and must not end the others
        outcome = _raised(check, error)
    finally:
        done.set()
    try:
        loop.call_soon_threadsafe(_answer, answer, outcome)
    except RuntimeError:
        return  # the loop is closed: the process is ending and nobody waits any more


def _raised(check: Check, error: Exception) -> Outcome:
    _log.debug("health.check_raised", "A check raised an exception", check=check.name, kind=type(error).__name__)
    return Outcome(status=CheckStatus.FAIL, reason="error")


def _answer(answer: "asyncio.Future[Outcome]", outcome: Outcome) -> None:
    if not answer.done():
        answer.set_result(outcome)
