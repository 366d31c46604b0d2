"""Events with fields, and the context that every record of a request or task carries."""

import logging
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from app.core.log_values import LARGEST_INT, LONGEST_VALUE, Plain, add_field
from app.core.redaction import is_secret_key

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
_SECRET = "[secret]"  # noqa: S105 - a mark for names, not a secret
_shown_names: dict[str, str] = {}
MOST_NAMES = 4096
_EMPTY: Mapping[str, Plain] = {}
_context: ContextVar[Mapping[str, Plain]] = ContextVar("log_context", default=_EMPTY)


def plain_fields(given: Mapping[str, object]) -> dict[str, Plain]:
    """Give fields as a log line holds them; a name that every line has gets the prefix `field_`."""
    fields: dict[str, Plain] = {}
    for name, value in given.items():
        shown = _shown_names.get(name) or _shown_name(name)
        # The common cases stand here, in the order of their frequency; `add_field` knows them all.
        if shown is not _SECRET:
            if type(value) is str and len(value) <= LONGEST_VALUE and value.isprintable():
                fields[shown] = value
                continue
            if type(value) is int and -LARGEST_INT <= value <= LARGEST_INT:
                fields[shown] = value
                continue
            if value is None:
                continue
            if type(value) is float and value - value == 0:  # neither NaN nor infinite
                fields[shown] = value
                continue
        add_field(fields, f"field_{name}" if name in RESERVED else name, value)
    return fields


def _shown_name(name: str) -> str:
    shown = _SECRET if is_secret_key(name) else f"field_{name}" if name in RESERVED else name
    if len(_shown_names) < MOST_NAMES:
        _shown_names[name] = shown
    return shown


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


_EVERY_RECORD = {**vars(logging.makeLogRecord({})), "process": os.getpid(), "processName": "MainProcess"}


class EventRecord(logging.LogRecord):
    """A record that carries its event's name and fields.

    It is made without looking for the calling line, which costs more than all the rest: an event's name says where.
    """

    event: str
    fields: Mapping[str, object]

    def __init__(
        self,
        name: str,
        level: int,
        message: str,
        *,
        event: str,
        fields: Mapping[str, object],
        error: BaseException | None = None,
    ) -> None:
        created = time.time()
        self.__dict__ = {
            **_EVERY_RECORD,
            "name": name,
            "msg": message,
            "levelno": level,
            "levelname": logging.getLevelName(level),
            "created": created,
            "msecs": created % 1 * 1000,
            "exc_info": None if error is None else (type(error), error, error.__traceback__),
            "event": event,
            "fields": fields,
        }


class FrequentEvent:
    """An event that is written very often; what all its lines share, its message too, is given once and rendered once.

    All its fields are plain already. It carries no context: whoever writes it gives the ids. In fields that are named
    harmless stands nothing that anybody wrote, so they are not searched for secrets.
    """

    __slots__ = ("harmless", "level", "logger", "message", "name", "number", "shared")

    def __init__(
        self,
        logger: str,
        level: int,
        name: str,
        shared: Mapping[str, Plain],
        *,
        message: str = "",
        harmless: frozenset[str] = frozenset(),
    ) -> None:
        self.harmless = harmless
        self.logger = logging.getLogger(logger)
        self.number = level
        self.level: str = logging.getLevelName(level)
        self.message = message or name
        self.name = name
        self.shared = shared


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

    def log(self, level: int, event: str, message: str = "", /, **fields: object) -> None:
        """Log at a level that is only known at run time."""
        self._emit(level, event, message, fields)

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
        record = EventRecord(logger.name, level, message or event, event=event, fields=fields, error=error)
        logger.handle(record)


def get_logger(name: str) -> EventLogger:
    """Give the logger of a module; call it with `__name__`."""
    return EventLogger(name)
