"""`combine` run in this process, with what it wrote and how it ended."""

import json
import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from app.cli.main import main
from tests.databases import SQLiteTemplates
from tests.settings import set_variables


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """A command that ended."""

    code: int
    out: str
    err: str

    def json(self) -> Any:  # noqa: ANN401  JSON by nature
        """Read standard output as exactly one JSON value."""
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class Combine:
    """The command line in a folder of its own, on a database of its own."""

    folder: Path
    url: str
    monkeypatch: pytest.MonkeyPatch
    capfd: pytest.CaptureFixture[str]

    def settings(self, variables: Mapping[str, str]) -> None:
        """Set exactly these variables beside the database's."""
        set_variables(self.monkeypatch, {"DATABASE_URL": self.url, "GRACE_SECONDS": "0", **variables})

    def run(self, *words: str | Path) -> Ran:
        """Run a command to its end; an exception that `main` lets through fails the test."""
        self.capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        written = self.capfd.readouterr()
        code = ended.value.code
        assert isinstance(code, int)
        assert "Traceback" not in written.err
        return Ran(code=code, out=written.out, err=written.err)

    def write(self, name: str, content: str | bytes) -> Path:
        """Write a file into the folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    @property
    def database_file(self) -> Path:
        """The SQLite file."""
        return Path(str(make_url(self.url).database))

    def projects(self) -> list[str]:
        """Name the projects that there are."""
        return [project["slug"] for project in self.run("project", "list", "--json").json()]


@contextmanager
def combine_in(
    folder: Path, templates: SQLiteTemplates, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Iterator[Combine]:
    """Give `combine` in `folder`, on a migrated database that knows no project yet."""
    url = templates.migrated()
    try:
        with combine_on(url, folder, monkeypatch, capfd) as combine:
            yield combine
    finally:
        templates.drop(url)


@contextmanager
def combine_on(
    url: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Iterator[Combine]:
    """Give `combine` in `folder`, on the database at `url`."""
    monkeypatch.chdir(folder)
    combine = Combine(folder, url, monkeypatch, capfd)
    combine.settings({})
    root = logging.getLogger()
    before = root.handlers[:], root.level
    try:
        yield combine
    finally:
        root.handlers[:], root.level = before


@contextmanager
def signalled_when(condition: Callable[[], bool], number: signal.Signals, *, seconds: float = 120) -> Iterator[None]:
    """Send this process a signal once `condition` holds, while the block runs."""
    with once(condition, lambda: os.kill(os.getpid(), number), seconds=seconds):
        yield


@contextmanager
def once(condition: Callable[[], bool], deed: Callable[[], object], *, seconds: float = 120) -> Iterator[None]:
    """Do something once `condition` holds, while the block runs."""
    done = threading.Event()

    def watch() -> None:
        deadline = time.monotonic() + seconds
        while not done.wait(0.02) and time.monotonic() < deadline:
            if condition():
                deed()
                return

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
