"""Every byte of the real process is a line, and nothing that happens to its output ends it."""

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from tests.operational.service_process import ServiceProcess

ENDS = {"drained": signal.SIGTERM, "interrupted": signal.SIGINT, "killed": signal.SIGKILL}


@pytest.mark.parametrize("end", ENDS)
def test_every_line_of_a_life_parses(tmp_path: Path, end: str) -> None:
    with ServiceProcess(tmp_path, {"DRAIN_SECONDS": "0"}) as service:
        service.until("/health/ready", 200)
        for path in ("/nowhere", "/docs", "/metrics", "/%0a%7b%7d"):
            service.ask(path)
        service.signal(ENDS[end])
        service.ended()
        events = service.events()
    assert {"config.loaded", "database.migrating", "server.message", "http.request"} <= set(events)
    jq = shutil.which("jq")
    if jq is None:
        pytest.skip("jq is not installed")
    command = [jq, "-es", "map(.event) | length"]
    log = service.log.read_bytes()
    parsed = subprocess.run(command, input=log, capture_output=True, timeout=120, check=False)  # noqa: S603 - jq's own path
    assert (parsed.returncode, int(parsed.stdout)) == (0, len(events))


def check_it_answers_and_ends(service: ServiceProcess) -> None:
    assert service.ask("/nowhere").status == 404
    service.signal(signal.SIGTERM)
    assert service.ended() == 0
    assert service.errors.read_bytes() == b""


def test_a_full_disk_under_the_log_changes_nothing_else(tmp_path: Path) -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    try:
        with ServiceProcess(tmp_path, {"DRAIN_SECONDS": "0"}, stdout=full) as service:
            service.until("/health/ready", 200)
            check_it_answers_and_ends(service)
    finally:
        os.close(full)


def test_a_reader_that_goes_away_changes_nothing_else(tmp_path: Path) -> None:
    read, write = os.pipe()
    with ServiceProcess(tmp_path, {"DRAIN_SECONDS": "0"}, stdout=write) as service:
        os.close(write)
        service.until("/health/ready", 200)
        os.close(read)
        check_it_answers_and_ends(service)


def test_a_reader_that_stands_still_holds_nobody_up(tmp_path: Path) -> None:
    """`combine serve | something that hangs`: the pipe is full before the first line."""
    read, write = os.pipe()
    os.set_blocking(write, False)
    with suppress(BlockingIOError):
        while True:
            os.write(write, b"." * 4096)
    os.set_blocking(write, True)
    try:
        with ServiceProcess(tmp_path, {"DRAIN_SECONDS": "0"}, stdout=write) as service:
            service.until("/health/ready", 200)
            check_it_answers_and_ends(service)
    finally:
        os.close(read)
        os.close(write)


def test_a_closed_standard_output_never_becomes_somebody_elses_file(tmp_path: Path) -> None:
    """Started with descriptor 1 closed, the first file that is opened would get that number, and the log with it."""
    closing = ("/bin/sh", "-c", 'exec "$@" 1>&-', "sh")
    with ServiceProcess(tmp_path, {"DRAIN_SECONDS": "0"}, wrapper=closing) as service:
        service.until("/health/ready", 200)
        assert service.ask("/nowhere").status == 404
        service.signal(signal.SIGTERM)
        assert service.ended() == 0
    for path in tmp_path.iterdir():
        assert b"config.loaded" not in path.read_bytes(), path.name
