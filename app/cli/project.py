"""`combine project list|show`."""

from rich.text import Text

from app.cli.local import lacks_acceptance
from app.cli.opening import NO_PROJECT, opened, opened_project
from app.cli.output import messages, print_rows, results, write_json
from app.cli.remedies import Waiting, failure_json, failures_in, print_failures, print_waiting, waiting_in
from app.cli.words import INTERRUPTED, calls_words, cause_words, cost_json, waits_words
from app.domain.accounts import LOCAL_OPERATOR
from app.domain.names import Json
from app.domain.plan.outcome import InstanceState
from app.domain.states import DocumentState, WorkState
from app.services.failures import Failure
from app.services.overview import InstanceView, ProjectOverview
from app.services.projects import Project
from app.services.projects import list_projects as projects_by_slug

_PAGE = 100


def list_projects(*, as_json: bool) -> None:
    """Print every project by slug."""
    with opened() as runtime:
        found: list[Project] = []
        after = ""
        while True:
            with runtime.database.read() as session:
                page = projects_by_slug(session, LOCAL_OPERATOR, after=after, limit=_PAGE)
            found.extend(page)
            if len(page) < _PAGE:
                break
            after = page[-1].slug
    if as_json:
        write_json([{"slug": project.slug, "title": project.title} for project in found])
        return
    if found:
        print_rows(("project", "title"), [(project.slug, project.title) for project in found])
    else:
        messages().print(NO_PROJECT, markup=False)


def show_project(slug: str | None, *, as_json: bool) -> None:
    """Print everything that stands in a project."""
    with opened_project(slug) as local:
        overview, waiting, failures = local.overview(), waiting_in(local), []
        if overview.adoption is not None:
            failures = failures_in(local)
        is_interrupted = local.runtime.is_interrupted(overview.run)
    if as_json:
        write_json({**_as_json(overview, waiting, failures), "interrupted": is_interrupted})
    else:
        _print(overview, waiting, failures, is_interrupted=is_interrupted)


def _as_json(overview: ProjectOverview, waiting: list[Waiting], failures: list[Failure]) -> dict[str, Json]:
    adoption, brief = overview.adoption, overview.brief
    return {
        "project": overview.project.slug,
        "title": overview.project.title,
        "workflow": f"{adoption.name}@{adoption.version}" if adoption else None,
        "brief": {"version": brief.number, "digest": brief.digest} if brief else None,
        "run": {"number": overview.run_number, "state": overview.run.value} if overview.run else None,
        "calls": overview.calls.calls,
        "cost": cost_json(overview.calls),
        "instances": [_instance_json(view) for view in overview.instances],
        "waiting": [wait.as_json() for wait in waiting],
        "failures": [failure_json(failure, overview.project.slug) for failure in failures],
    }


def _instance_json(view: InstanceView) -> Json:
    state = view.state
    return {
        "instance": str(state.key),
        "code": str(view.code) if view.code else None,
        "title": view.title,
        "work": state.work.value,
        "state": state.document.value,
        "version": state.version,
        "content_digest": state.content,
        "input_digest": state.input_digest,
        "checks_digest": state.checks_digest,
        "calls": view.calls.calls,
        "cost": cost_json(view.calls),
        "stale_causes": [{"kind": cause.kind, "input": cause.input} for cause in state.causes],
        "waits_for": list(state.waits_for),
        "failures": state.failures,
    }


def _print(overview: ProjectOverview, waiting: list[Waiting], failures: list[Failure], *, is_interrupted: bool) -> None:
    out = results()
    adoption = overview.adoption
    out.print(Text(f"{overview.project.title}  ({overview.project.slug})", style="bold"))
    if adoption is None:
        out.print("no workflow adopted yet")
        return
    running = overview.run.value if overview.run and not is_interrupted else "interrupted"
    run = f"run {overview.run_number} {running}" if overview.run else "no run yet"
    provider = adoption.default_binding.provider
    out.print(Text(f"{adoption.name}@{adoption.version} by {provider}, {run}, {calls_words(overview.calls)}"))
    rows = []
    for view in overview.instances:
        state = view.state
        causes = () if lacks_acceptance(state) else state.causes  # which the state says already
        why = cause_words(causes) or "".join(waits_words(state.waits_for))
        version = "" if state.version is None else str(state.version)
        rows.append((str(view.code or ""), str(state.key), _standing(state), version, str(view.calls.calls), why))
    print_rows(("document", "instance", "state", "version", "calls", "why"), rows)
    if is_interrupted:
        out.print(Text(INTERRUPTED))
    print_failures(failures, overview.project.slug)
    print_waiting(waiting, overview.project.slug)


def _standing(state: InstanceState) -> str:
    """Say what is done for a document, and what stands there meanwhile."""
    work = "" if state.work is WorkState.IDLE else state.work.value.replace("_", " ")
    document = "" if work and state.document is DocumentState.NONE else state.document.value
    if lacks_acceptance(state):
        document = "" if work else "not accepted"
    return ", ".join(filter(None, (work, document)))
