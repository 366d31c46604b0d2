"""`combine migrate`: on a terminal in a sentence, elsewhere structured like the output of the services beside it."""

import sys

from app.cli.exits import Exit, exit_for
from app.cli.opening import STANDARD_ERROR
from app.cli.output import results
from app.core.database_errors import DatabaseError
from app.core.logging import configure_logging, get_logger
from app.core.settings import load_settings
from app.core.startup import validate_on_startup
from app.operations.preparation import migrate

_log = get_logger(__name__)


def migrate_database() -> Exit:
    """Create or update the tables of the database that the settings name; its name is logged before it is touched."""
    if not sys.stdout.isatty():
        return _as_a_service()
    settings = load_settings().settings
    configure_logging(settings, level="WARNING", log_format="text", descriptor=STANDARD_ERROR)
    results().print(migrate(settings).sentence, markup=False)
    return Exit.FINISHED


def _as_a_service() -> Exit:
    loaded = validate_on_startup(captures=True)
    try:
        migrate(loaded.settings)
    except DatabaseError as error:
        _log.error("database.unusable", str(error), error_type=type(error).__name__)
        return exit_for(error) or Exit.FAILED
    return Exit.FINISHED
