"""A process that executes with the whole engine until it is killed, and notes each call.

Usage: python -m tests.engine.lasting_worker DATABASE_URL CALL_LOG CLOCK_AHEAD_SECONDS HOLD THROTTLED_INSTANCE

Notes are not answered while there is a file HOLD; its clock goes before the true one.
"""

import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

from app.core.clock import now
from app.core.database import open_database
from app.domain.completions import CompletionRequest
from app.domain.errors import Retryable
from tests.databases import PATIENT
from tests.engine.project import QUICK, runtime_on
from tests.engine.small_release import write
from tests.fakes import ScriptedCompleter

PAUSE_SECONDS = 600.0
SWEEP_SECONDS = 0.1
LOOK_SECONDS = 0.02
LONGEST_LIFE_SECONDS = 600


def main() -> None:
    database_url, log, ahead, hold, throttled = sys.argv[1:]
    ahead_of_time = timedelta(seconds=float(ahead))

    def script(request: CompletionRequest) -> str | Exception:
        if request.instance == throttled:
            return Retryable("slow down", retry_after_seconds=PAUSE_SECONDS)
        while request.document_type == "note" and Path(hold).exists():
            time.sleep(LOOK_SECONDS)
        return write(request)

    completer = ScriptedCompleter(script, log=Path(log))
    runtime = runtime_on(open_database(database_url, timeouts=PATIENT), completer, clock=lambda: now() + ahead_of_time)
    runtime.launch(limits=QUICK, sweep_seconds=SWEEP_SECONDS)
    threading.Event().wait(LONGEST_LIFE_SECONDS)
    runtime.close()


if __name__ == "__main__":
    main()
