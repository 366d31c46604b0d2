import asyncio
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from app.api.execution import Execution
from app.api.main import create_app
from app.cli.exits import Exit, exit_for
from app.core.database import Database
from app.core.database_errors import DatabaseAhead
from app.core.settings import Settings
from app.operations.preparation import prepare_embedded
from app.store.migrations import upgrade
from tests.databases import SQLiteTemplates
from tests.operational.service_process import free_port, wait_for
from tests.settings import STRONG_TOKEN

PROBES = ("/health/live", "/health", "/health/ready", "/health/startup", "/health/detailed")
ALIASES = {
    "/livez": "/health/live",
    "/healthz": "/health/live",
    "/__lbheartbeat__": "/health/live",
    "/readyz": "/health/ready",
    "/__heartbeat__": "/health/ready",
}


def settings_on(url: str, **changed: object) -> Settings:
    return Settings.model_validate({"environment": "test", "database_url": url, **changed})


@pytest.fixture
def unreachable() -> str:
    """A database address where nobody listens."""
    return f"postgresql://combine:secret-pw-81@127.0.0.1:{free_port()}/combine"


@pytest.fixture
def down(unreachable: str) -> TestClient:
    """A service whose database is down."""
    return TestClient(create_app(settings_on(unreachable)))


@pytest.fixture
def well(sqlite_templates: SQLiteTemplates) -> TestClient:
    """A service whose database is there and migrated."""
    return TestClient(create_app(settings_on(sqlite_templates.migrated())))


@pytest.fixture
def unmigrated(tmp_path: Path) -> TestClient:
    """A service whose database is empty."""
    return TestClient(create_app(settings_on(f"sqlite:///{tmp_path / 'empty.db'}")))


class TestHealthEndpoints:
    def test_liveness_always_succeeds(self, down: TestClient) -> None:
        """Liveness returns 200 even if DB down."""
        answer = down.get("/health/live")
        assert (answer.status_code, answer.json()) == (200, {"status": "alive"})

    def test_readiness_checks_database(self, down: TestClient, well: TestClient) -> None:
        """Readiness fails if DB unreachable."""
        refused = down.get("/health/ready")
        assert refused.status_code == 503
        assert refused.json()["checks"]["database"] == "fail: unreachable"
        assert refused.headers["retry-after"] == "2"
        assert well.get("/health/ready").status_code == 200

    def test_startup_validates_migrations(self, unmigrated: TestClient, well: TestClient) -> None:
        refused = unmigrated.get("/health/startup")
        assert refused.status_code == 503
        assert refused.json()["checks"] == {"database": "pass", "migrations": "fail: absent"}
        assert well.get("/health/startup").json()["checks"] == {"database": "pass", "migrations": "pass"}

    def test_a_newer_versions_file_is_served_to_nobody_and_not_touched(self, sqlite_database: Database) -> None:
        with sqlite_database.begin() as session:
            session.execute(text("UPDATE alembic_version SET version_num = 'from_the_future'"))
        settings = settings_on(sqlite_database.url.render_as_string())
        refused = TestClient(create_app(settings)).get("/health/startup")
        assert (refused.status_code, refused.json()["checks"]["migrations"]) == (503, "fail: ahead")
        with pytest.raises(DatabaseAhead, match="newer version of The Combine") as raised:
            prepare_embedded(settings)
        assert exit_for(raised.value) is Exit.CONFIGURATION

    def test_detailed_shows_versions(self, well: TestClient) -> None:
        told = well.get("/health/detailed").json()
        assert told["versions"].keys() == {"app", "commit", "python", "database", "migration", "migration_expected"}
        assert told["versions"]["database"].startswith("SQLite 3.")
        assert told["versions"]["migration"] == told["versions"]["migration_expected"]

    def test_detailed_says_what_it_does_not_know(self, down: TestClient, unmigrated: TestClient) -> None:
        told = [client.get("/health/detailed").json()["versions"] for client in (down, unmigrated)]
        assert [versions["migration"] for versions in told] == ["unknown", "none"]
        assert [told[0][name] for name in ("database", "migration_expected")] == ["unknown", "unknown"]

    def test_detailed_shows_each_check(self, well: TestClient) -> None:
        checks = well.get("/health/detailed").json()["checks"]
        assert checks.keys() == {"database", "migrations", "pool", "disk"}
        for check in checks.values():
            assert {"status", "criticality", "age_seconds", "latency_ms", "changed_at", "runbook"} <= check.keys()

    def test_startup_lists_its_steps(self, well: TestClient) -> None:
        steps = well.get("/health/startup").json()["steps"]
        assert [step["name"] for step in steps] == ["settings", "database", "migrations"]
        assert all("duration_ms" in step for step in steps)

    @pytest.mark.parametrize("method", ["GET", "HEAD"])
    @pytest.mark.parametrize("path", PROBES)
    def test_a_service_that_is_well_says_so_on_every_path(self, well: TestClient, path: str, method: str) -> None:
        answer = well.request(method, path)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")

    @pytest.mark.parametrize("alias", ALIASES)
    def test_an_alias_answers_as_its_path(self, down: TestClient, well: TestClient, alias: str) -> None:
        for client in (down, well):
            plain, other = client.get(ALIASES[alias]), client.get(alias)
            assert (other.status_code, other.json()) == (plain.status_code, plain.json())

    def test_the_version_is_told(self, down: TestClient) -> None:
        assert down.get("/__version__").json()["name"] == "combine"

    @pytest.mark.parametrize("path", ["/health/ready", "/health/startup", "/health/detailed"])
    def test_a_format_is_chosen(self, well: TestClient, path: str) -> None:
        plain = well.get(path)
        health = well.get(path, headers={"Accept": "application/health+json"})
        text = well.get(path, params={"format": "text"})
        assert plain.headers["content-type"] == "application/json"
        assert health.headers["content-type"] == "application/health+json"
        assert text.headers["content-type"].startswith("text/plain")
        assert text.text.splitlines()[:2] == ["pass", "database: pass"]

    @pytest.mark.parametrize("path", ["/health/ready", "/health/startup", "/readyz"])
    def test_public_answers_hold_no_word_of_the_cause(self, down: TestClient, path: str) -> None:
        told = down.get(path).text
        assert not any(word in told for word in ("secret-pw-81", "127.0.0.1", "combine:", "Connection", "psycopg"))

    def test_startup_stays_over_when_the_database_goes(self, tmp_path: Path, sqlite_templates: SQLiteTemplates) -> None:
        path = sqlite_templates.migrated().removeprefix("sqlite:///")
        copy = tmp_path / "copy.db"
        copy.write_bytes(Path(path).read_bytes())
        client = TestClient(create_app(settings_on(f"sqlite:///{copy}")))
        assert client.get("/health/startup").status_code == 200
        copy.unlink()
        copy.mkdir()
        wait_for(lambda: client.get("/health/ready").status_code == 503, "readiness to fail")
        assert client.get("/health/startup").status_code == 200
        assert client.get("/health/live").status_code == 200

    def test_a_service_recovers_by_itself_after_the_migration(self, empty_database: Database) -> None:
        url = empty_database.url.render_as_string(hide_password=False)
        with TestClient(create_app(settings_on(url))) as client:
            wait_for(lambda: client.get("/health/ready").json()["checks"]["database"] == "pass", "the database")
            assert client.get("/health/startup").status_code == 503
            upgrade(empty_database)
            wait_for(lambda: client.get("/health/startup").status_code == 200, "start-up to be over")
            assert client.get("/health/ready").status_code == 200

    def test_a_draining_service_is_alive_and_not_ready(self, well: TestClient) -> None:
        well.app.state.service.drain.begin(reason="test")  # type: ignore[attr-defined]  # the client types its app as any ASGI callable
        answer = well.get("/health/ready")
        assert (answer.status_code, answer.headers["connection"]) == (503, "close")
        assert answer.json()["checks"]["drain"] == "fail: draining"
        assert well.get("/health/live").status_code == 200

    def test_a_process_that_leaves_begins_no_work(self, well: TestClient) -> None:
        assert well.get("/health/startup").status_code == 200
        service = well.app.state.service  # type: ignore[attr-defined]  # as above
        service.drain.begin(reason="test")
        execution = Execution(service.settings, executes=True)
        asyncio.run(asyncio.wait_for(execution.launch_when_ready(service.readiness), 60))
        assert execution.database is None


