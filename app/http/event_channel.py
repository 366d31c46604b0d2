"""The newest events of one project, encoded once and kept for all who watch it; and those who watch."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from enum import StrEnum
from itertools import islice
from typing import Final, Protocol

from app.domain.names import ProjectId
from app.http.event_frames import Frame

MOST_KEPT: Final = 256
"""Events that a channel keeps, and so how far a reader may fall behind before its stream is closed."""

MOST_KEPT_BYTES: Final = 256 * 1024
HEARTBEAT: Final = b":\n\n"
"""A comment: it keeps proxies from closing a quiet stream, and shows a dead connection as one."""

LINGER_SECONDS: Final = 1.0
"""How long a stream that was ended may take to send what it still holds."""


class Ending(StrEnum):
    """Why a stream ended."""

    CLIENT = "client"
    """The client went away."""

    OVERFLOW = "overflow"
    """The client read too slowly, or not at all."""

    ACCESS = "access"
    """The client may no longer read the project."""

    DRAIN = "drain"
    """The process is stopping."""

    FAULT = "fault"
    """Something failed that the log tells of."""


class Line(Protocol):
    """A server's own way to one client, past ASGI: a thousand streams that wait need not wake for one event."""

    def write(self, chunk: bytes) -> bool:
        """Write a chunk with its frame (RFC 9112 §7.1); False, and nothing, where the client cannot take it now."""
        ...

    def cut(self) -> None:
        """End the connection at once, without what is still buffered for it."""
        ...


class Channel:
    """The end of a project's history; used on the event loop alone."""

    def __init__(self, project: ProjectId) -> None:
        self.project = project
        self.watchers: set[Watcher] = set()
        self.opening: asyncio.Future[None] | None = None
        self.is_open = False
        self.newest = 0
        """The number of the newest event that watchers have been told of."""

        self._kept: deque[Frame] = deque()
        self._bytes = 0
        self._joined = (0, b"")

    @property
    def oldest_after(self) -> int:
        """The number after which everything is kept."""
        return self.newest - len(self._kept)

    def open(self, newest: int, frames: Iterable[Frame]) -> None:
        """Begin with the events up to `newest`."""
        self._keep(frames)
        self.newest = newest
        self.is_open = True

    def extend(self, frames: Iterable[Frame]) -> None:
        """Add what follows the newest, hand it to who waits, and end who fell too far behind."""
        new = [frame for frame in frames if frame.sequence > self.newest]
        if not new:
            return
        self._keep(new)
        before, self.newest = self.newest, new[-1].sequence
        self._joined = (0, b"")
        body = b"".join([frame.body for frame in new])
        chunk = b"%x\r\n%b\r\n" % (len(body), body)
        now = asyncio.get_running_loop().time()
        oldest_after = self.oldest_after
        for watcher in self.watchers:
            if watcher.is_waiting_after(before):
                watcher.hand(chunk, self.newest, now)
            elif watcher.is_stuck_before(oldest_after):
                watcher.end(Ending.OVERFLOW)
            else:
                watcher.wake()

    def after(self, number: int) -> bytes:
        """Give all events after `number`, which must not be older than what is kept."""
        count = self.newest - number
        if count == 1:
            return self._kept[-1].body
        if self._joined[0] != count:
            begin = len(self._kept) - count
            self._joined = (count, b"".join(frame.body for frame in islice(self._kept, begin, None)))
        return self._joined[1]

    def _keep(self, frames: Iterable[Frame]) -> None:
        for frame in frames:
            self._kept.append(frame)
            self._bytes += len(frame.body)
        while len(self._kept) > MOST_KEPT or (self._bytes > MOST_KEPT_BYTES and len(self._kept) > 1):
            self._bytes -= len(self._kept.popleft().body)


