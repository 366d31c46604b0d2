"""The probes: alive, ready, started, and the whole picture for operators."""

import time
from datetime import UTC, datetime
from typing import Final

import orjson
from fastapi import APIRouter, Depends, Request, Response

from app.api.service import CurrentService, Service
from app.core.build import current_build
from app.http.accepting import prefers
from app.http.access import has_operations_token, settings_of
from app.operations.readiness import Answer

HEALTH_MEDIA_TYPE: Final = "application/health+json"
TEXT: Final = {"schema": {"type": "string"}}
REPORT: Final = {
    "schema": {
        "type": "object",
        "required": ["status", "checks"],
        "properties": {"status": {"enum": ["pass", "warn", "fail"]}, "checks": {"type": "object"}},
    }
}
REPORTS: Final = {"application/json": REPORT, HEALTH_MEDIA_TYPE: REPORT, "text/plain": TEXT}
WELL: Final = {"description": "Well", "content": REPORTS}
RETRY_AFTER_SECONDS: Final = "2"
UNAVAILABLE: Final = 503

router = APIRouter(tags=["health"])


def require_operator_outside_development(request: Request) -> None:
    """Ask for the operators' token, or an administrator, everywhere but in development and test.

    The operators' token opens without asking the database, which may be what is wrong.
    """
    if settings_of(request).is_strict and not has_operations_token(request):
        from app.http.identity import require_administrator  # noqa: PLC0415 - probes answer before this is loaded

        require_administrator(request)


_ALIVE = b'{"status":"alive"}'


def _alive() -> Response:
    return Response(_ALIVE, media_type="application/json", headers={"Cache-Control": "no-store"})


@router.get("/health/live", summary="The process is alive")
async def liveness() -> Response:
    """Answer 200 for as long as the process can answer at all; asks nobody."""
    return _alive()


@router.get("/health", summary="The process is alive, for load balancers")
async def health() -> Response:
    """Answer as /health/live does."""
    return _alive()


@router.get(
    "/health/ready",
    response_class=Response,
    summary="Send traffic here",
    responses={200: WELL, UNAVAILABLE: {"description": "Not now", "content": REPORTS}},
)
async def readiness(request: Request, service: CurrentService) -> Response:
    """Answer 503 while the database is away, migrations are behind, or the process is draining."""
    answer = await service.readiness.ready()
    return _rendered(request, answer, _body(answer))


@router.get(
    "/health/startup",
    response_class=Response,
    summary="Start-up is over",
    responses={200: WELL, UNAVAILABLE: {"description": "Not yet", "content": REPORTS}},
)
async def startup_check(request: Request, service: CurrentService) -> Response:
    """Answer 503 until the settings are valid, the database answers and is migrated; then 200 for good."""
    answer = await service.readiness.startup()
    body = _body(answer)
    body["steps"] = [
        {
            "name": step.name,
            "status": step.status,
            **({} if step.duration_seconds is None else {"duration_ms": round(step.duration_seconds * 1000, 1)}),
        }
        for step in answer.steps
    ]
    return _rendered(request, answer, body)


@router.get(
    "/health/detailed",
    response_class=Response,
    summary="Versions and every check",
    dependencies=[Depends(require_operator_outside_development)],
    responses={
        401: {"description": "Neither the operations token nor anybody signed in"},
        403: {"description": "Not an administrator, or not with this token"},
        200: WELL,
        UNAVAILABLE: {"description": "Not well", "content": REPORTS},
    },
)
async def detailed(request: Request, service: CurrentService) -> Response:
    """Show the versions and each check with its age, latency and last change."""
    snapshot = await service.readiness.snapshot()
    now = time.time()
    checks = {
        check.name: {
            "status": check.status,
            **({"reason": check.reason} if check.reason else {}),
            "criticality": check.criticality,
            **({} if check.age_seconds is None else {"age_seconds": round(check.age_seconds, 2)}),
            "latency_ms": round(check.latency_seconds * 1000, 2),
            "changed_at": datetime.fromtimestamp(check.changed_at, UTC).isoformat(timespec="seconds"),
            "unchanged_seconds": round(max(0.0, now - check.changed_at), 1),
            "runbook": check.runbook,
        }
        for check in snapshot.checks
    }
    answer = Answer(status=snapshot.status, checks={check.name: check.shown for check in snapshot.checks})
    body: dict[str, object] = {
        "status": answer.status,
        "versions": _versions(service),
        "environment": service.settings.environment,
        "uptime_seconds": round(service.metrics.uptime_seconds(), 1),
        "draining": service.drain.is_draining,
        "checks": checks,
    }
    return _rendered(request, answer, body)


@router.get("/__version__", summary="The build that runs", include_in_schema=False)
async def version() -> Response:
    """Name the product and its version."""
    build = current_build()
    body = orjson.dumps({"name": build.service, "version": build.version, "commit": build.commit})
    return Response(body, media_type="application/json", headers={"Cache-Control": "no-store"})


def _versions(service: Service) -> dict[str, object]:
    build = current_build()
    probe = service.readiness.probe
    migrations = probe.migrations
    return {
        "app": build.version,
        "commit": build.commit,
        "python": build.python,
        "database": probe.server_version,
        "migration": ",".join(migrations.revisions) or "none" if migrations else "unknown",
        "migration_expected": ",".join(migrations.heads) if migrations else "unknown",
    }


def _body(answer: Answer) -> dict[str, object]:
    return {"status": answer.status, "checks": answer.checks}


def _rendered(request: Request, answer: Answer, body: dict[str, object]) -> Response:
    headers = {"Cache-Control": "no-store"}
    if not answer.is_well:
        headers["Retry-After"] = RETRY_AFTER_SECONDS
    status = 200 if answer.is_well else UNAVAILABLE
    if request.query_params.get("format") == "text":
        lines = [str(answer.status), *(f"{name}: {state}" for name, state in answer.checks.items())]
        return Response("\n".join(lines) + "\n", status, headers=headers, media_type="text/plain")
    wants_health = prefers(request, HEALTH_MEDIA_TYPE, over="application/json")
    media_type = HEALTH_MEDIA_TYPE if wants_health else "application/json"
    return Response(orjson.dumps(body), status, headers=headers, media_type=media_type)


for _path, _endpoint in (
    ("/livez", liveness),
    ("/healthz", liveness),
    ("/__lbheartbeat__", liveness),
    ("/readyz", readiness),
    ("/__heartbeat__", readiness),
):
    router.add_api_route(_path, _endpoint, methods=["GET"], include_in_schema=False)
