import socket
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError, StatementError

from app.core import clock
from app.core.database import Database, open_database, parse_url, register_unixepoch
from app.core.database_errors import (
    DatabaseBehind,
    DatabaseDamaged,
    DatabaseError,
    DatabaseFull,
    DatabaseLocked,
    DatabaseReadOnly,
    DatabaseUnreachable,
    UnsupportedDatabase,
)
from app.core.database_session import Session
from app.domain.names import ProjectId
from app.store import projects, tables
from app.store.columns import Money
from tests.databases import PATIENT
from tests.store.conftest import NOON, make_project

IMPATIENT = replace(PATIENT, statement=1, lock=1)


@pytest.fixture
def impatient(database: Database) -> Iterator[Database]:
    """The same database, opened by somebody who waits one second at most."""
    opened = open_database(database.url, pool_size=2, max_overflow=0, timeouts=IMPATIENT)
    yield opened
    opened.dispose()


URLS = {
    "postgres://u:p@h:5433/d": "postgresql+psycopg://u:p@h:5433/d",
    "postgresql://u:p@h/d": "postgresql+psycopg://u:p@h/d",
    "postgresql+psycopg://h/d": "postgresql+psycopg://h/d",
    "sqlite:///combine.db": "sqlite+pysqlite:///combine.db",
    "sqlite:////var/lib/combine.db": "sqlite+pysqlite:////var/lib/combine.db",
}


@pytest.mark.parametrize(("given", "meant"), URLS.items())
def test_a_database_url_is_read_in_each_of_its_spellings(given: str, meant: str) -> None:
    assert parse_url(given).render_as_string(hide_password=False) == meant


@pytest.mark.parametrize(
    "given", ["", "combine.db", "mysql://h/d", "sqlite://", "sqlite:///:memory:", "postgresql+asyncpg://h/d", "://"]
)
def test_another_database_is_refused_with_what_to_write(given: str) -> None:
    with pytest.raises(UnsupportedDatabase, match="sqlite:///FILE"):
        open_database(given)


def test_a_target_never_shows_user_or_password() -> None:
    database = open_database("postgresql://admin:hunter2@db.example:5433/combine")
    assert database.target == "postgresql://db.example:5433/combine"


def test_what_a_unit_of_work_wrote_is_there_after_it(database: Database) -> None:
    project = make_project(database, "kept")
    with database.read() as session:
        assert projects.by_slug(session, "kept").id == project


def create_and_fail(session: Session) -> None:
    projects.create(session, ProjectId(str(clock.uuid7())), slug="gone", title="Gone", at=NOON)
    raise ZeroDivisionError


