"""`combine worker`: executes work from the queue until it is told to stop."""

import os
import signal
from contextlib import suppress
from queue import Empty, SimpleQueue
from types import FrameType
from typing import Final

from app.cli.exits import Exit
from app.cli.interruption import SIGNAL_EXIT
from app.core.database_errors import DatabaseError
from app.core.logging import get_logger
from app.core.startup import validate_on_startup
from app.domain.errors import Conflict
from app.operations.preparation import prepare
from app.runtime import Runtime, open_runtime

_ASK_AGAIN_SECONDS: Final = 2.0

_log = get_logger(__name__)


class Stop:
    """Asked for by the first SIGTERM or SIGINT; the second one ends the process at once.

    The handler runs in the midst of whatever the main thread does, so it takes no lock that this may hold: an event
    has one, while putting into a `SimpleQueue` is safe even during a get. The log is made for handlers.
    """

    def __init__(self) -> None:
        self._is_asked = False
        self._words: SimpleQueue[int] = SimpleQueue()

    def install(self) -> None:
        """Take the signals of this process."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._handle)

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until somebody asks, for at most so long; tell whether somebody did."""
        if not self._is_asked:
            with suppress(Empty):
                self._words.get(timeout=seconds)
        return self._is_asked

    def _handle(self, number: int, _frame: FrameType | None) -> None:
        if self._is_asked:
            name = signal.Signals(number).name
            _log.warning("process.killed", "A second signal ends the process at once", signal=name)
            os._exit(SIGNAL_EXIT + number)
        self._is_asked = True
        self._words.put(number)


def work() -> Exit:
    """Execute work until a signal; a database that is not there yet is waited for.

    Raises:
        SystemExit: with 78, for settings that cannot be used.

    """
    loaded = validate_on_startup(captures=True)
    stop = Stop()
    stop.install()
    runtime = open_runtime(loaded.settings)
    try:
        if not _launched(runtime, stop):
            return Exit.FINISHED
        _log.info("worker.started", "Work is taken from the queue", concurrency=loaded.settings.run_concurrency)
        stop.wait()
        _log.info("worker.stopping", "No more work is taken", calls_in_flight=runtime.calls_in_flight())
    except Conflict as error:
        _log.error("worker.not_started", str(error))
        return Exit.FAILED
    finally:
        runtime.close()
    _log.info("worker.stopped", "The process ends; what was cut off is taken up elsewhere")
    return Exit.FINISHED


def _launched(runtime: Runtime, stop: Stop) -> bool:
    """Launch as soon as the database can be worked on; False if told to stop before."""
    is_told = False
    while not stop.wait(_ASK_AGAIN_SECONDS if is_told else 0):
        try:
            prepare(runtime.settings, runtime.database)
            runtime.launch()
        except DatabaseError as error:
            if not is_told:
                _log.warning("worker.waiting", str(error), error_type=type(error).__name__)
                is_told = True
        else:
            return True
    return False
