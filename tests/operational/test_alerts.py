"""The alert rules on series as Prometheus would have collected them."""

import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import yaml

from app.http.request_layer import PROBE_PATHS
from tests.operational.check_tools import ROOT, program, run

ALERTS = ROOT / "deploy" / "alerts.yml"
DURATION = "http_server_request_duration_seconds_count"


def answered(instance: str, each_minute: int, route: str, status: int) -> dict[str, str]:
    """Requests that rise evenly for half an hour."""
    told = {"instance": instance, "http_request_method": "GET", "http_route": route}
    return series(DURATION, f"0+{each_minute}x30", **told, http_response_status_code=str(status))


def series(name: str, values: str, *, job: str = "combine", **labels: str) -> dict[str, str]:
    shown = ",".join(f'{label}="{value}"' for label, value in {"job": job, **labels}.items())
    return {"series": f"{name}{{{shown}}}", "values": values}


def check_result(instance: str, check: str, status: float) -> dict[str, str]:
    """A check that has had one result all along."""
    return series("combine_health_check_status", f"{status}x30", instance=instance, check=check)


def check_alerts(folder: Path, given: list[dict[str, str]], expected: Mapping[str, list[dict[str, str]]]) -> None:
    """Have promtool find exactly these alerts, by their labels, at the 25th minute."""
    texts = {
        rule["alert"]: (rule["labels"], rule["annotations"])
        for group in yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"]
        for rule in group["rules"]
    }
    questions = []
    for alert, (severity, annotations) in texts.items():
        alerts = [
            {
                "exp_labels": {**severity, **labels},
                "exp_annotations": {
                    name: text.replace("{{ $labels.instance }}", labels.get("instance", ""))
                    for name, text in annotations.items()
                },
            }
            for labels in expected.get(alert, [])
        ]
        questions.append({"eval_time": "25m", "alertname": alert, "exp_alerts": alerts})
    tests = [{"interval": "1m", "input_series": given, "alert_rule_test": questions}]
    asked = folder / "rules.yml"  # promtool reads YAML, of which JSON is a part
    asked.write_text(json.dumps({"rule_files": [str(ALERTS)], "tests": tests}), encoding="utf-8")
    result = run(program("promtool"), "test", "rules", str(asked))
    assert expected.keys() <= texts.keys()
    assert result.returncode == 0, result.stdout + result.stderr


def test_failing_requests_alert_whatever_else_is_answered(tmp_path: Path) -> None:
    """Few fail beside many probes or a scanner's requests; elsewhere one in a hundred, or only probes say no."""
    failing = ("probed", "scanned", "unrouted")
    given = [
        series("up", "1x30", instance="probed"),
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
    found = [{"job": "combine", "instance": instance} for instance in failing]
    check_alerts(tmp_path, given, {"CombineRequestsFail": found})


def test_each_failing_check_has_its_alert_and_a_lost_database_only_its_own(tmp_path: Path) -> None:
    given = [
        series("up", "1x30", instance="a"),
        series("up", "0x30", instance="gone"),
        *(check_result("well", check, 1) for check in ("database", "migrations", "pool", "disk")),
        *(check_result("lost", check, 0) for check in ("database", "migrations")),
        *(check_result("behind", check, result) for check, result in (("database", 1), ("migrations", 0))),
        *(check_result("busy", check, 0.5) for check in ("pool", "disk")),
    ]
    expected = {
        "CombineDown": [{"job": "combine", "instance": "gone"}],
        "CombineDatabaseUnreachable": [{"job": "combine", "instance": "lost", "check": "database"}],
        "CombineMigrationsBehind": [{"job": "combine", "instance": "behind", "check": "migrations"}],
        "CombinePoolSaturated": [{"job": "combine", "instance": "busy", "check": "pool"}],
        "CombineDiskNearlyFull": [{"job": "combine", "instance": "busy", "check": "disk"}],
    }
    check_alerts(tmp_path, given, expected)


def test_a_job_of_another_name_is_told_of(tmp_path: Path) -> None:
    given = [series("up", "1x30", job="the-combine", instance="a")]
    check_alerts(tmp_path, given, {"CombineNotScraped": [{"job": "combine"}]})


def test_prometheus_takes_the_scrape_that_is_shown_and_it_asks_with_the_token(tmp_path: Path) -> None:
    shown = ROOT / "deploy" / "prometheus.yml"
    for file in (shown, ALERTS):
        shutil.copy(file, tmp_path)
    (tmp_path / "combine-ops-token").write_text("a token", encoding="ascii")
    result = run(program("promtool"), "check", "config", str(tmp_path / shown.name))
    assert result.returncode == 0, result.stdout + result.stderr
    (job,) = yaml.safe_load(shown.read_text(encoding="utf-8"))["scrape_configs"]
    assert job["job_name"] == "combine"
    assert {"path": job.get("metrics_path", "/metrics"), "scheme": job["authorization"].get("type", "Bearer")} == {
        "path": "/metrics",
        "scheme": "Bearer",
    }


def test_what_the_alert_leaves_out_is_every_probe_and_the_scrape() -> None:
    patterns = set(re.findall(r'http_route!~"([^"]+)"', ALERTS.read_text(encoding="utf-8")))
    probes = min(patterns, key=len)
    assert patterns == {probes, f"|{probes}"}
    left_out = re.compile(probes)
    assert {path for path in PROBE_PATHS | {"/metrics"} if not left_out.fullmatch(path)} == set()
    assert {path for path in ("", "/", "/api/v1/projects", "/docs") if left_out.fullmatch(path)} == set()
