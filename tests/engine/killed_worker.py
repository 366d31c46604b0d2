"""Executing processes for the kill test: the whole engine with a scripted writer that notes each call.

Usage: python -m tests.engine.killed_worker DATABASE_URL CALL_LOG

Loads everything once; for each line on its input it splits off a process that executes, and writes that one's number.
"""

import os
import signal
import sys
import threading
from pathlib import Path

import app.engine.worker
import app.llm.prices  # noqa: F401 - as above
from app.core.database import open_database
from tests.databases import PATIENT
from tests.engine.project import QUICK, runtime_on
from tests.engine.small_release import write
from tests.fakes import ScriptedCompleter

LATENCY_SECONDS = 0.05
LONGEST_LIFE_SECONDS = 600


def execute(database_url: str, log: Path) -> None:
    completer = ScriptedCompleter(write, latency_seconds=LATENCY_SECONDS, log=log)
    runtime = runtime_on(open_database(database_url, timeouts=PATIENT), completer)
    runtime.launch(limits=QUICK, sweep_seconds=0.1)
    threading.Event().wait(LONGEST_LIFE_SECONDS)
    runtime.close()


def main() -> None:
    database_url, log = sys.argv[1:]
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _ in sys.stdin:
        number = os.fork()
        if number == 0:
            execute(database_url, Path(log))
            os._exit(0)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
