"""The background checks, without a service around them."""

import asyncio
from collections.abc import Callable

from app.operations.health import PASS, Check, Criticality, HealthMonitor, Outcome

ROUNDS = 40


def check_that(run: Callable[[], Outcome], *, prepare: Callable[[], None] | None = None) -> Check:
    return Check(
        name="c",
        run=run,
        prepare=prepare,
        criticality=Criticality.INFO,
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
