import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.core.logging import configure_logging
from tests.http.applications import breaking_app, settings_for


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    """Talks to the real application in this process, without its background."""
    return TestClient(breaking_app(settings_for(tmp_path)), raise_server_exceptions=False)


@pytest.fixture
def log_lines(tmp_path: Path) -> Iterator[Path]:
    """The file that the process's JSON log goes to."""
    path = tmp_path / "log.jsonl"
    with path.open("wb") as file:
        handler = configure_logging(settings_for(tmp_path, log_format="json"), descriptor=file.fileno())
        yield path
    logging.getLogger().removeHandler(handler)
