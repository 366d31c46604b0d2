"""The HTTP application: assembled here, from parts that know nothing of each other."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.staticfiles import StaticFiles

from app.api.application import Application, load_interface
from app.api.execution import Execution
from app.api.routers import docs, health, metrics
from app.api.service import Service
from app.core.build import current_build
from app.core.logging import capture_loop, line_handlers
from app.core.metrics import OTHER, Family, Metrics, counter, gauge, histogram
from app.core.pool_waits import WAIT_BUCKETS, WaitFigures
from app.core.settings import LoadedSettings, Settings, declared_settings
from app.core.startup import validate_on_startup
from app.http import problems
from app.http.event_hub import EventHub, Timing
from app.http.rates import Rates
from app.http.request_layer import RequestLayer
from app.operations.checks import (
    DatabaseProbe,
    LoopWatch,
    PoolFigures,
    database_checks,
    disk_check,
    pool_check,
    pool_figures,
    pool_waits,
)
from app.operations.drain import Drain
from app.operations.health import CheckStatus, HealthMonitor
from app.operations.readiness import Readiness

if TYPE_CHECKING:
    from app.http.stored_events import StoredEvents

BEAT_SECONDS: Final = 1.0
LOG_LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
STATUS_VALUES: Final = {CheckStatus.PASS: 1.0, CheckStatus.WARN: 0.5, CheckStatus.FAIL: 0.0}


@dataclass(frozen=True, kw_only=True, slots=True)
class Served:
    """An application with its parts."""

    app: Application
    service: Service


def create_app(settings: Settings | None = None) -> Application:
    """Make the application; without settings they are read from the environment, and refused with exit 78.

    Nothing is connected here: a database that is down keeps /health/ready at 503 and nothing else.
    """
    began = time.monotonic()
    loaded = validate_on_startup() if settings is None else declared_settings(settings)
    return make_service(loaded, settings_seconds=time.monotonic() - began).app


def make_service(
    loaded: LoadedSettings, *, settings_seconds: float, executes: bool = False, timing: Timing | None = None
) -> Served:
    """Make the application and give its parts beside it; `executes` for a process that also works."""
    service = _service(loaded, settings_seconds=settings_seconds, executes=executes, timing=timing or Timing())
    app = Application(
        title="The Combine",
        summary="A governed production line for project documents",
        version=current_build().version,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        generate_unique_id_function=lambda route: route.name,
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # the request layer does this once for all
        lifespan=_lifespan,
    )
    app.executes = executes
    rates = Rates(service.settings)
    service.metrics.add_reading(lambda: _refusals(rates))
    app.layer = lambda inner: RequestLayer(
        inner, settings=service.settings, metrics=service.metrics, drain=service.drain, rates=rates
    )
    app.state.rates = rates
    app.state.service = service
    app.state.settings = service.settings
    app.state.runtime = service.execution.runtime
    problems.install(app)
    for router in (health.router, metrics.router, docs.router):
        app.include_router(router)
    app.mount("/docs/static", StaticFiles(directory=docs.STATIC_FOLDER), name="docs-static")
    return Served(app=app, service=service)


def _service(loaded: LoadedSettings, *, settings_seconds: float, executes: bool, timing: Timing) -> Service:
    settings = loaded.settings
    url = settings.database_url.get_secret_value()
    execution = Execution(settings, executes=executes)
    probe = DatabaseProbe(url)
    drain = Drain()
    monitor = HealthMonitor(
        (
            *database_checks(probe, prepare=lambda: _load(probe, executes=executes)),
            pool_check(lambda: _pool(execution, settings)),
            disk_check(Path.cwd()),
        )
    )
    readiness = Readiness(monitor=monitor, drain=drain, probe=probe, settings_seconds=settings_seconds)
    made = Metrics(fingerprint=loaded.fingerprint, pool_size=lambda: settings.db_pool_size)
    service = Service(
        settings=settings,
        metrics=made,
        readiness=readiness,
        drain=drain,
        execution=execution,
        loop_watch=LoopWatch(),
        events=EventHub(
            lambda: _stored_events(execution),
            is_embedded=settings.is_sqlite,
            most_per_person=settings.event_streams_per_person,
            timing=timing,
        ),
    )
    drain.on_begin.append(service.events.drain)
    made.add_reading(lambda: _readings(service))
    made.add_reading(service.events.readings)
    made.add_reading(_log_readings)
    return service


def _stored_events(execution: Execution) -> "StoredEvents":
    from app.http.stored_events import StoredEvents  # noqa: PLC0415 - loads the database's libraries, after the probes

    return StoredEvents(execution.runtime())


def _load(probe: DatabaseProbe, *, executes: bool) -> None:
    """Load what requests need before the database's first answer makes the service ready for them."""
    load_interface(executes=executes)
    probe.prepare()


