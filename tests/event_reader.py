"""A client of live events that reads as browsers do, and can be cut off at any byte."""

import http.client
import json
import socket
from dataclasses import dataclass
from types import TracebackType
from typing import Self

MEDIA_TYPE = "text/event-stream"


@dataclass(frozen=True, kw_only=True, slots=True)
class Received:
    """One event as it arrived."""

    id: int
    kind: str
    data: dict[str, object]


class Parser:
    """Reads a stream of events from its bytes; an event that is not complete counts for nothing."""

    def __init__(self) -> None:
        self._rest = b""
        self.comments = 0
        self.retry: int | None = None

    def feed(self, piece: bytes) -> list[Received]:
        """Give the events that this piece completes."""
        *blocks, self._rest = (self._rest + piece).split(b"\n\n")
        return [event for block in blocks if (event := self._event(block.decode())) is not None]

    def _event(self, block: str) -> Received | None:
        fields = {}
        for line in block.split("\n"):
            name, _, value = line.partition(":")
            if not name:
                self.comments += 1
            else:
                fields[name] = value.removeprefix(" ")
        if "retry" in fields:
            self.retry = int(fields["retry"])
        if "data" not in fields:
            return None
        return Received(id=int(fields["id"]), kind=fields["event"], data=json.loads(fields["data"]))


class EventReader:
    """One connection that streams the events of a project."""

    def __init__(
        self,
        port: int,
        *,
        slug: str = "school",
        last: int | None = None,
        query: str = "",
        headers: dict[str, str] | None = None,
        timeout: float = 90.0,
        buffer: int | None = None,
    ) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        if buffer is not None:
            self._connection.sock = _with_small_buffer(port, buffer, timeout)
        named = {} if last is None else {"Last-Event-ID": str(last)}
        sent = {"Accept": MEDIA_TYPE, **named, **(headers or {})}
        self._connection.request("GET", f"/api/v1/projects/{slug}/events{query}", headers=sent)
        self._response = self._connection.getresponse()
        self.status = self._response.status
        self.headers = {name.lower(): value for name, value in self._response.getheaders()}
        self.parser = Parser()
        self._ready: list[Received] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Leave without a word."""
        self._response.close()
        self._connection.close()

    def body(self) -> dict[str, object]:
        """Read the problem that came instead of a stream."""
        parsed = json.loads(self._response.read())
        assert isinstance(parsed, dict)
        return parsed

    def read(self, most: int = 65536) -> list[Received] | None:
        """Wait for a piece of at most so many bytes and give the events that it completes; None at the end."""
        piece = self._response.read1(most)
        return self.parser.feed(piece) if piece else None

    def take(self, count: int) -> list[Received]:
        """Wait for so many events."""
        while len(self._ready) < count:
            events = self.read()
            assert events is not None, f"the stream ended after {self._ready}"
            self._ready += events
        taken, self._ready = self._ready[:count], self._ready[count:]
        return taken

    def rest(self) -> list[Received]:
        """Read to the end, which must come in order; a cut connection raises."""
        while (events := self.read()) is not None:
            self._ready += events
        taken, self._ready = self._ready, []
        return taken

    def until(self, last: int) -> list[Received]:
        """Read until the event of this number."""
        found: list[Received] = []
        while not found or found[-1].id < last:
            found += self.take(1)
        return found


def _with_small_buffer(port: int, size: int, timeout: float) -> socket.socket:
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, size)
    made.settimeout(timeout)
    made.connect(("127.0.0.1", port))
    return made
