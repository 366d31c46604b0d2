"""What reconciling costs in a whole run, by number of instances: less than 2 s for 1,000, and linear.

Run from the root of the repository: `python bench/reconcile.py`. On SQLite with the real store: the processor time of
everything that `app.engine.reconcile` does, that is planning, appending, enqueuing and projections. A run of n
instances is the small release with n - 2 points; all sizes are measured in turn, then again as the A/A control. Other
sizes than 100, 1,000 and 5,000 may be given, in rising order: `python bench/reconcile.py 100 1000` takes half a minute.
"""

import sys
import time
from datetime import datetime
from itertools import pairwise
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
    """Print one line a size, and what an instance of a larger run costs beside one of the next smaller."""
    sizes = [int(given) for given in sys.argv[1:]] or list(INSTANCES)
    first, again = ([reconcile_seconds(instances) for instances in sizes] for _ in range(2))
    for instances, one, other in zip(sizes, first, again, strict=True):
        print(
            f"SQLite: reconciling a run of {instances} instances {one.seconds:.2f} s of processor time in {one.times} "
            f"times, {one.seconds / instances * 1000:.2f} ms each, A/A {other.seconds / one.seconds:.2f}"
        )
    for (few, many), (low, high), (low_again, high_again) in zip(
        pairwise(sizes), pairwise(first), pairwise(again), strict=True
    ):
        ratio, control = ((b.seconds / many) / (a.seconds / few) for a, b in ((low, high), (low_again, high_again)))
        print(f"SQLite: an instance of {many} costs {ratio:.2f} of one of {few}, A/A {control:.2f}")


if __name__ == "__main__":
    main()
