"""Compiled JSON Schemas: one compilation a schema, every error with its path, messages from the schema itself."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

import jsonschema_rs
import orjson

from app.domain.names import Json, JsonObject
from app.domain.schemas import escape

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_SHOWN = 80


class InvalidSchema(ValueError):
    """The schema is not a valid JSON Schema of draft 2020-12; `pointer` names the place in it."""

    def __init__(self, message: str, pointer: str = "") -> None:
        super().__init__(message)
        self.pointer = pointer


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaError:
    """One thing that a value does wrong by its schema."""

    pointer: str
    keyword: str
    message: str
    fix: str


def compile_schema(schema: JsonObject) -> jsonschema_rs.Draft202012Validator:
    """Compile a schema once; equal schemas share the result. Formats are checked, nothing is ever fetched.

    Raises:
        InvalidSchema: the schema is not valid, refers to something that is not there, or holds a pattern that the
            engine does not take.

    """
    return _compiled(orjson.dumps(schema).decode())


def schema_errors(content: Json, *, schema: JsonObject) -> tuple[SchemaError, ...]:
    """Give everything that `content` does wrong, ordered by place."""
    errors = _flat(compile_schema(schema).iter_errors(content))
    return tuple(sorted(set(errors), key=lambda error: (error.pointer, error.keyword, error.message)))


@lru_cache(maxsize=512)
def _compiled(text: str) -> jsonschema_rs.Draft202012Validator:
    try:
        return jsonschema_rs.Draft202012Validator(text, validate_formats=True, offline=True)
    except jsonschema_rs.ValidationError as error:
        raise InvalidSchema(error.message, _pointer(error.instance_path)) from error
    except (jsonschema_rs.ReferencingError, ValueError) as error:
        raise InvalidSchema(str(error)) from error


def _flat(errors: Iterable[jsonschema_rs.ValidationError]) -> Iterator[SchemaError]:
    for error in errors:
        branches = getattr(error.kind, "context", None)
        if branches and error.kind.name in {"anyOf", "oneOf"}:
            nearest = min(branches, key=_distance)
            yield from _flat(nearest) if nearest else iter((_said(error),))
        else:
            yield _said(error)


def _distance(branch: Sequence[jsonschema_rs.ValidationError]) -> tuple[int, int]:
    """Order the forms that a value could have had: one of another type, then one with other fields, is far away."""
    other = sum(error.kind.name in {"type", "additionalProperties"} for error in branch)
    return (other, len(branch))


def _said(error: jsonschema_rs.ValidationError) -> SchemaError:
    keyword = error.kind.name
    say = _SENTENCES.get(keyword, _anything_else)
    message, fix = say(error)
    return SchemaError(pointer=_pointer(error.instance_path), keyword=keyword, message=message, fix=fix)


def _pointer(path: Sequence[str | int]) -> str:
    return "".join(f"/{escape(step)}" for step in path)


def _shown(value: Any) -> str:  # noqa: ANN401 - any JSON value
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


_Sentence: TypeAlias = tuple[str, str]


def _anything_else(error: jsonschema_rs.ValidationError) -> _Sentence:
    return error.message, "Write a value that the schema allows."


def _required(error: jsonschema_rs.ValidationError) -> _Sentence:
    name = getattr(error.kind, "property", "")
    return f"the field {name!r} is missing", f"Add the field {name!r}."


def _additional(error: jsonschema_rs.ValidationError) -> _Sentence:
    names = ", ".join(repr(name) for name in getattr(error.kind, "unexpected", ()))
    return f"{names} must not stand here", f"Remove {names}."


def _type(error: jsonschema_rs.ValidationError) -> _Sentence:
    types = " or ".join(getattr(error.kind, "types", ()))
    return f"{_shown(error.instance)} is not of type {types}", f"Write a value of type {types}."


def _enum(error: jsonschema_rs.ValidationError) -> _Sentence:
    options = ", ".join(json.dumps(option, ensure_ascii=False) for option in getattr(error.kind, "options", ()))
    return f"{_shown(error.instance)} is not one of the allowed values", f"Use one of: {options}."


def _constant(error: jsonschema_rs.ValidationError) -> _Sentence:
    expected = json.dumps(getattr(error.kind, "expected_value", None), ensure_ascii=False)
    return f"{_shown(error.instance)} is not {expected}", f"Write {expected}."


def _pattern(error: jsonschema_rs.ValidationError) -> _Sentence:
    pattern = getattr(error.kind, "pattern", "")
    return f"{_shown(error.instance)} does not match {pattern}", f"Write a text that matches {pattern}."


def _format(error: jsonschema_rs.ValidationError) -> _Sentence:
    name = getattr(error.kind, "format", "")
    return f"{_shown(error.instance)} is not a valid {name}", f"Write a valid {name}."


def _limit(words: str, fix: str) -> Callable[[jsonschema_rs.ValidationError], _Sentence]:
    def say(error: jsonschema_rs.ValidationError) -> _Sentence:
        limit = getattr(error.kind, "limit", "")
        return words.format(value=_shown(error.instance), limit=limit), fix.format(limit=limit)

    return say


def _unique(_: jsonschema_rs.ValidationError) -> _Sentence:
    return "an entry stands twice in the list", "Keep each entry once."


_SENTENCES: dict[str, Callable[[jsonschema_rs.ValidationError], _Sentence]] = {
    "required": _required,
    "additionalProperties": _additional,
    "unevaluatedProperties": _additional,
    "type": _type,
    "enum": _enum,
    "const": _constant,
    "pattern": _pattern,
    "format": _format,
    "minLength": _limit("the text is shorter than {limit} characters", "Write at least {limit} characters."),
    "maxLength": _limit("the text is longer than {limit} characters", "Shorten it to {limit} characters."),
    "minItems": _limit("the list has fewer than {limit} entries", "Give at least {limit} entries."),
    "maxItems": _limit("the list has more than {limit} entries", "Keep at most {limit} entries."),
    "minProperties": _limit("fewer than {limit} fields stand here", "Give at least {limit} fields."),
    "maxProperties": _limit("more than {limit} fields stand here", "Keep at most {limit} fields."),
    "minimum": _limit("{value} is less than {limit}", "Write {limit} or more."),
    "maximum": _limit("{value} is more than {limit}", "Write {limit} or less."),
    "exclusiveMinimum": _limit("{value} is not more than {limit}", "Write more than {limit}."),
    "exclusiveMaximum": _limit("{value} is not less than {limit}", "Write less than {limit}."),
    "uniqueItems": _unique,
}
