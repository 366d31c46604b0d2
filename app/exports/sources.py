"""What an item rests on, in words: the brief, an answer, an item, an assumption."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.domain.names import Json, JsonObject
from app.domain.presentation import ANSWERS
from app.exports.escaping import shortened


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceWords:
    """Says what sources are, in the form of a page or of a terminal."""

    names: Mapping[str, str]
    """Names of items, by code."""

    answers: Mapping[str, JsonObject]
    """Answered questions, by id."""

    write: Callable[[str], str]
    """Makes foreign text safe where it is to stand."""

    def of(self, source: Json) -> str:
        """Say what one source is."""
        given = source if isinstance(source, Mapping) else {}
        if "brief" in given:
            place = f"block {self.write(str(given['brief']))}{self._occurrence(given)}"
            return f"the brief, {place}: “{self.write(str(given.get('quote', '')))}”"
        if "answer" in given:
            return self._answer(str(given["answer"]))
        if "item" in given:
            return f"the item {self.named(str(given['item']))}"
        if "assumption" in given:
            return f"the assumption {self.named(str(given['assumption']))}"
        return "a source that cannot be read"

    def named(self, code: str) -> str:
        """Give a code with the name of what it stands for, where that is known."""
        name = self.names.get(code)
        return f"{self.write(code)} ({self.write(shortened(name).rstrip('.'))})" if name else self.write(code)

    def _answer(self, identifier: str) -> str:
        answered = self.answers.get(identifier)
        if answered is None:
            return f"the answer {self.write(identifier)}"
        basis = "the assumption made for" if answered.get("assumed") is True else "the answer to"
        return f"{basis} “{self.write(question_text(answered))}”"

    def _occurrence(self, source: JsonObject) -> str:
        occurrence = source.get("occurrence", 1)
        return "" if occurrence == 1 else f", occurrence {self.write(str(occurrence))}"


def question_text(answered: JsonObject) -> str:
    """Give the words of an answered question."""
    question = answered.get("question")
    text = question.get("text") if isinstance(question, Mapping) else question
    return text if isinstance(text, str) else ""


def answered_questions(document: JsonObject) -> Sequence[JsonObject]:
    """Give the questions with their answers that are stored with a document."""
    answers = document.get(ANSWERS)
    return [entry for entry in answers if isinstance(entry, Mapping)] if isinstance(answers, list | tuple) else []


def answers_by_id(document: JsonObject) -> dict[str, JsonObject]:
    """Give the answered questions of a document by their ids."""
    return {str(answered.get("id")): answered for answered in answered_questions(document)}
