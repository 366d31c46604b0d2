"""Nothing that happens to the reader of the log holds up who logs, and what it costs is told."""

import json
import os
import resource
import select
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.core.log_writer import LineWriter
from app.core.logging import JSONFormatter, LineHandler
from tests.core.records import event

PATIENCE_MILLISECONDS = 90_000
LONG = "x" * 1000


def sockets() -> tuple[int, int]:
    reading, writing = socket.socketpair()
    return reading.detach(), writing.detach()


KINDS: dict[str, Callable[[], tuple[int, int]]] = {"a pipe": os.pipe, "a socket": sockets, "a terminal": os.openpty}


@pytest.fixture(params=KINDS)
def ends(request: pytest.FixtureRequest) -> Iterator[tuple[int, int]]:
    """Give where to read what was written, and where to write it."""
    reading, writing = KINDS[request.param]()
    yield reading, writing
    os.close(reading)
    os.close(writing)


def lines_read(reading: int) -> Iterator[dict[str, object]]:
    """Give the lines as they come; each is whole."""
    rest = b""
    room = select.poll()
    room.register(reading, select.POLLIN)
    while room.poll(PATIENCE_MILLISECONDS):
        *lines, rest = (rest + os.read(reading, 1 << 20)).split(b"\n")
        yield from map(json.loads, lines)
    raise AssertionError("no more lines came")


def test_a_reader_that_stands_still_costs_lines_which_are_told_of(ends: tuple[int, int]) -> None:
    handler = LineHandler(JSONFormatter(), descriptor=ends[1])
    for number in range(5000):
        handler.emit(event(number=number, text=LONG))
    dropped = handler.dropped
    assert dropped > 0
    kept = 0
    for line in lines_read(ends[0]):
        if line["event"] == "log.lines_dropped":
            break
        assert line["number"] == kept
        kept += 1
    assert (line["lines"], kept, handler.dropped) == (dropped, 5000 - dropped, dropped)
    handler.emit(event("run.ended"))
    assert next(lines_read(ends[0]))["event"] == "run.ended"


def test_a_reader_that_is_slow_loses_nothing(ends: tuple[int, int]) -> None:
    handler = LineHandler(JSONFormatter(), descriptor=ends[1])
    for number in range(2000):
        handler.emit(event(number=number, text=LONG))
    lines = lines_read(ends[0])
    assert [next(lines)["number"] for _ in range(2000)] == list(range(2000))
    assert handler.dropped == 0


def test_who_shares_the_descriptor_still_waits_on_it_as_before(ends: tuple[int, int]) -> None:
    LineHandler(JSONFormatter(), descriptor=ends[1]).emit(event())
    assert os.get_blocking(ends[1])


def test_a_full_disk_costs_lines_which_are_told_of(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full, (tmp_path / "log").open("w+b") as log:
        handler = LineHandler(JSONFormatter(), descriptor=full.fileno())
        handler.emit(event())
        handler.emit(event())
        assert handler.dropped == 2
        os.dup2(log.fileno(), full.fileno())
        handler.emit(event("run.ended"))
    ended, told = map(json.loads, (tmp_path / "log").read_text().splitlines())
    assert (ended["event"], told["event"], told["lines"]) == ("run.ended", "log.lines_dropped", 2)


def test_a_closed_pipe_costs_lines_and_nothing_else(pipe: tuple[int, int]) -> None:
    handler = LineHandler(JSONFormatter(), descriptor=pipe[1])
    os.close(pipe[0])
    handler.emit(event())
    handler.emit(event())
    assert handler.dropped == 2


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_line_that_was_cut_short_does_not_spoil_the_next(tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as log:
        writer = LineWriter(log.fileno(), about_dropped=lambda number: b"%d dropped\n" % number)
        with files_of_at_most(1000):
            writer.write(b"x" * 9000 + b"\n")
        writer.write(b"whole\n")
    assert (tmp_path / "log").read_bytes() == b"x" * 1000 + b"\nwhole\n1 dropped\n"
