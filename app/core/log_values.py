"""Turning any value into something that a log line can hold: plain, finite, printable, capped."""

import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import PurePath
from uuid import UUID

from pydantic import SecretBytes, SecretStr

from app.core.redaction import REDACTED, is_secret_key

Plain = str | int | float | bool | list[str | int | float | bool]

LONGEST_VALUE = 64 * 1024
"""Where a value ends in any case; a line that is too long then shortens values further, after redaction."""
LONGEST_STACK = 8192
MOST_ITEMS = 50
DEEPEST = 4
LARGEST_INT = (1 << 63) - 1

_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])|\x9b[0-?]*[ -/]*[@-~]")
_BREAKS = re.compile(r"[\r\n\t\v\f\x85\u2028\u2029]+")


def printable(text: str, *, limit: int = LONGEST_VALUE) -> str:
    """Give one printable line: no control, bidirectional or ANSI characters, line breaks as spaces."""
    if len(text) > limit:
        text = text[:limit]
    if text.isprintable():
        return text
    text = _BREAKS.sub(" ", _ANSI.sub("", text))
    return "".join(character for character in text if character.isprintable())


def printable_lines(text: str, *, limit: int = LONGEST_STACK) -> str:
    """Give printable text that keeps its line breaks; the end of a long one is kept, where the cause stands."""
    if len(text) > limit:
        text = text[: limit // 4] + "\n[...]\n" + text[-(limit - limit // 4) :]
    return "\n".join(printable(line) for line in text.splitlines())


def plain(value: object) -> Plain | None:
    """Give a value that JSON can hold; an unknown object is its class name, never its `repr`."""
    if isinstance(value, str) and type(value) is str:
        return printable(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) and not isinstance(value, Enum):
        return int(value) if -LARGEST_INT <= value <= LARGEST_INT else "large integer"
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else str(value)
    return _uncommon(value)


def _uncommon(value: object) -> Plain | None:
    if isinstance(value, SecretStr | SecretBytes):
        return REDACTED
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, str):
        return printable(str.__str__(value))
    if isinstance(value, datetime | date | Decimal | UUID | PurePath):
        return printable(value.isoformat() if isinstance(value, date) else str(value))
    if isinstance(value, list | tuple | set | frozenset):
        return _sequence(value)
    return type(value).__name__


def _sequence(
    values: list[object] | tuple[object, ...] | set[object] | frozenset[object],
) -> list[str | int | float | bool]:
    found: list[str | int | float | bool] = []
    for value in list(values)[:MOST_ITEMS]:
        item = type(value).__name__ if isinstance(value, list | tuple | set | frozenset | Mapping) else plain(value)
        if item is not None and not isinstance(item, list):
            found.append(item)
    return found


def add_field(fields: dict[str, Plain], name: str, value: object, *, depth: int = 0) -> None:
    """Add one field, flat: a mapping's entries become `name_key`; what is None is left out."""
    if is_secret_key(name):
        if value is not None:
            fields[name] = value if isinstance(value, bool) or value in ("set", "unset") else REDACTED
        return
    if isinstance(value, Mapping):
        if depth >= DEEPEST:
            fields[name] = type(value).__name__
            return
        for key, inner in list(value.items())[:MOST_ITEMS]:
            add_field(fields, f"{name}_{printable(str(key), limit=64)}", inner, depth=depth + 1)
        return
    item = plain(value)
    if item is not None:
        fields[name] = item
