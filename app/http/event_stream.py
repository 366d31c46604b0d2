"""Live events as a response: `text/event-stream` by ASGI, and past it where the server offers a way."""

import asyncio
from typing import Final

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.http.event_channel import Ending, Watcher
from app.http.event_hub import EventHub, Wish
from app.http.heads import HEAD_ALONE

MEDIA_TYPE: Final = "text/event-stream"
LINE: Final = "combine.line"
"""Where a server may leave, in the scope, its own way to the client (`app.http.event_channel.Line`)."""

HEADERS: Final = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"vary", b"accept"),
    (b"x-accel-buffering", b"no"),
    # Nothing follows a stream on its connection, so that cutting one cuts nothing else.
    (b"connection", b"close"),
)


class EventStream(Response):
    """The events of a project from a number on, for as long as the client stays and may read them."""

    def __init__(self, hub: EventHub, wish: Wish) -> None:
        super().__init__(media_type=MEDIA_TYPE)
        self._hub = hub
        self._wish = wish

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream until one side ends it.

        Raises:
            app.http.event_hub.TooManyStreams: the client's person holds as many as one may; nothing was sent.
            app.services.events.BeyondNewestEvent: there is no such event to go on from; nothing was sent.
            app.core.database_errors.DatabaseError: the events cannot be read; nothing was sent.

        """
        is_head = HEAD_ALONE in scope
        watcher = await self._hub.join(self._wish, line=None if is_head else scope.get(LINE))
        leaving = asyncio.create_task(_end_with_client(receive, watcher), name="event-stream-client")
        try:
            await send({"type": "http.response.start", "status": 200, "headers": list(HEADERS)})
            if is_head:
                watcher.end(Ending.CLIENT)
            else:
                await send({"type": "http.response.body", "body": self._hub.opening(), "more_body": True})
            while chunk := await watcher.take():
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            leaving.cancel()
            self._hub.leave(watcher)


async def _end_with_client(receive: Receive, watcher: Watcher) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass  # a body, which nobody reads
    watcher.end(Ending.CLIENT)
