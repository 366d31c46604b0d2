"""A process that executes with the whole engine until it is killed, and notes each call.

Usage: python -m tests.engine.lasting_worker DATABASE_URL CALL_LOG LATENCY_SECONDS THROTTLED_INSTANCE
"""

import sys
import threading
from pathlib import Path

from app.core.clock import now
from app.core.database import open_database
from app.domain.completions import CompletionRequest
from app.domain.errors import Retryable
from tests.engine.project import QUICK, runtime_on
from tests.engine.small_release import write
from tests.fakes import ScriptedCompleter

PAUSE_SECONDS = 3.0
"""Long enough to be waited for on the queue, not in the process."""

LONGEST_LIFE_SECONDS = 120


def main() -> None:
    database_url, log, latency_seconds, throttled = sys.argv[1:]

    def script(request: CompletionRequest) -> str | Exception:
        if request.instance == throttled:
            return Retryable("slow down", retry_after_seconds=PAUSE_SECONDS)
        return write(request)

    completer = ScriptedCompleter(script, latency_seconds=float(latency_seconds), log=Path(log))
    runtime = runtime_on(open_database(database_url), completer, clock=now)
    runtime.launch(limits=QUICK, sweep_seconds=0.1)
    threading.Event().wait(LONGEST_LIFE_SECONDS)
    runtime.close()


if __name__ == "__main__":
    main()
