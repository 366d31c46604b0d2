"""Lists go by an index from where a page begins: nothing is sorted, and no table is read from its start."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import event

from app.core.database import Database, DatabaseKind
from app.core.database_session import Session
from app.domain.accounts import LOCAL_OPERATOR, Actor, ActorKind
from app.domain.tokens import RANDOM_BYTES, write_token
from app.services import audit, events, members, projects, runs, sessions, tokens, users
from tests.databases import PostgreSQLTemplates, SQLiteTemplates, opened
from tests.store.many_rows import AT, Many, fill, key

COUNT = 4_000
LIMIT = 50
List = Callable[[Session, Many, int], Any]


def person(made: Many) -> Actor:
    return Actor(kind=ActorKind.PERSON, id=made.person, name="Ada", user=made.person)


LISTS: dict[str, List] = {
    "projects of everybody": lambda session, _, seen: projects.list_own_projects(
        session, LOCAL_OPERATOR, after=key(seen), limit=LIMIT
    ),
    "projects by slug": lambda session, _, seen: projects.list_projects(
        session, LOCAL_OPERATOR, after=f"p-{seen:07}", limit=LIMIT
    ),
    "projects of a member": lambda session, made, seen: projects.list_own_projects(
        session, person(made), after=key(seen), limit=LIMIT
    ),
    "members": lambda session, made, seen: members.list_members(
        session, LOCAL_OPERATOR, project=made.project, after=key(seen), limit=LIMIT
    ),
    "users": lambda session, _, seen: users.list_users(session, LOCAL_OPERATOR, after=key(seen), limit=LIMIT),
    "sessions": lambda session, made, seen: sessions.list_sessions(
        session, person(made), now=AT, after=key(seen), limit=LIMIT
    ),
    "tokens": lambda session, made, seen: tokens.list_tokens(
        session, person(made), who=made.person, after=key(seen), limit=LIMIT
    ),
    "runs": lambda session, made, seen: runs.list_runs(
        session, LOCAL_OPERATOR, project=made.project, before=made.count - seen, limit=LIMIT
    ),
    "events": lambda session, made, seen: events.list_events(
        session, LOCAL_OPERATOR, project=made.project, after=seen, limit=LIMIT
    ),
    "the installation's audit": lambda session, _, seen: audit.list_entries(
        session, LOCAL_OPERATOR, project=None, after=seen, limit=LIMIT
    ),
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest) -> Iterator[tuple[Database, Many]]:
    templates: SQLiteTemplates | PostgreSQLTemplates = request.getfixturevalue(f"{request.param}_templates")
    with opened(templates) as database:
        yield database, fill(database, COUNT)


def plans(database: Database, made: Many, listed: List, seen: int) -> tuple[int, list[str]]:
    """List a page; give how many entries it has, and how the database goes about each question that it was asked."""
    asked: list[tuple[str, Any]] = []

    def note(*given: Any) -> None:  # noqa: ANN401 - SQLAlchemy's arguments
        asked.append((given[2], given[3]))

    event.listen(database.reader, "before_cursor_execute", note)
    try:
        with database.read() as session:
            found = len(listed(session, made, seen))
    finally:
        event.remove(database.reader, "before_cursor_execute", note)
    word = "EXPLAIN QUERY PLAN " if database.kind is DatabaseKind.SQLITE else "EXPLAIN "
    told = []
    with database.read() as session:
        for statement, parameters in asked:
            if statement.lstrip().startswith("SELECT"):
                rows = session.connection().exec_driver_sql(word + statement, parameters)
                told.append("\n".join(str(row[-1]) for row in rows))
    return found, told


def require_order(database: Database, plan: str) -> None:
    """Refuse a plan that sorts."""
    sorts = "TEMP B-TREE FOR ORDER" if database.kind is DatabaseKind.SQLITE else "Sort"
    assert sorts not in plan, plan


def require_index(database: Database, plan: str) -> None:
    """Refuse a plan that reads a whole table; the ledger of calls is empty here."""
    whole = r"^SCAN (?!.*USING)" if database.kind is DatabaseKind.SQLITE else r"Seq Scan on (?!call_)"
    assert not re.search(whole, plan, re.MULTILINE), plan


@pytest.mark.parametrize("seen", [10, COUNT - 200])
@pytest.mark.parametrize("name", LISTS)
def test_a_page_is_found_by_its_index(filled: tuple[Database, Many], name: str, seen: int) -> None:
    database, made = filled
    found, told = plans(database, made, LISTS[name], seen)
    assert found == LIMIT
    assert told
    for plan in told:
        require_order(database, plan)
        require_index(database, plan)


def session_of(session: Session, _made: Many, seen: int) -> list[object]:
    return [sessions.recognise_session(session, f"secret {seen}", slug=f"p-{seen:07}", now=AT)]


def token_of(session: Session, _made: Many, seen: int) -> list[object]:
    return [sessions.recognise_token(session, write_token(bytes(RANDOM_BYTES)), slug=f"p-{seen:07}", now=AT)]


@pytest.mark.parametrize("recognised", [session_of, token_of])
def test_who_asks_is_found_by_one_question_and_its_indexes(filled: tuple[Database, Many], recognised: List) -> None:
    database, made = filled
    _, told = plans(database, made, recognised, 7)
    assert len(told) == 1
    require_index(database, told[0])
