"""The hub of live events, on real databases, without HTTP around it."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime

import pytest
from sqlalchemy.pool import QueuePool

from app.core.database import Database
from app.core.database_errors import DatabaseUnreachable
from app.domain.accounts import SYSTEM
from app.domain.events import BeyondNewestEvent, EventKind, Happening
from app.domain.names import ProjectId
from app.http.event_channel import MOST_KEPT, Ending, Watcher
from app.http.event_frames import Frame
from app.http.event_hub import EventHub, Timing, TooManyStreams, Wish
from app.http.stored_events import StoredEvents
from app.runtime import Runtime, open_runtime
from app.store import events
from tests.api.people import settings_on
from tests.event_reader import Parser
from tests.services.people import project

NOON = datetime(2025, 6, 1, 12, 0, tzinfo=UTC)
TIMING = Timing(poll_embedded=0.05, poll=0.05, heartbeat=60, check=0.05, stall=60)


class WatchedEvents(StoredEvents):
    """Counts what is read; a database that goes away where it is told to; a pooler that swallows every notice."""

    def __init__(self, runtime: Runtime) -> None:
        super().__init__(runtime)
        self.reads = 0
        self.is_away = False

    def pages(self, after: Mapping[ProjectId, int]) -> Mapping[ProjectId, tuple[Frame, ...]]:
        self._require_there()
        self.reads += 1
        return super().pages(after)

    def end(self, project: ProjectId, *, most: int) -> tuple[int, tuple[Frame, ...]]:
        self._require_there()
        self.reads += 1
        return super().end(project, most=most)

    def newest(self, projects: Sequence[ProjectId]) -> Mapping[ProjectId, int]:
        self._require_there()
        return super().newest(projects)

    async def _nothing(self) -> AsyncIterator[ProjectId | None]:
        yield None
        await asyncio.Event().wait()

    def notices(self) -> AsyncIterator[ProjectId | None] | None:
        return self._nothing()

    def _require_there(self) -> None:
        if self.is_away:
            raise DatabaseUnreachable("away")


class HeardEvents(WatchedEvents):
    """As above, without the pooler."""

    def notices(self) -> AsyncIterator[ProjectId | None] | None:
        return StoredEvents.notices(self)


class Bench:
    """A hub with its database, and a connection of another process."""

    def __init__(self, database: Database, stored: type[WatchedEvents] = WatchedEvents) -> None:
        self.project = project(database)
        self.other_process = database
        self.runtime = open_runtime(settings_on(database))
        self.stored = stored(self.runtime)
        self.is_allowed = True

    def tell(self, count: int = 1, *, by: Database | None = None, kind: EventKind = EventKind.RUN_STARTED) -> int:
        with (by or self.other_process).begin() as session:
            return events.append(session, self.project, [Happening(kind=kind)] * count, at=NOON, actor=SYSTEM)

    def wish(self, after: int = 0, *, holder: str = "ada", is_allowed: Callable[[], bool] | None = None) -> Wish:
        allowed = is_allowed or (lambda: self.is_allowed)
        return Wish(project=self.project, after=after, holder=holder, key=f"{holder} {after}", is_allowed=allowed)

    def wait_for_threads(self) -> None:
        """Let a read end that a cancelled task left to its thread, before its database is closed below it."""
        until = time.monotonic() + 60
        pool = self.runtime.database.reader.pool
        assert isinstance(pool, QueuePool)
        while pool.checkedout() and time.monotonic() < until:
            time.sleep(0.01)

    def run(self, scene: Callable[[EventHub], Coroutine[None, None, None]], *, timing: Timing = TIMING) -> None:
        """Play a scene with a hub, and close it."""

        async def played() -> None:
            hub = EventHub(lambda: self.stored, is_embedded=True, most_per_person=50, timing=timing)
            try:
                async with asyncio.timeout(90):
                    await scene(hub)
            finally:
                await hub.close()

        asyncio.run(played())

    def close(self) -> None:
        self.wait_for_threads()
        self.runtime.close()


@pytest.fixture
def bench(database: Database) -> Iterator[Bench]:
    with closing(Bench(database)) as made:
        yield made


async def numbers(watcher: Watcher, last: int) -> list[int]:
    """Take until the event of this number, and give the numbers of all."""
    found: list[int] = []
    parser = Parser()
    while not found or found[-1] < last:
        chunk = await watcher.take()
        assert chunk, "the stream ended"
        found += [event.id for event in parser.feed(chunk)]
    return found


def test_what_another_process_writes_arrives_without_any_notice(bench: Bench) -> None:
    async def scene(hub: EventHub) -> None:
        watcher = await hub.join(bench.wish(after=1), line=None)
        for _ in range(3):
            last = bench.tell()
            assert await numbers(watcher, last) == [last]
        hub.leave(watcher)

    bench.run(scene)


def test_what_this_process_writes_arrives_without_any_poll(bench: Bench) -> None:
    async def scene(hub: EventHub) -> None:
        watcher = await hub.join(bench.wish(after=1), line=None)
        last = bench.tell(by=bench.runtime.database)
        assert await numbers(watcher, last) == [last]
        hub.leave(watcher)

    bench.run(scene, timing=Timing(poll_embedded=600, poll=600, check=600))


def test_what_another_process_writes_on_postgresql_arrives_without_any_poll(postgresql_database: Database) -> None:
    with closing(Bench(postgresql_database, HeardEvents)) as heard:

        async def scene(hub: EventHub) -> None:
            watcher = await hub.join(heard.wish(after=1), line=None)
            for _ in range(3):
                last = heard.tell()
                assert await numbers(watcher, last) == [last]
            hub.leave(watcher)

        heard.run(scene, timing=Timing(poll_embedded=600, poll=600, check=600))


def test_an_event_is_encoded_once_for_all_who_watch(bench: Bench) -> None:
    async def scene(hub: EventHub) -> None:
        watchers = [await hub.join(bench.wish(after=1), line=None) for _ in range(20)]
        before = bench.stored.reads
        for _ in range(5):
            bench.tell()
            chunks = [await watcher.take() for watcher in watchers]
            assert all(chunk is chunks[0] for chunk in chunks)
        assert bench.stored.reads - before <= 2 * 5
        for watcher in watchers:
            hub.leave(watcher)

    bench.run(scene)


def test_a_herd_that_comes_back_reads_the_table_once(bench: Bench) -> None:
    last = bench.tell(MOST_KEPT - 10)

    async def scene(hub: EventHub) -> None:
        seen = list(range(20, 60))
        watchers = await asyncio.gather(*[hub.join(bench.wish(after=number), line=None) for number in seen])
        for number, watcher in zip(seen, watchers, strict=True):
            assert await numbers(watcher, last) == list(range(number + 1, last + 1))
        assert bench.stored.reads <= 2
        for watcher in watchers:
            hub.leave(watcher)

    bench.run(scene)


def test_streams_outlast_a_database_that_is_away(bench: Bench) -> None:
    async def scene(hub: EventHub) -> None:
        watcher = await hub.join(bench.wish(after=1), line=None)
        bench.stored.is_away = True
        last = bench.tell(3)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(numbers(watcher, last), 0.3)
        bench.stored.is_away = False
        assert await numbers(watcher, last) == [last - 2, last - 1, last]
        hub.leave(watcher)

    bench.run(scene)


def test_nothing_is_sent_while_nobody_can_say_who_may_read(bench: Bench) -> None:
    asked = []

    def unknown() -> bool:
        asked.append(1)
        raise DatabaseUnreachable("away")

    async def scene(hub: EventHub) -> None:
        watcher = await hub.join(bench.wish(after=1, is_allowed=unknown), line=None)
        while len(asked) < 2:  # noqa: ASYNC110 - asked on a thread
            await asyncio.sleep(0.05)
        last = bench.tell()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(numbers(watcher, last), 0.5)
        hub.leave(watcher)

    bench.run(scene)


def test_who_joins_beyond_the_newest_event_is_told_the_newest(bench: Bench) -> None:
    async def scene(hub: EventHub) -> None:
        with pytest.raises(BeyondNewestEvent, match="the newest is 1"):
            await hub.join(bench.wish(after=2), line=None)
        assert next(sample.value for family in hub.readings() for sample in family.samples) == 0

    bench.run(scene)


def test_who_has_seen_more_than_this_process_yet_is_no_stranger(bench: Bench) -> None:
    async def scene(hub: EventHub) -> None:
        first = await hub.join(bench.wish(after=1), line=None)
        seen = bench.tell(2)
        second = await hub.join(bench.wish(after=seen, holder="bea"), line=None)
        last = bench.tell()
        assert await numbers(second, last) == [last]
        assert await numbers(first, last) == [2, 3, 4]
        hub.leave(first)
        hub.leave(second)

    bench.run(scene, timing=Timing(poll_embedded=0.3, poll=0.3))


def test_a_refused_stream_leaves_its_place_to_another(bench: Bench) -> None:
    async def scene(hub: EventHub) -> None:
        watchers = [await hub.join(bench.wish(), line=None) for _ in range(50)]
        with pytest.raises(TooManyStreams):
            await hub.join(bench.wish(), line=None)
        await hub.join(bench.wish(holder="bea"), line=None)
        hub.leave(watchers.pop())
        watchers.append(await hub.join(bench.wish(), line=None))
        with pytest.raises(TooManyStreams):
            await hub.join(bench.wish(), line=None)

    bench.run(scene)


def test_a_stream_that_the_database_refuses_to_begin_can_begin_later(bench: Bench) -> None:
    async def scene(hub: EventHub) -> None:
        bench.stored.is_away = True
        for _ in range(60):  # more than a person may hold: what failed is not counted
            with pytest.raises(DatabaseUnreachable):
                await hub.join(bench.wish(), line=None)
        bench.stored.is_away = False
        watcher = await hub.join(bench.wish(), line=None)
        assert await numbers(watcher, 1) == [1]
        hub.leave(watcher)

    bench.run(scene)


def test_a_fault_that_nobody_foresaw_ends_the_streams_and_the_next_begins_anew(bench: Bench) -> None:
    def broken() -> bool:
        raise ZeroDivisionError

    async def scene(hub: EventHub) -> None:
        watcher = await hub.join(bench.wish(is_allowed=broken), line=None)
        while await watcher.take():
            pass
        assert watcher.ending is Ending.FAULT
        hub.leave(watcher)
        again = await hub.join(bench.wish(after=1, holder="bea"), line=None)
        last = bench.tell()
        assert await numbers(again, last) == [last]
        hub.leave(again)

    bench.run(scene)


def test_a_stream_that_begins_while_the_process_drains_has_ended(bench: Bench) -> None:
    async def scene(hub: EventHub) -> None:
        hub.drain()
        watcher = await hub.join(bench.wish(), line=None)
        assert (await watcher.take(), watcher.ending) == (b"", Ending.DRAIN)
        hub.leave(watcher)
        assert bench.stored.reads == 0

    bench.run(scene)
