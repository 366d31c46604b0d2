"""What `serve` does for the person who just tries it: the embedded database is made and kept up to date."""

from app.core.database import Database
from app.core.logging import get_logger
from app.core.settings import Settings
from app.store.migrations import MigrationState, status, upgrade

_log = get_logger(__name__)


def migrate_development_file(settings: Settings, database: Database) -> bool:
    """Migrate the SQLite file of a development environment; tells whether there was something to do.

    Every other database is migrated by `combine migrate` alone, so that nobody's data changes by starting a service.
    """
    if settings.is_strict or not settings.is_sqlite:
        return False
    with database.read() as session:
        found = status(session.connection())
    if found.state not in {MigrationState.ABSENT, MigrationState.BEHIND}:
        return False
    _log.info("database.migrating", "The development database is brought up to date", database=database.target)
    upgrade(database)
    return True
