"""Fixtures of the use cases' tests."""

import pytest

from app.core.database import Database
from tests.prepared import Prepared
from tests.services.line import Line

BEGUN = Prepared(lambda database: Line(database).begin(), Line.on)


@pytest.fixture
def line(database: Database) -> Line:
    """A project whose first run has begun."""
    return BEGUN.on(database)
