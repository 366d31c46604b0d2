"""The alert rules on series as Prometheus would have collected them."""

import json
import re
from pathlib import Path

from app.http.request_layer import PROBE_PATHS
from tests.operational.check_tools import ROOT, program, run

ALERTS = ROOT / "deploy" / "alerts.yml"
DURATION = "http_server_request_duration_seconds_count"


def answered(instance: str, each_minute: int, route: str, status: int) -> dict[str, str]:
    """Requests that rise evenly for half an hour."""
    told = {"job": "combine", "instance": instance, "http_request_method": "GET", "http_route": route}
    shown = ",".join(f'{label}="{value}"' for label, value in {**told, "http_response_status_code": status}.items())
    return {"series": f"{DURATION}{{{shown}}}", "values": f"0+{each_minute}x30"}


def test_failing_requests_alert_whatever_else_is_answered(tmp_path: Path) -> None:
    """Few fail beside many probes or a scanner's requests; elsewhere one in a hundred, or only probes say no."""
    failing = ("probed", "scanned", "unrouted")
    series = [
        answered("probed", 1, "/api/v1/projects", 500),
        answered("probed", 70, "/health/ready", 200),
        answered("scanned", 1, "/api/v1/projects", 500),
        answered("scanned", 9, "/api/v1/projects", 200),
        answered("scanned", 900, "", 404),
        answered("unrouted", 1, "", 500),
        answered("unrouted", 9, "/api/v1/projects", 200),
        answered("seldom", 1, "/api/v1/projects", 500),
        answered("seldom", 99, "/api/v1/projects", 200),
        answered("refuses", 70, "/health/ready", 503),
        answered("refuses", 10, "/api/v1/projects", 200),
    ]
    alerts = [
        {
            "exp_labels": {"severity": "page", "job": "combine", "instance": instance},
            "exp_annotations": {
                "summary": f"More than one request in fifty fails on {instance}",
                "runbook_url": "docs/RUNBOOK.md#requests-fail",
            },
        }
        for instance in failing
    ]
    question = {"eval_time": "25m", "alertname": "CombineRequestsFail", "exp_alerts": alerts}
    tests = [{"interval": "1m", "input_series": series, "alert_rule_test": [question]}]
    asked = tmp_path / "rules.yml"  # promtool reads YAML, of which JSON is a part
    asked.write_text(json.dumps({"rule_files": [str(ALERTS)], "tests": tests}), encoding="utf-8")
    result = run(program("promtool"), "test", "rules", str(asked))
    assert result.returncode == 0, result.stdout + result.stderr


def test_what_the_alert_leaves_out_is_every_probe_and_the_scrape() -> None:
    patterns = set(re.findall(r'http_route!~"([^"]+)"', ALERTS.read_text(encoding="utf-8")))
    probes = min(patterns, key=len)
    assert patterns == {probes, f"|{probes}"}
    left_out = re.compile(probes)
    assert {path for path in PROBE_PATHS | {"/metrics"} if not left_out.fullmatch(path)} == set()
    assert {path for path in ("", "/", "/api/v1/projects", "/docs") if left_out.fullmatch(path)} == set()
