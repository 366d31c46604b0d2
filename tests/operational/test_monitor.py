"""The background checks, without a service around them."""

import asyncio

from app.operations.health import PASS, Check, Criticality, HealthMonitor, Outcome

ROUNDS = 40


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
        check = Check(
            name="c",
            run=run,
            criticality=Criticality.INFO,
            interval_seconds=60,
            timeout_seconds=60,
            runbook="docs/RUNBOOK.md",
        )
        monitor = HealthMonitor([check])
        await monitor.start()
        await asyncio.wait_for(over, 60)
        return monitor.is_running

    assert [asyncio.run(stopped_in_a_check()) for _ in range(ROUNDS)] == [False] * ROUNDS
