"""Where a database stands among the migrations, and bringing it to the newest.

The status is read without Alembic, so that a process can answer its first probe without it: the revision graph is in
the names at the top of each migration file.
"""

import ast
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from app.core.database import Database
from app.core.database_errors import DatabaseAhead, DatabaseBehind, UnsupportedDatabase

_PACKAGE = Path(__file__).resolve().parents[1]
_VERSION_TABLE = "alembic_version"


class MigrationState(StrEnum):
    """Where a database stands."""

    ABSENT = "absent"
    """No migration has run."""

    BEHIND = "behind"
    CURRENT = "current"
    AHEAD = "ahead"
    """It holds a revision that this code does not know: a newer version migrated it."""

    MANY_HEADS = "many_heads"
    """The code has several newest revisions, or the database records several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MigrationStatus:
    """The state, and the revisions it was told from."""

    state: MigrationState
    revisions: tuple[str, ...]
    """Recorded in the database."""

    heads: tuple[str, ...]
    """Newest in this code."""


@cache
def scripts_folder() -> Path:
    """Give the folder of the migrations: beside `app` in a checkout, inside it in an installed package."""
    checkout = _PACKAGE.parent / "alembic"
    return checkout if (checkout / "env.py").is_file() else _PACKAGE / "alembic"


@cache
def revision_graph() -> dict[str, tuple[str, ...]]:
    """Give every revision of this code with the revisions before it."""
    return dict(_revision(path) for path in sorted((scripts_folder() / "versions").glob("*.py")))


def _revision(path: Path) -> tuple[str, tuple[str, ...]]:
    names: dict[str, object] = {}
    for statement in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            name = statement.targets[0].id
            if name in ("revision", "down_revision"):
                names[name] = ast.literal_eval(statement.value)
    before = names.get("down_revision")
    if isinstance(before, (tuple, list)):
        return str(names["revision"]), tuple(str(one) for one in before)
    return str(names["revision"]), () if before is None else (str(before),)


def heads() -> tuple[str, ...]:
    """Give the newest revisions of this code; a healthy build has one."""
    graph = revision_graph()
    followed = {before for befores in graph.values() for before in befores}
    return tuple(sorted(set(graph) - followed))


def status(connection: Connection) -> MigrationStatus:
    """Tell where the database behind `connection` stands; reads one small table."""
    newest = heads()
    revisions: tuple[str, ...] = ()
    if inspect(connection).has_table(_VERSION_TABLE):
        found = connection.execute(text(f"SELECT version_num FROM {_VERSION_TABLE}")).scalars()  # noqa: S608 - a constant of this module
        revisions = tuple(sorted(str(revision) for revision in found))
    return MigrationStatus(state=_state(revisions, newest), revisions=revisions, heads=newest)


def _state(revisions: tuple[str, ...], newest: tuple[str, ...]) -> MigrationState:
    if len(newest) != 1 or len(revisions) > 1:
        return MigrationState.MANY_HEADS
    if not revisions:
        return MigrationState.ABSENT
    if revisions == newest:
        return MigrationState.CURRENT
    return MigrationState.BEHIND if revisions[0] in revision_graph() else MigrationState.AHEAD


def require_one_head(database: Database, found: MigrationStatus) -> None:
    """Refuse tables that are at several revisions at once, and a build that has several newest: nobody can guess here.

    Raises:
        DatabaseBehind: it is so, as `found` tells.

    """
    if len(found.heads) != 1:
        raise DatabaseBehind(f"This build has several newest migrations ({', '.join(found.heads)}). Use another build.")
    if found.state is MigrationState.MANY_HEADS:
        raise DatabaseBehind(
            f"The database {database.target} says that it is at several migrations at once"
            f" ({', '.join(found.revisions)}); nothing was changed. docs/RUNBOOK.md#many-heads says how to mend that."
        )


def require_current(database: Database) -> None:
    """Refuse a database that this code cannot work on.

    Raises:
        DatabaseBehind: not migrated, only in part, or at several revisions at once.
        DatabaseAhead: migrated by a newer version.

    """
    with database.read() as session:
        found = status(session.connection())
    require_one_head(database, found)
    if found.state is MigrationState.AHEAD:
        raise DatabaseAhead(
            f"The database {database.target} was migrated by a newer version of The Combine (revision"
            f" {', '.join(found.revisions)}). Use that version, or restore the backup from before the migration."
        )
    if found.state is not MigrationState.CURRENT:
        raise DatabaseBehind(
            f"The database {database.target} is not migrated: {found.state.value}. Run `combine migrate`."
        )


def upgrade(database: Database, *, revision: str = "head") -> None:
    """Bring the tables of The Combine and of its engine to `revision`; does nothing where they are there already.

    On PostgreSQL several may call this at once: they take turns under an advisory lock.

    Raises:
        UnsupportedDatabase: another program has tables of the same names there.
        DatabaseBehind: the tables are at several revisions at once.

    """
    _require_room(database)
    _run(database, "upgrade", revision)


def downgrade(database: Database, *, revision: str) -> None:
    """Take the tables of The Combine back to `revision`; the engine's stay as they are."""
    _run(database, "downgrade", revision)


def _require_room(database: Database) -> None:
    from app.store.tables import metadata  # noqa: PLC0415  late, as in `_run`

    with database.read() as session:
        connection = session.connection()
        if status(connection).state is not MigrationState.ABSENT:
            return
        taken = sorted(metadata.tables.keys() & set(inspect(connection).get_table_names()))
    if taken:
        raise UnsupportedDatabase(
            f"The database {database.target} has tables of another program ({', '.join(taken)}) where The Combine's"
            " would be. Name another database in DATABASE_URL; nothing was changed."
        )


def _run(database: Database, command: str, revision: str) -> None:
    # Alembic is imported only where a migration runs: it costs a process that only serves about 0.1 s.
    from alembic import command as commands  # noqa: PLC0415  late, as said above
    from alembic.config import Config  # noqa: PLC0415  late, as said above

    config = Config()
    config.set_main_option("script_location", str(scripts_folder()))
    config.attributes["url"] = database.url.render_as_string(hide_password=False)
    config.attributes["command"] = command
    getattr(commands, command)(config, revision)
