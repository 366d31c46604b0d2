"""What a whole run costs, and reconciling in it, by number of instances: under 2 s for 1,000 reconciles, and linear.

Run from the root of the repository: `python bench/reconcile.py`. On SQLite with the real store: the processor time of
everything that `app.engine.reconcile` does, that is planning, appending, enqueuing and projections, and that of the
whole process with the statements that it sends. A run of n instances is the small release with n - 2 points, all
listed by one document; the start of the engine and a run of 18 instances before it count with the whole, which shows
where n is small. All sizes are measured in turn, then again as the A/A control. Other sizes may be given:
`python bench/reconcile.py 100 1000` takes half a minute.
"""

import sys
import time
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sqlalchemy import event

from app.core.database_session import Session
from app.engine.plans import HeldPlan
from app.engine.queue import JobQueue
from app.engine.reconcile import Reconciled, reconcile
from bench.engine import new_database, ours
from bench.plan import exponent

INSTANCES = (100, 500, 1_000, 2_500, 5_000)


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


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What a whole run took."""

    seconds: float
    reconciling: float
    reconciles: int
    statements: int


def cost_of(instances: int) -> Cost:
    watch, sent = Stopwatch(), count()
    with new_database(None) as database, patch("app.engine.work.reconcile", watch):
        event.listen(database.writer, "before_cursor_execute", lambda *_: next(sent))
        begun = time.process_time()
        ours(database, points=instances - 2, latency_seconds=0.0)
        seconds = time.process_time() - begun
    return Cost(seconds=seconds, reconciling=watch.seconds, reconciles=watch.times, statements=next(sent))


def main() -> None:
    """Print one line a size, and how the costs grow over all of them."""
    sizes = [int(given) for given in sys.argv[1:]] or list(INSTANCES)
    first, again = ([cost_of(instances) for instances in sizes] for _ in range(2))
    for size, one, other in zip(sizes, first, again, strict=True):
        print(
            f"SQLite, {size:5d} instances: {one.reconciles} reconciles {one.reconciling:.2f} s,"
            f" {one.reconciling / size * 1000:.2f} ms an instance, A/A {other.reconciling / one.reconciling:.2f};"
            f" the whole run {one.seconds:.1f} s, {one.seconds / size * 1000:.1f} ms and"
            f" {one.statements / size:.1f} statements an instance, A/A {other.seconds / one.seconds:.2f}"
        )
    for found, which in (first, ""), (again, ", A/A"):
        reconciling = exponent(sizes, [cost.reconciling for cost in found])
        whole = exponent(sizes, [cost.seconds for cost in found])
        print(f"SQLite{which}: reconciling grows as n^{reconciling:.2f}, the whole run as n^{whole:.2f}")


if __name__ == "__main__":
    main()
