"""Gates while a run goes on: decided by policy, by a file of answers, or by the person at the terminal."""

from app.cli.answer_files import GivenAnswers
from app.cli.asking import Later, Person, ask_questions, decide
from app.cli.gate_policy import AcceptPolicy
from app.cli.interruption import Interruption
from app.cli.local import Local
from app.cli.output import messages
from app.cli.progress import Progress
from app.cli.words import name_of
from app.domain.errors import Conflict
from app.domain.names import Digest
from app.domain.plan.outcome import AcceptanceGate, AnswerGate, Gate, Plan


class GateKeeper:
    """Decides what it may and leaves the rest; a gate that it left is not looked at again.

    A gate at which somebody else was quicker counts as decided, once: what stands there now shows the next plan.
    Where a file answers a part of what is asked and holds what nothing asked for, a name in it may be mistyped:
    nothing is assumed then.
    """

    def __init__(self, *, policy: AcceptPolicy, answers: GivenAnswers, interruption: Interruption) -> None:
        self._policy = policy
        self._answers = answers
        self._interruption = interruption
        self._person = Person(console=messages(), interruption=interruption)
        self._left: set[tuple[str, Digest]] = set()
        self._overtaken: set[tuple[str, Digest]] = set()

    def attend(self, local: Local, plan: Plan, progress: Progress) -> bool:
        """Decide at the open gates; tells whether anything was decided.

        Raises:
            app.domain.answers.InvalidAnswers: a given answer does not fit its question; nothing of the set is taken.

        """
        decided = False
        for gate in plan.gates:
            self._interruption.check()
            if _name(gate) in self._left:
                continue
            try:
                is_decided = self._attend(local, gate, progress)
            except Conflict as error:
                messages().print(str(error), markup=False)
                is_decided = _name(gate) not in self._overtaken
                self._overtaken.add(_name(gate))
            if is_decided:
                decided = True
            else:
                self._left.add(_name(gate))
        return decided

    def _attend(self, local: Local, gate: Gate, progress: Progress) -> bool:
        if isinstance(gate, AnswerGate):
            return self._answer(local, gate, progress)
        if self._policy is AcceptPolicy.ALL:
            local.accept(gate)
            return True
        return self._policy is AcceptPolicy.ASK and self._ask(local, gate, progress)

    def _answer(self, local: Local, gate: AnswerGate, progress: Progress) -> bool:
        questions = local.questions(gate)
        given = self._answers.pick(questions)
        missing = tuple(question for question in questions if question.key not in given)
        if self._policy is AcceptPolicy.ASK and missing:
            progress.pause()
            try:
                messages().print(f"\n{name_of(local.view_of(gate.instance))} asks:", style="yellow", markup=False)
                given |= ask_questions(missing, self._person)
            except Later:
                return False
            finally:
                progress.resume()
        elif missing and (self._policy is AcceptPolicy.NONE or self._answers.unused):
            if given or self._answers.unused:
                names = ", ".join(question.key for question in missing)
                said = (
                    f"{gate.instance} asks more than the file answers; answer these too, or say null to assume: {names}"
                )
                messages().print(said, markup=False)
            return False
        local.answer(gate, given)
        return True

    def _ask(self, local: Local, gate: AcceptanceGate, progress: Progress) -> bool:
        progress.pause()
        try:
            return decide(local, gate, self._person)
        except Later:
            return False
        finally:
            progress.resume()


def _name(gate: Gate) -> tuple[str, Digest]:
    what = gate.content + gate.input_digest if isinstance(gate, AcceptanceGate) else gate.question_set
    return str(gate.instance), Digest(what)
