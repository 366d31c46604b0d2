"""The mechanical check of question sets.

A set has one to five questions. Each is one question, open to every answer: it ends with a question mark, asks one
thing, suggests nothing, names its kind, says why it is asked and what is assumed if nobody answers.
"""

import re
from collections.abc import Iterator

from app.domain.findings import Finding, Severity
from app.domain.quality.words import fold
from app.domain.questions import Question, QuestionKind

MAX_QUESTIONS = 5
MIN_OPTIONS, MAX_OPTIONS = 2, 12
MAX_TEXT, MAX_OPTION = 600, 200
QUESTION_MARKS = "?\uff1f\u037e\u061f;"
"""Latin, full-width, Greek, Arabic; the semicolon is Greek only, see `_ends_with_question_mark`."""

_MARK_INSIDE = re.compile("[?\uff1f\u037e\u061f]")
_QUOTATION = re.compile("\"[^\"]*\"|'[^'\\s][^']*'(?!\\w)|“[^”]*”|„[^“”]*[“”]|«[^»]*»|「[^」]*」|`[^`]*`")
_PLAIN_QUOTES = str.maketrans("\u2018\u2019", "''")
_GREEK = re.compile("[\u0370-\u03ff\u1f00-\u1fff]")
_INTERROGATIVE = "who|whom|whose|what|which|when|where|why|how"
_SECOND_CLAUSE = re.compile(
    rf"\b(?:and|or|and/or|as well as)\s+(?:also\s+|if\s+so,?\s+)?(?:(?:in|at|by|to|for|from|with|on)\s+)?"
    rf"(?:{_INTERROGATIVE})\b"
    rf"|^\W*(?:who|whom|whose|what|which|why|how)\b.*,\s*(?:what|why|how)\b"
    rf"|\b(?:and|or)\s+(?:should|do|does|did|is|are|can|could|will|would|must)\s+(?:the|it|they|we|you|there|this|that)\b",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"\b(?:do|does|did|is|are|was|were|would|could|should|can|will|has|have|ca|wo)n'?t\s+(?:you|we|it|they|the|this|that|i|there)\b"
    r"|,\s*(?:right|correct|okay|ok|yes|no|agreed|is\s+it\s+not|isn't\s+it|don't\s+you|shouldn't\s+we)\s*$"
    r"|\b(?:surely|obviously|of\s+course|clearly|presumably)\b"
    r"|\b(?:do|would)\s+you\s+agree\b|\bi\s+(?:assume|suggest|recommend|propose|think)\b|\bwe\s+(?:assume|suggest|recommend)\b"
    r"|\b(?:is|would)\s+it\s+(?:be\s+)?(?:fair|safe|correct|right)\s+to\s+(?:say|assume)\b"
    r"|(?:^|[\s,])(?:nicht\s+wahr|oder\s+nicht|n'est-ce\s+pas|verdad|vero)\s*$",
    re.IGNORECASE,
)
_SUGGESTED = re.compile(
    r"\b(?:e\.\s?g\.|i\.\s?e\.|for\s+example|for\s+instance|such\s+as|z\.\s?b\.|p\.\s?ex\.|par\s+exemple|por\s+ejemplo)"
    r"|\((?:suggested|recommended|default|proposed|yes|no|ja|nein|oui|non)\b"
    r"|\b(?:default|recommended|suggested|proposed)\s*:",
    re.IGNORECASE,
)
_WITH_OPTIONS = frozenset({QuestionKind.ONE_OF, QuestionKind.MANY_OF})


def judge_questions(questions: tuple[Question, ...]) -> tuple[Finding, ...]:
    """Judge a set; no error among the findings means that a person may be asked."""
    return tuple(_of_set(questions)) + tuple(
        finding
        for index, question in enumerate(questions)
        for finding in (*_of_wording(question, index), *_of_form(question, index))
    )


