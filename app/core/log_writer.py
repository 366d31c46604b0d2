"""Writing lines to a descriptor whose reader may be slow, stand still, or be gone; nobody who logs waits for it.

What the reader does not take at once waits, within bounds, and a thread of its own writes it as soon as there is room;
beyond the bounds lines are dropped, counted, and told of in one line when writing goes on.
"""

import os
import select
import socket
import stat
import threading
import weakref
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Final

MOST_WAITING_BYTES: Final = 4 * 1024 * 1024
LAST_SECONDS: Final = 1.0
"""How long the end of a process waits for a reader that is behind."""


class LineWriter:
    """Writes whole lines to one descriptor, from any thread and from a signal's handler."""

    def __init__(self, descriptor: int, *, about_dropped: Callable[[int], bytes]) -> None:
        self.dropped = 0
        self._about_dropped = about_dropped
        self._untold = 0
        self._is_torn = False
        self._is_well = True
        self._waiting: deque[bytes] = deque()
        self._waiting_bytes = 0
        self._lock = threading.RLock()
        self._thread: threading.Thread | None = None
        self._descriptor = descriptor
        self._write = self._opened()

    def write(self, line: bytes) -> None:
        """Write a line with its break, keep it for later, or count it as dropped.

        As long as all is well a line goes out without the lock: one of this size is never cut by another.
        """
        written = 0
        if self._is_well and len(line) <= select.PIPE_BUF:
            try:
                written = self._write(self._descriptor, line)
                if written == len(line):
                    return
            except OSError:
                pass  # the careful way meets it as well
        with self._lock:
            self._is_well = False
            if self._waiting:
                self._keep(line[written:])
            else:
                self._put(line, written)
            self._judge()

    def flush(self) -> None:
        """Give a reader that is behind a last chance."""
        until = monotonic() + LAST_SECONDS
        while (left := until - monotonic()) > 0 and not self._catch_up():
            self._wait(left * 1000)

    def _opened(self) -> Callable[[int, bytes], int]:
        """Give a way to write that raises BlockingIOError instead of waiting, where waiting is possible.

        A pipe or a terminal is opened once more for that: to make the given descriptor itself non-blocking would make
        it so for every process that shares it.
        """
        given = self._descriptor
        with suppress(OSError):
            mode = os.fstat(given).st_mode
            if stat.S_ISSOCK(mode):
                link = socket.socket(fileno=os.dup(given))
                weakref.finalize(self, link.close).atexit = False  # what is logged then still goes out
                return lambda _, data: link.send(data, socket.MSG_DONTWAIT)
            if stat.S_ISFIFO(mode) or os.isatty(given):
                self._descriptor = os.open(f"/proc/self/fd/{given}", os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
                weakref.finalize(self, os.close, self._descriptor).atexit = False  # as above
        return os.write

    def _judge(self) -> None:
        self._is_well = not (self._waiting or self._is_torn or self._untold)

    def _put(self, line: bytes, written: int = 0) -> bool:
        """Write now what can be, from a place in the line on; tell whether none of it is lost."""
        data = b"\n" + line if self._is_torn else line  # a line that was cut short does not spoil the next one
        try:
            while written < len(data):
                written += self._write(self._descriptor, data[written:])
        except OSError as error:
            return self._fail(error, data, written)
        self._is_torn = False
        if self._untold:
            self._tell()
        return True

    def _fail(self, error: OSError, data: bytes, written: int) -> bool:
        """Keep what there is no room for now, and count what is lost; tell whether it is not."""
        if isinstance(error, BlockingIOError):
            self._is_torn = False
            self._keep(data[written:])
            return True
        self.dropped += 1
        self._untold += 1
        self._is_torn = self._is_torn or written > 0
        return False

    def _tell(self) -> None:
        number, self._untold = self._untold, 0
        if not self._put(self._about_dropped(number)):
            self.dropped -= 1  # that line was none of theirs
            self._untold = number

    def _keep(self, data: bytes) -> None:
        if self._waiting and self._waiting_bytes + len(data) > MOST_WAITING_BYTES:
            self.dropped += 1
            self._untold += 1
            return
        self._waiting.append(data)
        self._waiting_bytes += len(data)
        if self._thread is None:
            self._thread = threading.Thread(target=self._follow, name="log-writer", daemon=True)
            with suppress(RuntimeError):  # the interpreter ends; flush comes
                self._thread.start()

    def _follow(self) -> None:
        while not self._catch_up():
            self._wait(None)

    def _wait(self, milliseconds: float | None) -> None:
        room = select.poll()
        room.register(self._descriptor, select.POLLOUT)
        room.poll(milliseconds)

    def _catch_up(self) -> bool:
        """Write what waits as far as there is room; tell whether nothing waits any more."""
        with self._lock:
            while self._waiting:
                data = self._waiting.popleft()
                self._waiting_bytes -= len(data)
                try:
                    written = self._write(self._descriptor, data)
                except BlockingIOError:
                    written = 0
                except OSError:
                    self.dropped += 1
                    self._untold += 1
                    continue
                if written < len(data):
                    self._waiting.appendleft(data[written:])
                    self._waiting_bytes += len(data) - written
                    return False
            self._thread = None
            if self._untold:
                self._tell()
            self._judge()
            return True
