"""What the command `combine` begins with, before anything is loaded that takes its time."""

import os
import signal
from types import FrameType

from app.cli.interruption import SIGNAL_EXIT


def main() -> None:
    """Run the command line; Ctrl-C while that is being loaded ends it without a word, as nothing has begun."""
    handler = signal.getsignal(signal.SIGINT)
    if handler is signal.default_int_handler:  # a shell lets what it runs in the background ignore Ctrl-C
        signal.signal(signal.SIGINT, _leave)
    from app.cli.main import main as run  # noqa: PLC0415 - loaded under the handler above

    signal.signal(signal.SIGINT, handler)
    run()


def _leave(number: int, _frame: FrameType | None) -> None:
    os._exit(SIGNAL_EXIT + number)
