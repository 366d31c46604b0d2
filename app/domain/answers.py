"""What a person answers, held against what was asked."""

import re
from collections.abc import Mapping
from datetime import date

from app.domain.errors import Invalid
from app.domain.findings import Finding, Severity
from app.domain.names import Json
from app.domain.quality.words import fold
from app.domain.questions import Answered, Question, QuestionKind

MAX_ANSWER = 4_000
"""Characters of a text answer."""


class InvalidAnswers(Invalid):
    """What was answered does not fit what was asked.

    Attributes:
        findings: every fault, with the key of its question as path.

    """

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(" ".join(f"{finding.path}: {finding.message}. {finding.fix}" for finding in findings))
        self.findings = findings


def take_answers(questions: tuple[Question, ...], answers: Mapping[str, Json]) -> tuple[Answered, ...]:
    """Hold a person's answers (question key to value) against the questions of the set.

    A question without an answer, or with null or an empty text, takes its assumption. Texts stand for numbers, for yes
    and no, and for a single choice of `many_of` where they say so plainly.

    Raises:
        InvalidAnswers: an answer is for another question, of the wrong kind, or not among the options.

    """
    keys = {question.key for question in questions}
    findings = [
        _fault("not_asked", key, "no such question was asked", f"Answer one of: {', '.join(sorted(keys))}.")
        for key in answers
        if key not in keys
    ]
    taken: list[Answered] = []
    for question in questions:
        given = answers.get(question.key)
        try:
            value = None if _is_blank(given) else _value_of(question, given)
        except _Unfit as unfit:
            findings.append(_fault("unfit_answer", question.key, unfit.message, unfit.fix))
        else:
            taken.append(Answered(question=question, value=value))
    if findings:
        raise InvalidAnswers(tuple(findings))
    return tuple(taken)


class _Unfit(Exception):
    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix


_YES = frozenset({"yes", "y", "true", "ja", "oui", "sí", "si", "はい"})
_NO = frozenset({"no", "n", "false", "nein", "non", "nej", "いいえ"})
_LARGEST = 2**53 - 1


def _is_blank(given: Json) -> bool:
    return given is None or (isinstance(given, str) and not given.strip()) or (isinstance(given, list) and not given)


def _value_of(question: Question, given: Json) -> str | int | bool | tuple[str, ...]:
    match question.kind:
        case QuestionKind.TEXT:
            return _text(given)
        case QuestionKind.ONE_OF:
            return _option(question, given)
        case QuestionKind.MANY_OF:
            chosen = given if isinstance(given, list | tuple) else [given]
            return tuple(dict.fromkeys(_option(question, entry) for entry in chosen))
        case QuestionKind.YES_NO:
            return _yes_or_no(given)
        case QuestionKind.NUMBER:
            return _number(given)
        case QuestionKind.DATE:
            return _date(given)


def _text(given: Json) -> str:
    if not isinstance(given, str):
        raise _Unfit("the answer is no text", "Write a text.")
    if len(given) > MAX_ANSWER:
        raise _Unfit(f"the answer is longer than {MAX_ANSWER:,} characters", "Shorten it.")
    if any(character < " " and character not in "\n\t\r" for character in given):
        raise _Unfit("the answer holds control characters", "Remove them.")
    return given.strip()


def _option(question: Question, given: Json) -> str:
    for option in question.options:
        if isinstance(given, str) and fold(given) == fold(option):
            return option
    raise _Unfit(f"{given!r} is not among the options", f"Choose from: {'; '.join(question.options)}.")


def _yes_or_no(given: Json) -> bool:
    if isinstance(given, bool):
        return given
    word = given.strip().casefold() if isinstance(given, str) else ""
    if word in _YES or word in _NO:
        return word in _YES
    raise _Unfit(f"{given!r} is neither yes nor no", "Answer yes or no.")


def _number(given: Json) -> int | str:
    """Give a whole number as such and any other as its text: digests must not depend on how a fraction is rounded."""
    if isinstance(given, int) and not isinstance(given, bool) and abs(given) <= _LARGEST:
        return given
    text = repr(given) if isinstance(given, float) else str(given).strip() if isinstance(given, str) else ""
    if re.fullmatch(r"[-+]?\d{1,15}", text):
        return int(text)
    if re.fullmatch(r"[-+]?\d{1,15}[.,]\d{1,15}", text):
        return text.replace(",", ".")
    raise _Unfit(f"{given!r} is no number", "Write digits only, with a point before a fraction.")


def _date(given: Json) -> str:
    try:
        return date.fromisoformat(given.strip() if isinstance(given, str) else "").isoformat()
    except ValueError:
        raise _Unfit(f"{given!r} is no date", "Write it as 2027-05-31.") from None


def _fault(code: str, key: str, message: str, fix: str) -> Finding:
    return Finding(severity=Severity.ERROR, code=f"answer.{code}", path=key, message=message, fix=fix)
