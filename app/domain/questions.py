"""Question sets: what a model may ask a person before it writes, and what the person said."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.canonical import digest_of
from app.domain.names import Digest, Json


class QuestionKind(StrEnum):
    """The form of an answer."""

    TEXT = "text"
    ONE_OF = "one_of"
    MANY_OF = "many_of"
    YES_NO = "yes_no"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One atomic question, with why it is asked and what is assumed if nobody answers."""

    key: str
    """Local to the set: `q1`."""

    text: str
    kind: QuestionKind
    why: str
    assumption: str
    options: tuple[str, ...] = ()
    """The choices of `one_of` and `many_of`; empty otherwise."""

    @property
    def id(self) -> str:
        """The first 16 digits of the question's digest; sources cite an answer by it."""
        return digest_of(self.as_json())[:16]

    def as_json(self) -> dict[str, Json]:
        """Give the question as it is stored and shown to a model."""
        body: dict[str, Json] = {
            "key": self.key,
            "text": self.text,
            "kind": self.kind.value,
            "why": self.why,
            "assumption": self.assumption,
        }
        return body | {"options": list(self.options)} if self.options else body


def question_set_digest(input_digest: Digest, questions: tuple[Question, ...]) -> Digest:
    """Name a set by the input digest it was asked at and its questions; the instance stands in the facts."""
    return digest_of([input_digest, [question.as_json() for question in questions]])


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A question with its answer; `value` None means "use the assumption"."""

    question: Question
    value: str | int | bool | tuple[str, ...] | None

    def as_json(self) -> dict[str, Json]:
        """Give the pair as it is stored; the assumption stands in for a missing answer, and is marked."""
        value: Json = list(self.value) if isinstance(self.value, tuple) else self.value
        return {
            "id": self.question.id,
            "question": self.question.as_json(),
            "answer": value,
            "assumed": self.value is None,
        }


def read_question(value: Json) -> Question:
    """Read a question as `Question.as_json` wrote it.

    Raises:
        ValueError: it is not of that form.

    """
    match value:
        case {
            "key": str(key),
            "text": str(text),
            "kind": str(kind),
            "why": str(why),
            "assumption": str(assumption),
            **rest,
        }:
            options = rest.get("options", [])
            return Question(
                key=key,
                text=text,
                kind=QuestionKind(kind),
                why=why,
                assumption=assumption,
                options=tuple(str(option) for option in options) if isinstance(options, list) else (),
            )
        case _:
            raise ValueError(f"no stored question: {value!r}")


def read_answered(values: Json) -> tuple[Answered, ...]:
    """Read a stored set of answers, a list of what `Answered.as_json` wrote.

    Raises:
        ValueError: it is not of that form.

    """
    match values:
        case list():
            return tuple(_read_answer(value) for value in values)
        case _:
            raise ValueError(f"no stored answers: {values!r}")


def _read_answer(value: Json) -> Answered:
    match value:
        case {"question": question, "answer": list(chosen)}:
            return Answered(question=read_question(question), value=tuple(str(option) for option in chosen))
        case {"question": question, "answer": str() | int() | bool() | None as answer}:
            return Answered(question=read_question(question), value=answer)
        case _:
            raise ValueError(f"no stored answer: {value!r}")
