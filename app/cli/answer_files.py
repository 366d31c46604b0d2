"""Answers from a file, matched to the questions that are open."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.cli.exits import UsageError
from app.domain.definition.strict_yaml import read_yaml
from app.domain.names import Json
from app.domain.questions import Question

_LARGEST_FILE_BYTES = 1_000_000


class GivenAnswers:
    """What a file answers, by question key, id or text; remembers what was used."""

    def __init__(self, values: Mapping[str, Json]) -> None:
        self._values = values
        self._used: set[str] = set()

    def pick(self, questions: Sequence[Question]) -> dict[str, Json]:
        """Give the answers that belong to `questions`, by key."""
        picked = {}
        for question in questions:
            for name in (question.key, question.id, question.text):
                if name in self._values:
                    picked[question.key] = self._values[name]
                    self._used.add(name)
        return picked

    @property
    def unused(self) -> tuple[str, ...]:
        """What no question asked for, in the file's order."""
        return tuple(name for name in self._values if name not in self._used)


def read_answers(path: Path) -> GivenAnswers:
    """Read a JSON or YAML mapping of question key, id or text to answer; null stands for the stated assumption.

    Raises:
        UsageError: the file cannot be read or is no such mapping.

    """
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST_FILE_BYTES + 1)
    except OSError as error:
        raise UsageError(f"cannot read the answers in {str(path)!r}: {error.strerror}") from error
    if len(content) > _LARGEST_FILE_BYTES:
        raise UsageError(f"{str(path)!r} is larger than a file of answers can be (1 MB)")
    given = _from_json(content, path) if path.suffix == ".json" else _from_yaml(content, path)
    if not isinstance(given, Mapping):
        raise UsageError(f"{str(path)!r} must map each question, by its key, id or text, to an answer")
    return GivenAnswers(given)


def _from_json(content: bytes, path: Path) -> Json:
    try:
        value: Json = json.loads(content, object_pairs_hook=_without_duplicates, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{str(path)!r} cannot be read as JSON: {error}") from error
    return value


def _from_yaml(content: bytes, path: Path) -> Json:
    value, findings = read_yaml(content, file=path.name)
    if findings:
        faults = " ".join(f"{finding.path} {finding.message}." for finding in findings)
        raise UsageError(f"{str(path)!r} cannot be read as YAML: {faults}")
    return value


def _without_duplicates(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise ValueError("a key stands twice")
    return value


def _refuse(constant: str) -> Json:
    raise ValueError(f"{constant} is no JSON")
