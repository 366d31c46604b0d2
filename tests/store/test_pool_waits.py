import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

import psycopg
import pytest
from sqlalchemy import text

from app.core.database import Database, Timeouts, open_database
from app.core.database_errors import DatabaseError
from app.core.pool_waits import WAIT_BUCKETS
from app.operations.checks import pool_figures, pool_waits
from tests.databases import PATIENT


@contextmanager
def with_two(database: Database, timeouts: Timeouts) -> Iterator[Database]:
    """The same database with two connections for reading."""
    opened = open_database(database.url, pool_size=2, max_overflow=0, timeouts=timeouts)
    yield opened
    opened.dispose()


@pytest.fixture
def small(database: Database) -> Iterator[Database]:
    with with_two(database, PATIENT) as opened:
        yield opened


def use(database: Database) -> None:
    with database.read() as session:
        session.execute(text("SELECT 1"))


def hold(database: Database, held: ExitStack) -> None:
    held.enter_context(database.read()).execute(text("SELECT 1"))


def test_every_use_of_a_connection_is_counted(small: Database) -> None:
    for _ in range(3):
        use(small)
    figures = pool_waits(small)
    assert (sum(figures.counts), figures.pending, figures.timeouts) == (3, 0, 0)


def test_what_was_never_opened_is_not_idle(small: Database) -> None:
    told = [pool_figures(small)]
    with ExitStack() as held:
        hold(small, held)
        told.append(pool_figures(small))
    told.append(pool_figures(small))
    assert [(figures.used, figures.idle) for figures in told] == [(0, 0), (1, 0), (0, 1)]


def test_who_waits_is_seen_while_waiting_and_counted_afterwards(small: Database) -> None:
    with ExitStack() as held:
        hold(small, held)
        hold(small, held)
        waiting = threading.Thread(target=use, args=(small,))
        waiting.start()
        while not pool_waits(small).pending:
            waiting.join(0.005)
        waiting.join(0.05)
    waiting.join(60)
    figures = pool_waits(small)
    assert (sum(figures.counts), figures.pending, figures.timeouts) == (3, 0, 0)
    assert figures.seconds >= 0.05


def test_a_wait_in_vain_is_counted_as_such(database: Database) -> None:
    with with_two(database, replace(PATIENT, lock=1)) as small:
        with ExitStack() as held:
            hold(small, held)
            hold(small, held)
            with pytest.raises(DatabaseError):
                use(small)
        figures = pool_waits(small)
    assert (figures.pending, figures.timeouts) == (0, 1)
    assert sum(figures.counts[WAIT_BUCKETS.index(0.5) + 1 :]) == 1


def test_the_figures_outlive_the_connections(small: Database) -> None:
    use(small)
    small.dispose()
    use(small)
    assert sum(pool_waits(small).counts) == 2


def test_a_connection_that_is_given_back_after_the_end_is_closed(database: Database) -> None:
    with with_two(database, PATIENT) as small, small.reader.connect() as used:
        driver = used.connection.driver_connection
        small.dispose()
        used.close()
        with pytest.raises((sqlite3.ProgrammingError, psycopg.OperationalError), match="closed"):
            driver.execute("SELECT 1")  # type: ignore[union-attr]  # both drivers have it


def test_the_pool_keeps_its_comings_and_goings_to_itself(small: Database, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        use(small)
        small.dispose()
    assert caplog.records == []
