"""Answers from a file or from the person at the terminal, matched to the questions that are open."""

import json
from collections.abc import Mapping
from pathlib import Path

import yaml
from rich.console import Console
from rich.text import Text

from app.cli.exits import UsageError
from app.domain.answers import InvalidAnswers, take_answers
from app.domain.names import Json
from app.domain.questions import Question, QuestionKind

_LARGEST_FILE_BYTES = 1_000_000
_HINTS: Mapping[QuestionKind, str] = {
    QuestionKind.TEXT: "in words",
    QuestionKind.ONE_OF: "one of the options, by number",
    QuestionKind.MANY_OF: "any of the options, by number, separated by commas",
    QuestionKind.YES_NO: "yes or no",
    QuestionKind.NUMBER: "a number",
    QuestionKind.DATE: "a date, as 2027-05-01",
}


def read_answers(path: Path) -> Mapping[str, Json]:
    """Read a JSON or YAML mapping of question text or key to answer; null stands for the stated assumption.

    Raises:
        UsageError: the file cannot be read or is no such mapping.

    """
    try:
        if path.stat().st_size > _LARGEST_FILE_BYTES:
            raise UsageError(f"{str(path)!r} is larger than a file of answers can be (1 MB)")
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read the answers in {str(path)!r}: {error}") from error
    try:
        given = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    except (ValueError, yaml.YAMLError) as error:
        raise UsageError(f"{str(path)!r} is neither JSON nor YAML: {error}") from error
    if not isinstance(given, dict) or not all(isinstance(key, str) for key in given):
        raise UsageError(f"{str(path)!r} must map each question, by its text or key, to an answer")
    return given


def pick_answers(questions: tuple[Question, ...], given: Mapping[str, Json]) -> dict[str, Json]:
    """Give the answers that belong to `questions`, by key; what belongs to others is left out."""
    picked = {}
    for question in questions:
        for name in (question.key, question.id, question.text):
            if name in given:
                picked[question.key] = given[name]
    return picked


def ask_person(questions: tuple[Question, ...], console: Console) -> dict[str, Json]:
    """Ask each question until the answer fits or is left empty, which means: use the assumption."""
    values: dict[str, Json] = {}
    for number, question in enumerate(questions, start=1):
        console.print(Text.assemble((f"\n{number}. {question.text}", "bold")))
        console.print(Text(f"   Why: {question.why}"))
        for position, option in enumerate(question.options, start=1):
            console.print(Text(f"   {position}) {option}"))
        console.print(Text(f"   Empty: we assume that {question.assumption}"))
        value = _one_answer(question, console)
        if value is not None:
            values[question.key] = value
    return values


def _one_answer(question: Question, console: Console) -> Json:
    while True:
        said = console.input(Text(f"   Your answer ({_HINTS[question.kind]}): ")).strip()
        if not said:
            return None
        value = _value(question, said)
        try:
            take_answers((question,), {question.key: value})
        except InvalidAnswers as error:
            console.print(Text(f"   {error}", style="red"))
        else:
            return value


def _value(question: Question, said: str) -> Json:
    match question.kind:
        case QuestionKind.YES_NO:
            return {"yes": True, "y": True, "no": False, "n": False}.get(said.lower(), said)
        case QuestionKind.NUMBER:
            return int(said) if said.removeprefix("-").isdecimal() else said
        case QuestionKind.ONE_OF:
            return _option(question, said)
        case QuestionKind.MANY_OF:
            return [_option(question, part.strip()) for part in said.split(",") if part.strip()]
        case QuestionKind.TEXT | QuestionKind.DATE:
            return said


def _option(question: Question, said: str) -> str:
    if said.isdecimal() and 0 < int(said) <= len(question.options):
        return question.options[int(said) - 1]
    return said
