"""The engine's tests run on real databases, with every table that `migrate` makes."""

from collections.abc import Iterator

import pytest

from app.core.database import Database
from app.engine.queue import JobQueue
from tests.databases import PostgreSQLTemplates, opened


@pytest.fixture
def engine_url(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)


@pytest.fixture
def postgresql_database(postgresql_templates: PostgreSQLTemplates) -> Iterator[Database]:
    with opened(postgresql_templates) as fresh:
        yield fresh


@pytest.fixture
def queue(engine_url: str) -> Iterator[JobQueue]:
    queue = JobQueue(engine_url)
    yield queue
    queue.close()
