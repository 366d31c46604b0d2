"""How a `combine produce` ended: for a person on standard output, or as one JSON value."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.table import Table
from rich.text import Text

from app.cli.exits import Exit
from app.cli.local import Local
from app.cli.output import results, write_json
from app.cli.progress import Row
from app.cli.words import calls_words, cost_json, gate_words
from app.domain.accounts import LOCAL_OPERATOR
from app.domain.calls import CallTotals
from app.domain.facts import Adoption
from app.domain.names import Json
from app.domain.plan.outcome import Plan
from app.domain.states import RunState, WorkState
from app.services.failures import Failure, explain_failure
from app.services.overview import ProjectOverview
from app.store.projects import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Where the project stands at the end of the command."""

    project: Project
    adoption: Adoption
    plan: Plan
    overview: ProjectOverview
    calls_before: CallTotals
    stale_before: dict[str, str]
    suspicious_lines: tuple[int, ...]
    files: Sequence[str]

    @property
    def exit_code(self) -> Exit:
        """What the state of the run means to a script."""
        match self.plan.run:
            case RunState.FAILED | RunState.CANCELLED:
                return Exit.FAILED
            case RunState.WAITING | RunState.RUNNING:
                return Exit.WAITING
            case RunState.FINISHED | None:
                return Exit.FINISHED

    @property
    def calls_made(self) -> int:
        """The calls that this command caused."""
        return self.overview.calls.calls - self.calls_before.calls

    @property
    def is_up_to_date(self) -> bool:
        """Tell whether there was nothing to do."""
        return self.exit_code is Exit.FINISHED and not self.calls_made and not self.stale_before


def rows_of(plan: Plan) -> list[Row]:
    """Give the rows of a progress display, in plan order."""
    return [
        Row(name=str(key), work=state.work, document=state.document, version=state.version)
        for key, state in plan.instances.items()
    ]


def print_outcome(local: Local, outcome: Outcome, *, as_json: bool) -> None:
    """Print how it ended."""
    failures = _failures(local, outcome)
    if as_json:
        write_json(_as_json(outcome, failures))
    else:
        _print(outcome, failures)


def _failures(local: Local, outcome: Outcome) -> list[Failure]:
    failed = [key for key, state in outcome.plan.instances.items() if state.work is WorkState.FAILED]
    with local.runtime.database.read() as session:
        found = (
            explain_failure(
                session, LOCAL_OPERATOR, project=local.id, instance=key, release_of=local.runtime.release_of
            )
            for key in failed
        )
        return [failure for failure in found if failure is not None]


def _as_json(outcome: Outcome, failures: list[Failure]) -> Json:
    released = [view for view in outcome.overview.instances if view.state.released]
    return {
        "project": outcome.project.slug,
        "workflow": f"{outcome.adoption.name}@{outcome.adoption.version}",
        "run": outcome.plan.run_number,
        "state": outcome.plan.run.value if outcome.plan.run else None,
        "up_to_date": outcome.is_up_to_date,
        "calls": outcome.calls_made,
        "cost": cost_json(outcome.overview.calls),
        "stale": outcome.stale_before,
        "documents": [
            {"code": str(view.code), "type": view.state.document_type, "version": view.state.version}
            for view in released
        ],
        "waiting": [gate_words(gate) for gate in outcome.plan.gates],
        "failures": [
            {
                "instance": str(failure.instance),
                "reason": failure.reason.value,
                "detail": failure.detail,
                "remedy": failure.remedy,
            }
            for failure in failures
        ],
        "files": list(outcome.files),
    }


def _print(outcome: Outcome, failures: list[Failure]) -> None:
    out = results()
    if outcome.is_up_to_date:
        out.print(f"{outcome.project.slug} is up to date: nothing changed, no calls", markup=False)
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("document", "title", "version", "state"):
        table.add_column(heading)
    for view in outcome.overview.instances:
        state = view.state
        if state.version is not None:
            table.add_row(str(view.code), view.title, str(state.version), state.document.value)
    out.print(table)
    for failure in failures:
        out.print(Text(f"failed: {failure.instance} ({failure.reason.value}). {failure.remedy}", style="red"))
        for line in _detail_lines(failure.detail):
            out.print(Text(f"    {line}"))
    for gate in outcome.plan.gates:
        out.print(Text(f"waits: {gate_words(gate)}", style="yellow"))
    if outcome.files:
        folder = outcome.files[-1].removesuffix("/manifest.json")
        out.print(f"{len(outcome.files)} files in {folder}", markup=False)
    out.print(f"{outcome.calls_made} calls now; in all {calls_words(outcome.overview.calls)}", markup=False)


def _detail_lines(detail: Json) -> list[str]:
    """Give a stored explanation as lines: findings by path, or the words of a provider."""
    if isinstance(detail, str):
        return [detail]
    findings = detail.get("findings") if isinstance(detail, dict) else detail
    if not isinstance(findings, list):
        return [str(detail)]
    return [
        f"{found.get('path', '')}: {found.get('message', '')}. {found.get('fix', '')}"
        for found in findings
        if isinstance(found, dict)
    ]
