"""Examples of answers that no schema tells: what operators ask for, and what leaves a project as a file."""

import json
from collections.abc import Mapping
from typing import Any, Final

_CHECKS: Final = {"database": "pass", "migrations": "pass"}
_AWAY: Final = {"database": "fail: unreachable", "migrations": "fail: not checked yet"}
_STEPS: Final = [
    {"name": "settings", "status": "pass", "duration_ms": 41.3},
    {"name": "database", "status": "pass", "duration_ms": 12.8},
    {"name": "migrations", "status": "pass", "duration_ms": 9.1},
]
_DATABASE: Final = {
    "status": "pass",
    "criticality": "required",
    "age_seconds": 1.2,
    "latency_ms": 0.8,
    "changed_at": "2026-03-02T09:30:00+00:00",
    "unchanged_seconds": 86400.0,
    "runbook": "docs/RUNBOOK.md#database-unreachable",
}
_DETAILED: Final = {
    "versions": {
        "app": "1.0.0",
        "commit": "3f0a9c1",
        "python": "3.11.7",
        "database": "17.2",
        "migration": "0006",
        "migration_expected": "0006",
    },
    "environment": "production",
    "uptime_seconds": 86400.0,
    "draining": False,
}
_MORE: Final[Mapping[str, Mapping[str, Any]]] = {
    "/health/ready": {},
    "/health/startup": {"steps": _STEPS},
    "/health/detailed": _DETAILED,
}
_METRICS: Final = (
    "# HELP http_server_active_requests Requests being answered now\n"
    "# TYPE http_server_active_requests gauge\n"
    "http_server_active_requests 1.0\n"
)
_OTHERS: Final[Mapping[tuple[str, str], Any]] = {
    ("/health", "application/json"): {"status": "alive"},
    ("/health/live", "application/json"): {"status": "alive"},
    ("/metrics", "text/plain"): _METRICS,
    ("/metrics", "application/openmetrics-text"): f"{_METRICS}# EOF\n",
    ("/metrics", "application/json"): {
        "uptime_seconds": 86400.0,
        "request_count": 52_113,
        "error_count": 0,
        "db_pool_size": 10,
    },
    ("/export/{wanted}", "text/csv"): (
        "Issue Type,Issue ID,Summary,Parent\n"
        "Epic,1,E-03 Berths are asked for online,\n"
        "Story,2,E-03/S-02 Ask for a berth,1\n"
    ),
    ("/export/{wanted}", "application/jsonl"): json.dumps(
        {
            "code": "E-03",
            "marker": "<!-- combine:harbour-permits/E-03@2 -->",
            "parent": None,
            "is_sub_issue": False,
            "payload": {"title": "E-03 Berths are asked for online", "body": "…", "labels": ["epic"]},
        },
        ensure_ascii=False,
    )
    + "\n",
    ("/export/{wanted}", "application/zip"): "PK\u0003\u0004…",
}


def example_at(path: str, status: str, media_type: str) -> Any:  # noqa: ANN401 - a JSON value, or a text
    """Give the example of an answer; None where its schema tells one."""
    if path in _MORE and status in ("200", "503"):
        word, checks = ("pass", _CHECKS) if status == "200" else ("fail", _AWAY)
        if media_type == "text/plain":
            return "".join(f"{line}\n" for line in [word, *(f"{name}: {state}" for name, state in checks.items())])
        report: dict[str, Any] = {"status": word, **_MORE[path], "checks": checks}
        if path == "/health/detailed":
            reason = {} if status == "200" else {"reason": "unreachable"}
            report["checks"] = {"database": {**_DATABASE, "status": word, **reason}}
        return report
    short = path.removeprefix("/api/v1/projects/{slug}")
    return _OTHERS.get((short, media_type)) if status == "200" else None
