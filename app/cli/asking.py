"""Questions and decisions at the terminal; whoever closes the input decides later."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from app.cli.interruption import Interruption
from app.cli.local import Local
from app.cli.words import name_of
from app.domain.answers import InvalidAnswers, take_answers
from app.domain.names import Json
from app.domain.plan.outcome import AcceptanceGate
from app.domain.questions import Question, QuestionKind

_HINTS: Mapping[QuestionKind, str] = {
    QuestionKind.TEXT: "in words",
    QuestionKind.ONE_OF: "one of the options, by number",
    QuestionKind.MANY_OF: "any of the options, by number, separated by commas",
    QuestionKind.YES_NO: "yes or no",
    QuestionKind.NUMBER: "a number",
    QuestionKind.DATE: "a date, as 2027-05-01",
}


class Later(Exception):
    """The person closed the input without a decision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who sits at the terminal, and reads and types."""

    console: Console
    interruption: Interruption

    def says(self, prompt: str) -> str:
        """Ask for a line.

        Raises:
            Later: the input was closed.
            app.cli.interruption.Interrupted: by a signal.

        """
        self.console.print(Text(prompt), end="")
        try:
            return self.interruption.read_line().strip()
        except EOFError as error:
            self.console.print()
            raise Later from error


def is_at_terminal() -> bool:
    """Tell whether somebody sits there who reads what is asked and can type."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask_questions(questions: tuple[Question, ...], person: Person) -> dict[str, Json]:
    """Ask each question until the answer fits or is left empty, which means: use the assumption.

    Raises:
        Later: the input was closed.
        app.cli.interruption.Interrupted: by a signal.

    """
    console = person.console
    values: dict[str, Json] = {}
    for number, question in enumerate(questions, start=1):
        console.print(Text.assemble((f"\n{number}. {question.text}", "bold")))
        console.print(Text(f"   Why: {question.why}"))
        for position, option in enumerate(question.options, start=1):
            console.print(Text(f"   {position}) {option}"))
        console.print(Text(f"   Empty: we assume: {question.assumption}"))
        value = _one_answer(question, person)
        if value is not None:
            values[question.key] = value
    return values


def decide(local: Local, gate: AcceptanceGate, person: Person) -> bool:
    """Have a person accept, send back, read, or leave for later what waits at `gate`; tells whether it was decided.

    Raises:
        Later: the input was closed.
        app.cli.interruption.Interrupted: by a signal.

    """
    console = person.console
    view = local.view_of(gate.instance)
    named = f"{name_of(view)}, version {view.state.version},"
    console.print(Text(f"\n{named} waits for acceptance by: {', '.join(gate.roles)}", style="yellow"))
    while True:
        match person.says("[a]ccept, [s]end back, [r]ead, [l]ater: ").lower()[:1]:
            case "a":
                local.accept(gate)
                return True
            case "s":
                comment = person.says("What must change? (empty: nothing) ")
                if comment:
                    local.send_back(gate, comment)
                    return True
            case "r":
                console.print(Text(local.markdown_of(str(view.code or gate.instance))))
            case "l":
                return False
            case _:
                console.print("Type a, s, r or l.")


def _one_answer(question: Question, person: Person) -> Json:
    while True:
        said = person.says(f"   Your answer ({_HINTS[question.kind]}): ")
        if not said:
            return None
        value = _value(question, said)
        try:
            take_answers((question,), {question.key: value})
        except InvalidAnswers as error:
            fault = error.findings[0]
            person.console.print(Text(f"   {fault.message}. {fault.fix}", style="red"))
        else:
            return value


def _value(question: Question, said: str) -> Json:
    match question.kind:
        case QuestionKind.ONE_OF:
            return _option(question, said)
        case QuestionKind.MANY_OF:
            return [_option(question, part.strip()) for part in said.split(",") if part.strip()]
        case QuestionKind.TEXT | QuestionKind.DATE | QuestionKind.YES_NO | QuestionKind.NUMBER:
            return said


def _option(question: Question, said: str) -> str:
    if said.isdecimal() and 0 < int(said) <= len(question.options):
        return question.options[int(said) - 1]
    return said
