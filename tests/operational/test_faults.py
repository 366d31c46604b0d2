"""The database breaks in every way under the real process; the stated state follows, and recovery by itself."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from app.core.database import open_database
from app.store.migrations import heads, upgrade
from tests.databases import PATIENT, PostgreSQLTemplates
from tests.fault_proxy import Fault, FaultProxy
from tests.operational.service_process import ServiceProcess, free_port, wait_for

PROBES = 600
A_CONNECTION = 20
"""More than the pieces that a new connection to the database begins with."""

CONNECTED = "SELECT 1 FROM pg_stat_activity WHERE usename = %s"


@pytest.fixture
def migrated(postgresql_templates: PostgreSQLTemplates) -> Iterator[str]:
    """A migrated PostgreSQL database of its own."""
    url = postgresql_templates.migrated()
    yield url
    postgresql_templates.drop(url)


@pytest.fixture
def proxy(migrated: str) -> Iterator[FaultProxy]:
    """Stands between the service and its database."""
    url = make_url(migrated)
    with FaultProxy(url.host or "127.0.0.1", url.port or 5432) as running:
        yield running


@pytest.fixture
def through(migrated: str, proxy: FaultProxy) -> str:
    """The database's address by way of the proxy."""
    return make_url(migrated).set(host="127.0.0.1", port=proxy.port).render_as_string(hide_password=False)


def plain(url: str) -> str:
    """Give the address as the driver itself reads it."""
    return url.replace("+psycopg", "")


def database_state(service: ServiceProcess) -> str:
    checks = service.ask("/health/ready").json()["checks"]
    assert isinstance(checks, dict)
    return str(checks["database"])


def changes(service: ServiceProcess, check: str) -> list[str]:
    """Give what the log told of a check, in order."""
    told = [line for line in service.lines() if line["event"] == "health.check_changed" and line["check"] == check]
    return [f"{line['status']}: {line['reason']}" if "reason" in line else str(line["status"]) for line in told]


def test_down_at_start_and_there_later(tmp_path: Path, migrated: str) -> None:
    url = make_url(migrated)
    port = free_port()
    away = url.set(host="127.0.0.1", port=port).render_as_string(hide_password=False)
    with ServiceProcess(tmp_path, {"DATABASE_URL": away}) as service:
        service.until("/health/live", 200)
        service.until("/health/ready", 503)
        assert service.status("/health/startup") == 503
        wait_for(lambda: "unreachable" in database_state(service), "the reason")
        with ExitStack() as stack:
            later = stack.enter_context(FaultProxy(url.host or "127.0.0.1", url.port or 5432, listen=port))
            service.until("/health/ready", 200)
            assert service.status("/health/startup") == 200
            assert later.accepted >= 1
        told = changes(service, "database")
        assert (told[0].partition(":")[0], told[-1]) == ("fail", "pass")
        assert "fail: not checked yet" not in changes(service, "migrations")


@pytest.mark.parametrize("break_it", ["cut and refused", "hung", "too slow"])
def test_lost_later_and_back_again(tmp_path: Path, proxy: FaultProxy, through: str, break_it: str) -> None:
    with ServiceProcess(tmp_path, {"DATABASE_URL": through}) as service:
        service.until("/health/ready", 200)
        if break_it == "cut and refused":
            proxy.fault = Fault.REFUSE
            proxy.cut()
        elif break_it == "hung":
            proxy.fault = Fault.HANG
        else:
            proxy.delay_seconds = 8.0
        service.until("/health/ready", 503)
        assert database_state(service) == ("fail: unreachable" if break_it == "cut and refused" else "fail: timeout")
        assert service.status("/health/live") == 200
        assert service.status("/health/startup") == 200
        proxy.fault, proxy.delay_seconds = Fault.NONE, 0.0
        service.until("/health/ready", 200)
        told = changes(service, "database")
        assert told[-1] == "pass"
        assert told[0].startswith("fail")


