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

from app.domain.findings import Finding, Severity
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

    def read(self, content: bytes) -> Json:
        if len(content) > MAX_BYTES:
            self._stop("too_large", "", f"{len(content):,} bytes are more than {MAX_BYTES:,}", "Split the release.")
        try:
            text = content.decode()
        except UnicodeDecodeError as error:
            self._stop("not_utf8", "", f"byte {error.start} is not UTF-8", "Save the file as UTF-8.")
        try:
            self._events = yaml.parse(text, Loader=_LOADER)
            return self._document()
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            where = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
            self._stop("not_yaml", "", f"not YAML{where}: {error.problem or error.context}", "Correct the syntax.")
        except yaml.YAMLError as error:
            self._stop("not_yaml", "", f"not YAML: {error}", "Remove the characters that YAML does not allow.")

    def _document(self) -> Json:
        value: Json = None
        documents = 0
        for event in self._events:
            if isinstance(event, events.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._stop("many_documents", "", "the file holds more than one document", "Keep the first one.")
                value = self._node(next(self._events), "", 0)
        if documents == 0:
            self._stop("not_yaml", "", "the file is empty", "Write the workflow into it.")
        return value

    def _node(self, event: events.Event, pointer: str, depth: int) -> Json:
        if isinstance(event, events.AliasEvent):
            self._note("alias", pointer, f"the alias *{event.anchor} is not allowed", "Write the value out.")
            return None
        if isinstance(event, events.NodeEvent) and event.anchor is not None:
            self._note("alias", pointer, f"the anchor &{event.anchor} is not allowed", "Remove the anchor.")
        if depth > MAX_DEPTH:
            self._stop("too_deep", pointer, f"nested deeper than {MAX_DEPTH} levels", "Flatten the structure.")
        if isinstance(event, events.MappingStartEvent):
            self._refuse_tag(event.tag, pointer)
            return self._mapping(pointer, depth)
        if isinstance(event, events.SequenceStartEvent):
            self._refuse_tag(event.tag, pointer)
            return self._sequence(pointer, depth)
        if not isinstance(event, events.ScalarEvent):
            self._stop("not_yaml", pointer, "the value is incomplete", "Correct the syntax.")
        self._refuse_tag(event.tag, pointer)
        return _scalar(event.value) if event.implicit[0] and not event.style else str(event.value)

    def _mapping(self, pointer: str, depth: int) -> dict[str, Json]:
        mapping: dict[str, Json] = {}
        for event in self._events:
            if isinstance(event, events.MappingEndEvent):
                break
            if not isinstance(event, events.ScalarEvent):
                self._stop("not_yaml", pointer, "a key is not a plain text", "Use a text as key.")
            key = str(event.value)
            self._refuse_tag(event.tag, f"{pointer}/{escape(key)}")
            if event.anchor is not None:
                self._note("alias", f"{pointer}/{escape(key)}", "anchors are not allowed", "Remove the anchor.")
            if key in mapping:
                self._note("duplicate_key", f"{pointer}/{escape(key)}", f"{key!r} stands twice", "Remove one of them.")
            mapping[key] = self._node(next(self._events), f"{pointer}/{escape(key)}", depth + 1)
        return mapping

    def _sequence(self, pointer: str, depth: int) -> list[Json]:
        members: list[Json] = []
        for event in self._events:
            if isinstance(event, events.SequenceEndEvent):
                break
            members.append(self._node(event, f"{pointer}/{len(members)}", depth + 1))
        return members

    def _refuse_tag(self, tag: str | None, pointer: str) -> None:
        if tag is not None:
            self._note("tag", pointer, f"the tag {tag} is not allowed", "Remove the tag.")

    def _note(self, code: str, pointer: str, message: str, fix: str) -> None:
        self.findings.append(
            Finding(
                severity=Severity.ERROR,
                code=f"definition.{code}",
                path=f"{self._file}:{pointer}",
                message=message,
                fix=fix,
            )
        )

    def _stop(self, code: str, pointer: str, message: str, fix: str) -> NoReturn:
        self._note(code, pointer, message, fix)
        raise _Stop


def _scalar(text: str) -> Json:
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _FRACTION.fullmatch(text) else text
