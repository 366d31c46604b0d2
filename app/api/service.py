"""What the routers of one application share."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from app.api.execution import Execution
from app.core.metrics import Metrics
from app.core.settings import Settings
from app.http.event_hub import EventHub
from app.operations.checks import LoopWatch
from app.operations.drain import Drain
from app.operations.readiness import Readiness


@dataclass(frozen=True, kw_only=True, slots=True)
class Service:
    """The parts of one application, made by `create_app`."""

    settings: Settings
    metrics: Metrics
    readiness: Readiness
    drain: Drain
    execution: Execution
    loop_watch: LoopWatch
    events: EventHub


def service_of(request: Request) -> Service:
    """Give the parts of the application that a request reached."""
    service: Service = request.app.state.service
    return service


CurrentService = Annotated[Service, Depends(service_of)]
