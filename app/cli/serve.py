"""`combine serve`: the HTTP service under uvicorn, leaving without losing a request."""

import asyncio
import errno
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from types import FrameType
from typing import Final

import uvicorn

from app.api.application import load_interface
from app.api.main import make_service
from app.cli.bounded_heads import BoundedHeads
from app.cli.exits import Exit, exit_for
from app.cli.interruption import SIGNAL_EXIT
from app.core.database_errors import DatabaseError
from app.core.declaration import ConfigurationError, Problem
from app.core.logging import get_logger
from app.core.settings import Settings
from app.core.startup import refuse, validate_on_startup
from app.operations.drain import Drain

KEEP_ALIVE_SECONDS: Final = 65
EXIT_FAILURE: Final = 1
_NOT_HERE: Final = Problem(variable="HOST", reason="leads to no address of this computer", example="127.0.0.1")

_log = get_logger(__name__)


class DrainingServer(uvicorn.Server):
    """Keeps listening for a while after the first SIGTERM, answering 503 to readiness; a second signal ends at once."""

    def __init__(self, config: uvicorn.Config, *, drain: Drain, settings: Settings) -> None:
        super().__init__(config)
        self._drain = drain
        self._drain_seconds = settings.drain_seconds
        self._settings = settings
        self.refusal: Exit | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen; only then look after the embedded database, which no probe waits for."""
        await super().startup(sockets)
        if self._settings.is_sqlite:
            threading.Thread(target=self._prepare, name="preparation", daemon=True).start()

    def _prepare(self) -> None:
        load_interface(executes=True)
        from app.operations.preparation import prepare_embedded  # noqa: PLC0415 - after the first probe

        try:
            prepare_embedded(self._settings)
        except DatabaseError as error:
            _log.error("database.unusable", str(error), error_type=type(error).__name__)
            self.refusal = exit_for(error)
            self.should_exit = True

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to drain; uvicorn itself would close the listener now and report death by signal."""
        del frame
        name = signal.Signals(sig).name
        if not self._drain.begin(reason=name):
            _log.warning("process.killed", "A second signal ends the process at once", signal=name)
            os._exit(SIGNAL_EXIT + sig)
        if sig == signal.SIGINT:
            self.should_exit = True  # somebody at the keyboard waits for the prompt

    async def on_tick(self, counter: int) -> bool:
        """Stop listening once draining took its time."""
        if self._drain.is_draining and self._drain.seconds >= self._drain_seconds:
            self.should_exit = True
        return await super().on_tick(counter)


def is_untold(record: logging.LogRecord) -> bool:
    """Let through what uvicorn tells, but for requests that were cut off: the request layer tells of each itself."""
    return record.exc_info is None or not isinstance(record.exc_info[1], asyncio.CancelledError)


def make_config(app: Callable[..., Awaitable[None]], settings: Settings) -> uvicorn.Config:
    """Give uvicorn what it needs to serve an application as this service is served."""
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        http=BoundedHeads,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=max(1, round(settings.grace_seconds)),
    )


def serve(*, host: str | None = None, port: int | None = None) -> None:
    """Serve until a signal; flags win over HOST and PORT.

    Raises:
        SystemExit: 78 for settings that cannot be used, a host that is none here among them, or an embedded database
            that is a newer version's, 69 for one that cannot be read or migrated, 1 for a port that cannot be had.

    """
    began = time.monotonic()
    loaded = validate_on_startup(captures=True, arguments={"host": host or None, "port": port})
    served = make_service(loaded, settings_seconds=time.monotonic() - began, executes=loaded.settings.is_sqlite)
    settings = loaded.settings
    config = make_config(served.app, settings)
    server = DrainingServer(config, drain=served.service.drain, settings=settings)
    logging.getLogger("uvicorn.error").addFilter(is_untold)
    try:
        server.run()
    except SystemExit as error:
        if error.code:
            if _is_elsewhere(error.__context__):
                refuse(ConfigurationError((_NOT_HERE,)))
            said = "The service cannot listen there: end what holds the address, or choose another by HOST and PORT"
            _log.error("process.not_started", said, port=config.port, host=config.host)
            sys.exit(EXIT_FAILURE)
        raise
    if server.refusal is not None:
        sys.exit(server.refusal)
    _tell_the_end(served.service.drain.cut_off)


def _is_elsewhere(cause: BaseException | None) -> bool:
    """Tell whether listening failed because the host is no address of this computer."""
    return isinstance(cause, OSError) and (isinstance(cause, socket.gaierror) or cause.errno == errno.EADDRNOTAVAIL)


def _tell_the_end(cut_off: int) -> None:
    if cut_off:
        _log.warning(
            "process.stopped",
            "Requests that outlived their grace were cut off; the process ends",
            requests_cut_off=cut_off,
        )
    else:
        _log.info("process.stopped", "Every request was answered; the process ends")
