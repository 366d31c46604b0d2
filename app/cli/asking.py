"""Questions and decisions at the terminal; whoever closes the input decides later."""

from collections.abc import Mapping

from rich.console import Console
from rich.text import Text

from app.cli.local import Local
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


def ask_questions(questions: tuple[Question, ...], console: Console) -> dict[str, Json]:
    """Ask each question until the answer fits or is left empty, which means: use the assumption.

    Raises:
        Later: the input was closed.

    """
    values: dict[str, Json] = {}
    for number, question in enumerate(questions, start=1):
        console.print(Text.assemble((f"\n{number}. {question.text}", "bold")))
        console.print(Text(f"   Why: {question.why}"))
        for position, option in enumerate(question.options, start=1):
            console.print(Text(f"   {position}) {option}"))
        console.print(Text(f"   Empty: we assume: {question.assumption}"))
        value = _one_answer(question, console)
        if value is not None:
            values[question.key] = value
    return values


def decide(local: Local, gate: AcceptanceGate, console: Console) -> bool:
    """Have a person accept, send back, read, or leave for later what waits at `gate`; tells whether it was decided.

    Raises:
        Later: the input was closed.

    """
    code = local.code_of(gate.instance)
    console.print(Text(f"\n{code} ({gate.instance}) waits for acceptance by: {', '.join(gate.roles)}", style="yellow"))
    while True:
        match _said(console, "[a]ccept, [s]end back, [r]ead, [l]ater: ").lower()[:1]:
            case "a":
                local.accept(gate)
                return True
            case "s":
                comment = _said(console, "What must change? (empty: nothing) ")
                if comment:
                    local.send_back(gate, comment)
                    return True
            case "r":
                console.print(Text(local.markdown_of(code)))
            case "l":
                return False
            case _:
                console.print("Type a, s, r or l.")


def _one_answer(question: Question, console: Console) -> Json:
    while True:
        said = _said(console, f"   Your answer ({_HINTS[question.kind]}): ")
        if not said:
            return None
        value = _value(question, said)
        try:
            take_answers((question,), {question.key: value})
        except InvalidAnswers as error:
            fault = error.findings[0]
            console.print(Text(f"   {fault.message}. {fault.fix}", style="red"))
        else:
            return value


def _said(console: Console, prompt: str) -> str:
    try:
        return console.input(Text(prompt)).strip()
    except EOFError as error:
        console.print()
        raise Later from error


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
