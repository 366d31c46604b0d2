"""Fixtures of the store's tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from app.core.clock import uuid7
from app.core.database import Database
from app.core.database_session import Session
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


@contextmanager
def unguarded(database: Database) -> Iterator[Session]:
    """Change the table of the audit as somebody could who owns the database."""
    on_postgresql = database.writer.dialect.name == "postgresql"
    with database.begin() as session:
        if on_postgresql:
            session.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
        else:
            session.execute(text("DROP TRIGGER audit_refuse_update"))
            session.execute(text("DROP TRIGGER audit_refuse_delete"))
        yield session
        if on_postgresql:
            session.execute(text("ALTER TABLE audit ENABLE TRIGGER USER"))
