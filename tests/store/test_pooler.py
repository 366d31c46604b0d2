"""PostgreSQL behind a pooler that shares connections between transactions: refused at once, in words."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import make_url

from app.core.database import open_database
from app.core.database_errors import UnsupportedDatabase
from tests.databases import PostgreSQLTemplates, quick_folder

PATIENCE_SECONDS = 60.0


@contextmanager
def pooled(url: str, more: str) -> Iterator[str]:
    """Run PgBouncer before a server, as its package does; gives the URL through it."""
    binary = shutil.which("pgbouncer") or shutil.which("/usr/sbin/pgbouncer")
    if binary is None:
        pytest.skip("no pgbouncer (Debian: pgbouncer)")
    server = make_url(url)
    with quick_folder("pgbouncer") as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        place = f"host={server.host} port={server.port} dbname={server.database} user={server.username}"
        if server.password:
            place += f" password={server.password}"
        lines = (
            "[databases]",
            f"{server.database} = {place}",
            "[pgbouncer]",
            "listen_addr = 127.0.0.1",
            f"listen_port = {port}",
            "unix_socket_dir =",
            "auth_type = any",
            "pool_mode = transaction",
            more,
        )
        settings = folder / "pgbouncer.ini"
        settings.write_text("\n".join(lines) + "\n")
        folder.chmod(0o755)
        settings.chmod(0o644)
        pooler = subprocess.Popen([*as_nobody(), binary, "--quiet", str(settings)], cwd="/")  # noqa: S603 - found above
        try:
            await_port(port, pooler)
            yield f"postgresql://{server.username}@127.0.0.1:{port}/{server.database}"
        finally:
            pooler.terminate()
            pooler.wait(PATIENCE_SECONDS)


def as_nobody() -> tuple[str, ...]:
    """PgBouncer refuses to run as root."""
    return ("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups") if os.geteuid() == 0 else ()


def await_port(port: int, pooler: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and pooler.poll() is None:
        with socket.socket() as link:
            if link.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    pytest.fail(f"PgBouncer does not listen; it ended with {pooler.poll()}")


@pytest.mark.parametrize("more", ["", "ignore_startup_parameters = options, extra_float_digits"], ids=["strict", "lax"])
def test_a_pooler_that_hands_on_no_settings_is_refused_in_words(
    postgresql_templates: PostgreSQLTemplates, more: str
) -> None:
    url = postgresql_templates.empty()
    try:
        with pooled(url, more) as through:
            database = open_database(through)
            try:
                with pytest.raises(UnsupportedDatabase, match="behind a pooler"), database.begin():
                    raise AssertionError("it was let in")
            finally:
                database.dispose()
    finally:
        postgresql_templates.drop(url)
