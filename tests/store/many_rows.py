"""Tables with many rows, put there at once, for tests and figures of lists."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table, insert, text

from app.core.database import Database
from app.core.database_session import Session
from app.domain.accounts import Standing
from app.domain.audit import INSTANCE_CHAIN
from app.domain.names import ProjectId
from app.store import account_tables, audit_tables, tables

AT = datetime(2025, 6, 1, 12, 0, tzinfo=UTC)
LATER = datetime(2099, 6, 1, 12, 0, tzinfo=UTC)
_AT_ONCE = 5_000


def key(number: int) -> str:
    """Give the key of a row; keys sort by their numbers."""
    return str(UUID(int=(1 << 120) + number))


@dataclass(frozen=True, kw_only=True, slots=True)
class Many:
    """What was made: one project, one person who is in every project, and as many rows as asked for of each kind."""

    count: int

    @property
    def project(self) -> ProjectId:
        """The project whose runs, members, events and audit are many."""
        return ProjectId(key(0))

    @property
    def person(self) -> str:
        """The person whose projects, sessions and tokens are many."""
        return key(0)


def fill(database: Database, count: int) -> Many:
    """Put `count` rows into every table that is listed, and tell the database's planner."""
    made = Many(count=count)
    with database.begin() as session:
        for table, row in _ROWS.items():
            _insert(session, table, [row(number) for number in range(count)])
        others = list(map(_member_here, range(1, count)))
        _insert(session, account_tables.members, others)
    with database.writer.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()
    return made


def _insert(session: Session, table: Table, rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), _AT_ONCE):
        session.execute(insert(table), rows[start : start + _AT_ONCE])


def _project(number: int) -> dict[str, Any]:
    return {"id": key(number), "slug": f"p-{number:07}", "title": f"Project {number}", "created_at": AT}


def _user(number: int) -> dict[str, Any]:
    return {"id": key(number), "name": f"u{number}", "email": f"u{number}@example.com", "created_at": AT}


def _member_of(number: int) -> dict[str, Any]:
    return {"project": key(number), "user_id": key(0), "standing": Standing.VIEWER.value, "roles": [], "since": AT}


def _member_here(number: int) -> dict[str, Any]:
    return {"project": key(0), "user_id": key(number), "standing": Standing.VIEWER.value, "roles": [], "since": AT}


def _session(number: int) -> dict[str, Any]:
    own = {"id": key(number), "digest": f"{number:064}", "user_id": key(0), "agent": "test"}
    return {**own, "created_at": AT, "seen_at": AT, "expires_at": LATER}


def _token(number: int) -> dict[str, Any]:
    own = {"id": key(number), "digest": f"{number:064}", "user_id": key(0), "name": "ci", "scopes": []}
    return {**own, "created_at": AT, "expires_at": LATER}


def _run(number: int) -> dict[str, Any]:
    return {"project": key(0), "number": number + 1, "state": "finished", "started_at": AT, "closed_at": AT}


def _event(number: int) -> dict[str, Any]:
    own = {"project": key(0), "sequence": number + 1, "kind": "run.started", "recorded_at": AT, "data": {}}
    return {**own, "actor_kind": "system", "actor_id": "system"}


def _entry(number: int, chain: str = INSTANCE_CHAIN) -> dict[str, Any]:
    own = {"chain": chain, "sequence": number + 1, "previous": f"{number:064}", "digest": f"{number:064}"}
    project = None if chain == INSTANCE_CHAIN else chain
    return {**own, "project": project, "entry": "{}", "recorded_at": AT}


_ROWS = {
    tables.projects: _project,
    account_tables.users: _user,
    account_tables.members: _member_of,
    account_tables.sessions: _session,
    account_tables.api_tokens: _token,
    tables.runs: _run,
    tables.events: _event,
    audit_tables.audit: _entry,
}
