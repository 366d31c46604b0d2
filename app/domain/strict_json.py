"""JSON read strictly: no duplicate keys, no NaN, no deep nesting, no surplus text."""

import json
import math
from collections.abc import Mapping
from typing import NoReturn

from app.domain.names import Json

MAX_DEPTH = 64
"""Objects and lists within each other."""

_SHOWN = 60
"""Characters of a key in a message."""

_LARGEST_WHOLE = 2**53 - 1
_LONGEST_WHOLE = len(str(_LARGEST_WHOLE)) + 1


class NotJson(ValueError):
    """The text is not one strict JSON value; the message says why."""


def read_json(text: str, *, max_depth: int = MAX_DEPTH) -> Json:
    """Parse `text` as exactly one JSON value.

    Raises:
        NotJson: malformed, nested deeper than `max_depth`, with a key twice in an object, with NaN, an infinity or a
            whole number beyond 2^53, or with half of a surrogate pair.

    """
    try:
        value: Json = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
            parse_int=_whole,
            parse_float=_fraction,
        )
    except json.JSONDecodeError as error:
        raise NotJson(f"not JSON at line {error.lineno}, column {error.colno}: {error.msg}") from error
    except RecursionError as error:
        raise NotJson(f"nested deeper than {max_depth} levels") from error
    if text.count("{") + text.count("[") > max_depth:
        _refuse_depth(value, max_depth)
    if "\\ud" in text or "\\uD" in text or not _is_encodable(text):
        _refuse_surrogates(value)
    return value


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    value = dict(pairs)
    if len(value) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise NotJson(f"the key {key[:_SHOWN]!r} stands twice in one object")
            seen.add(key)
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise NotJson(f"{name} is not a JSON number")


def _whole(digits: str) -> int:
    if len(digits) > _LONGEST_WHOLE or abs(int(digits)) > _LARGEST_WHOLE:
        raise NotJson(f"the number {digits[:24]} is beyond 2^53 - 1")
    return int(digits)


def _fraction(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise NotJson(f"the number {digits[:24]} is too large")
    return number


def _refuse_depth(value: Json, max_depth: int) -> None:
    level = [value]
    for _ in range(max_depth + 1):
        below: list[Json] = []
        for entry in level:
            if isinstance(entry, dict):
                below.extend(entry.values())
            elif isinstance(entry, list):
                below.extend(entry)
        if not below:
            return
        level = below
    raise NotJson(f"nested deeper than {max_depth} levels")


def _refuse_surrogates(value: Json) -> None:
    waiting = [value]
    while waiting:
        entry = waiting.pop()
        if isinstance(entry, Mapping):
            waiting.extend(entry)
            waiting.extend(entry.values())
        elif isinstance(entry, list):
            waiting.extend(entry)
        elif isinstance(entry, str) and not _is_encodable(entry):
            raise NotJson("a text holds half of a surrogate pair")


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
