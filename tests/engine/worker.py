"""An executing process for tests that kill it: does one kind of job and writes down each step that ran.

Usage: python -m tests.engine.worker DATABASE_URL EXECUTOR_ID LOG
"""

import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from app.core.database import open_database
from app.domain.names import Json
from app.engine.connections import is_sqlite
from app.engine.durable import Executor, Job, Limits
from app.engine.locks import AdvisoryLocks, ExecutionLocks, FileLock
from app.engine.queue import JobQueue
from tests.databases import PATIENT

LONGEST_LIFE_SECONDS = 600


class LoggingBody:
    """Three steps; the second one takes as long as the job's second argument says."""

    def __init__(self, log: Path) -> None:
        self._log = log

    def __call__(self, job: Job, arguments: Sequence[Json]) -> None:
        name, seconds = str(arguments[0]), float(str(arguments[1]))
        for number in (1, 2, 3):
            job.step(f"step:{number}", self._work(f"{name}:{number}", seconds if number == 2 else 0.0))

    def _work(self, entry: str, seconds: float) -> Callable[[], str]:
        def work() -> str:
            self._write(f"begin {entry}")
            time.sleep(seconds)
            self._write(f"end {entry}")
            return entry

        return work

    def _write(self, line: str) -> None:
        with self._log.open("a") as log:
            log.write(f"{line}\n")


def locks_of(database_url: str, executor_id: str) -> ExecutionLocks:
    if is_sqlite(database_url):
        return FileLock(Path(database_url.removeprefix("sqlite+pysqlite:///")), executor_id=executor_id)
    return AdvisoryLocks(database_url, executor_id=executor_id, on_lost=lambda: os._exit(70))


def main() -> None:
    database_url, executor_id, log = sys.argv[1:]
    locks = locks_of(database_url, executor_id)
    queue = JobQueue(database_url)
    executor = Executor(queue, LoggingBody(Path(log)), executor_id=executor_id, limits=Limits(polling_seconds=0.02))
    database = open_database(database_url, timeouts=PATIENT)
    executor.launch(database)
    try:
        threading.Event().wait(LONGEST_LIFE_SECONDS)
    finally:
        executor.close()
        locks.close()
        database.dispose()


if __name__ == "__main__":
    main()