def test_hung_at_start(tmp_path: Path, proxy: FaultProxy, through: str) -> None:
    proxy.fault = Fault.HANG
    with ServiceProcess(tmp_path, {"DATABASE_URL": through}) as service:
        service.until("/health/live", 200)
        wait_for(lambda: "fail" in database_state(service), "the state")
        proxy.fault = Fault.NONE
        service.until("/health/ready", 200)


def test_one_broken_connection_is_no_outage(tmp_path: Path, proxy: FaultProxy, through: str) -> None:
    with ServiceProcess(tmp_path, {"DATABASE_URL": through}) as service:
        service.until("/health/ready", 200)
        before = proxy.accepted
        proxy.cut()
        wait_for(lambda: proxy.accepted > before, "a new connection")
        service.until("/health/ready", 200)
        assert "fail: unreachable" not in changes(service, "database")


def test_out_of_connections(tmp_path: Path, migrated: str) -> None:
    role = sql.Identifier(f"limited_{uuid4().hex}")
    with psycopg.connect(plain(migrated), autocommit=True) as owner:
        owner.execute(sql.SQL("CREATE ROLE {} LOGIN CONNECTION LIMIT 1").format(role))
        owner.execute(sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {}").format(role))
        limited = make_url(migrated).set(username=role.as_string().strip('"')).render_as_string(hide_password=False)
        try:
            taken = psycopg.connect(plain(limited))
            with ServiceProcess(tmp_path, {"DATABASE_URL": limited}) as service:
                service.until("/health/ready", 503)
                wait_for(lambda: "unreachable" in database_state(service), "the reason")
                taken.close()
                service.until("/health/ready", 200)
        finally:
            wait_for(lambda: not owner.execute(CONNECTED, (role.as_string().strip('"'),)).fetchall(), "its end")
            owner.execute(sql.SQL("DROP OWNED BY {}").format(role))
            owner.execute(sql.SQL("DROP ROLE {}").format(role))


def test_migrated_by_a_newer_release(tmp_path: Path, migrated: str) -> None:
    with psycopg.connect(plain(migrated), autocommit=True) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        with ServiceProcess(tmp_path, {"DATABASE_URL": migrated}) as service:
            service.until("/health/ready", 200)
            told = {"status": "warn", "checks": {"database": "pass", "migrations": "warn: ahead"}}
            wait_for(lambda: service.ask("/health/ready").json() == told, "the state")
            connection.execute("UPDATE alembic_version SET version_num = %s", heads())
            wait_for(lambda: service.ask("/health/ready").json()["status"] == "pass", "the old state")


def test_migrated_while_it_waits(tmp_path: Path, postgresql_templates: PostgreSQLTemplates) -> None:
    url = postgresql_templates.empty()
    try:
        with ServiceProcess(tmp_path, {"DATABASE_URL": url}) as service:
            service.until("/health/startup", 503)
            wait_for(lambda: "absent" in service.ask("/health/startup").body.decode(), "the reason")
            assert service.status("/health/live") == 200
            database = open_database(url, timeouts=PATIENT)
            upgrade(database)
            database.dispose()
            service.until("/health/startup", 200)
            service.until("/health/ready", 200)
            told = changes(service, "migrations")
            assert (told[0].partition(":")[0], told[-1]) == ("fail", "pass")
    finally:
        postgresql_templates.drop(url)


def test_a_flood_of_probes_costs_the_database_two_queries_a_second(
    tmp_path: Path, proxy: FaultProxy, through: str
) -> None:
    with ServiceProcess(tmp_path, {"DATABASE_URL": through}) as service:
        service.until("/health/ready", 200)
        began, before = time.monotonic(), proxy.sent_upstream
        for number in range(PROBES):
            service.ask(("/health/ready", "/health/startup", "/health/detailed")[number % 3])
        queries, seconds = proxy.sent_upstream - before, time.monotonic() - began
        assert queries <= 2 * seconds + A_CONNECTION