def test_an_error_leaves_nothing_of_a_unit_of_work(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.begin() as session:
        create_and_fail(session)
    with database.read() as session:
        assert projects.listed(session) == ()


def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(DatabaseReadOnly), database.read() as session:
        projects.create(session, ProjectId(str(clock.uuid7())), slug="no", title="No", at=NOON)


def test_a_reader_sees_one_moment(database: Database) -> None:
    with database.read() as session:
        assert projects.listed(session) == ()
        make_project(database, "later")
        assert projects.listed(session) == ()
    with database.read() as session:
        assert len(projects.listed(session)) == 1


def test_readers_do_not_wait_for_a_writer(impatient: Database) -> None:
    with impatient.begin() as writing:
        projects.create(writing, ProjectId(str(clock.uuid7())), slug="new", title="New", at=NOON)
        with impatient.read() as reading:
            assert projects.listed(reading) == ()


def test_a_project_that_somebody_else_holds_is_waited_for_and_then_reported(
    database: Database, impatient: Database
) -> None:
    project = make_project(database, "held")
    with database.begin() as holder:
        projects.lock(holder, project)
        with pytest.raises(DatabaseLocked, match="locked by somebody else"), impatient.begin() as waiting:
            projects.lock(waiting, project)


def test_writers_of_other_projects_do_not_wait_on_postgresql(postgresql_database: Database) -> None:
    first, second = (make_project(postgresql_database, slug) for slug in ("first", "second"))
    with postgresql_database.begin() as one, postgresql_database.begin() as other:
        projects.lock(one, first)
        assert projects.lock(other, second).slug == "second"


def test_an_update_is_never_lost_between_two_that_read_before_they_write(database: Database) -> None:
    """Each reads the counter under the lock, thinks, and writes what it read plus one."""
    project = make_project(database, "counted")
    table = tables.projects

    def count() -> None:
        for _ in range(5):
            with database.begin() as session:
                projects.lock(session, project)
                read = session.execute(select(table.c.last_fact).where(table.c.id == project)).scalar_one()
                session.execute(table.update().where(table.c.id == project).values(last_fact=read + 1))

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert session.execute(select(table.c.last_fact)).scalar_one() == 20


def test_a_pool_that_is_used_up_says_so(impatient: Database) -> None:
    with impatient.read() as one, impatient.read() as two:
        one.connection()
        two.connection()
        with pytest.raises(DatabaseLocked, match="DB_POOL_SIZE"), impatient.read() as three:
            three.connection()


def test_a_database_without_tables_says_to_migrate(empty_database: Database) -> None:
    with pytest.raises(DatabaseBehind, match="combine migrate"), empty_database.read() as session:
        projects.listed(session)


def test_a_postgresql_that_is_not_there_is_unreachable() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    database = open_database(f"postgresql://u:secret@127.0.0.1:{port}/d", timeouts=IMPATIENT)
    unreachable = pytest.raises(DatabaseUnreachable, match=f"postgresql://127.0.0.1:{port}/d cannot be reached")
    with unreachable as refused, database.begin():
        pass
    assert "secret" not in str(refused.value)


def test_a_postgresql_database_that_does_not_exist_is_unreachable(postgresql_database: Database) -> None:
    other = open_database(postgresql_database.url.set(database="nothing"), timeouts=PATIENT)
    with pytest.raises(DatabaseUnreachable, match="does not exist on its server"), other.begin():
        pass


@pytest.mark.parametrize(
    ("role", "reason"),
    [
        (None, "does not know this user"),
        ("LOGIN CONNECTION LIMIT 0", "has no connection left"),
        ("NOLOGIN", "does not let this user in"),
    ],
)
def test_a_server_that_lets_nobody_in_is_told_apart_from_one_that_is_not_there(
    postgresql_database: Database, role: str | None, reason: str
) -> None:
    name = f"shut_out_{uuid4().hex}"
    if role is not None:
        with postgresql_database.begin() as session:
            session.execute(text(f"CREATE ROLE {name} {role}"))
    other = open_database(postgresql_database.url.set(username=name), timeouts=PATIENT)
    try:
        with pytest.raises(DatabaseUnreachable, match=reason), other.begin():
            raise AssertionError("it was let in")
    finally:
        other.dispose()
        with postgresql_database.begin() as session:
            session.execute(text(f"DROP ROLE IF EXISTS {name}"))


def test_a_statement_that_takes_too_long_is_ended(postgresql_database: Database) -> None:
    opened = open_database(postgresql_database.url, timeouts=IMPATIENT)
    with pytest.raises(DatabaseLocked), opened.begin() as session:
        session.execute(text("SELECT pg_sleep(5)"))
    opened.dispose()


def test_a_connection_that_broke_is_replaced(postgresql_database: Database) -> None:
    with pytest.raises(DatabaseUnreachable), postgresql_database.begin() as session:
        session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    with postgresql_database.begin() as session:
        assert session.execute(text("SELECT 1")).scalar_one() == 1


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("transaction_isolation", "read committed"),
        ("statement_timeout", "90s"),
        ("lock_timeout", "90s"),
        ("idle_in_transaction_session_timeout", "3min"),
        ("application_name", "combine"),
        ("TimeZone", "UTC"),
    ],
)
def test_postgresql_is_set_up(postgresql_database: Database, setting: str, value: str) -> None:
    opened = open_database(postgresql_database.url, timeouts=PATIENT)
    with opened.begin() as session:
        assert session.execute(text("SELECT current_setting(:name)"), {"name": setting}).scalar_one() == value
    opened.dispose()


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("recursive_triggers", 1)]
)
def test_sqlite_is_set_up(sqlite_database: Database, pragma: str, value: object) -> None:
    with sqlite_database.begin() as session:
        assert session.execute(text(f"PRAGMA {pragma}")).scalar_one() == value


