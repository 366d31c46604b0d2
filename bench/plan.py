"""What planning costs an instance, by number of instances: a plan from nothing, and all plans of a whole run.

Run from the root of the repository: `python bench/plan.py`. Times are CPU seconds of this process, the least of several
rounds. The sizes take turns within a round, so that a busy moment meets them all; everything is measured twice, the
second time as the A/A control. A run is planned as the engine does it: after each transaction it asks for the moves and
for what changed. Calls of functions are counted once: their number is the same on every machine. The collector of
garbage has its share named; the projects that this bench holds are kept out of its way.
"""

import cProfile
import gc
import math
import pstats
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.domain.plan.planner import Planner, plan
from tests.domain.plan.project import Project
from tests.domain.plan.stored import release

SIZES = (100, 500, 1000, 2500, 5000)
ROUNDS_FROM_NOTHING = 15
ROUNDS_OF_RUNS = 5


def brief_for(instances: int) -> list[list[object]]:
    """Give a brief whose project has a few more than `instances` instances: an area with 7 parts makes 10."""
    areas = [["area", f"k{n}", f"Area {n}", f"s{n}", 7, []] for n in range(math.ceil(instances / 10))]
    return [["summary", "benchmark"], *areas]


def finished_project(instances: int) -> Project:
    """Run a whole project in memory."""
    project = Project()
    project.patience = 10 * instances
    project.adopt(release())
    project.edit(brief_for(instances))
    project.start()
    project.settle()
    return project


@dataclass
class Cost:
    """The least CPU seconds of something, with what the collector of garbage took of them."""

    seconds: float = math.inf
    collecting: float = 0.0

    @property
    def own_seconds(self) -> float:
        """What is left without the collector."""
        return self.seconds - self.collecting

    def measure(self, work: Callable[[], None]) -> None:
        collecting, begun = 0.0, 0.0

        def watch(phase: str, _: dict[str, int]) -> None:
            nonlocal collecting, begun
            if phase == "start":
                begun = time.process_time()
            else:
                collecting += time.process_time() - begun

        gc.collect()
        gc.callbacks.append(watch)
        start = time.process_time()
        work()
        seconds = time.process_time() - start
        gc.callbacks.remove(watch)
        if seconds < self.seconds:
            self.seconds, self.collecting = seconds, collecting


def plan_from_nothing(project: Project) -> None:
    """Plan once over all facts."""
    plan(project.release.definition, project.facts)


def plan_run(project: Project) -> None:
    """Take a run's facts as they came, transaction by transaction, and plan after each."""
    holder = Planner(project.release.definition)
    for batch in project.batches:
        holder.add(batch)
        holder.moves()
        holder.changes()


def costs(projects: list[Project], work: Callable[[Project], None], *, rounds: int) -> list[Cost]:
    """Measure `work` on each project, in turns."""
    found = [Cost() for _ in projects]
    for _ in range(rounds):
        for project, cost in zip(projects, found, strict=True):
            cost.measure(lambda project=project: work(project))  # type: ignore[misc]  # bound at once
    return found


def calls(project: Project, work: Callable[[Project], None]) -> int:
    """Count the calls of functions that `work` makes."""
    profile = cProfile.Profile()
    profile.runcall(work, project)
    total: int = pstats.Stats(profile).total_calls  # type: ignore[attr-defined]  # typeshed does not name it
    return total


def report(name: str, projects: list[Project], work: Callable[[Project], None], *, rounds: int) -> None:
    """Print one line a size, and how the cost grows over all of them."""
    first, again = (costs(projects, work, rounds=rounds) for _ in range(2))
    sizes = [len(project.plan.instances) for project in projects]
    made = [calls(project, work) for project in projects]
    for size, one, other, count in zip(sizes, first, again, made, strict=True):
        print(
            f"{name}, {size:5d} instances: {one.seconds * 1e3:7.1f} ms; an instance {one.seconds / size * 1e6:5.1f} us,"
            f" {count / size:5.1f} calls; the collector's share {one.collecting / one.seconds:3.0%};"
            f" A/A {other.seconds / one.seconds:.2f}"
        )
    for which, found in (("", first), (", A/A", again)):
        whole, own = ([getattr(cost, part) for cost in found] for part in ("seconds", "own_seconds"))
        print(
            f"{name}{which}: grows as n^{exponent(sizes, whole):.2f}, without the collector as"
            f" n^{exponent(sizes, own):.2f}, its calls as n^{exponent(sizes, made):.3f}"
        )


def exponent(sizes: Sequence[int], costs: Sequence[float]) -> float:
    """Give the exponent e of the cost n^e that fits best, by least squares over the logarithms; 1 is linear."""
    across, up = [math.log(size) for size in sizes], [math.log(cost) for cost in costs]
    middle, height = sum(across) / len(across), sum(up) / len(up)
    rise = sum((x - middle) * (y - height) for x, y in zip(across, up, strict=True))
    return rise / sum((x - middle) ** 2 for x in across)


def main() -> None:
    """Print one line a size for both."""
    projects = [finished_project(size) for size in SIZES]
    gc.collect()
    gc.freeze()
    report("plan from nothing", projects, plan_from_nothing, rounds=ROUNDS_FROM_NOTHING)
    report("plans of a run", projects, plan_run, rounds=ROUNDS_OF_RUNS)


if __name__ == "__main__":
    main()