def _of_set(questions: tuple[Question, ...]) -> Iterator[Finding]:
    if not questions:
        yield _finding("empty_set", "/questions", "the set holds no question", "Ask, or write the document.")
    if len(questions) > MAX_QUESTIONS:
        yield _finding(
            "too_many",
            "/questions",
            f"{len(questions)} questions are more than {MAX_QUESTIONS}",
            f"Keep the {MAX_QUESTIONS} whose answers change the document most.",
        )
    keys: set[str] = set()
    texts: set[str] = set()
    for index, question in enumerate(questions):
        if question.key in keys:
            yield _finding("duplicate", f"/questions/{index}/key", "the key is used already", "Choose another key.")
        if fold(question.text) in texts:
            yield _finding("duplicate", f"/questions/{index}/text", "the question is asked already", "Remove it.")
        keys.add(question.key)
        texts.add(fold(question.text))


def _of_wording(question: Question, index: int) -> Iterator[Finding]:
    place = f"/questions/{index}/text"
    text = question.text.strip()
    if not _ends_with_question_mark(text):
        yield _finding("no_question_mark", place, "the text does not end in a question mark", "Ask a question.")
    if len(text) > MAX_TEXT:
        yield _finding("too_long", place, f"the text is longer than {MAX_TEXT} characters", "Ask shortly.")
    asked = _QUOTATION.sub(" ", text.translate(_PLAIN_QUOTES)).rstrip(QUESTION_MARKS + " ")
    if _MARK_INSIDE.search(asked) or "\n" in text:
        yield _finding("not_atomic", place, "the text holds more than one question", "Ask one thing.")
    elif _SECOND_CLAUSE.search(asked):
        yield _finding("not_atomic", place, "a second question is joined to the first", "Ask one thing.")
    if _LEADING.search(asked):
        yield _finding("leading", place, "the wording leads to an answer", "Ask so that every answer is equally easy.")
    if _SUGGESTED.search(asked):
        yield _finding(
            "suggested_answer",
            place,
            "the wording suggests an answer",
            "Leave examples out; put choices into `options`, and what you would assume into `assumption`.",
        )


def _of_form(question: Question, index: int) -> Iterator[Finding]:
    place = f"/questions/{index}"
    for field, value in (("key", question.key), ("why", question.why), ("assumption", question.assumption)):
        if not value.strip():
            yield _finding("incomplete", f"{place}/{field}", f"{field!r} is empty", f"Fill {field!r}.")
        elif len(value) > MAX_TEXT:
            yield _finding("too_long", f"{place}/{field}", f"longer than {MAX_TEXT} characters", "Shorten it.")
    if question.kind not in _WITH_OPTIONS:
        if question.options:
            message = f"a question of kind {question.kind} has no options"
            yield _finding("options", f"{place}/options", message, "Remove them, or ask one_of or many_of.")
        return
    folded = [fold(option) for option in question.options]
    if not MIN_OPTIONS <= len(folded) <= MAX_OPTIONS:
        message = f"{len(folded)} options are not {MIN_OPTIONS} to {MAX_OPTIONS}"
        yield _finding("options", f"{place}/options", message, "Give the choices that there are.")
    if len(set(folded)) < len(folded) or not all(folded):
        yield _finding("options", f"{place}/options", "an option is empty or stands twice", "Keep each choice once.")
    if any(len(option) > MAX_OPTION for option in question.options):
        message = f"an option is longer than {MAX_OPTION} characters"
        yield _finding("too_long", f"{place}/options", message, "Shorten it.")
    if any(_SUGGESTED.search(option) for option in question.options):
        yield _finding(
            "suggested_answer", f"{place}/options", "an option is marked as the better one", "Remove the mark."
        )


def _ends_with_question_mark(text: str) -> bool:
    closing = text.rstrip("\"'\u2019”»」) ")
    if closing.endswith(";"):
        return bool(_GREEK.search(closing))
    return closing.endswith(tuple(QUESTION_MARKS)) and len(closing) > 1


def _finding(code: str, pointer: str, message: str, fix: str) -> Finding:
    return Finding(severity=Severity.ERROR, code=f"question.{code}", path=pointer, message=message, fix=fix)
