"""The real service in a process of its own, for tests that start, break, drain and kill it."""

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 90.0
"""Reached only by what does not come at all: a machine may be slow, and stand still for a while."""

LOOK_SECONDS = 0.05
PORTS = (20_000, 32_000)
_CHANCE = random.SystemRandom()
PROGRAM = ("app.cli.main",)
PLAIN_UVICORN = ("uvicorn", "--factory", "app.api.main:create_app")
"""The service without what `combine serve` adds; it takes no arguments of ours."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What the service answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, object]:
        """Read the body as an object."""
        parsed = json.loads(self.body)
        assert isinstance(parsed, dict)
        return parsed


def free_port() -> int:
    """Find a loopback port that nobody uses now, below those which the system gives to whoever connects."""
    while True:
        port = _CHANCE.randrange(*PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def wait_for(condition: Callable[[], bool], what: str, *, seconds: float = PATIENCE_SECONDS) -> None:
    """Look until the condition holds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(LOOK_SECONDS)
    raise AssertionError(f"waited {seconds} s for {what}")


class ServiceProcess:
    """`combine serve` with exactly the given variables, in a folder of its own."""

    def __init__(
        self,
        folder: Path,
        variables: Mapping[str, str],
        *,
        arguments: tuple[str, ...] = ("serve",),
        stdout: int | None = None,
        wrapper: tuple[str, ...] = (),
        program: tuple[str, ...] = PROGRAM,
    ) -> None:
        self.port = free_port()
        self.folder = folder
        self.log = folder / "stdout.jsonl"
        self.errors = folder / "stderr"
        self._stdout = stdout
        self._wrapper = wrapper
        self._program = program
        serves = arguments == ("serve",) or program == PLAIN_UVICORN
        self._arguments = (*arguments, "--port", str(self.port)) if serves else arguments
        self.variables = {
            "PATH": os.environ["PATH"],  # noqa: TID251 - the child finds its tools as this process does
            "PYTHONPATH": str(ROOT),
            "LOG_FORMAT": "json",
            **variables,
        }

    def __enter__(self) -> Self:
        with self.log.open("wb") as log, self.errors.open("wb") as errors:
            self.process = subprocess.Popen(  # noqa: S603 - our own program
                [*self._wrapper, sys.executable, "-m", *self._program, *self._arguments],
                cwd=self.folder,
                env=self.variables,
                stdin=subprocess.DEVNULL,
                stdout=self._stdout if self._stdout is not None else log,
                stderr=errors,
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(timeout=PATIENCE_SECONDS)

    def ask(
        self,
        path: str,
        *,
        method: str = "GET",
        timeout: float = PATIENCE_SECONDS,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        """Send one request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body=body, headers=dict(headers or {}))
            response = connection.getresponse()
            told = {name.lower(): value for name, value in response.getheaders()}
            return Answer(status=response.status, headers=told, body=response.read())
        finally:
            connection.close()

    def status(self, path: str) -> int:
        """Give the status of a path; 0 while nobody listens."""
        try:
            return self.ask(path).status
        except OSError:
            return 0

    def until(self, path: str, status: int, *, seconds: float = PATIENCE_SECONDS) -> None:
        """Wait until a path answers with a status."""
        wait_for(lambda: self.status(path) == status, f"{path} to answer {status}", seconds=seconds)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal."""
        self.process.send_signal(number)

    def ended(self, *, seconds: float = PATIENCE_SECONDS) -> int:
        """Wait for the end and give the exit code."""
        return self.process.wait(timeout=seconds)

    def lines(self) -> list[dict[str, object]]:
        """Read every line of the log, strictly, and see that stderr stayed empty."""
        assert self.errors.read_bytes() == b""
        return [json.loads(line, parse_constant=_refuse) for line in self.log.read_text().splitlines()]

    def events(self) -> list[object]:
        """Name the events in their order."""
        return [line["event"] for line in self.lines()]


def _refuse(constant: str) -> object:
    raise AssertionError(f"{constant} is no JSON")
