import logging
import os
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.settings import clear_variables


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable of ours is set, and there is no `.env` in the working directory."""
    clear_variables(monkeypatch)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def _logging_as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Undo what configuring the process's logging changes."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    levels = {name: logging.getLogger(name).level for name in logging.root.manager.loggerDict}
    for target, name in (
        (sys, "stdout"),
        (sys, "stderr"),
        (sys, "excepthook"),
        (sys, "unraisablehook"),
        (threading, "excepthook"),
        (warnings, "showwarning"),
        (logging, "raiseExceptions"),
    ):
        monkeypatch.setattr(target, name, getattr(target, name))
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


@pytest.fixture
def pipe() -> tuple[int, int]:
    """Give a pipe's two ends, to be written to and read back."""
    return os.pipe()
