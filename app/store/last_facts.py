"""The number of a project's newest fact, for as long as a transaction holds the project's lock and it cannot change."""

from app.core.database_session import Session
from app.domain.names import ProjectId

_KEY = "last fact of"


def remember_last_fact(session: Session, project: ProjectId, number: int) -> None:
    """Keep the number that was read under the project's lock, or given by an append, until the transaction ends."""
    session.info[_KEY, project] = number


def remembered_last_fact(session: Session, project: ProjectId) -> int | None:
    """Give that number; None where this transaction does not hold the lock."""
    number: int | None = session.info.get((_KEY, project))
    return number
