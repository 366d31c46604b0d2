"""How often a database is asked."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from app.core.database_session import Session


@contextmanager
def counted(session: Session, asked: dict[str, int], name: str) -> Iterator[None]:
    """Count the statements of the block under `name`."""
    connection, statements = session.connection(), list[str]()

    def note(*given: object) -> None:
        statements.append(str(given[2]))

    event.listen(connection, "before_cursor_execute", note)
    yield
    event.remove(connection, "before_cursor_execute", note)
    asked[name] = len(statements)
