"""What every request needs, in one layer around the finished application.

Request id and trace context, client address, host check, body limit, security headers, metrics and the access line. It
stands outside everything, so an unhandled error and a refused request carry the same headers and leave the same line.
"""

import logging
from time import perf_counter
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.log_values import Plain, printable
from app.core.logging import PlainEvents, get_logger, reset_context, set_context
from app.core.metrics import KNOWN_METHODS, OTHER, SERVER_ERROR, Metrics
from app.core.settings import Settings
from app.http.addresses import ClientAddresses, household
from app.http.bodies import BODY, Body
from app.http.headers import API_POLICY, POLICY_HEADER, HeaderList, security_headers
from app.http.heads import HEAD_ALONE, Head
from app.http.hosts import AllowedHosts
from app.http.problems import problem_body
from app.http.rates import CODE, Rates, Standing, TooManyRequests, rate_headers, whole_seconds
from app.http.tracing import make_trace
from app.operations.drain import Drain

PROBE_PATHS: Final = frozenset(
    {
        "/health",
        "/health/live",
        "/health/ready",
        "/health/startup",
        "/health/detailed",
        "/livez",
        "/readyz",
        "/healthz",
        "/__lbheartbeat__",
        "/__heartbeat__",
        "/__version__",
    }
)
"""Outside the host check and the access log: whoever probes knows no host name, and asks every second."""

UNCOUNTED_PATHS: Final = (PROBE_PATHS - {"/health/detailed"}) | {"/metrics", "/sign-in.css"}
"""Without a limit of rate, like the static files; the detailed report may ask the database who somebody is."""

STATIC_PREFIX: Final = "/docs/static/"
SIGN_IN_PREFIX: Final = "/auth/"

REFUSED_HOST: Final = 400
CLIENT_ERROR: Final = 400
TOO_MANY: Final = 429
CLIENT_GONE: Final = 499
"""Logged and counted where the client left before an answer began; never sent."""

_BODILESS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_log = get_logger("app.http.access")
_access = PlainEvents("app.http.access")


