"""What both log formats share: the values of a line, its redaction and its cap."""

import logging
import time
import traceback
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Final

from app.core.log_events import RESERVED, EventRecord, FrequentEvent, current_context, plain_fields
from app.core.log_values import Plain, printable, printable_lines
from app.core.redaction import Redactor

LONGEST_LINE: Final = 16 * 1024
OWN_IDS: Final = frozenset({"trace_id", "span_id"})
"""Random hexadecimal digits of our own making, or validated as such: never a secret, and new in every request."""

_EVENTS: Final = {"uvicorn.error": "server.message"}
"""What libraries' loggers tell of, where their names would mislead: most that uvicorn says there is no error."""

LONGEST_TIMESTAMP: Final = 32
LONGEST_STORED_VALUE: Final = 1024
"""What a value keeps in a line that is too long as a whole."""

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "event", "fields", "color_message"}


def opening(event: FrequentEvent) -> dict[str, Plain]:
    """Give what all lines of an event share."""
    level, name = event.level, event.name
    said: dict[str, Plain] = {"level": level, "severity": level, "event": name, "message": event.message}
    return {**said, "logger": event.logger.name, **event.shared}


class _Clock:
    """Renders record times in RFC 3339 with microseconds, formatting the date once a second."""

    __slots__ = ("_prefix", "_second")

    def __init__(self) -> None:
        self._second = -1
        self._prefix = b""

    def render(self, created: float) -> bytes:
        second = int(created)
        prefix = self._prefix
        if second != self._second:
            prefix = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second)).encode()
            self._prefix, self._second = prefix, second
        return b"%b.%06dZ" % (prefix, (created - second) * 1_000_000)


class LineFormatter(logging.Formatter, ABC):
    """What both formats share: the values of a line, its redaction and its cap."""

    def __init__(self, *, env: str = "development", redactor: Redactor | None = None) -> None:
        super().__init__()
        self.redactor = redactor or Redactor()
        self.env = env
        self._clock = _Clock()

    def render(self, record: logging.LogRecord) -> bytes:
        """Give the line as bytes, redacted, capped and without its line break."""
        return self._line(record.created, self._values(record))

    def render_event(self, event: FrequentEvent, ids: Mapping[str, Plain], fields: Mapping[str, Plain]) -> bytes:
        """Give the line of an event that comes often; the same line as by way of a record."""
        return self._line(time.time(), {**opening(event), **ids, **fields})

    def _line(self, created: float, values: dict[str, Plain]) -> bytes:
        timestamp = self._clock.render(created)
        line = self._redacted(timestamp, values)
        if len(line) > LONGEST_LINE:
            line = self._redacted(timestamp, self._shortened(values))
        return line

    def _redacted(self, timestamp: bytes, values: dict[str, Plain]) -> bytes:
        line = self._encode(timestamp, values)
        return self.redactor.line(line) if self._suspects(values) else line

    def _suspects(self, values: Mapping[str, Plain]) -> bool:
        """Tell whether any value may hold something that must not be read."""
        redactor = self.redactor
        known = redactor.known
        own = values.get("trace_id")
        for name, value in values.items():
            if value is own or name in OWN_IDS:  # a request id of our own is the trace's
                continue
            if type(value) is str:
                suspected = known.get(value)
                if suspected or (suspected is None and redactor.suspects(value)):
                    return True
            elif type(value) is list and any(redactor.suspects(str(item)) for item in value):
                return True
        return False

    def format(self, record: logging.LogRecord) -> str:
        """Give the line as text."""
        return self.render(record).decode("utf-8", "replace")

    @abstractmethod
    def _encode(self, timestamp: bytes, values: dict[str, Plain]) -> bytes:
        """Write the line of these values in the format's own way."""

    def _values(self, record: logging.LogRecord) -> dict[str, Plain]:
        level = record.levelname
        values: dict[str, Plain] = {
            "level": level,
            "severity": level,
            "event": "",
            "message": "",
            "logger": record.name,
        }
        values.update(current_context())
        if type(record) is EventRecord:
            values["event"] = record.event
            message = record.msg
            if record.fields:
                values.update(plain_fields(record.fields))
        else:
            values["event"] = getattr(record, "event", None) or _EVENTS.get(record.name, record.name)
            message = record.getMessage()
            extra = record.__dict__.keys() - _STANDARD
            if extra:
                values.update(plain_fields({name: record.__dict__[name] for name in extra}))
        values["message"] = printable(message)
        if record.exc_info and record.exc_info[1] is not None:
            self._add_error(values, record.exc_info[1])
        elif record.stack_info:
            values["error_stack"] = printable_lines(self.redactor.text(record.stack_info))
        return values

    def _add_error(self, values: dict[str, Plain], error: BaseException) -> None:
        values["error_type"] = type(error).__qualname__
        values["error_message"] = printable(str(error))
        stack = "".join(traceback.format_exception(error))
        values["error_stack"] = printable_lines(self.redactor.text(stack))

    def _shortened(self, values: dict[str, Plain]) -> dict[str, Plain]:
        """Cut long values, then drop the longest that are not of every line, until the line fits.

        Values are redacted before they are cut: half a secret could no longer be recognised.
        """
        short: dict[str, Plain] = {}
        for name, value in values.items():
            text = value if isinstance(value, str) else None
            if text is not None and len(text) > LONGEST_STORED_VALUE:
                short[name] = self.redactor.text(text)[:LONGEST_STORED_VALUE]
            elif not isinstance(value, list):
                short[name] = value
        short["truncated"] = True
        by_size = sorted((n for n in short if n not in RESERVED), key=lambda n: -len(n) - len(str(short[n])))
        for name in by_size:
            if len(self._encode(b"", short)) < LONGEST_LINE - LONGEST_TIMESTAMP:
                break
            del short[name]
        return short