class Watcher:
    """One stream's place in a channel; used on the event loop alone.

    It holds no events: its buffer is what the channel keeps. Behind that it reads pages of the table.
    """

    __slots__ = (
        "_busy_since",
        "_is_live",
        "_line",
        "_loop",
        "_page",
        "_quiet_since",
        "_waiting",
        "_wants_heartbeat",
        "channel",
        "ending",
        "holder",
        "is_allowed",
        "key",
        "position",
        "sent",
    )

    def __init__(
        self,
        channel: Channel,
        *,
        after: int,
        holder: str,
        key: str,
        is_allowed: Callable[[], bool],
        page: Callable[[ProjectId, int], Awaitable[tuple[Frame, ...]]],
        line: Line | None,
    ) -> None:
        self.position = after
        """The number of the last event that was handed out."""

        self.holder = holder
        self.key = key
        """What the permission stands on: who has the same, has the same permission."""

        self.is_allowed = is_allowed
        """Asks, blocking, whether the permission still stands."""

        self.ending: Ending | None = None
        self.sent = 0
        self.channel = channel
        self._page = page
        self._line = line
        self._loop = asyncio.get_running_loop()
        self._waiting: asyncio.Future[None] | None = None
        self._wants_heartbeat = False
        self._is_live = False
        self._busy_since: float | None = None
        self._quiet_since = self._loop.time()

    async def take(self) -> bytes:
        """Wait for what to send next; nothing at the end."""
        self._busy_since = None
        chunk = await self._next()
        self._busy_since = self._quiet_since = self._loop.time()
        return chunk

    async def _next(self) -> bytes:
        channel = self.channel
        while self.ending is None:
            if self.position < channel.oldest_after:
                if chunk := await self._stored():
                    return chunk
            elif self.position < channel.newest:
                return self._kept()
            elif self._wants_heartbeat:
                self._wants_heartbeat = False
                return HEARTBEAT
            else:
                self._waiting = self._loop.create_future()
                await self._waiting
        return b""

    def _kept(self) -> bytes:
        channel = self.channel
        chunk = channel.after(self.position)
        self.sent += channel.newest - self.position
        self.position = channel.newest
        self._is_live = True
        return chunk

    async def _stored(self) -> bytes:
        frames = await self._page(self.channel.project, self.position)
        if self.ending is None and frames:
            self.sent += len(frames)
            self.position = frames[-1].sequence
            return b"".join(frame.body for frame in frames)
        return b""

    def wake(self) -> None:
        """Let the stream look again."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not waiting.done():
            waiting.set_result(None)

    def is_waiting_after(self, number: int) -> bool:
        """Tell whether the stream has sent everything up to `number` and waits for more."""
        return self.position == number and self._waiting is not None and self.ending is None

    def hand(self, chunk: bytes, newest: int, now: float) -> None:
        """Send what follows, up to `newest`, without waking the stream where the server has a way for that."""
        if self._line is None or not self._line.write(chunk):
            self.wake()
            return
        self.sent += newest - self.position
        self.position = newest
        self._is_live = True
        self._quiet_since = now

    def is_stuck_before(self, number: int) -> bool:
        """Tell whether the client has not yet taken what it was handed, and was live, but not up to `number`."""
        return self._is_live and self._busy_since is not None and self.position < number

    def tend(self, *, heartbeat_seconds: float, stall_seconds: float) -> None:
        """Ask for a heartbeat where it was quiet, and end a stream whose client takes nothing."""
        now = self._loop.time()
        if self._busy_since is not None:
            if now - self._busy_since >= stall_seconds:
                self.end(Ending.OVERFLOW)
        elif now - self._quiet_since >= heartbeat_seconds:
            self._wants_heartbeat = True
            self.wake()

    def end(self, why: Ending) -> None:
        """End the stream: in order if the client takes its end at once, else by cutting the connection."""
        if self.ending is not None:
            return
        self.ending = why
        self.wake()
        if self._line is None or why is Ending.CLIENT:
            return
        if why is Ending.OVERFLOW:
            self._line.cut()
        else:
            self._loop.call_later(LINGER_SECONDS, self._line.cut)
