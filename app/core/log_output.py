"""Where lines go, and how everything that a process would print otherwise becomes a line."""

import asyncio
import io
import logging
import os
import sys
import threading
import warnings
from collections.abc import Mapping
from types import TracebackType
from typing import Final

from app.core.log_events import EventRecord, FrequentEvent, get_logger
from app.core.log_lines import LineFormatter
from app.core.log_values import Plain
from app.core.log_writer import LineWriter

LONGEST_PARTIAL_LINE: Final = 8192

_log = get_logger(__name__)


class LineHandler(logging.Handler):
    """Writes lines to a file descriptor; a full disk, a closed pipe or a reader that stands still costs lines alone."""

    formatter: LineFormatter

    def __init__(self, formatter: LineFormatter, *, descriptor: int = 1) -> None:
        super().__init__()
        self.formatter = formatter
        self.counts: dict[str, int] = {}
        self._writer = LineWriter(descriptor, about_dropped=self._about_dropped)
        self.write = self._writer.write

    def emit(self, record: logging.LogRecord) -> None:
        """Render and write one record."""
        try:
            line = self.formatter.render(record)
        except Exception as error:  # noqa: BLE001 - a record that cannot be rendered must not break its caller
            line = self.formatter.render(_unrenderable(record, error))
        counts = self.counts
        counts[record.levelname] = counts.get(record.levelname, 0) + 1
        self.write(line + b"\n")

    def emit_event(self, event: FrequentEvent, ids: Mapping[str, Plain], fields: Mapping[str, Plain]) -> None:
        """Write an event that comes often, without making a record of it."""
        line = self.formatter.render_event(event, ids, fields)
        counts = self.counts
        counts[event.level] = counts.get(event.level, 0) + 1
        self.write(line + b"\n")

    def flush(self) -> None:
        """Write what waits for its reader, within bounds; logging asks for it when the process ends."""
        self._writer.flush()

    @property
    def dropped(self) -> int:
        """How many lines could not be written."""
        return self._writer.dropped

    def _about_dropped(self, number: int) -> bytes:
        message = "Lines were dropped: nobody took them in time, or they could not be written"
        told = EventRecord(__name__, logging.WARNING, message, event="log.lines_dropped", fields={"lines": number})
        return self.formatter.render(told) + b"\n"


def _unrenderable(record: logging.LogRecord, error: Exception) -> logging.LogRecord:
    return EventRecord(
        record.name,
        record.levelno,
        "A record could not be rendered",
        event="log.unrenderable",
        fields={"error_type": type(error).__name__, "from_file": record.filename, "from_line": record.lineno},
    )


class LogStream(io.TextIOBase):
    """Stands in for stdout or stderr: each line that somebody prints becomes one record."""

    def __init__(self, name: str, level: int) -> None:
        super().__init__()
        self._logger = logging.getLogger(name)
        self._level = level
        self._pending = threading.local()

    @property
    def encoding(self) -> str:  # type: ignore[override]  # a writable attribute there, constant here
        """The encoding that printing code may ask for."""
        return "utf-8"

    def writable(self) -> bool:
        """Tell that it can be written to."""
        return True

    def isatty(self) -> bool:
        """Tell that no person looks at it directly."""
        return False

    def write(self, text: str) -> int:
        """Log the finished lines of `text` and keep the rest."""
        *lines, rest = (getattr(self._pending, "text", "") + text).split("\n")
        if len(rest) > LONGEST_PARTIAL_LINE:
            lines, rest = [*lines, rest], ""
        self._pending.text = rest
        for line in lines:
            if line.strip():
                self._logger.log(self._level, "%s", line)
        return len(text)

    def flush(self) -> None:
        """Do nothing: an unfinished line waits for its end."""


def hold_standard_descriptors() -> None:
    """Open /dev/null for standard input, output and error where they are closed.

    The next file that is opened would get their number otherwise, and with it everything that is written there.
    """
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest free number is the missing one


def capture_everything() -> None:
    """Turn prints, warnings and unhandled exceptions of this process into records."""
    sys.stdout = LogStream("stdout", logging.INFO)
    sys.stderr = LogStream("stderr", logging.WARNING)
    logging.raiseExceptions = False
    sys.excepthook = _log_unhandled
    threading.excepthook = _log_thread
    sys.unraisablehook = _log_unraisable
    warnings.showwarning = _log_warning


def capture_loop(loop: asyncio.AbstractEventLoop) -> None:
    """Turn the exceptions of tasks that nobody awaited into records."""
    loop.set_exception_handler(_log_task)


def _log_unhandled(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    del kind, trace
    if not isinstance(error, KeyboardInterrupt):
        _log.error("process.unhandled_exception", "The process ends with an exception that nobody handled", error=error)


def _log_thread(details: threading.ExceptHookArgs) -> None:
    if details.exc_value is not None and not isinstance(details.exc_value, SystemExit):
        name = details.thread.name if details.thread else "unknown"
        _log.error(
            "thread.unhandled_exception", "A thread ended with an exception", error=details.exc_value, thread=name
        )


def _log_unraisable(details: "sys.UnraisableHookArgs") -> None:
    if details.exc_value is not None:
        _log.error(
            "process.unraisable_exception", details.err_msg or "An exception was ignored", error=details.exc_value
        )


def _log_task(loop: asyncio.AbstractEventLoop, details: dict[str, object]) -> None:
    del loop
    error = details.get("exception")
    message = str(details.get("message", "A task failed"))
    _log.error("task.unhandled_exception", message, error=error if isinstance(error, BaseException) else None)


def _log_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: object = None,
    line: str | None = None,
) -> None:
    del file, line
    where = f"{os.path.basename(filename)}:{lineno}"  # noqa: PTH119 - a name for a log line, not a path to open
    _log.warning("python.warning", str(message), category=category.__name__, where=where)


def line_handlers() -> list[LineHandler]:
    """Give the handlers that write this process's lines, for their counts."""
    return [handler for handler in logging.root.handlers if isinstance(handler, LineHandler)]


def write_frequent(event: FrequentEvent, ids: Mapping[str, Plain], fields: Mapping[str, Plain]) -> None:
    """Write an event that comes often, if its level is on; `ids` are digits of our own making, and so no secrets.

    Where our handler is the only one that would hear it, it is called directly; else the event goes the common way.
    """
    logger = event.logger
    if not logger.isEnabledFor(event.number):
        return
    handler = _only_handler(logger)
    if handler is not None and event.number >= handler.level:
        handler.emit_event(event, ids, fields)
        return
    every = {**event.shared, **ids, **fields}
    logger.handle(EventRecord(logger.name, event.number, event.message, event=event.name, fields=every))


def _only_handler(logger: logging.Logger) -> LineHandler | None:
    """Give our handler, where it alone hears what a logger says: nobody between the logger and the root listens."""
    if logger.filters:
        return None
    root = logging.root
    above: logging.Logger | None = logger
    while above is not root:
        if above is None or above.handlers or not above.propagate:
            return None
        above = above.parent
    handlers = root.handlers
    if len(handlers) == 1 and type(handler := handlers[0]) is LineHandler and not handler.filters:
        return handler
    return None
