"""Who has a job in hands: what tells a call in flight from one that a crash cut off."""

from collections.abc import Callable
from dataclasses import dataclass

from app.engine.locks import ExecutionLocks
from app.engine.queue import JobQueue


@dataclass(frozen=True, slots=True, kw_only=True)
class Owners:
    """Knows which jobs are in living hands."""

    queue: JobQueue
    locks: ExecutionLocks
    executor_id: str
    active: Callable[[], frozenset[str]]
    """Gives the jobs that run in this process."""

    def hold(self, job_id: str) -> bool:
        """Tell whether some living executor is at work on a job, be it cancelled or not."""
        if job_id in self.active():
            return True
        owner = self.queue.owner(job_id)
        return owner is not None and owner != self.executor_id and self.locks.lives(owner)
