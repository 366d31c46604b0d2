import logging
import shutil
import subprocess
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from app.core.logging import configure_logging, get_logger
from app.core.metrics import MOST_SERIES, Metrics
from tests.http.applications import PLANTED, breaking_app, settings_for

MISSION = {"uptime_seconds", "request_count", "error_count", "db_pool_size"}
FAMILIES = {
    "http_server_request_duration_seconds",
    "http_server_active_requests",
    "db_client_connections",
    "db_client_connections_wait_time_seconds",
    "db_client_connections_pending_requests",
    "db_client_connections_timeouts",
    "combine_build_info",
    "combine_config_info",
    "combine_ready",
    "combine_draining",
    "combine_health_check_status",
    "combine_migration_info",
    "combine_event_loop_lag_seconds",
    "combine_event_streams",
    "combine_event_streams_ended",
    "combine_events_sent",
    "combine_log_records",
    "combine_log_lines_dropped",
    "combine_log_redactions",
}


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return TestClient(breaking_app(settings_for(tmp_path)), raise_server_exceptions=False)


def families(client: TestClient) -> set[str]:
    return {family.name for family in text_string_to_metric_families(client.get("/metrics").text)}


def sample(client: TestClient, name: str, **labels: str) -> float:
    found = [
        one.value
        for family in text_string_to_metric_families(client.get("/metrics").text)
        for one in family.samples
        if one.name == name and labels.items() <= one.labels.items()
    ]
    return sum(found)


def test_every_family_is_there_before_any_traffic(client: TestClient) -> None:
    assert families(client) >= MISSION | FAMILIES - {"http_server_request_duration_seconds"}
    assert "http_server_request_duration_seconds" in families(client)
    assert sample(client, "db_client_connections") == 0  # nobody needed one yet


def test_the_four_figures_come_as_json(client: TestClient) -> None:
    told = client.get("/metrics", headers={"Accept": "application/json"}).json()
    assert told.keys() == MISSION
    assert (told["request_count"], told["error_count"], told["db_pool_size"]) == (0, 0, 10)


def test_open_metrics_are_given_to_who_asks(client: TestClient) -> None:
    answer = client.get("/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"})
    assert answer.headers["content-type"].startswith("application/openmetrics-text")
    assert answer.text.endswith("# EOF\n")


def test_requests_and_errors_are_counted(client: TestClient) -> None:
    for path in ("/test/items/a", "/test/items/b", "/test/unhandled", "/nowhere"):
        client.get(path)
    assert sample(client, "request_count_total") == 4
    assert sample(client, "error_count_total") == 1


def test_log_records_redactions_and_lost_lines_are_counted(client: TestClient, tmp_path: Path) -> None:
    before = list(logging.root.handlers)
    with Path("/dev/full").open("wb", buffering=0) as full:
        handler = configure_logging(settings_for(tmp_path), log_format="json", descriptor=full.fileno())
        try:
            get_logger("tests").warning("test.planted", "Bearer abcdefgh12345678")
            counted = sample(client, "combine_log_records_total", level="WARNING")
            lost, redacted = (sample(client, f"combine_log_{what}_total") for what in ("lines_dropped", "redactions"))
        finally:
            logging.root.removeHandler(handler)
            logging.root.handlers[:] = before
    assert (counted, redacted) == (1, 1)
    assert lost >= 1


def test_a_probe_that_refuses_is_no_error(client: TestClient) -> None:
    assert client.get("/health/ready").status_code == 503
    assert sample(client, "error_count_total") == 0


def test_labels_are_templates_and_never_paths(client: TestClient) -> None:
    for name in ("a", "b", PLANTED):
        client.get(f"/test/items/{name}")
        client.get(f"/nowhere/{name}")
    count = "http_server_request_duration_seconds_count"
    assert sample(client, count, http_route="/test/items/{name}", http_response_status_code="200") == 3
    assert sample(client, count, http_route="", http_response_status_code="404") == 3
    assert PLANTED not in client.get("/metrics").text


def test_series_are_bounded() -> None:
    metrics = Metrics(fingerprint="f", pool_size=lambda: 1)
    for number in range(MOST_SERIES + 100):
        metrics.series("GET", f"/route/{number}", 200).observe(0.1)
    assert metrics.text().count(b"http_server_request_duration_seconds_count{") == MOST_SERIES + 1


def test_two_applications_count_apart(tmp_path: Path) -> None:
    first, second = (TestClient(breaking_app(settings_for(tmp_path))) for _ in range(2))
    first.get("/test/items/a")
    assert sample(second, "request_count_total") == 0


def test_no_request_is_active_but_the_one_that_asks(client: TestClient) -> None:
    client.get("/test/unhandled")
    assert sample(client, "http_server_active_requests") == 1


@pytest.mark.parametrize("moment", ["before traffic", "after traffic", "while draining"])
def test_promtool_has_nothing_to_say(client: TestClient, moment: str) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed (Debian: prometheus)")
    if moment == "after traffic":
        for path in ("/test/items/a", "/test/unhandled", "/nowhere", "/health/ready"):
            client.get(path)
    if moment == "while draining":
        client.app.state.service.drain.begin(reason="test")  # type: ignore[attr-defined]  # the client types its app as any ASGI callable
    checked = subprocess.run(  # noqa: S603 - promtool's own path
        [promtool, "check", "metrics"],
        input=client.get("/metrics").content,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, b"", b"")
