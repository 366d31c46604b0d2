"""Waiting for completers from threads: one event loop for every call in flight."""

import asyncio
import threading
from concurrent.futures import CancelledError, Future

from app.domain.completions import Completer, Completers, Completion, CompletionRequest
from app.domain.errors import Permanent, Retryable

_GRACE_SECONDS = 15.0
"""A completer bounds its own calls; this much later it counts as hung."""


class CallsStopped(BaseException):
    """The process is going down and no longer waits for calls; their outcome is unknown."""


class Calls:
    """Runs completers on a loop of its own."""

    def __init__(self, completers: Completers) -> None:
        self._completers = completers
        self._loop = asyncio.new_event_loop()
        self._in_flight: set[Future[Completion]] = set()
        self._guard = threading.Lock()
        self._thread = threading.Thread(target=self._loop.run_forever, name="calls", daemon=True)
        self._thread.start()

    def complete(self, request: CompletionRequest) -> Completion:
        """Have `request` answered, and wait for it.

        Raises:
            app.domain.errors.Upstream: as `Completer.complete` says; a hung call is retryable.
            CallsStopped: `stop` was called meanwhile.

        """
        completer = self._completers.get(request.binding.provider)
        if completer is None:
            raise Permanent(
                f"nothing here answers for the model provider {request.binding.provider!r}; configure it, or adopt "
                f"another one of {', '.join(sorted(self._completers))}"
            )
        future = asyncio.run_coroutine_threadsafe(_bounded(completer, request), self._loop)
        with self._guard:
            self._in_flight.add(future)
        try:
            return future.result()
        except CancelledError as error:
            raise CallsStopped from error
        finally:
            with self._guard:
                self._in_flight.discard(future)

    def in_flight(self) -> int:
        """Count the calls that are waited for."""
        return len(self._in_flight)

    def stop(self) -> None:
        """Give up every call in flight and end the loop."""
        with self._guard:
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
