"""`combine produce`: the whole job in one command."""

import re
import sys
import time
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.cli.answer_files import read_answers
from app.cli.exits import Exit, UsageError
from app.cli.folder import require_writable, write_files
from app.cli.gate_policy import AcceptPolicy
from app.cli.gates import GateKeeper
from app.cli.local import Local, needs_work, open_project, stale_causes
from app.cli.opening import opened
from app.cli.output import messages
from app.cli.progress import progress_on
from app.cli.report import Outcome, print_outcome, rows_of
from app.domain.accounts import LOCAL_OPERATOR
from app.domain.errors import Conflict
from app.domain.facts import Adoption
from app.domain.names import Json
from app.domain.plan.outcome import Plan
from app.domain.states import RunState
from app.runtime import Runtime
from app.services.definitions import load_release
from app.services.released import bundle_released

DEFAULT_WORKFLOW = "software-product-development"
_LOOK_AGAIN_SECONDS = 0.1
_LARGEST_READ_BYTES = 4 * 1024 * 1024


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


@dataclass(slots=True)
class _Remarks:
    """What was noticed before the work began, for the report."""

    stale: dict[str, str] = field(default_factory=dict)
    suspicious_lines: tuple[int, ...] = ()


def produce_documents(order: ProduceOrder, *, as_json: bool) -> Exit:
    """Do the whole job: brief, run, gates, files; gives how it ended.

    Raises:
        UsageError: the brief, the answers or the folder cannot be used; nothing was started.

    """
    content = _read_brief(order.brief)
    given: Mapping[str, Json] = read_answers(order.answers) if order.answers else {}
    if order.out is not None:
        require_writable(order.out)
    slug = order.project or _slug_of(order.brief)
    with opened() as runtime:
        local = open_project(runtime, slug)
        adoption = _adopt(local, order)
        remarks = _submit(local, content)
        plan = local.plan()
        before = local.overview().calls
        if needs_work(plan) or plan.run in (RunState.RUNNING, RunState.WAITING):
            plan = _run(local, GateKeeper(policy=_policy(order), answers=given), plan)
        outcome = Outcome(
            project=local.project,
            adoption=adoption,
            plan=plan,
            overview=local.overview(),
            calls_before=before,
            stale_before=remarks.stale,
            suspicious_lines=remarks.suspicious_lines,
            files=_write(local, order.out),
        )
        print_outcome(local, outcome, as_json=as_json)
        return outcome.exit_code


def _read_brief(path: Path) -> bytes:
    try:
        if str(path) == "-":
            return sys.stdin.buffer.read(_LARGEST_READ_BYTES)
        with path.open("rb") as file:
            return file.read(_LARGEST_READ_BYTES)
    except OSError as error:
        raise UsageError(f"cannot read the brief {str(path)!r}: {error.strerror}") from error


def _slug_of(brief: Path) -> str:
    if str(brief) == "-":
        return "brief"
    plain = unicodedata.normalize("NFKD", brief.stem).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "brief"


def _policy(order: ProduceOrder) -> AcceptPolicy:
    if order.accept is not None:
        return order.accept
    return AcceptPolicy.ASK if sys.stdin.isatty() and sys.stderr.isatty() else AcceptPolicy.NONE


def _adopt(local: Local, order: ProduceOrder) -> Adoption:
    """Give what the project works by; changed only where it is new or the command line says otherwise."""
    standing = local.overview().adoption
    if standing is not None and order.workflow is None and order.provider is None:
        return standing
    keeps_binding = standing is not None and order.provider is None
    binding = standing.default_binding if standing and keeps_binding else local.runtime.binding(order.provider)
    wanted = order.workflow or (f"{standing.name}@{standing.version}" if standing else DEFAULT_WORKFLOW)
    adopted = local.adopt(load_release(wanted, own=local.runtime.settings.definitions_path), binding)
    if standing is not None and adopted.number != standing.number:
        messages().print(f"now working by {adopted.name}@{adopted.version} with {binding.provider}", markup=False)
    return adopted


def _submit(local: Local, content: bytes) -> _Remarks:
    submitted = local.submit(content)
    remarks = _Remarks(suspicious_lines=submitted.suspicious_lines)
    out = messages()
    if submitted.suspicious_lines:
        lines = ", ".join(str(number) for number in submitted.suspicious_lines)
        out.print(f"the brief speaks to a model in line {lines}; it is taken as data, never obeyed", markup=False)
    causes = stale_causes(local.plan())
    for key, cause in causes.items():
        out.print(f"stale: {key} ({cause})", markup=False)
        remarks.stale[str(key)] = cause
    return remarks


def _run(local: Local, keeper: GateKeeper, plan: Plan) -> Plan:
    if plan.run not in (RunState.RUNNING, RunState.WAITING):
        local.start()
    _execute(local.runtime)
    progress = progress_on(messages())
    with progress:
        while True:
            plan = local.plan()
            progress.show(rows_of(plan))
            if plan.run not in (RunState.RUNNING, RunState.WAITING):
                return plan
            if keeper.attend(local, plan, progress):
                continue
            if plan.run is RunState.WAITING:
                return plan
            time.sleep(_LOOK_AGAIN_SECONDS)


def _execute(runtime: Runtime) -> None:
    try:
        runtime.launch()
    except Conflict:
        messages().print("another process executes the work of this database; following it", markup=False)


def _write(local: Local, out: Path | None) -> list[str]:
    if out is None:
        return []
    with local.runtime.database.read() as session:
        files = bundle_released(session, LOCAL_OPERATOR, project=local.id, release_of=local.runtime.release_of)
    ordered = sorted(files, key=lambda file: file[0] == "manifest.json")
    return [str(path) for path in write_files(out, ordered)]
