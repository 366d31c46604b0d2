"""Gates while a run goes on: decided by policy, by a file of answers, or by the person at the terminal."""

from collections.abc import Mapping

from rich.console import Console
from rich.text import Text

from app.cli.answer_files import ask_person, pick_answers
from app.cli.gate_policy import AcceptPolicy
from app.cli.local import Local
from app.cli.output import messages
from app.cli.progress import Progress
from app.domain.accounts import LOCAL_OPERATOR
from app.domain.errors import Conflict
from app.domain.names import Digest, Json
from app.domain.plan.outcome import AcceptanceGate, AnswerGate, Gate, Plan
from app.services.documents import show_document
from app.services.released import render_version


class GateKeeper:
    """Decides what it may and leaves the rest; a gate that it left is not looked at again."""

    def __init__(self, *, policy: AcceptPolicy, answers: Mapping[str, Json]) -> None:
        self._policy = policy
        self._answers = answers
        self._left: set[tuple[str, Digest]] = set()

    def attend(self, local: Local, plan: Plan, progress: Progress) -> bool:
        """Decide at the open gates; tells whether anything was decided."""
        decided = False
        for gate in plan.gates:
            if self._name(gate) in self._left:
                continue
            try:
                is_decided = self._attend(local, gate, progress)
            except Conflict as error:
                messages().print(str(error), markup=False)
                continue
            if is_decided:
                decided = True
            else:
                self._left.add(self._name(gate))
        return decided

    def _name(self, gate: Gate) -> tuple[str, Digest]:
        what = gate.content + gate.input_digest if isinstance(gate, AcceptanceGate) else gate.question_set
        return str(gate.instance), Digest(what)

    def _attend(self, local: Local, gate: Gate, progress: Progress) -> bool:
        if isinstance(gate, AnswerGate):
            return self._answer(local, gate, progress)
        if self._policy is AcceptPolicy.ALL:
            local.accept(gate)
            return True
        return self._policy is AcceptPolicy.ASK and self._ask(local, gate, progress)

    def _answer(self, local: Local, gate: AnswerGate, progress: Progress) -> bool:
        questions = local.questions(gate)
        given = pick_answers(questions, self._answers)
        if self._policy is AcceptPolicy.ASK and len(given) < len(questions):
            progress.pause()
            console = messages()
            console.print(Text(f"\n{gate.instance} asks:", style="yellow"))
            missing = tuple(question for question in questions if question.key not in given)
            given |= ask_person(missing, console)
            progress.resume()
        elif self._policy is AcceptPolicy.NONE and not given:
            return False
        local.answer(gate, given)
        return True

    def _ask(self, local: Local, gate: AcceptanceGate, progress: Progress) -> bool:
        progress.pause()
        try:
            return _decide(local, gate, messages())
        finally:
            progress.resume()


def _decide(local: Local, gate: AcceptanceGate, console: Console) -> bool:
    console.print(Text(f"\n{gate.instance} waits for acceptance by: {', '.join(gate.roles)}", style="yellow"))
    while True:
        said = console.input("[a]ccept, [s]end back, [r]ead, [l]ater: ", markup=False).strip().lower()
        match said[:1]:
            case "a":
                local.accept(gate)
                return True
            case "s":
                comment = console.input("What must change? ", markup=False).strip()
                if comment:
                    local.send_back(gate, comment)
                    return True
            case "r":
                console.print(Text(_read(local, gate)))
            case "l":
                return False
            case _:
                console.print("Type a, s, r or l.")


def _read(local: Local, gate: AcceptanceGate) -> str:
    release_of = local.runtime.release_of
    code = next(view.code for view in local.overview().instances if view.state.key == gate.instance)
    with local.runtime.database.read() as session:
        view = show_document(session, LOCAL_OPERATOR, project=local.id, code=str(code), release_of=release_of)
        return render_version(session, LOCAL_OPERATOR, view, project=local.id, release_of=release_of)
