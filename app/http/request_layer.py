"""What every request needs, in one layer around the finished application.

Request id and trace context, client address, host check, body limit, security headers, metrics and the access line. It
stands outside everything, so an unhandled error and a refused request carry the same headers and leave the same line.
"""

import asyncio
import logging
from collections.abc import Awaitable, Iterable
from time import perf_counter
from typing import Final

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.log_values import Plain, printable
from app.core.logging import FrequentEvent, get_logger, reset_context, set_context, write_frequent
from app.core.metrics import KNOWN_METHODS, OTHER, SERVER_ERROR, Metrics
from app.core.origin import RequestOrigin, reset_origin, set_origin
from app.core.settings import Settings
from app.http.addresses import ClientAddresses, household
from app.http.bodies import BODY, Body
from app.http.headers import API_POLICY, POLICY_HEADER, HeaderList, security_headers
from app.http.heads import HEAD_ALONE, USER, Head, Refusal
from app.http.hosts import AllowedHosts
from app.http.problems import ANSWERS, answer_to, problem_body
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
UNAVAILABLE: Final = 503
CLIENT_GONE: Final = 499
"""Logged and counted where the client left before an answer began; never sent."""

_BODILESS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_HARMLESS: Final = frozenset({"client_address", "duration_ms", "user_id"})
_POLICY: Final = (POLICY_HEADER, API_POLICY)
_CUT_OFF: Final = Refusal(
    UNAVAILABLE,
    "The process ends and could not wait for this request; whether it was carried out is not known",
    headers=((b"retry-after", b"2"),),
)
_HANDLERS: Final[tuple[object, dict[int, object]]] = (ANSWERS, {})
"""As Starlette's routes look for who answers an error: by its class, and by its status."""

ANSWERED: Final = "answered"
BROKEN_OFF: Final = "cut_off"
FAILED: Final = "failed"
GONE: Final = "client_gone"
REFUSED: Final = "refused"
"""How a request ended, for the access line; by its status alone an answer that was cut off looks like a whole one."""

_log = get_logger("app.http.access")


class RequestLayer:
    """Wraps an application; one a process."""

    def __init__(self, app: ASGIApp, *, settings: Settings, metrics: Metrics, drain: Drain, rates: Rates) -> None:
        self.app = app
        self.metrics = metrics
        self.drain = drain
        self.limits = tuple(limit for limit in (rates.address,) if limit is not None)
        self.sign_in_limits = tuple(limit for limit in (rates.address, rates.sign_in) if limit is not None)
        self.most_bytes = settings.max_body_bytes
        self.body_seconds = settings.body_seconds
        self.addresses = ClientAddresses(settings.trusted_proxies)
        self.hosts = AllowedHosts(settings)
        self.fixed = security_headers(settings)
        self.believes = bool(settings.trusted_proxies)
        self._kinds: dict[tuple[str, str, int, str, bool], _Kind] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass on what is none."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        exchange = _Exchange(self, scope, send)
        metrics = self.metrics
        metrics.active += 1
        token, origin = set_context(exchange.context), set_origin(exchange.origin)
        try:
            refusal = exchange.refusal()
            if refusal is None:
                await self.app(exchange.scope, exchange.guarded(receive), exchange.send)
            else:
                await exchange.refuse(refusal)
        except asyncio.CancelledError:
            self.drain.cut_off += 1
            await exchange.cut_off()
            raise
        except Exception as error:  # noqa: BLE001 - the last place that can still answer
            await exchange.fail(error, receive)
        finally:
            metrics.active -= 1
            exchange.finish()
            reset_origin(origin)
            reset_context(token)

    def kind(self, method: str, route: str, status: int, *, outcome: str, is_probe: bool) -> "_Kind":
        """Give what requests of one kind have in common; there are few. An empty outcome is what the status says."""
        key = (method, route, status, outcome, is_probe)
        found = self._kinds.get(key)
        if found is None:
            ended = outcome or _outcome_of(status)
            found = self._kinds[key] = _Kind(self.metrics, method, route, status, outcome=ended, is_probe=is_probe)
        return found


