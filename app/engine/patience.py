"""How long to wait: for a provider that said no, and for a database that is gone."""

import hashlib
import threading
from collections.abc import Callable
from typing import TypeVar

from app.core.database_errors import (
    DatabaseError,
    DatabaseFull,
    DatabaseLocked,
    DatabaseReadOnly,
    DatabaseUnreachable,
)
from app.core.logging import get_logger
from app.engine.durable import Stopping

Result = TypeVar("Result")

MOST_TRIES = 6
"""How often a provider is asked for one attempt before the attempt fails."""

_FIRST_SECONDS = 1.0
_LONGEST_SECONDS = 60.0
LONGEST_ASKED_SECONDS = 900.0
"""The longest pause that a provider gets by asking for it."""

_FULL = 2**64

_log = get_logger(__name__)


def pause_seconds(job_id: str, *, tries: int, retry_after_seconds: float | None) -> float:
    """Say how long to leave a provider alone after `tries` failed calls.

    As long as it asked for; else twice as long each time, up to a minute, less up to a half. The part that is taken off
    follows from the job's id, so that jobs spread out and each run of one waits the same.
    """
    if retry_after_seconds is not None:
        return min(max(retry_after_seconds, 0.0), LONGEST_ASKED_SECONDS)
    longest = min(_LONGEST_SECONDS, _FIRST_SECONDS * 2.0 ** (tries - 1))
    drawn = int.from_bytes(hashlib.sha256(f"{job_id}:{tries}".encode()).digest()[:8], "big") / _FULL
    return longest * (1.0 - drawn / 2.0)


class Patience:
    """Repeats a unit of work for as long as the database cannot take it."""

    def __init__(self, *, stopping: threading.Event, first_seconds: float = 0.2) -> None:
        self._stopping = stopping
        self._first_seconds = first_seconds
        self.trouble: DatabaseFull | DatabaseReadOnly | None = None
        """What work waits for and only a person can mend; None once something went through again."""

    def note(self, fault: DatabaseError) -> None:
        """Hear of a fault that the durable engine waits out without a word."""
        if isinstance(fault, DatabaseFull | DatabaseReadOnly):
            if self.trouble is None:
                _log.warning("database.waited_for", "Work waits for the database", reason=str(fault))
            self.trouble = fault

    def pause(self, seconds: float) -> None:
        """Wait for a moment.

        Raises:
            app.engine.durable.Stopping: the process is going down meanwhile.

        """
        if self._stopping.wait(timeout=seconds):
            raise Stopping

    def until_done(self, work: Callable[[], Result]) -> Result:
        """Run `work` again and again until the database takes it.

        Raises:
            app.engine.durable.Stopping: the process is going down meanwhile.

        """
        seconds = self._first_seconds
        while True:
            try:
                result = work()
            except (DatabaseUnreachable, DatabaseLocked, DatabaseFull, DatabaseReadOnly) as error:
                self.trouble = error if isinstance(error, DatabaseFull | DatabaseReadOnly) else None
                _log.warning("database.waited_for", "Work waits for the database", reason=str(error), seconds=seconds)
                if self._stopping.wait(timeout=seconds):
                    raise Stopping from error
                seconds = min(seconds * 2, _LONGEST_SECONDS)
            else:
                self.trouble = None
                return result
