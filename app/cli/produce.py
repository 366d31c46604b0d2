"""`combine produce`: the whole job in one command."""

import re
import sys
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.cli.answer_files import GivenAnswers, read_answers
from app.cli.asking import is_at_terminal
from app.cli.exits import Exit, UsageError
from app.cli.folder import require_writable
from app.cli.following import follow
from app.cli.gate_policy import AcceptPolicy
from app.cli.gates import GateKeeper
from app.cli.interruption import Interruption, interruptible
from app.cli.local import Local, Stale, existing_project, lacks_acceptance, make_project, needs_work, stale_causes
from app.cli.namesakes import require_kinship
from app.cli.opening import opened
from app.cli.output import messages
from app.cli.released_folder import require_same_project, write_released
from app.cli.remedies import failures_in, waiting_in
from app.cli.report import Outcome, print_outcome
from app.core.database_session import Session
from app.domain.accounts import LOCAL_OPERATOR
from app.domain.definition.release import Release
from app.domain.facts import Adoption, FailureReason, InstanceKey, ModelBinding
from app.domain.intake import read_brief, title_of
from app.domain.plan.outcome import Plan
from app.domain.states import DocumentState, RunState
from app.runtime import Runtime
from app.services.definitions import load_release
from app.services.projects import require_slug
from app.services.released import bundle_released

