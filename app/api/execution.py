"""The runtime of a serving process: opened when it is first needed, launched where this process executes too."""

import asyncio
import threading
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool

from app.core.database_errors import DatabaseError
from app.core.logging import get_logger
from app.core.settings import Settings
from app.domain.errors import Conflict
from app.operations.readiness import Readiness
from app.runtime import open_runtime

if TYPE_CHECKING:
    from app.core.database import Database
    from app.runtime import Runtime

LOOK_SECONDS: Final = 0.5

_log = get_logger(__name__)


class Execution:
    """Holds the runtime.

    Opening it loads libraries that probes must not wait for, so the first request that needs it opens it. A process
    that executes too launches as soon as start-up is over; a database that comes late is waited for.
    """

    def __init__(self, settings: Settings, *, executes: bool) -> None:
        self._settings = settings
        self._executes = executes
        self._runtime: Runtime | None = None
        self._lock = threading.Lock()
        self._launching = threading.Lock()
        self._is_over = False

    @property
    def database(self) -> "Database | None":
        """The database that requests use, once one asked for it."""
        return None if self._runtime is None else self._runtime.database

    @property
    def calls_in_flight(self) -> int:
        """How many model calls this process waits for."""
        return 0 if self._runtime is None else self._runtime.calls_in_flight()

    def runtime(self) -> "Runtime":
        """Give the open runtime; blocks while it opens, so never call it on the event loop."""
        with self._lock:
            if self._runtime is None:
                self._runtime = open_runtime(self._settings)
            return self._runtime

    async def launch_when_ready(self, readiness: Readiness) -> None:
        """Execute work from the moment that start-up is over, if this process is to execute at all and is to stay."""
        if not self._executes:
            return
        while not readiness.drain.is_draining:
            if readiness.is_started_up():
                try:
                    await run_in_threadpool(self._launch)
                except Conflict as error:
                    _log.warning("execution.elsewhere", str(error))
                    return
                except DatabaseError as error:
                    _log.warning("execution.waiting", "Work is not executed yet", error_type=type(error).__name__)
                else:
                    _log.info("execution.started", "Work is executed in this process")
                    return
            await asyncio.sleep(LOOK_SECONDS)

    def _launch(self) -> None:
        with self._launching:
            if not self._is_over:
                self.runtime().launch()

    def close(self, *, grace_seconds: float) -> None:
        """Stop executing, giving calls in flight a last grace, and close every connection.

        A launch that is under way ends first: what it starts could not be stopped otherwise.
        """
        self._is_over = True
        with self._launching, self._lock:
            runtime, self._runtime = self._runtime, None
        if runtime is not None:
            runtime.close(grace_seconds=grace_seconds)
