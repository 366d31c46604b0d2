"""The application on a socket, in a thread of the test, for what only a connection shows."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn

from app.api.main import Served, make_service
from app.cli.bounded_heads import BoundedHeads
from app.core.database import Database
from app.core.settings import declared_settings
from app.http.event_hub import Timing
from tests.api.people import Place, settings_on
from tests.event_reader import EventReader
from tests.operational.service_process import PATIENCE_SECONDS, free_port, wait_for


@dataclass
class Serving:
    """A served application, with the people of its database."""

    place: Place
    served: Served
    port: int

    def stream(
        self, secret: str, *, last: int | None = None, query: str = "", buffer: int | None = None
    ) -> EventReader:
        """Watch the project `school` as a program."""
        headers = {"Authorization": f"Bearer {secret}"}
        return EventReader(self.port, headers=headers, last=last, query=query, buffer=buffer)

    def figure(self, name: str) -> float:
        """Read one sample of the metrics."""
        lines = self.served.service.metrics.text().decode().splitlines()
        return next(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name + " "))


@contextmanager
def serving_on(
    database: Database, *, timing: Timing | None = None, http: type[asyncio.Protocol] = BoundedHeads, **changed: object
) -> Iterator[Serving]:
    """Serve on a database until the end of the block."""
    loaded = declared_settings(settings_on(database, **changed))
    served = make_service(loaded, settings_seconds=0, timing=timing)
    port = free_port()
    config = uvicorn.Config(
        served.app,
        host="127.0.0.1",
        port=port,
        log_config=None,
        access_log=False,
        http=http,
        timeout_graceful_shutdown=60,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="serving")
    thread.start()
    try:
        wait_for(lambda: server.started, "the server to listen")
        yield Serving(place=Place(database=database, app=served.app), served=served, port=port)
    finally:
        served.service.drain.begin(reason="the end of a test")
        server.should_exit = True
        thread.join(PATIENCE_SECONDS)
        assert not thread.is_alive()
