"""Sources as footnotes, labelled by the item's code, so that a new item renumbers nothing."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from app.domain.names import Json, JsonObject
from app.domain.presentation import ANSWERS
from app.exports.escaping import inline, shortened

_FOREIGN: Final = re.compile(r"[^0-9A-Za-z/._-]+")


class Footnotes:
    """Collects the sources of items while a document is written."""

    def __init__(self, document: JsonObject, *, names: Mapping[str, str]) -> None:
        self._names = names
        self._answers = _answers_by_id(document)
        self._notes: dict[str, str] = {}
        self._taken: set[str] = set()

    def mark(self, label: str, sources: Json) -> str:
        """Give the mark to stand beside an item, and remember its note; nothing where no source is given."""
        texts = [self._text(source) for source in sources] if isinstance(sources, list | tuple) else []
        if not texts:
            return ""
        unique = self._unique(_FOREIGN.sub("-", label).strip("-") or "source")
        self._notes[unique] = "; ".join(texts)
        return f"[^{unique}]"

    def lines(self) -> list[str]:
        """Give the notes in the order of their marks.

        A note begins with words that cannot be read as a link target with a title, so that plain CommonMark shows it
        as a paragraph.
        """
        return [f"[^{label}]: From {text}" for label, text in self._notes.items()]

    def _unique(self, label: str) -> str:
        """Keep labels apart; they are compared without regard to case."""
        candidate, number = label, 1
        while candidate.casefold() in self._taken:
            number += 1
            candidate = f"{label}.{number}"
        self._taken.add(candidate.casefold())
        return candidate

    def _text(self, source: Json) -> str:
        given = source if isinstance(source, Mapping) else {}
        if "brief" in given:
            return f"the brief, block {inline(str(given['brief']))}{_occurrence(given)}: “{_text_at(given, 'quote')}”"
        if "answer" in given:
            return self._answer(str(given["answer"]))
        if "item" in given:
            return f"the item {self.named(str(given['item']))}"
        if "assumption" in given:
            return f"the assumption {self.named(str(given['assumption']))}"
        return "a source that cannot be read"

    def named(self, code: str) -> str:
        """Give a code with the name of what it stands for, where that is known."""
        name = self._names.get(code)
        return f"{inline(code)} ({inline(shortened(name).rstrip('.'))})" if name else inline(code)

    def _answer(self, identifier: str) -> str:
        answered = self._answers.get(identifier)
        if answered is None:
            return f"the answer {inline(identifier)}"
        basis = "the assumption made for" if answered.get("assumed") is True else "the answer to"
        return f"{basis} “{inline(question_text(answered))}”"


def question_text(answered: JsonObject) -> str:
    """Give the words of an answered question."""
    question = answered.get("question")
    text = question.get("text") if isinstance(question, Mapping) else question
    return text if isinstance(text, str) else ""


def answered_questions(document: JsonObject) -> Sequence[JsonObject]:
    """Give the questions with their answers that are stored with a document."""
    answers = document.get(ANSWERS)
    return [entry for entry in answers if isinstance(entry, Mapping)] if isinstance(answers, list | tuple) else []


def _answers_by_id(document: JsonObject) -> dict[str, JsonObject]:
    return {str(answered.get("id")): answered for answered in answered_questions(document)}


def _occurrence(source: JsonObject) -> str:
    occurrence = source.get("occurrence", 1)
    return "" if occurrence == 1 else f", occurrence {inline(str(occurrence))}"


def _text_at(source: JsonObject, name: str) -> str:
    return inline(str(source.get(name, "")))
