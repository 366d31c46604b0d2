"""Events with fields, and the context that every record of a request or task carries."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from app.core.log_values import Plain, add_field

RESERVED = frozenset(
    {
        "timestamp",
        "level",
        "severity",
        "event",
        "message",
        "logger",
        "service",
        "version",
        "env",
        "instance",
        "truncated",
    }
)
_EMPTY: Mapping[str, Plain] = {}
_context: ContextVar[Mapping[str, Plain]] = ContextVar("log_context", default=_EMPTY)


def plain_fields(given: Mapping[str, object]) -> dict[str, Plain]:
    """Give fields as a log line holds them; a name that every line has gets the prefix `field_`."""
    fields: dict[str, Plain] = {}
    for name, value in given.items():
        add_field(fields, f"field_{name}" if name in RESERVED else name, value)
    return fields


def current_context() -> Mapping[str, Plain]:
    """Give the fields that every record of the current request or task carries."""
    return _context.get()


@contextmanager
def bind_context(**fields: object) -> Iterator[None]:
    """Add fields to every record inside the block, in this task and those it starts."""
    token = _context.set({**_context.get(), **plain_fields(fields)})
    try:
        yield
    finally:
        _context.reset(token)


set_context = _context.set
"""For the request layer, which makes the whole context at once: takes plain fields, gives a token."""
reset_context = _context.reset


class EventRecord(logging.LogRecord):
    """A record that carries its event's name and fields."""

    event: str
    fields: Mapping[str, object]


class EventLogger:
    """Logs events with fields; it costs nothing where its level is off."""

    __slots__ = ("_logger",)

    def __init__(self, name: str) -> None:
        self._logger = logging.getLogger(name)

    @property
    def name(self) -> str:
        """The name that records carry."""
        return self._logger.name

    def is_enabled(self, level: int) -> bool:
        """Tell whether records of this level are written."""
        return self._logger.isEnabledFor(level)

    def debug(self, event: str, message: str = "", /, **fields: object) -> None:
        """Log what only somebody who follows the code needs."""
        self._emit(logging.DEBUG, event, message, fields)

    def info(self, event: str, message: str = "", /, **fields: object) -> None:
        """Log what happened as it should."""
        self._emit(logging.INFO, event, message, fields)

    def warning(self, event: str, message: str = "", /, **fields: object) -> None:
        """Log what deserves a look, and that the process went on."""
        self._emit(logging.WARNING, event, message, fields)

    def error(self, event: str, message: str = "", /, *, error: BaseException | None = None, **fields: object) -> None:
        """Log what failed; `error` adds type, message and stack."""
        self._emit(logging.ERROR, event, message, fields, error)

    def _emit(
        self, level: int, event: str, message: str, fields: Mapping[str, object], error: BaseException | None = None
    ) -> None:
        logger = self._logger
        if not logger.isEnabledFor(level):
            return
        exc_info = (type(error), error, error.__traceback__) if error is not None else None
        record = EventRecord(logger.name, level, "", 0, message or event, None, exc_info)
        record.event = event
        record.fields = fields
        logger.handle(record)


def get_logger(name: str) -> EventLogger:
    """Give the logger of a module; call it with `__name__`."""
    return EventLogger(name)