class SettingsOnALoop:
    """Settings that know where they were read."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.on_a_loop: list[bool] = []

    def __getattr__(self, name: str) -> object:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            self.on_a_loop.append(False)
        else:
            self.on_a_loop.append(True)
        return getattr(self.settings, name)


class TestDocs:
    def test_the_interface_is_described(self, down: TestClient) -> None:
        described = down.get("/openapi.json").json()
        assert described["openapi"].startswith("3.1")
        assert described == down.get("/openapi.json").json() == down.app.openapi()  # type: ignore[attr-defined]  # as above
        assert {"/health/live", "/health/ready", "/health/startup", "/health/detailed", "/metrics"} <= described[
            "paths"
        ].keys()

    def test_the_description_is_not_made_where_probes_are_answered(self, unreachable: str) -> None:
        app = create_app(settings_on(unreachable))
        app.state.settings = watched = SettingsOnALoop(app.state.settings)
        assert TestClient(app).get("/openapi.json").status_code == 200
        assert {*watched.on_a_loop} == {False}

    @pytest.mark.parametrize("environment", ["development", "staging", "production", "test"])
    def test_the_description_is_there_in_every_environment(self, unreachable: str, environment: str) -> None:
        settings = settings_on(unreachable, environment=environment, ops_token=STRONG_TOKEN)
        client = TestClient(create_app(settings), base_url="http://localhost")
        assert [client.get(path).status_code for path in ("/docs", "/openapi.json")] == [200, 200]

    def test_the_page_needs_no_other_server(self, down: TestClient) -> None:
        page = down.get("/docs")
        assert "//" not in page.text.replace("<!doctype html>", "")
        assert "'unsafe" not in page.headers["content-security-policy"]
        for part in page.text.split('"'):
            if part.startswith("/docs/static/"):
                assert down.get(part).status_code == 200, part
