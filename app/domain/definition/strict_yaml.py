"""YAML read strictly, straight from parser events.

Plain data only: no anchors, aliases, tags or merge keys, one document, no key twice, bounded depth and size, UTF-8.
Plain scalars follow the core schema of YAML 1.2, so that `no` and `2027-01-01` stay texts. Every fault that does not
end the reading is reported, with the pointer of the place where it stands.
"""

import re
from collections.abc import Iterator
from typing import NoReturn

import yaml
from yaml import events

from app.domain.definition.faults import fault
from app.domain.findings import Finding
from app.domain.names import Json
from app.domain.schemas import escape

MAX_BYTES = 1_048_576
"""Longest YAML file, in bytes."""

MAX_DEPTH = 24
"""Mappings and lists within each other."""

_LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_WHOLE = re.compile(r"[-+]?[0-9]{1,18}")
_FRACTION = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?")
_WORDS: dict[str, bool | None] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}


_VALUES = (events.ScalarEvent, events.MappingStartEvent, events.SequenceStartEvent)


class _Stop(Exception):
    """The reading cannot go on; the finding is recorded."""


def read_yaml(content: bytes, *, file: str) -> tuple[Json, tuple[Finding, ...]]:
    """Read one YAML document into plain data, with everything that is wrong with its text.

    The value is None where it could not be read at all.
    """
    reader = _Reader(file)
    try:
        value = reader.read(content)
    except _Stop:
        value = None
    return value, tuple(reader.findings)


class _Reader:
    def __init__(self, file: str) -> None:
        self._file = file
        self.findings: list[Finding] = []
        self._events: Iterator[events.Event] = iter(())
        self._path: list[str | int] = []

    def read(self, content: bytes) -> Json:
        if len(content) > MAX_BYTES:
            self._stop("too_large", f"{len(content):,} bytes are more than {MAX_BYTES:,}", "Split the release.")
        try:
            text = content.decode()
        except UnicodeDecodeError as error:
            self._stop("not_utf8", f"byte {error.start} is not UTF-8", "Save the file as UTF-8.")
        try:
            self._events = iter(_LOADER(text).get_event, None)
            return self._document()
        except yaml.MarkedYAMLError as error:
            self._path.clear()
            mark = error.problem_mark or error.context_mark
            where = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
            self._stop("not_yaml", f"not YAML{where}: {error.problem or error.context}", "Correct the syntax.")
        except yaml.YAMLError as error:
            self._path.clear()
            self._stop("not_yaml", f"not YAML: {error}", "Remove the characters that YAML does not allow.")

    def _document(self) -> Json:
        value: Json = None
        documents = 0
        for event in self._events:
            if isinstance(event, events.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._stop("many_documents", "the file holds more than one document", "Keep the first one.")
                value = self._node(next(self._events))
        if documents == 0:
            self._stop("not_yaml", "the file is empty", "Write the workflow into it.")
        return value

    def _node(self, event: events.Event) -> Json:
        if type(event) is events.ScalarEvent and event.anchor is None and event.tag is None:
            return _scalar(event)  # by far the most
        if isinstance(event, events.AliasEvent):
            self._note("alias", f"the alias *{event.anchor} is not allowed", "Write the value out.")
            return None
        if not isinstance(event, _VALUES):
            self._stop("not_yaml", "the value is incomplete", "Correct the syntax.")
        if event.anchor is not None:
            self._note("alias", f"the anchor &{event.anchor} is not allowed", "Remove the anchor.")
        if event.tag is not None:
            self._note("tag", f"the tag {event.tag} is not allowed", "Remove the tag.")
        if isinstance(event, events.ScalarEvent):
            return _scalar(event)
        if len(self._path) > MAX_DEPTH:
            self._stop("too_deep", f"nested deeper than {MAX_DEPTH} levels", "Flatten the structure.")
        return self._mapping() if isinstance(event, events.MappingStartEvent) else self._sequence()

    def _mapping(self) -> dict[str, Json]:
        mapping: dict[str, Json] = {}
        for event in self._events:
            if isinstance(event, events.MappingEndEvent):
                break
            if not isinstance(event, events.ScalarEvent):
                self._stop("not_yaml", "a key is not a plain text", "Use a text as key.")
            key = str(event.value)
            self._path.append(key)
            if event.anchor is not None or event.tag is not None:
                self._note("alias" if event.anchor else "tag", "a key is plain text", "Remove the anchor or tag.")
            if key in mapping:
                self._note("duplicate_key", f"{key!r} stands twice", "Remove one of them.")
            mapping[key] = self._node(next(self._events))
            self._path.pop()
        return mapping

    def _sequence(self) -> list[Json]:
        members: list[Json] = []
        for event in self._events:
            if isinstance(event, events.SequenceEndEvent):
                break
            self._path.append(len(members))
            members.append(self._node(event))
            self._path.pop()
        return members

    def _note(self, code: str, message: str, fix: str) -> None:
        pointer = "".join(f"/{escape(step)}" for step in self._path)
        self.findings.append(fault(code, f"{self._file}:{pointer}", message, fix))

    def _stop(self, code: str, message: str, fix: str) -> NoReturn:
        self._note(code, message, fix)
        raise _Stop


def _scalar(event: events.ScalarEvent) -> Json:
    text = str(event.value)
    if event.style or not event.implicit[0]:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _FRACTION.fullmatch(text) else text
