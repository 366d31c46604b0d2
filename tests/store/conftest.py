"""Fixtures of the store's tests."""

from datetime import UTC, datetime

import pytest

from app.core.clock import uuid7
from app.core.database import Database
from app.domain.names import ProjectId
from app.store import projects

NOON = datetime(2025, 6, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def project(database: Database) -> ProjectId:
    """A project without any fact."""
    return make_project(database, "first")


def make_project(database: Database, slug: str) -> ProjectId:
    """Create a project without any fact."""
    with database.begin() as session:
        return projects.create(session, ProjectId(str(uuid7())), slug=slug, title=slug.title(), at=NOON).id
