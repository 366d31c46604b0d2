"""What Alembic runs for each of its commands: our tables, then, on an upgrade, the engine's.

On PostgreSQL one advisory lock is held over both, so that two that migrate at once take turns. It is held on a
connection of its own outside of any transaction, because the engine builds indexes concurrently, which waits for every
transaction that is open; for the same reason a second one asks again and again instead of waiting inside a statement.

Tables that a newer version migrated are left as they are, as `combine migrate` leaves them: Alembic itself would stop
at a revision that it does not know.

On Alembic's own command line, what is expected to fail ends as in `combine migrate`: in a sentence and with its code.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from sqlalchemy import Connection, text

from app.cli.exits import complain, exit_for
from app.core.database import Database, DatabaseKind, open_database
from app.core.database_errors import DatabaseAhead, DatabaseError
from app.core.database_faults import translated
from app.core.declaration import ConfigurationError
from app.core.settings import load_settings
from app.operations.preparation import Migrated
from app.store.migrations import MigrationState, MigrationStatus, require_one_head, status
from app.store.tables import metadata

_MIGRATION_LOCK = 0x434F4D42
"""`COMB` in ASCII: the key of the advisory lock."""

_ASK_AGAIN_SECONDS = 0.2


def _database() -> Database:
    given = context.get_x_argument(as_dictionary=True).get("url") or context.config.attributes.get("url")
    url = given or load_settings().settings.database_url.get_secret_value()
    return open_database(str(url), application_name="combine-migrate")


def _command() -> str:
    command = getattr(context.config.cmd_opts, "cmd", None)
    return str(command[0].__name__ if command else context.config.attributes.get("command"))


def _found(database: Database) -> MigrationStatus:
    with database.read() as session:
        return status(session.connection())


def _is_told_as_ahead(database: Database, found: MigrationStatus) -> bool:
    """Tell a server's database that a newer version migrated from others, and say which revision it is at.

    Raises:
        DatabaseAhead: this version knows no way down, or the file belongs to one version at a time.
        DatabaseBehind: the tables are at several revisions at once, of which none can be left for another.

    """
    command = _command()
    if command != "current":
        require_one_head(database, found)
    if found.state is not MigrationState.AHEAD:
        return False
    revision = ", ".join(found.revisions)
    if command == "downgrade" or (command == "upgrade" and database.kind is DatabaseKind.SQLITE):
        raise DatabaseAhead(f"A newer version migrated {database.target} to {revision}; use that version for it.")
    context.config.print_stdout(f"{revision} (ahead): a newer version migrated {database.target}; it is left as it is")
    return True


def _tell(database: Database, before: MigrationStatus) -> None:
    """Say where the tables were and are; `combine migrate` does so in its own way."""
    revisions = [", ".join(found.revisions) for found in (before, _found(database))]
    done = Migrated(database=database.target, before=revisions[0], after=revisions[1] or "nothing")
    context.config.print_stdout(done.sentence)


@contextmanager
def _alone(database: Database) -> Iterator[None]:
    if database.kind.value != "postgresql":
        yield
        return
    with database.writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": _MIGRATION_LOCK}):
            time.sleep(_ASK_AGAIN_SECONDS)
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _MIGRATION_LOCK})


def _is_ours(_object: Any, name: str | None, kind: str, reflected: bool, _compared: Any) -> bool:  # noqa: ANN401, FBT001 - Alembic's signature
    """Leave out the engine's tables, which stand beside ours in a SQLite file."""
    return not (kind == "table" and reflected and name not in metadata.tables)


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_type=True,
        compare_server_default=True,
        include_object=_is_ours,
        render_as_batch=connection.dialect.name == "sqlite",
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def _run_online() -> None:
    command, is_called_by_name = _command(), context.config.cmd_opts is not None
    asks_for_head = getattr(context.config.cmd_opts, "check_heads", False)
    database = _database()
    try:
        with translated(database.target), _alone(database):
            if command in {"upgrade", "downgrade", "current"} and not asks_for_head:
                before = _found(database)
                if _is_told_as_ahead(database, before):
                    return
            if command == "upgrade":
                # The engine's tables come first, so that where ours are current none is missing, whenever this was
                # cut off. The engine takes half a second to import, and only upgrades need it.
                from app.engine.tables import migrate_engine  # noqa: PLC0415  late, as said above

                migrate_engine(database.url.render_as_string(hide_password=False))
            with database.writer.connect() as connection:
                _migrate(connection)
                connection.commit()
            if is_called_by_name and command in {"upgrade", "downgrade"}:
                _tell(database, before)
    finally:
        database.dispose()


def _run_offline() -> None:
    context.configure(
        dialect_name="postgresql", target_metadata=metadata, literal_binds=True, transaction_per_migration=True
    )
    with context.begin_transaction():
        context.run_migrations()


def _run() -> None:
    if context.is_offline_mode():
        _run_offline()
    else:
        _run_online()


if context.config.cmd_opts is None:
    _run()
else:
    try:
        _run()
    except (ConfigurationError, DatabaseError) as fault:
        complain(str(fault))
        sys.exit(exit_for(fault))