DEFAULT_WORKFLOW = "software-product-development"
_LARGEST_READ_BYTES = 4 * 1024 * 1024
_OPEN = (RunState.RUNNING, RunState.WAITING)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProduceOrder:
    """What was asked for on the command line."""

    brief: Path
    workflow: str | None
    project: str | None
    out: Path | None
    accept: AcceptPolicy | None
    answers: Path | None
    provider: str | None
    began: float
    """When the command began, on the monotonic clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """What the project shall work by from here on."""

    release: Release
    binding: ModelBinding


def produce_documents(order: ProduceOrder, *, as_json: bool) -> Exit:
    """Do the whole job: brief, run, gates, files; gives how it ended.

    Raises:
        UsageError: the answers or the folder cannot be used, or the file's name leads to another brief's project;
            nothing was started.
        app.domain.errors.Invalid: the project's name cannot be one; nothing was started.
        app.domain.intake.UnreadableBrief: the brief cannot be used; nothing was started.
        app.core.declaration.ConfigurationError: a provider's key is missing; nothing was started.
        app.cli.interruption.Interrupted: by a signal; what was finished is kept.

    """
    content = _read_brief(order.brief)
    text = read_brief(content)
    given = read_answers(order.answers) if order.answers else GivenAnswers({})
    slug = _slug_of(order.brief) if order.project is None else order.project
    require_slug(slug)

    def refuse_unusable(runtime: Runtime) -> None:
        """Refuse before there is a database what could not be followed in an empty one."""
        change = _Change(release=_release(runtime, order, session=None), binding=runtime.binding(order.provider))
        _require_keys(runtime, None, change, text)
        _require_out(order.out, slug)

    with interruptible() as interruption, opened(creates=True, first=refuse_unusable) as runtime:
        standing = existing_project(runtime, slug)
        if standing and order.project is None:
            require_kinship(standing, text, may_ask=str(order.brief) != "-", interruption=interruption)
        change = _change(runtime, standing, order)
        _require_keys(runtime, standing, change, text)
        _require_out(order.out, slug)
        local = standing or make_project(runtime, slug, title=title_of(text))
        outcome = _produce(local, order, content, given, change, interruption)
        print_outcome(outcome, as_json=as_json)
        return outcome.exit_code


def _require_out(out: Path | None, slug: str) -> None:
    if out is not None:
        require_writable(out)
        require_same_project(out, slug)


def _produce(
    local: Local,
    order: ProduceOrder,
    content: bytes,
    given: GivenAnswers,
    change: _Change | None,
    interruption: Interruption,
) -> Outcome:
    adoption = _adopt(local, change)
    stood = {key: state.version for key, state in local.plan().instances.items()}
    suspicious = local.submit(content).suspicious_lines
    plan = local.plan()
    stale = stale_causes(plan)
    _remark(plan, stale, suspicious)
    before = local.overview().calls
    plan = _asked_again(local) or plan
    if needs_work(plan) or plan.run in _OPEN:
        if plan.run not in _OPEN:
            local.start()
        keeper = GateKeeper(policy=_policy(order), answers=given, interruption=interruption)
        plan = follow(local, keeper, interruption, began=order.began)
        _remark_cancelled(local, plan)
    if given.unused:
        messages().print(f"nothing asked for these answers: {', '.join(given.unused)}", markup=False)
    return Outcome(
        project=local.project,
        adoption=adoption,
        plan=plan,
        overview=local.overview(),
        calls_before=before,
        stale_before=stale,
        stood_before=stood,
        suspicious_lines=suspicious,
        unused_answers=given.unused,
        files=_write(local, order.out),
        failures=failures_in(local),
        waiting=waiting_in(local),
    )


def _asked_again(local: Local) -> Plan | None:
    """Order again what failed for want of a provider, which nothing was paid for; gives the plan if anything was."""
    failed = [failure.instance for failure in failures_in(local) if failure.reason is FailureReason.UNAVAILABLE]
    if not failed:
        return None
    local.retry(failed)
    names = ", ".join(str(instance) for instance in failed)
    messages().print(f"the provider did not answer for {names}; it is asked again", markup=False)
    return local.plan()


def _read_brief(path: Path) -> bytes:
    try:
        if str(path) == "-":
            return sys.stdin.buffer.read(_LARGEST_READ_BYTES)
        with path.open("rb") as file:
            return file.read(_LARGEST_READ_BYTES)
    except OSError as error:
        raise UsageError(
            f"cannot read the brief {str(path)!r}: {error.strerror}. Name a text or Markdown file."
        ) from error


def _slug_of(brief: Path) -> str:
    if str(brief) == "-":
        return "brief"
    plain = unicodedata.normalize("NFKD", brief.stem).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "brief"


def _policy(order: ProduceOrder) -> AcceptPolicy:
    if order.accept is not None:
        return order.accept
    return AcceptPolicy.ASK if is_at_terminal() else AcceptPolicy.NONE


def _change(runtime: Runtime, standing: Local | None, order: ProduceOrder) -> _Change | None:
    """Say what to adopt; None where the project keeps what it works by."""
    adopted = standing.overview().adoption if standing else None
    if adopted is not None and order.workflow is None and order.provider is None:
        return None
    binding = adopted.default_binding if adopted and order.provider is None else runtime.binding(order.provider)
    with runtime.database.read() as session:
        if standing and adopted and order.workflow is None:
            release = runtime.release_of(session, standing.id, adopted.release_digest)
        else:
            release = _release(runtime, order, session=session)
    return _Change(release=release, binding=binding)


def _release(runtime: Runtime, order: ProduceOrder, *, session: Session | None) -> Release:
    wanted = DEFAULT_WORKFLOW if order.workflow is None else order.workflow
    return load_release(wanted, own=runtime.settings.definitions_path, session=session)


def _require_keys(runtime: Runtime, standing: Local | None, change: _Change | None, text: str) -> None:
    if change is not None:
        runtime.require_keys((change.binding, *change.release.bindings.values()))
    elif standing is not None and (needs_work(standing.plan()) or standing.newest_brief() != text):
        adoption = standing.overview().adoption
        if adoption is not None:
            runtime.require_keys((adoption.default_binding, *adoption.bindings.values()))


def _adopt(local: Local, change: _Change | None) -> Adoption:
    before = local.overview().adoption
    if change is None and before is not None:
        return before
    assert change is not None  # noqa: S101  `_change` gives one for every project without an adoption
    adopted = local.adopt(change.release, change.binding)
    if before is not None and adopted.number != before.number:
        binding = ":".join(word for word in (adopted.default_binding.provider, adopted.default_binding.model) if word)
        said = f"now working by {adopted.name}@{adopted.version} with {binding}"
        if adopted.name != before.name:
            said += f"; what only {before.name} makes is retired, and comes back with --workflow {before.name}"
        messages().print(said, markup=False)
    return adopted


def _remark(plan: Plan, stale: Mapping[InstanceKey, Stale], suspicious_lines: tuple[int, ...]) -> None:
    out = messages()
    if suspicious_lines:
        lines = ", ".join(str(number) for number in suspicious_lines)
        out.print(f"the brief speaks to a model in line {lines}; it is taken as data, never obeyed", markup=False)
    for instance, one in stale.items():
        if not one.follows:
            out.print(f"stale: {instance}, since {one.cause}", markup=False)
    if following := [str(instance) for instance, one in stale.items() if one.follows]:
        for instance, state in plan.instances.items():
            if lacks_acceptance(state):
                out.print(f"not accepted: {instance}", markup=False)
        out.print(f"made from these, and made again where that changes them: {', '.join(following)}", markup=False)


def _remark_cancelled(local: Local, plan: Plan) -> None:
    if plan.run is not RunState.CANCELLED or plan.run_number is None:
        return
    who = local.who_cancelled(plan.run_number)
    messages().print(
        f"run {plan.run_number} was cancelled by {who}; the same command goes on with a new run", markup=False
    )


def _write(local: Local, out: Path | None) -> list[str]:
    if out is None:
        return []
    with local.runtime.database.read() as session:
        files = bundle_released(session, LOCAL_OPERATOR, project=local.id, release_of=local.runtime.release_of)
    views = local.overview().instances
    retired = {str(view.code) for view in views if view.state.document is DocumentState.RETIRED}
    written = write_released(out, files, retired=retired)
    if written.remark:
        messages().print(f"{out}: {written.remark}", markup=False)
    return [str(path) for path in written.files]
