"""Application objects for tests: the real one, with a few routes that break on purpose."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated

from fastapi import Body, FastAPI, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict

from app.api.main import create_app
from app.core.settings import Settings
from app.domain.errors import NotFound, Retryable
from app.services.projects import SlugTaken
from tests.settings import UNLIMITED

PLANTED = "planted-7c1f9d"


class Order(BaseModel):
    """A body with rules."""

    model_config = ConfigDict(extra="forbid")

    title: str
    count: Annotated[int, Body(ge=1)]


async def _endless() -> AsyncIterator[bytes]:
    yield b"begun"
    await asyncio.Event().wait()


def settings_for(folder: Path, **changed: object) -> Settings:
    """Settings on a SQLite file in a folder."""
    given = {"environment": "test", "database_url": f"sqlite:///{folder / 'test.db'}", **UNLIMITED, **changed}
    return Settings.model_validate(given)


def breaking_app(settings: Settings) -> FastAPI:
    """The real application and routes that fail in every way."""
    app = create_app(settings)

    @app.get("/test/unhandled")
    async def unhandled() -> None:
        raise RuntimeError(PLANTED)

    @app.get("/test/missing")
    async def missing() -> None:
        raise NotFound("There is no project 'harbour'.")

    @app.get("/test/taken")
    async def taken() -> None:
        raise SlugTaken("There is a project 'harbour' already.")

    @app.get("/test/busy")
    async def busy() -> None:
        raise Retryable("The provider is busy.", retry_after_seconds=7)

    @app.post("/test/orders")
    async def orders(order: Order) -> Order:
        return order

    @app.post("/test/raw")
    async def raw(request: Request) -> dict[str, int]:
        return {"bytes": len(await request.body())}

    @app.post("/test/endless")
    async def endless() -> StreamingResponse:
        return StreamingResponse(_endless())

    @app.get("/test/items/{name}")
    async def item(name: str, request: Request) -> dict[str, str | None]:
        client = request.client.host if request.client else None
        return {"name": name, "client": client, "scheme": request.url.scheme}

    return app
