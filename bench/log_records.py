"""A JSON log record with redaction on, against python-json-logger and structlog's usual recipe.

    python bench/log_records.py

Each round runs every contestant once, in a rotating order, and ours a second time under another name (the A/A control);
the figures are medians over the rounds, so that a slow moment of the machine falls on everybody.
"""

import logging
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import structlog
from pythonjsonlogger.json import JsonFormatter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.core.logging import JSONFormatter, LineHandler, get_logger
from app.core.redaction import Redactor

RECORDS = 4000
ROUNDS = 15
TARGET = 2.0
SECRETS = ("qv7Yt2LxN0rJmK4bWcZsH8dGfPaEoUiQ", "9fKq2LmXv7Tz", "GOCSPX-4kd93kfjw0s", "sk-ant-api03-f8Gh2Kq9Zx4Lm7Pw1Rc")
FIELDS = {
    "request_id": "5c15663f8763d41ee23e48fcf6ac2421",
    "project": "harbour-permits",
    "instance_key": "story_backlog@E-03",
    "attempt": 2,
    "duration_ms": 1843.25,
    "outcome": "document",
}


def ours(descriptor: int) -> Callable[[], None]:
    handler = LineHandler(JSONFormatter(env="production", redactor=Redactor(SECRETS)), descriptor=descriptor)
    logger = logging.getLogger("bench.ours")
    logger.handlers, logger.propagate = [handler], False
    logger.setLevel(logging.INFO)
    log = get_logger("bench.ours")
    return lambda: log.info("attempt.recorded", "The attempt was recorded", **FIELDS)


def ours_from_a_library(descriptor: int) -> Callable[[], None]:
    handler = LineHandler(JSONFormatter(env="production", redactor=Redactor(SECRETS)), descriptor=descriptor)
    logger = logging.getLogger("bench.library")
    logger.handlers, logger.propagate = [handler], False
    logger.setLevel(logging.INFO)
    return lambda: logger.info("The attempt was recorded", extra=FIELDS)


def json_logger(descriptor: int) -> Callable[[], None]:
    handler = logging.StreamHandler(os.fdopen(os.dup(descriptor), "w"))
    form = "%(asctime)s %(levelname)s %(name)s %(message)s"
    handler.setFormatter(JsonFormatter(form, static_fields={"service": "combine", "env": "production"}))
    logger = logging.getLogger("bench.json_logger")
    logger.handlers, logger.propagate = [handler], False
    logger.setLevel(logging.INFO)
    return lambda: logger.info("The attempt was recorded", extra=FIELDS)


def structlog_recipe(descriptor: int) -> Callable[[], None]:
    """The recipe of structlog's documentation for JSON in production through the standard library."""
    formatter = structlog.stdlib.ProcessorFormatter(
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.processors.JSONRenderer()]
    )
    handler = logging.StreamHandler(os.fdopen(os.dup(descriptor), "w"))
    handler.setFormatter(formatter)
    logger = logging.getLogger("bench.structlog")
    logger.handlers, logger.propagate = [handler], False
    logger.setLevel(logging.INFO)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.filter_by_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.add_log_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.StackInfoRenderer(),
            structlog.processors.format_exc_info,
            structlog.processors.UnicodeDecoder(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    log = structlog.get_logger("bench.structlog")
    return lambda: log.info("attempt.recorded", **FIELDS)


def microseconds(call: Callable[[], None]) -> float:
    started = time.perf_counter()
    for _ in range(RECORDS):
        call()
    return (time.perf_counter() - started) / RECORDS * 1e6


def main() -> int:
    descriptor = os.open(os.devnull, os.O_WRONLY)
    contestants = {
        "ours": ours(descriptor),
        "ours (control)": ours(descriptor),
        "ours, a library's record": ours_from_a_library(descriptor),
        "python-json-logger": json_logger(descriptor),
        "structlog": structlog_recipe(descriptor),
    }
    taken: dict[str, list[float]] = {name: [] for name in contestants}
    names = list(contestants)
    for number in range(ROUNDS):
        for name in names[number % len(names) :] + names[: number % len(names)]:
            taken[name].append(microseconds(contestants[name]))
    medians = {name: statistics.median(values) for name, values in taken.items()}
    for name, value in medians.items():
        print(f"{name:26} {value:7.2f} us/record   {value / medians['ours']:5.2f} of ours")
    ratio = min(medians["python-json-logger"], medians["structlog"]) / max(medians["ours"], medians["ours (control)"])
    print(f"the faster of the others over ours: {ratio:.2f} (target {TARGET})")
    return 0 if ratio >= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
