"""Reading what came back from a call: a document, a question set, or nothing usable.

The answer is one JSON object, `{"document": {...}}` or `{"questions": [...]}`. One surrounding fence of three backticks
is taken off; any other word beside the object makes the answer unusable.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from app.domain.completions import Completion, StopReason
from app.domain.facts import FailureReason
from app.domain.findings import Finding, Severity, has_errors
from app.domain.names import Json, JsonObject
from app.domain.question_checks import judge_questions
from app.domain.questions import Question, QuestionKind
from app.domain.strict_json import NotJson, read_json

MAX_ANSWER_CHARACTERS = 4_000_000
"""Longer answers are refused unread."""

_FENCED = re.compile(r"```(?:json|JSON)?[ \t]*\r?\n(.*)\n[ \t]*```", re.DOTALL)
_MOST_NAMES = 8
_LONGEST_NAME = 40
"""Of the fields that a finding names: whoever mends it needs no more."""

_QUESTION_FIELDS = frozenset({"key", "text", "kind", "why", "assumption", "options"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The answer is a document; it is not judged yet."""

    content: JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """The answer is a question set that passed its checks."""

    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusable:
    """The answer is neither; a failed attempt."""

    reason: FailureReason
    findings: tuple[Finding, ...]


Parsed: TypeAlias = Written | Asking | Unusable


def parse(completion: Completion, *, may_ask: bool) -> Parsed:
    """Read a completion; nothing in its text can make this raise.

    Only a completion whose stop reason is `complete` is read at all.
    """
    if completion.stop_reason is not StopReason.COMPLETE:
        return _stopped(completion.stop_reason)
    text = completion.text.strip()
    if len(text) > MAX_ANSWER_CHARACTERS:
        return _malformed("too_long", f"the answer is longer than {MAX_ANSWER_CHARACTERS:,} characters", "Write less.")
    fenced = _FENCED.fullmatch(text)
    try:
        answer = read_json(fenced.group(1) if fenced else text)
    except NotJson as error:
        return _malformed("not_json", str(error), "Answer with one JSON object and nothing before or after it.")
    if not isinstance(answer, dict) or set(answer) not in ({"document"}, {"questions"}):
        return _malformed(
            "not_an_answer",
            f"the answer is {_words(answer)}",
            'Answer with {"document": {...}} or, where asking is allowed, {"questions": [...]}, and no other field.',
        )
    if "document" in answer:
        return _document(answer["document"])
    return _questions(answer["questions"], may_ask=may_ask)


def _document(content: Json) -> Parsed:
    if not isinstance(content, dict):
        return _malformed("not_an_answer", f"the document is {_words(content)}", "Write the document as an object.")
    return Written(content=content)


def _questions(entries: Json, *, may_ask: bool) -> Parsed:
    if not may_ask:
        finding = _finding("not_allowed", "/questions", "questions are not allowed here", "Write the document.")
        return Unusable(reason=FailureReason.BAD_QUESTIONS, findings=(finding,))
    if not isinstance(entries, list):
        finding = _finding("malformed", "/questions", f"the questions are {_words(entries)}", "Write a list.")
        return Unusable(reason=FailureReason.BAD_QUESTIONS, findings=(finding,))
    read = [_question(entry, f"/questions/{index}") for index, entry in enumerate(entries)]
    malformed = tuple(entry for entry in read if isinstance(entry, Finding))
    if malformed:
        return Unusable(reason=FailureReason.BAD_QUESTIONS, findings=malformed)
    questions = tuple(entry for entry in read if isinstance(entry, Question))
    findings = judge_questions(questions)
    if has_errors(findings):
        return Unusable(reason=FailureReason.BAD_QUESTIONS, findings=findings)
    return Asking(questions=questions)


def _question(entry: Json, pointer: str) -> Question | Finding:
    if not isinstance(entry, dict):
        return _finding("malformed", pointer, f"the question is {_words(entry)}", "Write an object.")
    surplus = sorted(set(entry) - _QUESTION_FIELDS)
    if surplus:
        return _finding("malformed", f"{pointer}/{surplus[0]}", "this field must not stand here", "Remove it.")
    texts = [entry.get(name) for name in ("key", "text", "kind", "why", "assumption")]
    key, text, kind, why, assumption = (value.strip() if isinstance(value, str) else "" for value in texts)
    if kind not in set(QuestionKind):
        kinds = ", ".join(QuestionKind)
        return _finding("malformed", f"{pointer}/kind", f"{kind!r} is no kind of question", f"Use one of: {kinds}.")
    options = entry.get("options")
    if options is not None and not (isinstance(options, list) and all(isinstance(option, str) for option in options)):
        return _finding("malformed", f"{pointer}/options", "the options are no list of texts", "Write a list of texts.")
    return Question(
        key=key,
        text=text,
        kind=QuestionKind(kind),
        why=why,
        assumption=assumption,
        options=tuple(str(option).strip() for option in options) if isinstance(options, list) else (),
    )


def _stopped(reason: StopReason) -> Unusable:
    if reason is StopReason.LENGTH:
        finding = _answer_finding("truncated", "the answer was cut off at the limit of its length", "Write less.")
        return Unusable(reason=FailureReason.TRUNCATED, findings=(finding,))
    if reason is StopReason.REFUSED:
        finding = _answer_finding("refused", "the writer refused to answer", "Look at the brief and the prompts.")
        return Unusable(reason=FailureReason.MALFORMED, findings=(finding,))
    finding = _answer_finding("not_complete", "the writer stopped before it was done", "Answer completely.")
    return Unusable(reason=FailureReason.MALFORMED, findings=(finding,))


def _malformed(code: str, message: str, fix: str) -> Unusable:
    return Unusable(reason=FailureReason.MALFORMED, findings=(_answer_finding(code, message, fix),))


def _answer_finding(code: str, message: str, fix: str) -> Finding:
    return Finding(severity=Severity.ERROR, code=f"answer.{code}", path="", message=message, fix=fix)


def _finding(code: str, pointer: str, message: str, fix: str) -> Finding:
    return Finding(severity=Severity.ERROR, code=f"question.{code}", path=pointer, message=message, fix=fix)


def _words(value: Json) -> str:
    if isinstance(value, dict):
        return f"an object {_field_words(sorted(value))}"
    return {list: "a list", str: "a text", bool: "true or false", type(None): "null"}.get(type(value), "a number")


def _field_words(names: Sequence[str]) -> str:
    if not names:
        return "without any field"
    shown = ", ".join(repr(name[:_LONGEST_NAME]) for name in names[:_MOST_NAMES])
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return f"with the field{'s' if len(names) > 1 else ''} {shown}{more}"
