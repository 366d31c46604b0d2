"""`combine accept|send-back|reopen|answer`: what the local operator decides, on the version that waits."""

import sys
from pathlib import Path

from rich.text import Text

from app.cli.answer_files import read_answers
from app.cli.asking import Later, Person, ask_questions
from app.cli.exits import Exit, UsageError
from app.cli.interruption import interruptible
from app.cli.local import Local, lacks_acceptance
from app.cli.opening import opened_project
from app.cli.output import messages, results, write_ordered
from app.domain.answers import take_answers
from app.domain.errors import Conflict
from app.domain.names import Json
from app.domain.plan.outcome import AcceptanceGate, AnswerGate, InstanceState
from app.domain.questions import Question
from app.services.decisions import AlreadyDecided


def accept_document(code: str, *, project: str | None, comment: str) -> None:
    """Accept the version of `code` that waits.

    Raises:
        Conflict: nothing waits there; says who accepted it, and when, where somebody did.

    """
    with opened_project(project) as local:
        state = local.instance_of(code)
        if state.accepted and state.gate is None:
            _accept_again(local, state, code, comment)
        else:
            local.accept(_acceptance_gate(local, state, code), comment)
    write_ordered(f"accepted: {code} version {state.version}")


def send_back_document(code: str, *, project: str | None, comment: str) -> None:
    """Send the version of `code` that waits back."""
    with opened_project(project) as local:
        state = local.instance_of(code)
        local.send_back(_acceptance_gate(local, state, code), comment)
    write_ordered(f"sent back: {code} version {state.version}")


def reopen_document(code: str, *, project: str | None, comment: str) -> None:
    """Void the acceptance of `code`, and say that it waits again, in which run, and for which words."""
    with opened_project(project) as local:
        state = local.instance_of(code)
        if state.content is None:
            raise UsageError(f"there is no document {code} yet")
        local.reopen(state.key, state.content, comment)
        run, of = local.plan().run_number, f"{code} -p {local.project.slug}"
    results().print(Text(f"reopened: {code} version {state.version}"))
    messages().print(
        f'it waits again, in run {run}: `combine accept {of}`, or `combine send-back {of} -m "what must change"`',
        style="dim",
        markup=False,
    )


def answer_questions(code: str, *, project: str | None, answers: Path | None, assume: bool) -> Exit:
    """Answer the questions that stand before `code`, from a file, by assumption, or at the terminal.

    Whoever closes the input there leaves them waiting.

    Raises:
        Conflict: nothing is asked there.
        UsageError: the file leaves some of it open and nobody said to assume, or holds what nothing asked for
            instead; or nobody is at a terminal to ask. Nothing was recorded.

    """
    with opened_project(project) as local:
        gate = local.instance_of(code).gate
        if not isinstance(gate, AnswerGate):
            raise Conflict(f"{code} asks nothing now; `combine project show {local.project.slug}` says what waits")
        questions = local.questions(gate)
        if answers is not None:
            values = _values_in(answers, questions, code, assume=assume)
        elif assume:
            values = {}
        elif sys.stdin.isatty():
            try:
                with interruptible() as interruption:
                    values = ask_questions(questions, Person(console=messages(), interruption=interruption))
            except Later:
                messages().print(f"{code} was not answered; nothing was recorded", markup=False)
                return Exit.WAITING
        else:
            raise UsageError(
                f"no answers given: name a file with --answers, or say --assume. It asks:{_texts(questions)}"
            )
        answered = local.answer(gate, values)
    for one in answered:
        said = f"assumed: {one.question.assumption}" if one.value is None else str(one.value)
        results().print(Text(f"{one.question.text} {said}"))
    write_ordered(f"answered: {code}")
    return Exit.FINISHED


def _values_in(answers: Path, questions: tuple[Question, ...], code: str, *, assume: bool) -> dict[str, Json]:
    """Read what a file answers; a set is closed whole and for good, so that nothing is assumed by mistake."""
    given = read_answers(answers)
    values = given.pick(questions)
    take_answers(questions, values)
    missing = tuple(question for question in questions if question.key not in values)
    strange = f"; nothing asked for {', '.join(given.unused)}" if given.unused else ""
    if missing and (strange or not assume):
        raise UsageError(
            f"{str(answers)!r} answers {'some' if values else 'none'} of the questions of {code}{strange}. Answer these"
            f" too, or say null to assume{'' if strange else ', or --assume for all of them'}:{_texts(missing)}"
        )
    if strange:
        messages().print(f"nothing asked for these answers: {', '.join(given.unused)}", markup=False)
    return values


def _texts(questions: tuple[Question, ...]) -> str:
    return "".join(f"\n    {question.key}: {question.text}" for question in questions)


def _accept_again(local: Local, state: InstanceState, code: str, comment: str) -> None:
    try:
        local.accept_again(state, comment)
    except AlreadyDecided as error:
        raise Conflict(
            f"{error} Version {state.version} is released; nothing waits there. {_take_back(local, code)}"
        ) from error


def _take_back(local: Local, code: str) -> str:
    return f'To take it back: `combine reopen {code} -p {local.project.slug} -m "why"`'


def _acceptance_gate(local: Local, state: InstanceState, code: str) -> AcceptanceGate:
    if isinstance(state.gate, AcceptanceGate):
        return state.gate
    if state.released:
        raise Conflict(f"{code} version {state.version} is released; nothing waits there. {_take_back(local, code)}")
    if lacks_acceptance(state):
        raise Conflict(
            f"{code} is not accepted, but no run is open in which it waits; the same `combine produce` opens one"
        )
    raise Conflict(
        f"{code} does not wait for acceptance now; `combine project show {local.project.slug}` says what it does"
    )
