"""What a unit of work is done with: one connection in its transaction, and the notes that are taken on the way.

SQLAlchemy's own session brings its object mapper along, of which nothing here is used and which fills six megabytes.
"""

from typing import Any

from sqlalchemy import Connection


class Session:
    """A connection that is in use, and notes (`info`) for who works with it later."""

    __slots__ = ("_connection", "execute", "info")

    def __init__(self, connection: Connection, *, info: dict[Any, Any]) -> None:
        self._connection = connection
        self.execute = connection.execute
        self.info = info

    @property
    def dialect(self) -> str:
        """The name of the database's dialect."""
        return self._connection.dialect.name

    def connection(self) -> Connection:
        """Give the connection, for what takes one."""
        return self._connection
