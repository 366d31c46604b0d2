"""The three answers of a probe: alive, started, ready for traffic."""

import time
from dataclasses import dataclass
from typing import Final

from app.core.logging import get_logger
from app.operations.checks import DatabaseProbe
from app.operations.drain import Drain
from app.operations.health import CheckStatus, HealthMonitor, Snapshot

FRESH_SECONDS: Final = 1.0
"""How long one round of checks answers for an application whose background was never started."""

_log = get_logger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One step of starting up; its duration is what it took itself, without the time in which it was waited for."""

    name: str
    status: CheckStatus
    duration_seconds: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a probe is told; `checks` maps names to states."""

    status: CheckStatus
    checks: dict[str, str]
    steps: tuple[Step, ...] = ()

    @property
    def is_well(self) -> bool:
        """Tell whether the answer is a 200."""
        return self.status is not CheckStatus.FAIL


class Readiness:
    """Answers probes from the monitor's latest results and the drain."""

    def __init__(
        self, *, monitor: HealthMonitor, drain: Drain, probe: DatabaseProbe, settings_seconds: float = 0.0
    ) -> None:
        self.monitor = monitor
        self.drain = drain
        self.probe = probe
        self._began = time.monotonic()
        self._settings_seconds = settings_seconds
        self._once = 0.0
        self._started_up: Answer | None = None

    async def snapshot(self) -> Snapshot:
        """Give the latest results."""
        if not self.monitor.is_running and time.monotonic() - self._once > FRESH_SECONDS:
            await self.monitor.run_once()
            # The second round lets checks that read another's answer see it.
            await self.monitor.run_once()
            self._once = time.monotonic()
        return self.monitor.snapshot()

    async def ready(self) -> Answer:
        """Tell whether traffic should come here."""
        required = (await self.snapshot()).required()
        checks = {check.name: check.shown for check in required.checks}
        if self.drain.is_draining:
            return Answer(status=CheckStatus.FAIL, checks={**checks, "drain": "fail: draining"})
        return Answer(status=required.status, checks=checks)

    async def startup(self) -> Answer:
        """Tell whether start-up is over; once it is, that stays true."""
        if self._started_up is not None:
            return self._started_up
        snapshot = (await self.snapshot()).required()
        steps = [Step(name="settings", status=CheckStatus.PASS, duration_seconds=self._settings_seconds)]
        for check in snapshot.checks:
            taken = check.first_well_seconds if check.status is not CheckStatus.FAIL else None
            steps.append(Step(name=check.name, status=check.status, duration_seconds=taken))
        checks = {check.name: check.shown for check in snapshot.checks}
        answer = Answer(status=snapshot.status, checks=checks, steps=tuple(steps))
        if answer.is_well:
            self._started_up = answer
            _log.info(
                "process.started_up", "Start-up is over", duration_ms=round((time.monotonic() - self._began) * 1000)
            )
        return answer

    def is_started_up(self) -> bool:
        """Tell whether start-up was seen to be over."""
        return self._started_up is not None
