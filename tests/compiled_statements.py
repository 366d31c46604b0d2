"""SQL text that was compiled once in a test process, for every engine of the same kind in it.

Each test opens databases of its own, and a new engine would compile every statement anew: half the time of a test that
only reads a row. A compiled statement holds text and the order of its parameters, and no connection.
"""

from typing import Any

from sqlalchemy import Connection, Engine, event


class CompiledStatements(dict[tuple[Any, ...], Any]):
    """What SQLAlchemy asks for what it compiled; a dialect is known by what it is, not by which one it is."""

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:  # noqa: ANN401 - whatever SQLAlchemy keeps here
        """Give what was compiled for a dialect of the same kind."""
        return super().get(_told(key), default)

    def __setitem__(self, key: tuple[Any, ...], compiled: object) -> None:
        """Keep what was compiled."""
        super().__setitem__(_told(key), compiled)


def _told(key: tuple[Any, ...]) -> tuple[Any, ...]:
    """Put in the place of the dialect what its text depends on."""
    dialect, *rest = key
    kind = (
        type(dialect),
        dialect.paramstyle,
        dialect.server_version_info,
        getattr(dialect, "_json_serializer", None),
        getattr(dialect, "_json_deserializer", None),
    )
    return (*kind, *rest)


def share_compiled_statements() -> None:
    """Let every engine of this process look there first, and keep there what it compiles."""
    shared = CompiledStatements()

    def take(connection: Connection) -> None:
        connection.execution_options(compiled_cache=shared)

    event.listen(Engine, "engine_connect", take)
