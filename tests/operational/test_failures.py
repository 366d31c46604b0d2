"""Failures of the runbook on the real process: the event, the metric and the health state that its entry names."""

import threading
from collections.abc import Iterator

import psycopg
import pytest

from app.domain.tokens import write_token
from tests.databases import PostgreSQLTemplates
from tests.operational.service_process import ServiceProcess, wait_for

NOBODYS = {"Authorization": f"Bearer {write_token(bytes(range(32)))}"}
"""Well-formed, so that the database is asked for it."""

SATURATED = (
    'db_client_connections{state="idle"} 0.0',
    "db_client_connections_pending_requests 1.0",
    'combine_health_check_status{check="pool"} 0.5',
)


@pytest.fixture
def database(postgresql_templates: PostgreSQLTemplates) -> Iterator[str]:
    """A migrated PostgreSQL database, as the driver reads its address."""
    url = postgresql_templates.migrated()
    yield url.replace("+psycopg", "")
    postgresql_templates.drop(url)


def check_of(service: ServiceProcess, name: str) -> dict[str, object]:
    checks = service.ask("/health/detailed").json()["checks"]
    assert isinstance(checks, dict)
    found = checks[name]
    assert isinstance(found, dict)
    return found


def changes(service: ServiceProcess, check: str) -> list[object]:
    told = [line for line in service.lines() if line["event"] == "health.check_changed" and line["check"] == check]
    return [line["status"] for line in told]


def metrics(service: ServiceProcess) -> str:
    return service.ask("/metrics").body.decode()


def ask_as_program(service: ServiceProcess, over: threading.Event) -> None:
    while not over.is_set():
        service.ask("/api/v1/projects", headers=NOBODYS)


def test_a_saturated_pool_shows_itself_and_passes(database: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    variables = {"DATABASE_URL": database, "DB_POOL_SIZE": "1", "DB_MAX_OVERFLOW": "0"}
    with ServiceProcess(tmp_path_factory.mktemp("pool"), variables) as service:
        service.until("/health/ready", 200)
        wait_for(lambda: check_of(service, "pool")["status"] == "pass", "a free pool")
        over = threading.Event()
        asking = [threading.Thread(target=ask_as_program, args=(service, over)) for _ in range(2)]
        with psycopg.connect(database) as somebody:
            somebody.execute("LOCK TABLE api_tokens")
            for one in asking:
                one.start()
            wait_for(lambda: check_of(service, "pool").get("reason") == "saturated", "a saturated pool")
            wait_for(lambda: all(figure in metrics(service) for figure in SATURATED), "the figures of it")
            service.until("/health/ready", 200)
            over.set()
        for one in asking:
            one.join()
        wait_for(lambda: check_of(service, "pool")["status"] == "pass", "a free pool again")
        told = changes(service, "pool")
        assert "warn" in told
        assert told[-1] == "pass"
        assert "db_client_connections_pending_requests 0.0" in metrics(service)


def test_a_failing_request_is_counted_told_and_no_matter_of_health(
    database: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with ServiceProcess(tmp_path_factory.mktemp("fails"), {"DATABASE_URL": database}) as service:
        service.until("/health/ready", 200)
        with psycopg.connect(database) as somebody:
            somebody.execute("ALTER TABLE api_tokens ALTER COLUMN digest TYPE bytea USING convert_to(digest, 'UTF8')")
        answer = service.ask("/api/v1/projects", headers={**NOBODYS, "X-Request-ID": "report-12"})
        assert answer.status == 500
        (failed,) = [line for line in service.lines() if line["event"] == "http.unhandled_error"]
        assert (failed["request_id"], failed["error_type"]) == ("report-12", "ProgrammingError")
        assert "error_count_total 1.0" in metrics(service)
        service.until("/health/ready", 200)