def _outcome_of(status: int) -> str:
    if status == CLIENT_GONE:
        return GONE
    if status >= CLIENT_ERROR:
        return FAILED if status >= SERVER_ERROR else REFUSED
    return ANSWERED


class _Kind:
    """Requests of one method, route template, status and outcome: durations, and what their access lines share."""

    __slots__ = ("line", "series")

    def __init__(self, metrics: Metrics, method: str, route: str, status: int, *, outcome: str, is_probe: bool) -> None:
        self.series = metrics.series(method, route, status)
        shared: dict[str, Plain] = {"http_method": method, "http_status": status, "outcome": outcome}
        if route:
            shared["http_route"] = route
        self.line = FrequentEvent(
            "app.http.access",
            logging.DEBUG if is_probe else logging.INFO,
            "http.request",
            shared,
            message=" ".join(filter(None, (method, route, str(status)))),
            harmless=_HARMLESS,
        )


class _Exchange:
    """One request and its response."""

    __slots__ = (
        "_body",
        "_head",
        "_ids",
        "_is_probe",
        "_layer",
        "_method",
        "_outcome",
        "_send",
        "_standings",
        "_started",
        "context",
        "scope",
        "status",
    )

    def __init__(self, layer: RequestLayer, scope: Scope, send: Send) -> None:
        self._started = perf_counter()
        self._layer = layer
        self._method = method = scope["method"]
        # HEAD is answered as GET is (RFC 9110 §9.3.2), by the same route and to the same people; the body is left out.
        self.scope = scope = {**scope, "method": "GET", HEAD_ALONE: True} if method == "HEAD" else scope
        self._send = send
        self._is_probe = scope["path"] in PROBE_PATHS
        self._body: Body | None = None
        self._head = head = Head(scope, limit=layer.most_bytes)
        self.status = 0
        self._outcome = ""
        if layer.believes:
            self._believe(head)
        self.context, self._ids = make_trace(head.request_id, head.traceparent)
        self._standings: list[Standing] = []
        scope["combine.rates"] = self._standings  # who knows the caller adds to them
        scope["starlette.exception_handlers"] = _HANDLERS

    @property
    def origin(self) -> RequestOrigin:
        """Where the request comes from, for the audit of what it changes."""
        client = self.scope.get("client")
        return RequestOrigin(client[0] if client else None, self.context["request_id"])

    def _believe(self, head: Head) -> None:
        peer, port = self.scope.get("client") or ("", 0)
        client = self._layer.addresses.client(peer, head.forwarded.decode("latin-1"))
        if client != peer:
            self.scope["client"] = (client, 0)
            self.scope["combine.forwarded"] = True
            if head.scheme in (b"http", b"https"):
                self.scope["scheme"] = head.scheme.decode()
        else:
            self.scope["client"] = (peer, port)

    def refusal(self) -> Refusal | None:
        """Count the request, and tell why it is not passed on, if it is not."""
        head = self._head
        if head.refusal is not None:
            return head.refusal
        if not self._is_probe and not self._layer.hosts.allow(head.host):
            return Refusal(REFUSED_HOST, "This service does not answer to that host name")
        path = self.scope["path"]
        client = self.scope.get("client")  # over a socket file nobody has an address
        if client is None or path in UNCOUNTED_PATHS or path.startswith(STATIC_PREFIX):
            return None
        who = household(client[0])
        for limit in self._layer.sign_in_limits if path.startswith(SIGN_IN_PREFIX) else self._layer.limits:
            standing = limit.take(who)
            self._standings.append(standing)
            if standing.wait_seconds:
                wait = (b"retry-after", str(whole_seconds(standing.wait_seconds)).encode())
                return Refusal(TOO_MANY, str(TooManyRequests(standing)), CODE, (wait,))
        return None

    def guarded(self, receive: Receive) -> Receive:
        """Give the way to the body, under its limits where there may be one."""
        if not self._head.has_body and self._method in _BODILESS:
            return receive
        layer = self._layer
        self._body = self.scope[BODY] = Body(receive, limit=layer.most_bytes, seconds=layer.body_seconds)
        return self._body.receive

    def send(self, message: Message) -> Awaitable[None]:
        """Pass a message on; the first gets the headers."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = self._headers(message.get("headers", ()))
        elif self._method == "HEAD" and message.get("body"):
            message = {**message, "body": b""}
        return self._send(message)

    def _headers(self, given: Iterable[tuple[bytes, bytes]]) -> HeaderList:
        layer = self._layer
        headers = [*given]
        for name, _ in headers:
            if name == POLICY_HEADER:
                break
        else:
            headers.append(_POLICY)
        headers += layer.fixed
        headers += self._ids
        if self._standings:
            headers += rate_headers(self._standings)
        if layer.drain.is_draining or (self.status >= CLIENT_ERROR and self._has_unread_body()):
            headers.append((b"connection", b"close"))
        return headers

    def _has_unread_body(self) -> bool:
        return self._head.has_body and (self._body is None or not self._body.is_read)

    async def refuse(self, refusal: Refusal) -> None:
        """Answer with a problem."""
        body = problem_body(refusal.status, refusal.detail, request_id=self.context["request_id"], code=refusal.code)
        headers = [
            *refusal.headers,
            (b"content-type", b"application/problem+json"),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
        ]
        await self.send({"type": "http.response.start", "status": refusal.status, "headers": headers})
        await self.send({"type": "http.response.body", "body": body})

    async def cut_off(self) -> None:
        """Answer a request that the end of the process did not wait for, if no answer has begun."""
        self._outcome = BROKEN_OFF
        _log.warning(
            "http.request_cut_off",
            "The process ends and did not wait for a request",
            http_method=self._method,
            http_route=self._route or None,
            seconds=round(perf_counter() - self._started, 3),
        )
        if not self.status:
            await self.refuse(_CUT_OFF)

    async def fail(self, error: Exception, receive: Receive) -> None:
        """Answer an error that no route answered, if no answer has begun; what nobody knows of goes to the log.

        A client that left while its body was read is no error of ours, and nobody is there to answer.
        """
        if isinstance(error, ClientDisconnect):
            self._outcome = GONE
            return
        answer = None if self.status else await answer_to(Request(self.scope), error)
        if answer is not None:
            await answer(self.scope, receive, self.send)
            return
        _log.error("http.unhandled_error", "A request failed with an exception that nobody handled", error=error)
        self._outcome = FAILED
        if not self.status:
            await self.refuse(Refusal(SERVER_ERROR, "The service failed to answer; its log holds the cause"))

    @property
    def _route(self) -> str:
        route: str = getattr(self.scope.get("route"), "path", "")
        return route

    def finish(self) -> None:
        """Count the request and write its access line."""
        took = perf_counter() - self._started
        layer, scope, method = self._layer, self.scope, self._method
        status, route = self.status or CLIENT_GONE, self._route
        known = method if method in KNOWN_METHODS else OTHER
        kind = layer.kind(known, route, status, outcome=self._outcome, is_probe=self._is_probe)
        kind.series.observe(took)
        layer.metrics.requests += 1
        if status >= SERVER_ERROR and not self._is_probe:
            layer.metrics.errors += 1
        fields: dict[str, Plain] = {"duration_ms": int(took * 1e6) / 1e3}
        if self._head.request_id is not None:
            fields["request_id"] = self.context["request_id"]  # the client's words
        if not route:
            fields["http_path"] = printable(scope["path"], limit=200)
        if client := scope.get("client"):
            fields["client_address"] = client[0]
        if user := scope.get(USER):
            fields["user_id"] = user
        write_frequent(kind.line, self.context, fields)
