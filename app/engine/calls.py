"""Waiting for completers from threads: one event loop for every call in flight."""

import asyncio
import threading
from collections.abc import Iterable
from concurrent.futures import CancelledError, Future

from app.domain.completions import Completer, Completers, Completion, CompletionRequest
from app.domain.errors import Permanent, Retryable
from app.engine.orders import Order

_GRACE_SECONDS = 15.0
"""A completer bounds its own calls; this much later it counts as hung."""


class CallsStopped(BaseException):
    """The process is going down and no longer waits for calls; their outcome is unknown."""


class CallCut(Exception):
    """The call was ended early, since nobody wants its answer any more."""


class Calls:
    """Runs completers on a loop of its own."""

    def __init__(self, completers: Completers) -> None:
        self._completers = completers
        self._loop = asyncio.new_event_loop()
        self._in_flight: dict[Future[Completion], Order] = {}
        self._cut: set[Future[Completion]] = set()
        self._is_stopped = False
        self._guard = threading.Lock()
        self._thread = threading.Thread(target=self._loop.run_forever, name="calls", daemon=True)
        self._thread.start()

    def complete(self, request: CompletionRequest, *, order: Order) -> Completion:
        """Have `request` answered for `order`, and wait for it.

        Raises:
            app.domain.errors.Upstream: as `Completer.complete` says; a hung call is retryable.
            CallCut: `cut` was called for the order meanwhile; the provider was left.
            CallsStopped: `stop` was called, before or meanwhile.

        """
        completer = self._completers.get(request.binding.provider)
        if completer is None:
            raise Permanent(
                f"nothing here answers for the model provider {request.binding.provider!r}; configure it, or adopt "
                f"another one of {', '.join(sorted(self._completers))}"
            )
        with self._guard:  # a call is either seen by `stop` or not begun
            if self._is_stopped:
                raise CallsStopped
            future = asyncio.run_coroutine_threadsafe(_bounded(completer, request), self._loop)
            self._in_flight[future] = order
        try:
            return future.result()
        except CancelledError as error:
            raise (CallCut if future in self._cut else CallsStopped) from error
        finally:
            with self._guard:
                self._in_flight.pop(future)
                self._cut.discard(future)

    def in_flight(self) -> tuple[Order, ...]:
        """List the orders whose calls are waited for."""
        with self._guard:
            return tuple(self._in_flight.values())

    def cut(self, orders: Iterable[Order]) -> None:
        """End the calls that are in flight for `orders`; those that were just answered stay answered."""
        unwanted = frozenset(orders)
        with self._guard:
            futures = [future for future, order in self._in_flight.items() if order in unwanted]
            self._cut.update(futures)
        for future in futures:
            future.cancel()

    def stop(self) -> None:
        """Give up every call in flight, begin none any more, and end the loop."""
        with self._guard:
            self._is_stopped = True
            waiting = list(self._in_flight)
        for future in waiting:
            future.cancel()
        asyncio.run_coroutine_threadsafe(_settle(), self._loop).result(timeout=_GRACE_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=_GRACE_SECONDS)
        self._loop.close()


async def _bounded(completer: Completer, request: CompletionRequest) -> Completion:
    try:
        async with asyncio.timeout(request.limits.timeout_seconds + _GRACE_SECONDS):
            return await completer.complete(request)
    except TimeoutError as error:
        raise Retryable(f"no answer within {request.limits.timeout_seconds} seconds") from error


async def _settle() -> None:
    """Let cancelled calls unwind."""
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    if others:
        await asyncio.wait(others)
