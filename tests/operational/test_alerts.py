"""The alert rules on series as Prometheus would have collected them."""

import json
import re
from pathlib import Path

from app.http.request_layer import PROBE_PATHS
from tests.operational.check_tools import ROOT, program, run

ALERTS = ROOT / "deploy" / "alerts.yml"
DURATION = "http_server_request_duration_seconds_count"


def rising(name: str, instance: str, each_minute: int, **labels: str) -> dict[str, str]:
    """A counter that rises evenly for half an hour."""
    told = {"job": "combine", "instance": instance, **labels}
    shown = ",".join(f'{label}="{value}"' for label, value in told.items())
    return {"series": f"{name}{{{shown}}}", "values": f"0+{each_minute}x30"}


def answered(instance: str, each_minute: int, route: str, status: int) -> dict[str, str]:
    told = {"http_request_method": "GET", "http_route": route, "http_response_status_code": str(status)}
    return rising(DURATION, instance, each_minute, **told)


def test_failing_requests_alert_however_many_probes_are_answered(tmp_path: Path) -> None:
    """One request a minute fails beside 70 probes; elsewhere one in a hundred does, or only probes say no."""
    series = [
        answered("fails", 1, "/api/v1/projects", 500),
        answered("fails", 70, "/health/ready", 200),
        answered("seldom", 1, "/api/v1/projects", 500),
        answered("seldom", 99, "/api/v1/projects", 200),
        answered("refuses", 70, "/health/ready", 503),
        answered("refuses", 10, "/api/v1/projects", 200),
    ]
    for instance, requests, errors in (("fails", 71, 1), ("seldom", 100, 1), ("refuses", 80, 0)):
        series.append(rising("request_count_total", instance, requests))
        series.append(rising("error_count_total", instance, errors))
    alert = {
        "exp_labels": {"severity": "page", "job": "combine", "instance": "fails"},
        "exp_annotations": {
            "summary": "More than one request in fifty fails on fails",
            "runbook_url": "docs/RUNBOOK.md#requests-fail",
        },
    }
    question = {"eval_time": "25m", "alertname": "CombineRequestsFail", "exp_alerts": [alert]}
    tests = [{"interval": "1m", "input_series": series, "alert_rule_test": [question]}]
    asked = tmp_path / "rules.yml"  # promtool reads YAML, of which JSON is a part
    asked.write_text(json.dumps({"rule_files": [str(ALERTS)], "tests": tests}), encoding="utf-8")
    result = run(program("promtool"), "test", "rules", str(asked))
    assert result.returncode == 0, result.stdout + result.stderr


def test_what_the_alert_leaves_out_is_every_probe_and_the_scrape() -> None:
    patterns = set(re.findall(r'http_route!~"([^"]+)"', ALERTS.read_text(encoding="utf-8")))
    assert len(patterns) == 1
    left_out = re.compile(patterns.pop())
    assert {path for path in PROBE_PATHS | {"/metrics"} if not left_out.fullmatch(path)} == set()
    assert {path for path in ("", "/", "/api/v1/projects", "/docs") if left_out.fullmatch(path)} == set()
