"""The live streams of one process: who watches which project, and what wakes them.

Whoever appends events leaves word: this process to itself, on PostgreSQL every process to every other, by NOTIFY to one
connection that listens here. A word is a hint to read the table, which alone says what happened; a slow poll reads it
where no word came, from another process on SQLite or through a pooler that swallows notices. No connection of the pool
is held between two looks, and nothing runs before somebody watches.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool

from app.core.database_errors import DatabaseError
from app.core.logging import get_logger
from app.core.metrics import Family, counter, gauge
from app.domain.errors import LimitReached
from app.domain.events import BeyondNewestEvent
from app.domain.names import ProjectId
from app.http.event_channel import MOST_KEPT, Channel, Ending, Line, Watcher
from app.http.event_frames import PAGE, Frame

if TYPE_CHECKING:
    from app.http.stored_events import StoredEvents

RETRY_SECONDS: Final = 1.0
"""How long to leave a database alone that does not answer."""

WARN_SECONDS: Final = 30.0
"""How often the log is told that the database does not answer."""

READERS: Final = 4
"""How many streams may read pages of the table at once."""

CHECKED_AT_ONCE: Final = 50
_FIRST_RETRY: Final = 1000
_RETRY_SPREAD: Final = 3000
_RETRY_STEP: Final = 1171

_log = get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How often the hub looks after what nobody told it, in seconds."""

    poll_embedded: float = 0.5
    poll: float = 2.0
    heartbeat: float = 15.0
    check: float = 10.0
    """How often permissions are looked at again; without an answer for twice as long nothing is sent."""

    stall: float = 60.0
    """How long a client may take nothing of what it was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants to watch."""

    project: ProjectId
    after: int
    holder: str
    """The person whose streams are counted together."""

    key: str
    """What the permission stands on; asked once for all streams that share it."""

    is_allowed: Callable[[], bool]
    """Asks, blocking, whether the permission still stands."""


class TooManyStreams(LimitReached):
    """The person watches as much as one may at a time."""

    def __init__(self, most: int) -> None:
        super().__init__(f"You hold {most} streams of events here already. Close one first.")


