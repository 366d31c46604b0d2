"""The application object: our request layer around all of it, and the interface loaded when it is first needed."""

import threading
from collections.abc import Callable

import orjson
from fastapi import FastAPI
from fastapi.middleware.asyncexitstack import AsyncExitStackMiddleware
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.core.database_mapper import load_mapper

_loading = threading.Lock()
_describing = threading.Lock()


def load_interface(*, executes: bool) -> None:
    """Import the interface's routers and what stands behind them; blocks for as long as that takes.

    One thread does it, the others wait: two that import the same libraries at once may each meet half of them.
    """
    with _loading:
        if executes:
            load_mapper()
        import app.api.interface  # noqa: F401, PLC0415 - a new process answers its probes before it loads this


class Application(FastAPI):
    """FastAPI with our request layer around all of it, its own error handling included.

    The interface's routers stand before all others, yet they are added last: by the first request that no other route
    takes, or by the first question for the description.
    """

    layer: Callable[[ASGIApp], ASGIApp]
    executes = False
    """Whether this process executes work, too."""

    _has_interface = False
    _described: dict[str, object] | None = None
    _rendered: bytes | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; what FastAPI would ask of its own telemetry, which is off, is not asked."""
        if scope["type"] != "http" or self.middleware_stack is None:
            await super().__call__(scope, receive, send)
            return
        scope["app"] = self
        await self.middleware_stack(scope, receive, send)

    def build_middleware_stack(self) -> ASGIApp:
        """Put the layer where FastAPI puts its catches of errors, its telemetry and its body limit: it is them all."""
        self._nowhere = self.router.default
        self.router.default = self._unmatched
        return self.layer(AsyncExitStackMiddleware(self.router))

    def add_interface(self) -> None:
        """Add the interface's routers; does nothing the second time. Call it on the event loop."""
        if self._has_interface:
            return
        from app.api.interface import ROUTERS  # noqa: PLC0415 - as in `load_interface`

        self._has_interface = True
        own = len(self.router.routes)
        for router in ROUTERS:
            self.include_router(router)
        routes = self.router.routes
        routes[:] = [*routes[own:], *routes[:own]]

    def setup(self) -> None:
        """Give the description an address; FastAPI would make it on the event loop, where every probe waits for it."""
        self.add_route("/openapi.json", self._describe, include_in_schema=False)

    async def _describe(self, _request: Request) -> Response:
        await run_in_threadpool(load_interface, executes=self.executes)
        self.add_interface()
        return Response(await run_in_threadpool(self._described_as_json), media_type="application/json")

    def _described_as_json(self) -> bytes:
        """Render the description; one thread makes it once, the others wait."""
        with _describing:
            if self._rendered is None:
                self._rendered = orjson.dumps(self.openapi())
            return self._rendered

    def openapi(self) -> dict[str, object]:
        """Describe the whole interface."""
        self.add_interface()
        if self._described is None:
            from app.api.annotations import annotate  # noqa: PLC0415 - as in `load_interface`
            from app.api.openapi import complete  # noqa: PLC0415 - as above
            from app.http.identity import cookie_name  # noqa: PLC0415 - as above

            completed = complete(super().openapi(), session_cookie=cookie_name(self.state.settings))
            self._described = annotate(completed)
        return self._described

    async def _unmatched(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._has_interface:
            await self._nowhere(scope, receive, send)
            return
        await run_in_threadpool(load_interface, executes=self.executes)
        self.add_interface()
        await self.router(scope, receive, send)
