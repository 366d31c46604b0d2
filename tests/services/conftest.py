"""Fixtures of the use cases' tests."""

import pytest

from app.core.database import Database
from tests.services.line import Line


@pytest.fixture
def line(database: Database) -> Line:
    """A project whose first run has begun."""
    return Line(database).begin()
