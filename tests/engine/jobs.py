"""Bodies of jobs for tests: they record what they did, wait when told to, and die when told to."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from app.domain.names import Json
from app.engine.durable import Job
from app.engine.queue import JobQueue, JobState

PATIENCE_SECONDS = 120.0
"""How long a test waits for what must come: a machine may be slow, and stand still for a while."""


@dataclass
class RecordingBody:
    """Does `steps` steps named after the job's argument and remembers each that really ran."""

    steps: int = 2
    hold: threading.Event = field(default_factory=threading.Event)
    """While clear, the second step does not begin to work."""

    begun: list[str] = field(default_factory=list)
    ran: list[str] = field(default_factory=list)
    together: int = 0
    most_together: int = 0
    seen: dict[str, list[Json]] = field(default_factory=dict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, job: Job, arguments: Sequence[Json]) -> None:
        name = str(arguments[0])
        self.seen[name] = [job.step(f"step:{n}", self._work(name, n)) for n in range(1, self.steps + 1)]

    def _work(self, name: str, number: int) -> Callable[[], str]:
        def work() -> str:
            with self._guard:
                self.begun.append(f"{name}:{number}")
                self.together += 1
                self.most_together = max(self.most_together, self.together)
            if number > 1:
                self.hold.wait(timeout=PATIENCE_SECONDS)
            with self._guard:
                self.together -= 1
                self.ran.append(f"{name}:{number}")
            return f"{name}:{number}"

        return work


def wait_for(queue: JobQueue, states: dict[str, JobState]) -> None:
    """Wait until the jobs are in `states`, and fail with what they are in instead."""
    pause = threading.Event()
    for _ in range(int(PATIENCE_SECONDS / 0.05)):
        found = dict(queue.states(list(states)))
        if found == states:
            return
        pause.wait(0.05)
    raise AssertionError(f"jobs are {found}, not {states}")
