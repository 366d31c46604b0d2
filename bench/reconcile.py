"""What reconciling costs in a whole run, by number of instances: less than 2 s for 1,000, and linear.

Run from the root of the repository: `python bench/reconcile.py`. On SQLite with the real store: the processor time of
everything that `app.engine.reconcile` does, that is planning, appending, enqueuing and projections. A run of n
instances is the small release with n - 2 points; each is measured twice, the second time as the A/A control.
"""

import sys
import time
from datetime import datetime
from pathlib import Path
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.core.database_session import Session
from app.engine.plans import HeldPlan
from app.engine.queue import JobQueue
from app.engine.reconcile import Reconciled, reconcile
from bench.engine import new_database, ours

INSTANCES = (100, 1_000, 5_000)


class Stopwatch:
    """Adds up the processor time of reconciles; one runs at a time, as a project's lock is held."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.times = 0

    def __call__(self, session: Session, held: HeldPlan, queue: JobQueue, *, at: datetime) -> Reconciled:
        begun = time.thread_time()
        try:
            return reconcile(session, held, queue, at=at)
        finally:
            self.seconds += time.thread_time() - begun
            self.times += 1


def reconcile_seconds(instances: int) -> Stopwatch:
    watch = Stopwatch()
    with new_database(None) as database, patch("app.engine.work.reconcile", watch):
        ours(database, points=instances - 2, latency_seconds=0.0)
    return watch


def main() -> None:
    """Print one line a size."""
    for instances in INSTANCES:
        one, again = reconcile_seconds(instances), reconcile_seconds(instances)
        print(
            f"SQLite: reconciling a run of {instances} instances {one.seconds:.2f} s of processor time in {one.times} "
            f"times, {one.seconds / instances * 1000:.2f} ms each, A/A {again.seconds / one.seconds:.2f}"
        )


if __name__ == "__main__":
    main()
