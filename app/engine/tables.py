"""The durable engine's own tables: schema `dbos` on PostgreSQL, beside ours on SQLite."""

from dbos import DBOS

from app.engine.connections import driverless
from app.engine.queue import SCHEMA


def migrate_engine(database_url: str, *, application_role: str | None = None) -> None:
    """Create the tables or bring them to the version of the installed library; does nothing where they are current.

    On PostgreSQL `application_role` is granted what executing and enqueuing need.
    """
    DBOS.migrate(driverless(database_url), schema=SCHEMA, application_role=application_role)