def _pool(execution: Execution, settings: Settings) -> PoolFigures:
    database = execution.database
    most = settings.db_pool_size + settings.db_max_overflow
    return PoolFigures(most=most) if database is None else pool_figures(database)


def _readings(service: Service) -> Iterable[Family]:
    snapshot = service.readiness.monitor.snapshot()
    pool = _pool(service.execution, service.settings)
    is_ready = snapshot.required().status is not CheckStatus.FAIL and not service.drain.is_draining
    yield gauge("combine_ready", "Whether traffic should come here", [({}, float(is_ready))])
    yield gauge("combine_draining", "Whether this process is stopping", [({}, float(service.drain.is_draining))])
    states = [({"check": check.name}, STATUS_VALUES[check.status]) for check in snapshot.checks]
    yield gauge("combine_health_check_status", "1 pass, 0.5 warn, 0 fail", states)
    connections = [({"state": "used"}, float(pool.used)), ({"state": "idle"}, float(pool.idle))]
    yield gauge("db_client_connections", "Open connections of the pool by state", connections)
    yield from _pool_waits(service.execution)
    migrations = service.readiness.probe.migrations
    state = migrations.state.value if migrations else "unknown"
    yield gauge("combine_migration_info", "Where the database stands among the migrations", [({"state": state}, 1.0)])
    calls = service.execution.calls_in_flight
    yield gauge("combine_model_calls_in_flight", "Model calls that this process waits for", [({}, float(calls))])
    lag = service.loop_watch.lag_seconds
    yield gauge("combine_event_loop_lag_seconds", "How late the event loop last woke up", [({}, lag)])


def _refusals(rates: Rates) -> Iterable[Family]:
    values = [({"limit": name}, float(number)) for name, number in rates.refusals().items()]
    yield counter("combine_requests_over_rate", "Requests refused with 429, by the limit they went past", values)


def _pool_waits(execution: Execution) -> Iterable[Family]:
    database = execution.database
    waits = WaitFigures() if database is None else pool_waits(database)
    name = "db_client_connections"
    taken = "How long it took to get a connection of the pool"
    yield histogram(f"{name}_wait_time_seconds", taken, WAIT_BUCKETS, waits.counts, waits.seconds)
    pending = "How many wait for a connection of the pool now"
    yield gauge(f"{name}_pending_requests", pending, [({}, float(waits.pending))])
    in_vain = "Waits for which no connection of the pool became free in time"
    yield counter(f"{name}_timeouts", in_vain, [({}, float(waits.timeouts))])


def _log_readings() -> Iterable[Family]:
    handlers = line_handlers()
    counts = dict.fromkeys(LOG_LEVELS, 0)
    for handler in handlers:
        for level, number in handler.counts.copy().items():
            shown = level if level in counts else OTHER
            counts[shown] = counts.get(shown, 0) + number
    values = [({"level": level}, float(number)) for level, number in counts.items()]
    yield counter("combine_log_records", "Log records written, by level", values)
    dropped = sum(handler.dropped for handler in handlers)
    yield counter("combine_log_lines_dropped", "Log lines that could not be written", [({}, float(dropped))])
    redactions = sum(handler.formatter.redactor.redactions for handler in handlers)
    yield counter("combine_log_redactions", "Secrets taken out of log lines", [({}, float(redactions))])


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    service: Service = app.state.service
    capture_loop(asyncio.get_running_loop())
    await service.readiness.monitor.start()
    own = (
        asyncio.create_task(_beat(service), name="loop-watch"),
        asyncio.create_task(service.execution.launch_when_ready(service.readiness), name="execution"),
    )
    try:
        yield
    finally:
        for task in own:
            task.cancel()
        await asyncio.gather(*own, return_exceptions=True)
        await service.events.close()
        await service.readiness.monitor.stop()
        await run_in_threadpool(service.execution.close, grace_seconds=_grace_left(service))
        service.readiness.probe.end()


def _grace_left(service: Service) -> float:
    """Give what remains of the grace, which requests in flight have used before."""
    settings = service.settings
    spent = max(0.0, service.drain.seconds - settings.drain_seconds)
    return max(0.0, settings.grace_seconds - spent)


async def _beat(service: Service) -> None:
    service.loop_watch.beat(expected_seconds=0)
    while True:
        await asyncio.sleep(BEAT_SECONDS)
        service.loop_watch.beat(expected_seconds=BEAT_SECONDS)
        await service.readiness.startup()
