"""Waiting for completers, without a database."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Never

import pytest

from app.domain.completions import CompletionRequest
from app.domain.facts import DispatchKey, InstanceKey
from app.domain.names import Digest, ProjectId, ScopePath, StepId
from app.engine.calls import Calls, CallsStopped
from app.engine.orders import Order
from tests.requests import a_request

ROUNDS = 10
CALLERS = 8
ORDER = Order(
    project=ProjectId("p"),
    dispatch=DispatchKey(
        instance=InstanceKey(step=StepId("survey"), path=ScopePath("")),
        input_digest=Digest("0" * 64),
        checks_digest=Digest("1" * 64),
        number=1,
    ),
)


class Silent:
    """Never answers."""

    async def complete(self, request: CompletionRequest) -> Never:
        await asyncio.Event().wait()
        raise AssertionError(request)


def outcome_of(calls: Calls, request: CompletionRequest) -> type[BaseException]:
    """Call on a thread of its own, so that a call that waits for ever fails the test alone."""
    found: list[type[BaseException]] = []

    def call() -> None:
        try:
            calls.complete(request, order=ORDER)
        except BaseException as error:  # noqa: BLE001 - what it is, is the outcome
            found.append(type(error))

    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    thread.join(timeout=60)
    (outcome,) = found
    return outcome


def silent_calls() -> tuple[Calls, CompletionRequest]:
    request = a_request()
    return Calls({request.binding.provider: Silent()}), request


def test_a_call_after_the_stop_is_not_begun() -> None:
    calls, request = silent_calls()
    calls.stop()
    assert outcome_of(calls, request) is CallsStopped


@pytest.mark.parametrize("number", range(ROUNDS))
def test_every_call_ends_that_meets_the_stop(number: int) -> None:
    calls, request = silent_calls()
    with ThreadPoolExecutor(CALLERS) as callers:
        begun = [callers.submit(outcome_of, calls, request) for _ in range(CALLERS)]
        while len(calls.in_flight()) < number % CALLERS:
            threading.Event().wait(0.001)
        calls.stop()
        assert [caller.result() for caller in begun] == [CallsStopped] * CALLERS
    assert calls.in_flight() == ()
