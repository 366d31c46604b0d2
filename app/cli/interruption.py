"""Ctrl-C and SIGTERM while work goes on: everything is left as it can be taken up again."""

import os
import select
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

SIGNAL_EXIT: Final = 128
"""A shell's exit code for an end by signal is this plus the signal's number."""

_LOOK_SECONDS: Final = 0.1


class Interrupted(BaseException):
    """Somebody asked the command to end; like `KeyboardInterrupt`, no `except Exception` may swallow it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = SIGNAL_EXIT + number


class Interruption:
    """Notes the first signal, for `check` to raise where that is safe; the second ends the process at once."""

    def __init__(self) -> None:
        self._number = 0

    def handle(self, number: int, _frame: FrameType | None) -> None:
        """Take a signal."""
        if self._number:
            os._exit(SIGNAL_EXIT + number)
        self._number = number

    def pause(self, seconds: float) -> None:
        """Wait a moment, then go on only if there was no signal.

        An event would end the wait at once, but has a lock: a handler that takes it while this holds it never ends.

        Raises:
            Interrupted: there was one.

        """
        time.sleep(seconds)
        self.check()

    def check(self) -> None:
        """Go on only if there was no signal.

        Raises:
            Interrupted: there was one.

        """
        if self._number:
            raise Interrupted(self._number)

    def read_line(self) -> str:
        """Read a line of standard input; nothing but the line is taken from it.

        `input` sleeps through a signal that comes right before its read: the signal is noted, and nothing wakes the
        read. So this reads only what is there.

        Raises:
            Interrupted: there was a signal.
            EOFError: the input was closed.

        """
        line = bytearray()
        while not line.endswith(b"\n"):
            self.check()
            if select.select([sys.stdin], [], [], _LOOK_SECONDS)[0]:
                typed = os.read(sys.stdin.fileno(), 1)
                if not typed:
                    break
                line += typed
        if not line:
            raise EOFError
        return line.decode(sys.stdin.encoding, "replace").removesuffix("\n")


@contextmanager
def interruptible() -> Iterator[Interruption]:
    """Take SIGINT and SIGTERM for as long as the block lasts."""
    interruption = Interruption()
    before = {number: signal.signal(number, interruption.handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield interruption
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
