"""What `serve` does for the person who just tries it: the embedded database is made and kept up to date."""

from dataclasses import dataclass
from pathlib import Path

from app.core.database import Database, open_database
from app.core.database_errors import DatabaseBehind
from app.core.logging import get_logger
from app.core.settings import Settings
from app.store.migrations import MigrationState, require_current, status, upgrade

_log = get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Migrated:
    """Where `migrate` found a database, and where it left it."""

    database: str
    before: str
    """The revision; empty where there were no tables."""

    after: str
    is_ahead: bool = False
    """Whether a newer version migrated it."""

    @property
    def sentence(self) -> str:
        """Say what was done."""
        if self.is_ahead:
            return f"left as it is: {self.database} is at {self.after}, to which a newer version migrated it"
        if self.before == self.after:
            return f"nothing to do: {self.database} is at {self.after}"
        return f"migrated {self.database} from {self.before or 'nothing'} to {self.after}"


def prepare_embedded(settings: Settings) -> None:
    """Open the embedded database of `settings` for as long as `prepare` takes.

    Raises:
        app.core.database_errors.DatabaseError: as for `prepare`.

    """
    database = open_database(settings.database_url.get_secret_value())
    try:
        prepare(settings, database)
    finally:
        database.dispose()


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


def migrate(settings: Settings) -> Migrated:
    """Bring the database of `settings` to this version, after logging which one it is; tells what was done.

    A server's database that a newer version migrated is left as it is, because that is a rollback: every migration
    leaves the tables usable for the version before.

    Raises:
        app.core.database_errors.DatabaseError: it cannot be reached or written, or is a newer version's SQLite file.

    """
    database = open_database(settings.database_url.get_secret_value(), application_name="combine-migrate")
    try:
        _log.info("database.migrating", "The database is brought up to date", database=database.target)
        with database.read() as session:
            before = status(session.connection())
        is_ahead = before.state is MigrationState.AHEAD
        if is_ahead:
            _require_rollback(settings, database)
        else:
            upgrade(database)
        with database.read() as session:
            after = status(session.connection())
    finally:
        database.dispose()
    done = Migrated(
        database=database.target,
        before=", ".join(before.revisions),
        after=", ".join(after.revisions),
        is_ahead=is_ahead,
    )
    if not is_ahead:
        _log.info("database.migrated", f"The database is current: {done.sentence}", changed=done.before != done.after)
    return done


def prepare(settings: Settings, database: Database, *, creates: bool = True) -> bool:
    """Make sure that this version can work on `database`; a development file is migrated, nothing else is.

    Unless it `creates`, a file that is not there is refused and not made. Tells whether a newer version migrated a
    server's database, as it is after a rollback.

    Raises:
        app.core.database_errors.DatabaseError: it cannot be reached, is not migrated, or is a newer version's SQLite
            file.

    """
    if not creates:
        _require_file(settings, database)
    migrate_development_file(settings, database)
    with database.read() as session:
        found = status(session.connection())
    if found.state is not MigrationState.AHEAD:
        require_current(database)
        return False
    _require_rollback(settings, database)
    return True


def lacks_file(settings: Settings, database: Database) -> bool:
    """Tell whether the database is a file that nobody made yet."""
    return settings.is_sqlite and not _is_there(Path(database.url.database or ""))


def _require_file(settings: Settings, database: Database) -> None:
    if lacks_file(settings, database):
        raise DatabaseBehind(
            f"There is no database {database.target} yet. `combine produce BRIEF` makes it, or `combine migrate` an"
            " empty one; if yours lies elsewhere, name it in DATABASE_URL."
        )


def _is_there(file: Path) -> bool:
    try:
        return file.stat().st_size > 0
    except FileNotFoundError:
        return not file.parent.is_dir()  # whoever opens it says that the folder is missing
    except OSError:
        return True  # or what else is wrong


def _require_rollback(settings: Settings, database: Database) -> None:
    """Take a newer database for a rollback where versions are deployed, and refuse it elsewhere."""
    if settings.is_sqlite:
        require_current(database)
    _log.warning(
        "database.ahead", "A newer version migrated the database; it is used as it is", database=database.target
    )
