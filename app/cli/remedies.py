"""What waits and what failed, each with the command that moves it on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.text import Text

from app.cli.local import Local
from app.cli.output import results
from app.cli.words import gate_words, name_of
from app.domain.accounts import LOCAL_OPERATOR
from app.domain.facts import FailureReason
from app.domain.findings import Severity
from app.domain.names import Json
from app.domain.plan.outcome import AcceptanceGate, AnswerGate, Gate
from app.domain.questions import Question
from app.domain.states import WorkState
from app.services.failures import Failure, list_failures


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A gate with the code of its document and, where something is asked, the questions."""

    code: str
    name: str
    """Code and title."""

    gate: Gate
    questions: tuple[Question, ...] = ()

    def as_json(self) -> dict[str, Json]:
        """Give what waits for whom."""
        body: dict[str, Json] = {"instance": str(self.gate.instance), "code": self.code, "words": gate_words(self.gate)}
        if isinstance(self.gate, AcceptanceGate):
            return body | {"for": "acceptance", "roles": list(self.gate.roles), "content_digest": self.gate.content}
        return body | {"for": "answers", "questions": [one.as_json() for one in self.questions]}

    def commands(self, slug: str) -> tuple[str, ...]:
        """Give the commands that a person may answer with."""
        if isinstance(self.gate, AnswerGate):
            return (f"combine answer {self.code} -p {slug}", f"combine answer {self.code} -p {slug} --assume")
        return (
            f"combine document show {self.code} -p {slug}",
            f"combine accept {self.code} -p {slug}",
            f'combine send-back {self.code} -p {slug} -m "what must change"',
        )


def waiting_in(local: Local) -> list[Waiting]:
    """Give everything that waits for a person, in plan order."""
    overview = local.overview()
    views = {view.state.key: view for view in overview.instances}
    asked = local.open_questions() if any(isinstance(gate, AnswerGate) for gate in overview.gates) else {}
    return [
        Waiting(
            code=str(views[gate.instance].code or gate.instance),
            name=name_of(views[gate.instance]),
            gate=gate,
            questions=asked.get(gate.question_set, ()) if isinstance(gate, AnswerGate) else (),
        )
        for gate in overview.gates
    ]


def failures_in(local: Local) -> list[Failure]:
    """Give the last failure of every instance that failed, in plan order."""
    if all(state.work is not WorkState.FAILED for state in local.plan().instances.values()):
        return []
    release_of = local.runtime.release_of
    with local.runtime.database.read() as session:
        return list(list_failures(session, LOCAL_OPERATOR, project=local.id, release_of=release_of))


def failure_json(failure: Failure, slug: str) -> dict[str, Json]:
    """Give a failure with its remedy."""
    return {
        "instance": str(failure.instance),
        "reason": failure.reason.value,
        "detail": failure.detail,
        "remedy": failure.remedy,
        "command": _command([failure], slug),
    }


def print_waiting(waiting: Iterable[Waiting], slug: str) -> None:
    """Print what waits for whom, with the questions that are asked and the commands that go on."""
    out = results()
    for wait in waiting:
        out.print(Text(f"waits: {wait.name}, {_due(wait.gate)}", style="yellow"))
        for question in wait.questions:
            out.print(Text(f"    {question.key}: {question.text}"))
        for command in wait.commands(slug):
            out.print(Text(f"    {command}", style="dim"))


def _due(gate: Gate) -> str:
    return f"for acceptance by {', '.join(gate.roles)}" if isinstance(gate, AcceptanceGate) else "for answers"


def print_failures(failures: Iterable[Failure], slug: str) -> None:
    """Print what failed, why, what to do about it, and the command for that; what failed alike is told once."""
    out = results()
    alike: dict[tuple[FailureReason, tuple[str, ...], str], list[Failure]] = {}
    for failure in failures:
        told = (failure.reason, tuple(detail_lines(failure.detail)), failure.remedy)
        alike.setdefault(told, []).append(failure)
    for (reason, lines, remedy), failed in alike.items():
        names = ", ".join(str(failure.instance) for failure in failed)
        out.print(Text(f"failed: {names} ({reason.value.replace('_', ' ')})", style="red"))
        for line in (*lines, remedy):
            out.print(Text(f"    {line}"))
        out.print(Text(f"    {_command(failed, slug)}", style="dim"))


def _command(failed: Iterable[Failure], slug: str) -> str:
    """Give the command that goes on: new attempts where they may help, else the same words on an edited brief."""
    names = [str(failure.instance) for failure in failed if failure.can_be_retried]
    return f"combine run retry {' '.join(names)} -p {slug}" if names else f"combine produce BRIEF -p {slug}"


def detail_lines(detail: Json) -> list[str]:
    """Give a stored explanation as lines: a provider's words alone, or findings with their place and fix."""
    if isinstance(detail, str):
        return [detail]
    findings = detail.get("findings") if isinstance(detail, dict) else detail
    if not isinstance(findings, Sequence):
        return [str(detail)]
    found = [one for one in findings if isinstance(one, dict)]
    return [_line(one) for one in sorted(found, key=lambda one: one.get("severity") == Severity.WARNING)]


def _line(found: dict[str, Json]) -> str:
    message = _sentence(str(found.get("message", "")))
    if str(found.get("code", "")).startswith("call."):  # what to do about a provider is said once, by the remedy
        return message
    place = ": ".join(str(found[name]) for name in ("severity", "path") if found.get(name))
    said = " ".join(part for part in (message, _sentence(str(found.get("fix", "")))) if part)
    return f"{place}: {said}" if place else said


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."
