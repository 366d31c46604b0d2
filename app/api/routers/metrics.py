"""What the process counts, for Prometheus and for people."""

import orjson
from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from app.api.service import CurrentService
from app.http.accepting import prefers
from app.http.access import require_token_where_set

TEXT = "text/plain; version=0.0.4; charset=utf-8"
OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8"

router = APIRouter(tags=["metrics"], dependencies=[Depends(require_token_where_set)])


@router.get(
    "/metrics",
    response_class=Response,
    summary="Metrics",
    responses={
        200: {
            "description": "What was counted",
            "content": {
                "text/plain": {"schema": {"type": "string"}},
                "application/openmetrics-text": {"schema": {"type": "string"}},
                "application/json": {"schema": {"type": "object", "additionalProperties": {"type": "number"}}},
            },
        },
        401: {"description": "The operations token is missing"},
    },
)
async def metrics(request: Request, service: CurrentService) -> Response:
    """Give Prometheus text; OpenMetrics or four figures as JSON to whoever prefers those."""
    headers = {"Cache-Control": "no-store", "Vary": "Accept"}
    if prefers(request, "application/openmetrics-text", over="text/plain"):
        body = await run_in_threadpool(service.metrics.open_metrics)
        return Response(body, headers={**headers, "Content-Type": OPEN_METRICS})
    if prefers(request, "application/json", over="text/plain"):
        return Response(orjson.dumps(service.metrics.summary()), media_type="application/json", headers=headers)
    body = await run_in_threadpool(service.metrics.text)
    return Response(body, headers={**headers, "Content-Type": TEXT})