def fill_up(session: Session) -> None:
    """Leave the file no room to grow, and write more than it has."""
    pages = session.execute(text("PRAGMA page_count")).scalar_one()
    session.execute(text(f"PRAGMA max_page_count = {pages}"))
    project = projects.create(session, ProjectId(str(clock.uuid7())), slug="big", title="Big", at=NOON).id
    rows = [
        {"project": project, "digest": f"{number:064}", "content": b"x" * 9000, "size": 9000, "created_at": NOON}
        for number in range(50)
    ]
    session.execute(insert(tables.blobs), rows)


def test_a_full_sqlite_database_says_so_and_keeps_nothing_half_written(sqlite_database: Database) -> None:
    with pytest.raises(DatabaseFull, match="nothing was half-written"), sqlite_database.begin() as session:
        fill_up(session)
    with sqlite_database.read() as session:
        assert projects.listed(session) == ()


def test_a_file_that_is_no_database_says_so(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("These are notes, not a database." * 100)
    database = open_database(f"sqlite:///{path}")
    with pytest.raises(DatabaseDamaged, match="Restore it from a backup"), database.begin():
        pass
    database.dispose()


def test_a_folder_that_is_not_there_is_unreachable(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/nowhere/combine.db")
    with pytest.raises(DatabaseUnreachable), database.begin():
        pass


def test_an_error_of_a_statement_is_not_taken_for_a_fault_of_the_database(database: Database) -> None:
    with pytest.raises(DBAPIError) as refused, database.begin() as session:
        session.execute(text("SELEC 1"))
    assert not isinstance(refused.value, DatabaseError)


def test_the_engine_finds_a_subsecond_clock_on_any_sqlite(sqlite_database: Database) -> None:
    with sqlite_database.begin() as session:
        found = session.execute(text("SELECT unixepoch('subsec'), unixepoch()")).one()
    assert abs(found[0] - clock.now().timestamp()) < 60
    assert isinstance(found[1], int)


def test_an_old_sqlite_refuses_what_the_replacement_does_not_know() -> None:
    connection = sqlite3.connect(":memory:")
    register_unixepoch(connection)
    if sqlite3.sqlite_version_info < (3, 42):
        with pytest.raises(sqlite3.OperationalError):
            connection.execute("SELECT unixepoch('2025-01-01', 'subsec')").fetchone()
    else:
        assert connection.execute("SELECT unixepoch('2025-01-01')").fetchone() == (1735689600,)
    connection.close()


def test_a_time_comes_back_to_the_microsecond_in_utc(database: Database) -> None:
    at = datetime(2025, 6, 1, 12, 0, 0, 123456, tzinfo=UTC)
    with database.begin() as session:
        projects.create(session, ProjectId(str(clock.uuid7())), slug="timed", title="Timed", at=at)
    with database.read() as session:
        found = projects.by_slug(session, "timed").created_at
    assert (found, found.tzinfo) == (at, UTC)


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(StatementError, match="has no zone"), database.begin() as session:
        projects.create(session, ProjectId(str(clock.uuid7())), slug="naive", title="Naive", at=naive)


def test_a_price_keeps_every_digit(database: Database) -> None:
    money = Money()
    dialect = database.writer.dialect
    value = Decimal("12345678901234567890.000000000001")
    assert money.process_result_value(money.process_bind_param(value, dialect), dialect) == value
