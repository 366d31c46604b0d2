"""Log records for tests, and reading their lines back."""

import json
import logging
import os

from app.core.log_events import EventRecord
from app.core.logging import JSONFormatter


def strict(line: str) -> dict[str, object]:
    """Parse one line as jq would, refusing NaN and infinities."""

    def refuse(constant: str) -> object:
        raise AssertionError(f"{constant} is no JSON")

    parsed = json.loads(line, parse_constant=refuse)
    assert isinstance(parsed, dict)
    return parsed


def third_party(message: str = "Hello", **extra: object) -> logging.LogRecord:
    record = logging.LogRecord("some.library", logging.WARNING, __file__, 1, message, None, None)
    record.__dict__.update(extra)
    return record


def event(name: str = "run.started", message: str = "", **fields: object) -> logging.LogRecord:
    return EventRecord("app.engine", logging.INFO, message or name, event=name, fields=fields)


def failed(error: BaseException) -> logging.LogRecord:
    return logging.LogRecord("x", logging.ERROR, "", 0, "Failed", None, (type(error), error, error.__traceback__))


def fail(message: str, cause: Exception | None = None) -> None:
    raise ValueError(message) from cause


def rendered(record: logging.LogRecord, **formatter: object) -> dict[str, object]:
    return strict(JSONFormatter(**formatter).format(record))  # type: ignore[arg-type]  # the caller's keywords


def lines_written(read: int) -> list[dict[str, object]]:
    """Give the lines that wait in a pipe."""
    return [strict(line) for line in os.read(read, 1 << 20).decode().splitlines()]
