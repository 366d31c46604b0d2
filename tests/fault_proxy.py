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
CLOSING_SECONDS = 60


class Fault(Enum):
    """What the proxy does to its connections."""

    NONE = auto()
    REFUSE = auto()
    """New connections are closed at once; open ones live on."""

    HANG = auto()
    """Nothing passes in either direction, and nobody is told: the far end seems to think."""


class FaultProxy:
    """Forwards one loopback port to an upstream; `fault` and `delay_seconds` may change at any time."""

    def __init__(self, host: str, port: int, *, listen: int = 0) -> None:
        self.fault = Fault.NONE
        self.delay_seconds = 0.0
        self.accepted = 0
        self.sent_upstream = 0
        """Pieces that went to the upstream; a question of a database client is one."""
        self._upstream = (host, port)
        self._sockets: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._links: list[threading.Thread] = []
        self._closed = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", listen))
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
        self._listener.close()
        self.cut()
        for link in self._links:
            link.join(timeout=CLOSING_SECONDS)

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
                far = socket.create_connection(self._upstream, timeout=CLOSING_SECONDS)
            except OSError:
                near.close()
                continue
            far.settimeout(None)
            self.accepted += 1
            with self._lock:
                self._sockets |= {near, far}
            link = threading.Thread(target=self._link, args=(near, far), daemon=True)
            link.start()
            self._links.append(link)

    def _link(self, near: socket.socket, far: socket.socket) -> None:
        back = threading.Thread(target=self._pump, args=(far, near, False), daemon=True)
        with near, far:
            back.start()
            self._pump(near, far, True)  # noqa: FBT003 - as a thread's arguments
            back.join()

    def _pump(self, source: socket.socket, sink: socket.socket, upstream: bool) -> None:  # noqa: FBT001 - thread arguments go by position
        with contextlib.suppress(OSError):
            while chunk := source.recv(CHUNK):
                while self.fault is Fault.HANG and not self._closed.is_set():
                    time.sleep(LOOK_SECONDS)
                if self.delay_seconds:
                    self._closed.wait(self.delay_seconds)
                self.sent_upstream += upstream
                sink.sendall(chunk)
        for one in (source, sink):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
