"""`combine run list|show|cancel|retry`."""

from collections.abc import Sequence

from rich.text import Text

from app.cli.exits import UsageError
from app.cli.local import Local
from app.cli.opening import opened_project
from app.cli.output import messages, print_rows, results, write_json, write_ordered
from app.cli.remedies import failure_json, failures_in, print_failures, print_waiting, waiting_in
from app.cli.run_standing import instance_json, standing_lines, what_then
from app.cli.words import INTERRUPTED, calls_words, cost_json, repeat_words
from app.domain.accounts import LOCAL_OPERATOR
from app.domain.calls import Repeat
from app.domain.errors import Conflict
from app.domain.facts import InstanceKey
from app.domain.names import Json
from app.domain.states import RunState
from app.services.runs import RunView, cancel_run
from app.services.runs import list_runs as runs_of


def list_runs(*, project: str | None, as_json: bool) -> None:
    """Print every run of a project, newest first."""
    with opened_project(project) as local:
        found = _runs(local)
        interrupted = [local.runtime.is_interrupted(view.run.state) for view in found]
    if as_json:
        write_json([_run_json(view, is_interrupted=cut) for view, cut in zip(found, interrupted, strict=True)])
        return
    if not found:
        messages().print("no run yet; `combine produce` starts one", markup=False)
        return
    rows = [
        (
            str(view.run.number),
            _state_words(view, is_interrupted=cut),
            view.run.started_at.isoformat(timespec="seconds"),
            calls_words(view.calls),
        )
        for view, cut in zip(found, interrupted, strict=True)
    ]
    print_rows(("run", "state", "started", "calls and cost"), rows)
    if any(interrupted):
        results().print(Text(INTERRUPTED))
    elif found[0].run.state in (RunState.WAITING, RunState.FAILED):
        why = "what it waits for" if found[0].run.state is RunState.WAITING else "what failed"
        hint = f"`combine run show -p {local.project.slug}` says {why}, with the commands that go on"
        messages().print(hint, style="dim", markup=False)


def show_run(number: int | None, *, project: str | None, as_json: bool) -> None:
    """Print one run: its state, of the newest also what runs, what failed, what waits for whom, and what comes then.

    Raises:
        UsageError: there is no such run.

    """
    with opened_project(project) as local:
        runtime = local.runtime
        found = _runs(local)
        wanted = [view for view in found if number is None or view.run.number == number]
        if not wanted:
            raise UsageError(
                f"there is no run {number}; the newest is {found[0].run.number}" if found else "there is no run yet"
            )
        is_newest = wanted[0] is found[0]
        waiting = waiting_in(local) if is_newest else []
        failures = failures_in(local) if is_newest else []
        slug = local.project.slug
        view = wanted[0]
        documents = local.overview().instances if is_newest else ()
        is_interrupted = runtime.is_interrupted(view.run.state)
        repeats = runtime.repeats(local.id) if is_newest else {}
        now = runtime.clock()
    if as_json:
        write_json(
            {
                **_run_json(view, is_interrupted=is_interrupted),
                "closed_at": view.run.closed_at.isoformat() if view.run.closed_at else None,
                "instances": [instance_json(document) for document in documents],
                "repeats": [_repeat_json(instance, repeat) for instance, repeat in repeats.items()],
                "waiting": [wait.as_json() for wait in waiting],
                "failures": [failure_json(failure, slug) for failure in failures],
            }
        )
        return
    out = results()
    ended = f", ended {view.run.closed_at.isoformat(timespec='seconds')}" if view.run.closed_at else ""
    started = f"started {view.run.started_at.isoformat(timespec='seconds')}{ended}"
    state = _state_words(view, is_interrupted=is_interrupted)
    out.print(Text(f"run {view.run.number}: {state}, {started}, {calls_words(view.calls)}"))
    for line in standing_lines(documents, is_interrupted=is_interrupted):
        out.print(Text(line))
    for instance, repeat in repeats.items():
        out.print(Text(f"{instance}: {repeat_words(repeat, now=now)}: {repeat.reason}"))
    print_failures(failures, slug)
    print_waiting(waiting, slug)
    if is_interrupted:
        out.print(Text(INTERRUPTED))
    elif not is_newest:
        out.print(Text(f"the newest is run {found[0].run.number}: `combine run show -p {slug}`"))
    elif then := what_then(view.run.state, documents, slug):
        out.print(Text(then))


def cancel_open_run(number: int | None, *, project: str | None) -> None:
    """Cancel the open run; where `number` names one, only that.

    Raises:
        Conflict: no run is open, or another one.

    """
    with opened_project(project) as local, local.runtime.unit_of_work(local.id) as session:
        closed = cancel_run(session, LOCAL_OPERATOR, project=local.id, number=number, now=local.runtime.clock())
    results().print(Text(f"cancelled: run {closed.number}"))


def retry_instances(codes: Sequence[str], *, project: str | None) -> None:
    """Give failed instances new attempts: those called `codes`, or all that failed.

    Raises:
        Conflict: nothing failed, or one of them did not; nothing was ordered.

    """
    with opened_project(project) as local:
        keys = [local.instance_of(code).key for code in codes] or [failure.instance for failure in failures_in(local)]
        if not keys:
            raise Conflict(
                f"nothing failed in {local.project.slug}; `combine project show {local.project.slug}` says what it does"
            )
        ordered = local.retry(dict.fromkeys(keys))
    said = [f"ordered: retry {one.retry.number} of {one.retry.instance} in run {one.run}" for one in ordered]
    write_ordered("\n".join(said))


def _repeat_json(instance: InstanceKey, repeat: Repeat) -> dict[str, Json]:
    return {
        "instance": str(instance),
        "attempt": repeat.attempt,
        "most": repeat.most,
        "due_at": repeat.due_at.isoformat(),
        "reason": repeat.reason,
    }


def _runs(local: Local) -> tuple[RunView, ...]:
    with local.runtime.database.read() as session:
        return runs_of(session, LOCAL_OPERATOR, project=local.id)


def _state_words(view: RunView, *, is_interrupted: bool) -> str:
    return "interrupted" if is_interrupted else view.run.state.value


def _run_json(view: RunView, *, is_interrupted: bool) -> dict[str, Json]:
    return {
        "run": view.run.number,
        "state": view.run.state.value,
        "started_at": view.run.started_at.isoformat(),
        "calls": view.calls.calls,
        "cost": cost_json(view.calls),
        "interrupted": is_interrupted,
    }
