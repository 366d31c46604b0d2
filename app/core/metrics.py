"""The metrics of one application object: families by name, children bound beforehand, labels with bounded values."""

import threading
import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import Final

import prometheus_client
from prometheus_client import CollectorRegistry, Gauge, exposition
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.core import Metric as Family
from prometheus_client.openmetrics import exposition as openmetrics

from app.core.build import current_build

KNOWN_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER: Final = "_OTHER"
SERVER_ERROR: Final = 500
DURATION_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_BUCKET_NAMES: Final = (*(str(bound) for bound in DURATION_BUCKETS), "+Inf")
MOST_SERIES: Final = 2000
"""How many combinations of method, route and status are kept apart; later ones share one series."""

__all__ = ["Family", "Metrics", "RequestSeries", "counter", "gauge", "histogram"]

Read = Callable[[], Iterable[Family]]


class RequestSeries:
    """The durations of one method, route and status, by bucket; written on the event loop alone, so without a lock."""

    __slots__ = ("_counts", "_sum", "labels")

    def __init__(self, labels: tuple[str, str, str]) -> None:
        self.labels = labels
        self._counts = [0] * (len(DURATION_BUCKETS) + 1)
        self._sum = 0.0

    def observe(self, seconds: float) -> None:
        """Count one request."""
        self._counts[bisect_left(DURATION_BUCKETS, seconds)] += 1
        self._sum += seconds

    def add_to(self, family: HistogramMetricFamily) -> None:
        """Give the counts as a histogram has them: each bucket with all below it."""
        buckets = zip(_BUCKET_NAMES, accumulate(self._counts), strict=True)
        family.add_metric(self.labels, list(buckets), self._sum)


class Metrics:
    """Counts what one application does; reading it costs the application nothing but the reading.

    `requests`, `errors` and `active` are counted on the event loop alone, so plain numbers do.
    """

    def __init__(self, *, fingerprint: str, pool_size: Callable[[], int]) -> None:
        prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call]  # not annotated there
        self.registry = CollectorRegistry(auto_describe=False)
        self._started = time.monotonic()
        self._pool_size = pool_size
        self.requests = 0
        self.errors = 0
        self.active = 0
        self.add_reading(self._counts)
        self._gauge("uptime_seconds", "Seconds since this process started to serve", self.uptime_seconds)
        self._gauge("db_pool_size", "Connections that the database pool keeps at most, as set", pool_size)
        self._info("combine_build_info", "The build that runs", self._build_labels())
        self._info("combine_config_info", "The fingerprint of the settings in force", {"fingerprint": fingerprint})
        self._series: dict[tuple[str, str, int], RequestSeries] = {}
        self._lock = threading.Lock()

    def series(self, method: str, route: str, status: int) -> RequestSeries:
        """Give the series of a method, a route template and a status, bound for reuse."""
        key = (method if method in KNOWN_METHODS else OTHER, route, status)
        found = self._series.get(key)
        return found if found is not None else self._bind(key)

    def _bind(self, key: tuple[str, str, int]) -> RequestSeries:
        with self._lock:
            method, route, status = key if len(self._series) < MOST_SERIES else (OTHER, "", key[2])
            found = self._series.get((method, route, status))
            if found is None:
                found = self._series[method, route, status] = RequestSeries((method, route, str(status)))
            return found

    def add_reading(self, read: Read) -> None:
        """Add families that are read when somebody asks; `read` must be quick and touch no database."""
        self.registry.register(_Reading(read))

    def uptime_seconds(self) -> float:
        """Give the seconds since this object was made."""
        return time.monotonic() - self._started

    def text(self) -> bytes:
        """Render the Prometheus text format."""
        return exposition.generate_latest(self.registry)

    def open_metrics(self) -> bytes:
        """Render the OpenMetrics format."""
        rendered: bytes = openmetrics.generate_latest(self.registry)  # type: ignore[no-untyped-call]  # not annotated there
        return rendered

    def summary(self) -> dict[str, float]:
        """Give the four figures that a person asks for first."""
        return {
            "uptime_seconds": round(self.uptime_seconds(), 3),
            "request_count": self.requests,
            "error_count": self.errors,
            "db_pool_size": self._pool_size(),
        }

    def _counts(self) -> Iterable[Family]:
        yield counter("request_count", "Requests answered", [({}, float(self.requests))])
        yield counter("error_count", "Requests, probes aside, that ended in a server error", [({}, float(self.errors))])
        yield gauge("http_server_active_requests", "Requests being answered now", [({}, float(self.active))])
        durations = HistogramMetricFamily(
            "http_server_request_duration_seconds",
            "How long requests took",
            labels=("http_request_method", "http_route", "http_response_status_code"),
        )
        for series in list(self._series.values()):
            series.add_to(durations)
        yield durations

    def _gauge(self, name: str, meaning: str, read: Callable[[], float]) -> None:
        Gauge(name, meaning, registry=self.registry).set_function(read)

    def _info(self, name: str, meaning: str, labels: dict[str, str]) -> None:
        Gauge(name, meaning, tuple(labels), registry=self.registry).labels(**labels).set(1)

    @staticmethod
    def _build_labels() -> dict[str, str]:
        build = current_build()
        return {"version": build.version, "commit": build.commit, "python": build.python}


class _Reading:
    def __init__(self, read: Read) -> None:
        self._read = read

    def collect(self) -> Iterable[Family]:
        return self._read()


def gauge(name: str, meaning: str, values: Iterable[tuple[dict[str, str], float]]) -> Family:
    """Make one gauge family from labelled values; every entry has the same label names."""
    entries = list(values)
    names = tuple(entries[0][0]) if entries else ()
    family = GaugeMetricFamily(name, meaning, labels=names)
    for labels, value in entries:
        family.add_metric([labels[label] for label in names], value)
    return family


def counter(name: str, meaning: str, values: Iterable[tuple[dict[str, str], float]]) -> Family:
    """Make one counter family from labelled values; `name` carries no `_total`."""
    entries = list(values)
    names = tuple(entries[0][0]) if entries else ()
    family = CounterMetricFamily(name, meaning, labels=names)
    for labels, value in entries:
        family.add_metric([labels[label] for label in names], value)
    return family


def histogram(name: str, meaning: str, bounds: Sequence[float], counts: Sequence[int], total: float) -> Family:
    """Make one histogram family without labels; `counts` has one entry more than `bounds`, for what is beyond."""
    names = [*(str(bound) for bound in bounds), "+Inf"]
    return HistogramMetricFamily(
        name, meaning, buckets=list(zip(names, accumulate(counts), strict=True)), sum_value=total
    )
