"""One structured line for everything a process writes.

    log = get_logger(__name__)
    log.info("run.started", "The run started", project=slug)

The event is a constant dotted name; what varies goes into fields. `bind_context` adds fields to every record of the
current request or task. Lines are redacted after rendering and never longer than 16 KiB.
"""

import logging
import os
import socket
from collections.abc import Mapping
from time import time

import orjson

from app.core.build import SERVICE, current_build
from app.core.declaration import EnvironmentName
from app.core.log_events import (
    RESERVED,
    EventLogger,
    FrequentEvent,
    bind_context,
    current_context,
    get_logger,
    reset_context,
    set_context,
)
from app.core.log_lines import LONGEST_LINE, LineFormatter, opening
from app.core.log_output import (
    LineHandler,
    capture_everything,
    capture_loop,
    hold_standard_descriptors,
    line_handlers,
    write_frequent,
)
from app.core.log_values import Plain
from app.core.redaction import Redactor
from app.core.setting_groups import LogFormat
from app.core.setting_types import LEVELS
from app.core.settings import Settings, read_environment

__all__ = [
    "EventLogger",
    "FrequentEvent",
    "JSONFormatter",
    "LineHandler",
    "TextFormatter",
    "adopt_logger",
    "bind_context",
    "capture_loop",
    "configure_logging",
    "current_context",
    "get_logger",
    "line_handlers",
    "reset_context",
    "set_context",
    "write_frequent",
]

_CHATTY = (
    "uvicorn.access",
    "asyncio",
    "httpx",
    "httpx2",
    "httpcore",
    "httpcore2",
    "urllib3",
    "dbos",
    "alembic.runtime.plugins",
)


class JSONFormatter(LineFormatter):
    """One flat JSON object a line."""

    def __init__(self, *, env: str = "development", redactor: Redactor | None = None) -> None:
        super().__init__(env=env, redactor=redactor)
        build = current_build()
        fixed = {
            "service": SERVICE,
            "version": build.version,
            "env": env,
            "instance": f"{socket.gethostname()}:{os.getpid()}",
        }
        self._fixed = b"," + orjson.dumps(fixed)[1:]

        self._openings: dict[FrequentEvent, bytes] = {}

    def render_event(self, event: FrequentEvent, ids: Mapping[str, Plain], fields: Mapping[str, Plain]) -> bytes:
        """Give the line of an event that comes often; what its lines share is rendered and redacted once."""
        if not fields or (not event.harmless.issuperset(fields) and self._suspects(fields)):
            return super().render_event(event, ids, fields)
        shared = self._openings.get(event) or self._open(event)
        varying = orjson.dumps({**ids, **fields})[1:-1]
        line = b'{"timestamp":"%b",%b%b%b' % (self._clock.render(time()), shared, varying, self._fixed)
        return line if len(line) <= LONGEST_LINE else super().render_event(event, ids, fields)

    def _open(self, event: FrequentEvent) -> bytes:
        rendered = orjson.dumps(opening(event))[1:-1] + b","
        shared = self._openings[event] = self.redactor.line(rendered)
        return shared

    def _encode(self, timestamp: bytes, values: dict[str, Plain]) -> bytes:
        return b'{"timestamp":"%b",%b%b' % (timestamp, orjson.dumps(values)[1:-1], self._fixed)


class TextFormatter(LineFormatter):
    """One line for a person: time, level, event, message, fields; a stack follows indented."""

    def _encode(self, timestamp: bytes, values: dict[str, Plain]) -> bytes:
        fields = " ".join(
            f"{name}={_quoted(value)}"
            for name, value in values.items()
            if name not in RESERVED and name != "error_stack"
        )
        message = values["message"] if values["message"] != values["event"] else ""
        head = f"{timestamp.decode()} {values['level']:<7} {values['event']}"
        line = " ".join(part for part in (head, str(message), fields) if part)
        stack = str(values.get("error_stack", "")).replace("\n", "\n    ")
        cut = " truncated=true" if values.get("truncated") else ""
        text = f"{line}{cut}\n    {stack}" if stack else f"{line}{cut}"
        return text.encode("utf-8", "replace")


def _quoted(value: Plain) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = ",".join(str(item) for item in value) if isinstance(value, list) else str(value)
    return text if text and not any(character in text for character in ' "=') else orjson.dumps(text).decode()


def configure_logging(
    settings: Settings | None = None,
    *,
    level: str | None = None,
    log_format: LogFormat | str | None = None,
    descriptor: int = 1,
    captures: bool = False,
) -> LineHandler:
    """Send every record of this process to one descriptor, in one format; calling it again replaces the first.

    Without settings, format and level follow the variables as far as they can be read: start-up failures are
    logged too. With `captures`, prints, warnings and unhandled exceptions become records.
    """
    environment, chosen, threshold = _choose(settings, level, log_format)
    redactor = Redactor(settings.live_secrets if settings else ())
    kind = JSONFormatter if chosen is LogFormat.JSON else TextFormatter
    if captures:
        hold_standard_descriptors()
    handler = LineHandler(kind(env=environment, redactor=redactor), descriptor=descriptor)
    root = logging.getLogger()
    _drop_streams(root)
    root.addHandler(handler)
    root.setLevel(threshold)
    for name in list(logging.root.manager.loggerDict):
        adopt_logger(name)
    if not (dbos := logging.getLogger("dbos")).handlers:
        dbos.addHandler(logging.NullHandler())  # DBOS adds a stream of its own to a logger that has no handler
    for name in _CHATTY:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(threshold)))
    if captures:
        capture_everything()
    return handler


def adopt_logger(name: str) -> None:
    """Make a library's logger speak through ours: without a stream of its own, passing records on."""
    logger = logging.getLogger(name)
    if any(type(handler) is logging.StreamHandler for handler in logger.handlers):
        _drop_streams(logger)
        logger.propagate = True


def _drop_streams(logger: logging.Logger) -> None:
    for handler in list(logger.handlers):
        if type(handler) is logging.StreamHandler or isinstance(handler, LineHandler):
            logger.removeHandler(handler)


def _choose(
    settings: Settings | None, level: str | None, log_format: LogFormat | str | None
) -> tuple[str, LogFormat, str]:
    if settings is not None:
        chosen = LogFormat(log_format) if log_format else settings.effective_log_format
        return settings.environment.value, chosen, level or settings.log_level
    values = read_environment().values
    environment = values.get("ENVIRONMENT", EnvironmentName.DEVELOPMENT).lower()
    relaxed = environment in {EnvironmentName.DEVELOPMENT, EnvironmentName.TEST}
    wanted = str(log_format or values.get("LOG_FORMAT", "")).lower()
    default = LogFormat.TEXT if relaxed else LogFormat.JSON
    chosen = LogFormat(wanted) if wanted in set(LogFormat) else default
    named = (level or values.get("LOG_LEVEL", "INFO")).upper()
    known = environment if environment in set(EnvironmentName) else "unknown"
    return known, chosen, named if named in LEVELS else "INFO"