class RequestLayer:
    """Wraps an application; one a process."""

    def __init__(self, app: ASGIApp, *, settings: Settings, metrics: Metrics, drain: Drain, rates: Rates) -> None:
        self.app = app
        self.metrics = metrics
        self.drain = drain
        self.rates = rates
        self.limit = settings.max_body_bytes
        self.body_seconds = settings.body_seconds
        self.addresses = ClientAddresses(settings.trusted_proxies)
        self.hosts = AllowedHosts(settings)
        self.fixed = security_headers(settings)
        self.believes = bool(settings.trusted_proxies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass on what is none."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        exchange = _Exchange(self, scope, receive, send)
        metrics = self.metrics
        metrics.active += 1
        token = set_context(exchange.context)
        try:
            await exchange.answer()
        finally:
            metrics.active -= 1
            exchange.finish()
            reset_context(token)


class _Exchange:
    """One request and its response."""

    __slots__ = (
        "_body",
        "_head",
        "_layer",
        "_method",
        "_receive",
        "_scope",
        "_send",
        "_standings",
        "_started",
        "context",
        "status",
        "trace",
    )

    def __init__(self, layer: RequestLayer, scope: Scope, receive: Receive, send: Send) -> None:
        self._started = perf_counter()
        self._layer = layer
        self._method = scope["method"]
        # HEAD is answered as GET is (RFC 9110 §9.3.2), by the same route and to the same people; the body is left out.
        self._scope = scope = {**scope, "method": "GET", HEAD_ALONE: True} if self._method == "HEAD" else scope
        self._receive = receive
        self._send = send
        self._body: Body | None = None
        self._standings: list[Standing] = []
        self._head = head = Head(scope, limit=layer.limit)
        self.status = 0
        if layer.believes:
            self._believe(head)
        self.trace = make_trace(head.request_id, head.traceparent)
        # The scope carries the ids to whoever asks; the context carries them into every record.
        scope["combine.trace"] = self.trace
        scope["combine.rates"] = self._standings
        self.context = {
            "request_id": self.trace.request_id,
            "trace_id": self.trace.trace_id,
            "span_id": self.trace.span_id,
        }

    def _believe(self, head: Head) -> None:
        peer, port = self._scope.get("client") or ("", 0)
        client = self._layer.addresses.client(peer, head.forwarded.decode("latin-1"))
        if client != peer:
            self._scope["client"] = (client, 0)
            self._scope["combine.forwarded"] = True
            if head.scheme in (b"http", b"https"):
                self._scope["scheme"] = head.scheme.decode()
        else:
            self._scope["client"] = (peer, port)

    async def answer(self) -> None:
        """Refuse the request here, or let the application answer it."""
        layer = self._layer
        head = self._head
        path = self._scope["path"]
        if head.refusal is not None:
            await self._refuse(*head.refusal)
            return
        if path not in PROBE_PATHS and not layer.hosts.allow(head.host):
            await self._refuse(REFUSED_HOST, "This service does not answer to that host name")
            return
        if path not in UNCOUNTED_PATHS and not path.startswith(STATIC_PREFIX):
            over = self._count(path)
            if over is not None:
                await self._refuse_rate(over)
                return
        receive = self._receive
        if head.has_body or self._method not in _BODILESS:
            self._body = Body(receive, limit=layer.limit, seconds=layer.body_seconds)
            self._scope[BODY] = self._body
            receive = self._body.receive
        try:
            await layer.app(self._scope, receive, self.send)
        except Exception as error:  # noqa: BLE001 - the last place that can still answer
            await self._fail(error)

    def _count(self, path: str) -> Standing | None:
        """Count the request for its address; the limit that it goes past, if it does."""
        client = self._scope.get("client")
        if client is None:  # over a socket file nobody has an address
            return None
        rates, who = self._layer.rates, household(client[0])
        standing = None if rates.address is None else rates.address.take(who)
        if standing is not None:
            self._standings.append(standing)
            if standing.wait_seconds:
                return standing
        if rates.sign_in is None or not path.startswith(SIGN_IN_PREFIX):
            return None
        standing = rates.sign_in.take(who)
        self._standings.append(standing)
        return standing if standing.wait_seconds else None

    async def send(self, message: Message) -> None:
        """Pass a message on; the first gets the headers."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers: HeaderList = [*message.get("headers", ())]
            for name, _ in headers:
                if name == POLICY_HEADER:
                    break
            else:
                headers.append((POLICY_HEADER, API_POLICY))
            headers += self._layer.fixed
            headers += self.trace.headers
            if self._standings:
                headers += rate_headers(self._standings)
            if self._layer.drain.is_draining or (self.status >= CLIENT_ERROR and self._has_unread_body()):
                headers.append((b"connection", b"close"))
            message["headers"] = headers
        elif self._method == "HEAD" and message.get("body"):
            message = {**message, "body": b""}
        await self._send(message)

    def _has_unread_body(self) -> bool:
        return self._head.has_body and (self._body is None or not self._body.is_read)

    async def _refuse_rate(self, standing: Standing) -> None:
        await self._refuse(
            TOO_MANY,
            str(TooManyRequests(standing)),
            code=CODE,
            more=[(b"retry-after", str(whole_seconds(standing.wait_seconds)).encode())],
        )

    async def _refuse(
        self, status: int, detail: str, *, code: str | None = None, more: HeaderList | None = None
    ) -> None:
        body = problem_body(status, detail, request_id=self.trace.request_id, code=code)
        headers = [
            *(more or []),
            (b"content-type", b"application/problem+json"),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
        ]
        await self.send({"type": "http.response.start", "status": status, "headers": headers})
        await self.send({"type": "http.response.body", "body": body})

    async def _fail(self, error: Exception) -> None:
        _log.error("http.unhandled_error", "A request failed with an exception that nobody handled", error=error)
        if not self.status:
            await self._refuse(SERVER_ERROR, "The service failed to answer; its log holds the cause")

    def finish(self) -> None:
        """Count the request and write its access line."""
        layer = self._layer
        scope = self._scope
        took = perf_counter() - self._started
        status = self.status or CLIENT_GONE
        method = self._method if self._method in KNOWN_METHODS else OTHER
        route = getattr(scope.get("route"), "path", "")
        metrics = layer.metrics
        metrics.requests += 1
        metrics.series(method, route, status).observe(took)
        if status >= SERVER_ERROR and scope["path"] not in PROBE_PATHS:
            metrics.errors += 1
        client = scope.get("client")
        fields: dict[str, Plain] = {
            "http_method": method,
            "http_status": status,
            "duration_ms": round(took * 1000, 3),
        }
        if route:
            fields["http_route"] = route
        else:
            fields["http_path"] = printable(scope["path"], limit=200)
        if client:
            fields["client_address"] = client[0]
        _access.write(logging.DEBUG if scope["path"] in PROBE_PATHS else logging.INFO, "http.request", fields)