class EventHub:
    """Feeds the streams of one process; used on its event loop alone, but for `drain` and `readings`.

    `open_events` opens the table when the first stream begins, on a thread: it loads libraries that probes must not
    wait for.
    """

    _stored: "StoredEvents"

    def __init__(
        self, open_events: "Callable[[], StoredEvents]", *, is_embedded: bool, most_per_person: int, timing: Timing
    ) -> None:
        self._open_events = open_events
        self._poll_seconds = timing.poll_embedded if is_embedded else timing.poll
        self._most = most_per_person
        self._timing = timing
        self._channels: dict[ProjectId, Channel] = {}
        self._held: Counter[str] = Counter()
        self._dirty: set[ProjectId] = set()
        self._rouse = asyncio.Event()
        self._readers = asyncio.Semaphore(READERS)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._running: asyncio.Task[None] | None = None
        self._beginning = asyncio.Lock()
        self._stop_telling: Callable[[], None] | None = None
        self._checked_at = 0.0
        self._warn_again_at = 0.0
        self._is_draining = False
        self._opened = 0
        self._sent = 0
        self._ended: Counter[Ending] = Counter()

    # -- streams -----------------------------------------------------------------------------------------------------

    async def join(self, wish: Wish, *, line: Line | None) -> Watcher:
        """Begin a stream, which must `leave` at its end; while the process stops it gives one that has ended.

        Raises:
            TooManyStreams: the person holds as many as one may.
            BeyondNewestEvent: there is no such event to go on from.
            app.core.database_errors.DatabaseError: the events cannot be read.

        """
        if not self._is_draining:
            await self._begin()
        if self._held[wish.holder] >= self._most:
            raise TooManyStreams(self._most)
        watcher = self._watcher(wish, line)
        try:
            if self._is_draining:
                watcher.end(Ending.DRAIN)
            else:
                await self._open(watcher.channel)
                await self._require_seen(watcher.channel, wish.after)
        except BaseException:
            self._forget(watcher)
            raise
        return watcher

    def leave(self, watcher: Watcher) -> None:
        """Forget a stream."""
        self._sent += watcher.sent
        self._ended[watcher.ending or Ending.FAULT] += 1
        self._forget(watcher)

    def opening(self) -> bytes:
        """Give what a stream begins with: when to come back, spread so that clients never come all at once."""
        self._opened += 1
        return f"retry: {_FIRST_RETRY + self._opened * _RETRY_STEP % _RETRY_SPREAD}\n\n".encode()

    def _watcher(self, wish: Wish, line: Line | None) -> Watcher:
        channel = self._channels.setdefault(wish.project, Channel(wish.project))
        watcher = Watcher(
            channel,
            after=wish.after,
            holder=wish.holder,
            key=wish.key,
            is_allowed=wish.is_allowed,
            page=self._page,
            line=line,
        )
        channel.watchers.add(watcher)
        self._held[wish.holder] += 1
        return watcher

    def _forget(self, watcher: Watcher) -> None:
        channel = watcher.channel
        channel.watchers.discard(watcher)
        if not channel.watchers:
            self._channels.pop(channel.project, None)
        self._held[watcher.holder] -= 1
        if not self._held[watcher.holder]:
            del self._held[watcher.holder]

    async def _open(self, channel: Channel) -> None:
        if channel.opening is None:
            channel.opening = asyncio.ensure_future(self._read_end(channel))
        opening = channel.opening
        try:
            await asyncio.shield(opening)
        except DatabaseError:
            if channel.opening is opening:
                channel.opening = None
            raise

    async def _read_end(self, channel: Channel) -> None:
        newest, frames = await run_in_threadpool(self._stored.end, channel.project, most=MOST_KEPT)
        channel.open(newest, frames)
        self._mark(channel.project)

    async def _require_seen(self, channel: Channel, number: int) -> None:
        if number <= channel.newest:
            return
        newest = (await run_in_threadpool(self._stored.newest, [channel.project])).get(channel.project, 0)
        if number > newest:
            raise BeyondNewestEvent(number, newest)

    async def _page(self, project: ProjectId, after: int) -> tuple[Frame, ...]:
        """Read a page of the table; nothing where the database did not answer, after a pause."""
        async with self._readers:
            try:
                return await run_in_threadpool(self._stored.page, project, after=after)
            except DatabaseError as error:
                await self._wait_for_database(error)
                return ()

    # -- life --------------------------------------------------------------------------------------------------------

    async def _begin(self) -> None:
        async with self._beginning:
            if self._running is not None:
                return
            self._loop = asyncio.get_running_loop()
            self._checked_at = self._loop.time()
            if self._stop_telling is None:
                self._stored = await run_in_threadpool(self._open_events)
                self._stop_telling = self._stored.tell(self._told)
            self._running = asyncio.create_task(self._run(), name="events")

    async def _run(self) -> None:
        """Run everything that feeds the streams; what nobody foresaw ends them all, and the next begins anew."""
        try:
            async with asyncio.TaskGroup() as group:
                for own in (self._tail(), self._listen(), self._poll(), self._tend(), self._check()):
                    group.create_task(own)
        except BaseExceptionGroup as failed:
            _log.error("events.failed", "Live events stopped; streams end and may begin anew", error=failed)
            self._running = None
            self._end_all(Ending.FAULT)

    def drain(self) -> None:
        """End every stream at once, and every further one; from any thread, or a signal's handler."""
        self._is_draining = True
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._end_all, Ending.DRAIN)

    async def close(self) -> None:
        """Stop feeding."""
        self._is_draining = True
        self._end_all(Ending.DRAIN)
        if self._stop_telling is not None:
            self._stop_telling()
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
        self._loop = None

    def _end_all(self, why: Ending) -> None:
        for watcher in self._watchers():
            watcher.end(why)

    def _watchers(self) -> list[Watcher]:
        # Copies, since metrics are read on a thread.
        return [watcher for channel in list(self._channels.values()) for watcher in list(channel.watchers)]

    # -- what wakes --------------------------------------------------------------------------------------------------

    def _told(self, project: ProjectId) -> None:
        loop = self._loop
        if loop is not None and project in self._channels and not loop.is_closed():
            loop.call_soon_threadsafe(self._mark, project)

    def _mark(self, project: ProjectId) -> None:
        if project in self._channels:
            self._dirty.add(project)
            self._rouse.set()

    async def _listen(self) -> None:
        while not self._is_draining:
            notices = await run_in_threadpool(self._stored.notices)
            if notices is None:
                return
            try:
                async with aclosing(notices):  # type: ignore[type-var]  # an iterator made by a generator
                    async for project in notices:
                        for one in [project] if project is not None else list(self._channels):
                            self._mark(one)
            except DatabaseError as error:
                await self._wait_for_database(error)

    async def _poll(self) -> None:
        while True:
            await asyncio.sleep(self._poll_seconds)
            if not self._channels:
                continue
            try:
                newest = await run_in_threadpool(self._stored.newest, list(self._channels))
            except DatabaseError as error:
                await self._wait_for_database(error)
                continue
            for project, number in newest.items():
                channel = self._channels.get(project)
                if channel is not None and number > channel.newest:
                    self._mark(project)

    async def _tail(self) -> None:
        while True:
            await self._rouse.wait()
            self._rouse.clear()
            dirty, self._dirty = self._dirty, set()
            open_ones = [channel for project in dirty if (channel := self._channels.get(project)) and channel.is_open]
            if not open_ones:
                continue
            try:
                await self._advance(open_ones)
            except DatabaseError as error:
                await self._wait_for_database(error)
                for channel in open_ones:
                    self._mark(channel.project)
            await asyncio.sleep(0)  # who was woken writes before more is added

    async def _advance(self, channels: list[Channel]) -> None:
        if asyncio.get_running_loop().time() - self._checked_at > 2 * self._timing.check:
            await self._recheck(self._watchers())
        wanted = {channel.project: channel.newest for channel in channels}
        found = await run_in_threadpool(self._stored.pages, wanted)
        for channel in channels:
            frames = found[channel.project]
            if any(frame.concerns_members for frame in frames):
                await self._recheck(channel.watchers)
            channel.extend(frames)
            if len(frames) == PAGE:
                self._mark(channel.project)

    # -- who may stay ------------------------------------------------------------------------------------------------

    async def _tend(self) -> None:
        timing = self._timing
        while True:
            await asyncio.sleep(min(1.0, timing.heartbeat))
            for watcher in self._watchers():
                watcher.tend(heartbeat_seconds=timing.heartbeat, stall_seconds=timing.stall)

    async def _check(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(self._timing.check)
            began = loop.time()
            try:
                await self._recheck(self._watchers())
            except DatabaseError as error:
                await self._wait_for_database(error)
            else:
                self._checked_at = began

    async def _recheck(self, watchers: Iterable[Watcher]) -> None:
        sharing: dict[str, list[Watcher]] = defaultdict(list)
        for watcher in watchers:
            sharing[watcher.key].append(watcher)
        keys = list(sharing)
        for begin in range(0, len(keys), CHECKED_AT_ONCE):
            asked = [sharing[key][0] for key in keys[begin : begin + CHECKED_AT_ONCE]]
            for refused in await run_in_threadpool(_refused, asked):
                for watcher in sharing[refused.key]:
                    watcher.end(Ending.ACCESS)

    async def _wait_for_database(self, error: DatabaseError) -> None:
        now = asyncio.get_running_loop().time()
        if now >= self._warn_again_at:
            self._warn_again_at = now + WARN_SECONDS
            _log.warning("events.waiting", "Live events wait for the database", error_type=type(error).__name__)
        await asyncio.sleep(RETRY_SECONDS)

    # -- figures -----------------------------------------------------------------------------------------------------

    def readings(self) -> Iterable[Family]:
        """Give what Prometheus asks for."""
        watchers = self._watchers()
        yield gauge("combine_event_streams", "Streams of live events that are open now", [({}, float(len(watchers)))])
        sent = self._sent + sum(watcher.sent for watcher in watchers)
        yield counter("combine_events_sent", "Live events sent, counted for each stream", [({}, float(sent))])
        ended = [({"reason": why.value}, float(self._ended[why])) for why in Ending]
        yield counter("combine_event_streams_ended", "Streams of live events that ended, by why", ended)


def _refused(watchers: list[Watcher]) -> list[Watcher]:
    return [watcher for watcher in watchers if not watcher.is_allowed()]
