"""Fixtures that every level of tests may use."""

from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from hypothesis import settings

from app.core.database import Database
from tests.compiled_statements import share_compiled_statements
from tests.databases import (
    PostgreSQLTemplates,
    SQLiteTemplates,
    Templates,
    opened,
    postgresql_server,
    quick_folder,
)
from tests.debian_server import NoPostgreSQL
from tests.network import refuse_other_machines

_FOLDER = pytest.StashKey[ExitStack]()
_SHARED_SERVER = pytest.StashKey[ExitStack]()
_SERVER_URL = "combine_postgresql_url"
_NO_SERVER = "combine_postgresql_missing"


def pytest_configure(config: pytest.Config) -> None:
    """Refuse every connection that leaves this machine, and let no example fail for being slow.

    A parallel session writes to a quick folder, which goes with it; any other, where pytest keeps what was written.
    """
    if getattr(config.option, "numprocesses", None) and config.option.basetemp is None:
        config.stash[_FOLDER] = ExitStack()
        config.option.basetemp = str(config.stash[_FOLDER].enter_context(quick_folder("tests")) / "files")
    refuse_other_machines()
    share_compiled_statements()
    settings.register_profile("combine", deadline=None)
    settings.load_profile("combine")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:  # noqa: ANN401 - pytest-xdist has no public type for its nodes
    """Share one PostgreSQL server among the workers of a parallel session."""
    config = node.config
    if _SHARED_SERVER not in config.stash:
        config.stash[_SHARED_SERVER] = ExitStack()
        try:
            config.combine_server = {_SERVER_URL: config.stash[_SHARED_SERVER].enter_context(postgresql_server())}
        except NoPostgreSQL as error:
            config.combine_server = {_NO_SERVER: str(error)}
    node.workerinput.update(config.combine_server)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the shared server, and remove what tests wrote."""
    for kept in (_SHARED_SERVER, _FOLDER):
        if kept in config.stash:
            config.stash[kept].close()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Generator[None]:
    """Say last of all, a line for each reason, what did not run: else nobody sees it among what passed."""
    yield
    reports = terminalreporter.stats.get("skipped", [])
    reasons = Counter(str(report.longrepr[2]).removeprefix("Skipped: ") for report in reports)
    for reason, number in sorted(reasons.items()):
        terminalreporter.write_line(f"skipped: {number} of the tests, {reason}")


@pytest.fixture(scope="session")
def postgresql_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The maintenance URL of a running PostgreSQL server; skips where none can run."""
    given: dict[str, str] = getattr(request.config, "workerinput", {})
    if _SERVER_URL in given:
        yield given[_SERVER_URL]
        return
    if _NO_SERVER in given:
        pytest.skip(f"no PostgreSQL: {given[_NO_SERVER]}")
    with ExitStack() as stack:
        try:
            url = stack.enter_context(postgresql_server())
        except NoPostgreSQL as error:
            pytest.skip(f"no PostgreSQL: {error}")
        yield url


@pytest.fixture(scope="session")
def postgresql_templates(postgresql_url: str) -> PostgreSQLTemplates:
    """Makes PostgreSQL databases for this session."""
    return PostgreSQLTemplates(postgresql_url)


@pytest.fixture(scope="session")
def sqlite_templates() -> Iterator[SQLiteTemplates]:
    """Makes SQLite files for this session."""
    with quick_folder("sqlite") as folder:
        yield SQLiteTemplates(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def templates(request: pytest.FixtureRequest) -> Templates:
    """Makes databases of one kind; each test that asks for it runs on both kinds."""
    made: Templates = request.getfixturevalue(f"{request.param}_templates")
    return made


@pytest.fixture
def database(templates: Templates) -> Iterator[Database]:
    """A migrated database of its own; each test that asks for it runs on SQLite and on PostgreSQL."""
    with opened(templates) as fresh:
        yield fresh


@pytest.fixture
def empty_database(templates: Templates) -> Iterator[Database]:
    """A database without any table; on SQLite and on PostgreSQL."""
    with opened(templates, migrated=False) as fresh:
        yield fresh


@pytest.fixture
def sqlite_database(sqlite_templates: SQLiteTemplates) -> Iterator[Database]:
    """A migrated SQLite database, for what PostgreSQL does not have."""
    with opened(sqlite_templates) as fresh:
        yield fresh


@pytest.fixture
def postgresql_database(postgresql_templates: PostgreSQLTemplates) -> Iterator[Database]:
    """A migrated PostgreSQL database, for what SQLite does not have."""
    with opened(postgresql_templates) as fresh:
        yield fresh
