"""`combine migrate`: structured like a service's output, because it runs where services run."""

from app.cli.exits import Exit, exit_for
from app.core.database_errors import DatabaseError
from app.core.logging import get_logger
from app.core.startup import validate_on_startup
from app.operations.preparation import migrate

_log = get_logger(__name__)


def migrate_database() -> Exit:
    """Create or update the tables of the database that the settings name; its name is logged before it is touched."""
    loaded = validate_on_startup(captures=True)
    try:
        migrate(loaded.settings)
    except DatabaseError as error:
        _log.error("database.unusable", str(error), error_type=type(error).__name__)
        return exit_for(error) or Exit.FAILED
    return Exit.FINISHED
