"""How a `combine produce` ended: for a person on standard output, or as one JSON value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.cli.exits import Exit
from app.cli.local import Stale, needs_work
from app.cli.output import messages, print_rows, results, write_json
from app.cli.progress import Row
from app.cli.remedies import Waiting, failure_json, print_failures, print_waiting
from app.cli.words import GOES_ON, calls_words, cost_json, counted, reading_words, repeat_words
from app.domain.calls import CallTotals, Repeat
from app.domain.facts import Adoption, FailureReason, InstanceKey
from app.domain.names import Json
from app.domain.plan.outcome import Plan
from app.domain.states import DocumentState, RunState, WorkState
from app.services.failures import Failure
from app.services.overview import InstanceView, ProjectOverview
from app.services.projects import Project

IN_HANDS = (WorkState.WORKING, WorkState.RETRYING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Where the project stands at the end of the command."""

    project: Project
    adoption: Adoption
    plan: Plan
    overview: ProjectOverview
    calls_before: CallTotals
    stale_before: Mapping[InstanceKey, Stale]
    stood_before: Mapping[InstanceKey, int | None]
    """The versions that there were."""

    suspicious_lines: tuple[int, ...]
    unused_answers: Sequence[str]
    files: Sequence[str]
    failures: Sequence[Failure]
    waiting: Sequence[Waiting]

    @property
    def exit_code(self) -> Exit:
        """What the end means to a script; a project with nothing left to do is finished, however its last run ended."""
        return exit_of(self.plan, self.failures)

    @property
    def calls_made(self) -> int:
        """The calls that this command caused."""
        return self.spent.calls

    @property
    def spent(self) -> CallTotals:
        """What this command's calls came to."""
        after, before = self.overview.calls, self.calls_before
        return CallTotals(
            calls=after.calls - before.calls,
            cost=after.cost - before.cost,
            unknown_cost=after.unknown_cost - before.unknown_cost,
        )

    @property
    def is_up_to_date(self) -> bool:
        """Tell whether there was nothing to do."""
        did = self.calls_made or self.stale_before or self.changed
        return self.exit_code is Exit.FINISHED and not did

    @property
    def changed(self) -> list[InstanceView]:
        """The documents that are released in another version than before."""
        before, views = self.stood_before, self.overview.instances
        return [view for view in views if view.state.released and view.state.version != before.get(view.state.key)]


def exit_of(plan: Plan, failures: Sequence[Failure]) -> Exit:
    """Say by how a project stands what the end means to a script."""
    if not needs_work(plan) and plan.run not in (RunState.WAITING, RunState.RUNNING):
        return Exit.FINISHED
    match plan.run:
        case RunState.FAILED if failures and all(failure.reason is FailureReason.UNAVAILABLE for failure in failures):
            return Exit.UNAVAILABLE
        case RunState.FAILED | RunState.CANCELLED:
            return Exit.FAILED
        case RunState.WAITING | RunState.RUNNING:
            return Exit.WAITING
        case RunState.FINISHED | None:
            return Exit.FINISHED


def rows_of(plan: Plan, repeats: Mapping[InstanceKey, Repeat], *, now: datetime) -> list[Row]:
    """Give the rows of a progress display, in plan order."""
    return [
        Row(
            name=str(key),
            work=state.work,
            document=state.document,
            version=state.version,
            attempt=repeat.attempt if repeat else 0,
            retry=repeat_words(repeat, now=now) if repeat else "",
            reason=repeat.reason if repeat else "",
        )
        for key, state in plan.instances.items()
        for repeat in [repeats.get(key) if state.work in IN_HANDS else None]
    ]


def print_outcome(outcome: Outcome, *, as_json: bool) -> None:
    """Print how it ended."""
    if as_json:
        write_json(_as_json(outcome))
    else:
        _print(outcome)


def _as_json(outcome: Outcome) -> Json:
    released = [view for view in outcome.overview.instances if view.state.released]
    return {
        "project": outcome.project.slug,
        "workflow": f"{outcome.adoption.name}@{outcome.adoption.version}",
        "run": outcome.plan.run_number,
        "state": outcome.plan.run.value if outcome.plan.run else None,
        "up_to_date": outcome.is_up_to_date,
        "calls": outcome.calls_made,
        "cost": cost_json(outcome.spent),
        "calls_total": outcome.overview.calls.calls,
        "cost_total": cost_json(outcome.overview.calls),
        "stale": {str(instance): one.cause for instance, one in outcome.stale_before.items()},
        "documents": [
            {"code": str(view.code), "type": view.state.document_type, "version": view.state.version}
            for view in released
        ],
        "waiting": [wait.as_json() for wait in outcome.waiting],
        "failures": [failure_json(failure, outcome.project.slug) for failure in outcome.failures],
        "suspicious_lines": list(outcome.suspicious_lines),
        "unused_answers": list(outcome.unused_answers),
        "files": list(outcome.files),
    }


def _print(outcome: Outcome) -> None:
    out = results()
    if outcome.is_up_to_date:
        out.print(f"{outcome.project.slug} is up to date: nothing changed, no calls", markup=False)
    rows = []
    for view in outcome.overview.instances:
        state = view.state
        if state.version is not None:
            row = Row(name=view.title, work=state.work, document=state.document, version=state.version)
            rows.append((str(view.code), view.title, str(state.version), row.words))
    if rows:
        print_rows(("document", "title", "version", "state"), rows)
    if outcome.stale_before or any(outcome.stood_before.get(view.state.key) for view in outcome.changed):
        _print_difference(outcome)
    print_failures(outcome.failures, outcome.project.slug)
    print_waiting(outcome.waiting, outcome.project.slug)
    if outcome.files:
        manifest = Path(outcome.files[-1])
        files = counted(len(outcome.files), "file")
        out.print(f"{files} in {manifest.parent}, listed in {manifest}", markup=False)
    now = counted(outcome.calls_made, "call")
    out.print(f"{now} now; in all {calls_words(outcome.overview.calls)}", markup=False)
    if outcome.exit_code is Exit.WAITING:
        out.print(GOES_ON, markup=False)
    elif outcome.exit_code is Exit.FINISHED and not outcome.files:
        hint = reading_words(outcome.overview.instances, outcome.project.slug)
        messages().print(hint, style="dim", markup=False, soft_wrap=True)


def _print_difference(outcome: Outcome) -> None:
    """Say what an edit came to in the end."""
    stale = [view for view in outcome.overview.instances if view.state.key in outcome.stale_before]
    for what, codes in (
        ("changed", [f"{view.code} v{view.state.version}" for view in outcome.changed]),
        ("as before", [str(view.code) for view in stale if view.state.released and view not in outcome.changed]),
        ("retired", [str(view.code) for view in stale if view.state.document is DocumentState.RETIRED]),
    ):
        if codes:
            results().print(f"{what}: {', '.join(codes)}", markup=False)
