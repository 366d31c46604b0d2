"""What `plan` costs: one plan from nothing, and the reconciles of a whole run, by number of instances.

Run from the root of the repository: `python bench/plan.py`. Times are CPU seconds of this process.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.domain.plan.planner import Planner, plan
from tests.domain.plan.project import Project
from tests.domain.plan.stored import release

SIZES = (100, 1000, 5000)
CONCURRENCY = 16


def brief_for(instances: int) -> list[list[object]]:
    """Give a brief whose project has about `instances` instances: an area with 7 parts makes 10."""
    areas = [["area", f"k{n}", f"Area {n}", f"s{n}", 7, []] for n in range(max(1, (instances - 4) // 10))]
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


def plan_from_nothing(project: Project) -> float:
    """Give the CPU seconds of one plan over all facts."""
    best = float("inf")
    for _ in range(15):
        start = time.process_time()
        plan(project.release.definition, project.facts)
        best = min(best, time.process_time() - start)
    return best


def plan_from_index(project: Project) -> float:
    """Give the CPU seconds of judging every instance again, facts indexed."""
    holder = Planner(project.release.definition, project.facts)
    holder.plan()
    best = float("inf")
    for _ in range(15):
        start = time.process_time()
        holder.adopt(project.release.definition)
        holder.plan()
        best = min(best, time.process_time() - start)
    return best


def reconciles(project: Project, every: int) -> tuple[float, int]:
    """Give the CPU seconds of a run's facts arriving, a plan after each `every` transactions, and how many plans."""
    holder = Planner(project.release.definition)
    start, plans = time.process_time(), 0
    for position, batch in enumerate(project.batches):
        holder.add(batch)
        if position % every == 0:
            holder.plan()
            plans += 1
    return time.process_time() - start, plans


def main() -> None:
    """Print one line a size."""
    for size in SIZES:
        project = finished_project(size)
        instances = len(project.plan.instances)
        cold, indexed = plan_from_nothing(project), plan_from_index(project)
        each, plans = reconciles(project, 1)
        coalesced, fewer = reconciles(project, CONCURRENCY)
        print(
            f"{instances:5d} instances, {len(project.facts)} facts: plan from nothing {cold * 1e3:.1f} ms,"
            f" facts indexed {indexed * 1e3:.1f} ms;"
            f" whole run {each:.3f} s in {plans} reconciles ({each / instances * 1e3:.3f} ms an instance),"
            f" {coalesced:.3f} s in {fewer}"
        )


if __name__ == "__main__":
    main()
