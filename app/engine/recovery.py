"""Taking up the work of the dead: jobs that an executor took and will never finish."""

from collections import defaultdict

from app.engine.locks import ExecutionLocks
from app.engine.queue import JobQueue, RunningJob


def recover(
    queue: JobQueue, locks: ExecutionLocks, *, executor_id: str, active: frozenset[str], suspects: frozenset[str]
) -> frozenset[str]:
    """Put back on the queue what nobody executes any more; call it under the sweeper lock.

    That is every job of an executor that holds no lock, and each of our own (`executor_id`) that is not among those
    that run here (`active`) now and was not the last time either (`suspects`): it was taken and then lost, because the
    database failed between the two. Gives the suspects for the next time. Idempotent.
    """
    taken: defaultdict[str, list[RunningJob]] = defaultdict(list)
    for job in queue.running():
        taken[job.executor_id].append(job)
    missing = {job for job in taken.pop(executor_id, []) if job.id not in active}
    for job in missing:
        if job.id in suspects:
            queue.resume(job)
    for owner, jobs in taken.items():
        if not locks.lives(owner):
            for job in jobs:
                queue.resume(job)
    return frozenset(job.id for job in missing if job.id not in suspects)
