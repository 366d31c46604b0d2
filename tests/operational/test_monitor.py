"""The background checks, without a service around them."""

import asyncio
import logging
from collections.abc import Callable
from itertools import chain, repeat

import pytest

from app.operations.checks import DatabaseProbe
from app.operations.drain import Drain
from app.operations.health import NOT_CHECKED, PASS, Check, CheckStatus, Criticality, HealthMonitor, Outcome
from app.operations.readiness import Readiness

ROUNDS = 40
AWAY = Outcome(status=CheckStatus.FAIL, reason="unreachable")
HUNG = Outcome(status=CheckStatus.FAIL, reason="timeout")
FULL = Outcome(status=CheckStatus.WARN, reason="nearly full")


def check_that(
    run: Callable[[], Outcome],
    *,
    prepare: Callable[[], None] | None = None,
    criticality: Criticality = Criticality.DEGRADED,
) -> Check:
    return Check(
        name="c",
        run=run,
        prepare=prepare,
        criticality=criticality,
        interval_seconds=60,
        timeout_seconds=60,
        runbook="docs/RUNBOOK.md",
    )


def test_what_cannot_be_prepared_is_a_failure_and_prepared_again() -> None:
    tries: list[str] = []

    def prepare() -> None:
        tries.append("prepare")
        if len(tries) == 1:
            raise AttributeError

    async def shown() -> list[str]:
        monitor = HealthMonitor([check_that(lambda: PASS, prepare=prepare)])
        states = []
        for _ in range(3):
            await monitor.run_once()
            states.append(monitor.snapshot().checks[0].shown)
        return states

    assert asyncio.run(shown()) == ["fail: error", "pass", "pass"]
    assert tries == ["prepare"] * 2


def test_checks_stop_even_while_an_answer_arrives() -> None:
    """Each round asks to stop from within a check, so that the stop and its answer meet in the loop."""

    async def stopped_in_a_check() -> bool:
        loop = asyncio.get_running_loop()
        over = loop.create_future()

        async def stop() -> None:
            await monitor.stop()
            over.set_result(None)

        def run() -> Outcome:
            loop.call_soon_threadsafe(lambda: kept.append(loop.create_task(stop())))
            return PASS

        kept: list[asyncio.Task[None]] = []
        monitor = HealthMonitor([check_that(run)])
        await monitor.start()
        await asyncio.wait_for(over, 60)
        return monitor.is_running

    assert [asyncio.run(stopped_in_a_check()) for _ in range(ROUNDS)] == [False] * ROUNDS


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ([PASS, PASS], []),
        ([NOT_CHECKED, NOT_CHECKED, PASS], []),
        ([AWAY, HUNG, AWAY, PASS], [("WARNING", "not checked -> fail"), ("INFO", "fail -> pass")]),
        ([NOT_CHECKED, NOT_CHECKED, AWAY], [("WARNING", "not checked -> fail")]),
        ([FULL, PASS], [("INFO", "not checked -> warn"), ("INFO", "warn -> pass")]),
        ([PASS, AWAY, PASS], []),
        ([PASS, AWAY, AWAY], [("WARNING", "pass -> fail")]),
        (
            [AWAY, HUNG, AWAY, HUNG, HUNG, HUNG],
            [("WARNING", "not checked -> fail"), ("WARNING", "fail -> fail, timeout")],
        ),
    ],
)
def test_every_change_is_told_and_what_is_wrong_from_the_start(
    found: list[Outcome], told: list[tuple[str, str]], caplog: pytest.LogCaptureFixture
) -> None:
    async def check_all() -> None:
        left = iter(found)
        monitor = HealthMonitor([check_that(lambda: next(left))])
        for _ in found:
            await monitor.run_once()

    with caplog.at_level(logging.INFO, logger="app.operations.health"):
        asyncio.run(check_all())
    assert [(record.levelname, record.getMessage().removeprefix("Check c: ")) for record in caplog.records] == told


def test_a_step_of_starting_up_took_what_its_check_took_and_not_what_it_was_waited_for() -> None:
    now = 1000.0
    found = chain([AWAY, AWAY], repeat(PASS))

    def run() -> Outcome:
        nonlocal now
        now += 0.25 if (outcome := next(found)) is PASS else 3.0
        return outcome

    async def taken() -> list[tuple[str, float | None]]:
        nonlocal now
        monitor = HealthMonitor([check_that(run, criticality=Criticality.REQUIRED)], clock=lambda: now)
        readiness = Readiness(
            monitor=monitor, drain=Drain(), probe=DatabaseProbe("sqlite:///x.db"), settings_seconds=0.5
        )
        steps = []
        for _ in range(2):
            steps += [(step.status.value, step.duration_seconds) for step in (await readiness.startup()).steps]
            now += 2000.0
            await monitor.run_once()
        return steps

    assert asyncio.run(taken()) == [("pass", 0.5), ("fail", None), ("pass", 0.5), ("pass", 0.25)]
