"""A TCP proxy on loopback that breaks what passes through it: cut, refuse, delay, hang.

It runs on threads, so that tests of real processes can stay synchronous.
"""

import contextlib
import socket
import threading
import time
from enum import Enum, auto
from types import TracebackType
from typing import Self

CHUNK = 65536
LOOK_SECONDS = 0.02


class Fault(Enum):
    """What the proxy does to its connections."""

    NONE = auto()
    REFUSE = auto()
    """New connections are closed at once; open ones live on."""

    HANG = auto()
    """Nothing passes in either direction, and nobody is told: the far end seems to think."""


class FaultProxy:
    """Forwards one loopback port to an upstream; `fault` and `delay_seconds` may change at any time."""

    def __init__(self, host: str, port: int) -> None:
        self.fault = Fault.NONE
        self.delay_seconds = 0.0
        self.accepted = 0
        self._upstream = (host, port)
        self._sockets: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed.set()
        self._listener.close()
        self.cut()

    def cut(self) -> None:
        """Break every open connection at once."""
        with self._lock:
            broken, self._sockets = self._sockets, set()
        for one in broken:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while not self._closed.is_set():
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if self.fault is Fault.REFUSE:
                near.close()
                continue
            try:
                far = socket.create_connection(self._upstream, timeout=5)
            except OSError:
                near.close()
                continue
            far.settimeout(None)
            self.accepted += 1
            with self._lock:
                self._sockets |= {near, far}
            threading.Thread(target=self._pump, args=(near, far), daemon=True).start()
            threading.Thread(target=self._pump, args=(far, near), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while chunk := source.recv(CHUNK):
                while self.fault is Fault.HANG and not self._closed.is_set():
                    time.sleep(LOOK_SECONDS)
                if self.delay_seconds:
                    time.sleep(self.delay_seconds)
                sink.sendall(chunk)
        for one in (source, sink):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
