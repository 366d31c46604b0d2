"""The state of one instance, and the work to order for it, from its facts and its inputs."""

from dataclasses import dataclass

from app.domain.definition.model import Step
from app.domain.facts import Dispatch, DispatchKey, ModelBinding, Version, Void
from app.domain.names import Code, Digest
from app.domain.plan.board import Board, Listed, Node
from app.domain.plan.causes import causes_of, not_released
from app.domain.plan.digests import InputValues, base_digest, input_digest
from app.domain.plan.index import InstanceFacts
from app.domain.plan.inputs import frozen, pins, place_name, resolve
from app.domain.plan.layout import StepPlace
from app.domain.plan.orders import Orders
from app.domain.plan.outcome import AcceptanceGate, AnswerGate, Gate, InstanceState, StaleCause
from app.domain.states import DocumentState, WorkState

SUPERSEDED = "superseded"
RUN_CLOSED = "run closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What holds for every instance of a project at a moment."""

    run_open: bool
    bindings: dict[str, tuple[ModelBinding, Digest]]
    """Step to its model binding with the binding's digest."""


@dataclass(frozen=True, slots=True)
class _Work:
    """What an instance does now, with what follows from it."""

    state: WorkState
    gate: Gate | None = None
    failures: int = 0
    dispatch: Dispatch | None = None
    live: int | None = None
    """The number of the dispatch that goes on."""


_BLOCKED = _Work(WorkState.BLOCKED)
_IDLE = _Work(WorkState.IDLE)


def judge(board: Board, node: Node, setting: Setting) -> None:
    """Bring everything on `node` up to date, apart from who reads it."""
    if node.place is None or not node.enumerated:
        _judge_outside(board, node, setting)
    else:
        _judge_enumerated(board, node, node.place, setting)
    if node.place is not None and node.place.opens:
        node.listed = _listed(node, node.place)
    board.count(node)


def _judge_enumerated(board: Board, node: Node, place: StepPlace, setting: Setting) -> None:
    node.retired = False
    found = resolve(board, node)
    digest = _digest(node, place.step, frozen(found), setting)
    checks = place.document_type.checks_digest
    content = node.facts.derived((digest, checks)) if digest is not None else None
    current = node.facts.version(content) if content is not None else None
    acceptance = place.document_type.acceptance
    accepted = current is not None and (
        acceptance is None
        or node.facts.is_accepted(current.content, place.document_type.policy_digest, acceptance.quorum)
    )
    node.released = current if accepted else None
    work = _BLOCKED
    if digest is not None:
        work = _work(board, node, place, digest=digest, current=current, setting=setting)
    node.finishable = node.released is not None or (not found.stuck and work.state is not WorkState.FAILED)
    node.dispatch = work.dispatch
    node.voids = _voids(node, digest, checks, work.live, setting) if node.facts.pending else ()
    held, is_released = current or _latest(node), node.released is not None
    causes: tuple[StaleCause, ...] = ()
    if held is not None and not is_released:
        causes = causes_of(board, node, held, missing=found.missing, current=current, binding=setting.bindings)
    node.state = InstanceState(  # by place: by name it costs three times as much, a tenth of a whole judgement
        node.key,
        place.document_type.name,
        work.state,
        _document_state(node, held),
        digest,
        checks,
        held.content if held else None,
        held.number if held else None,
        is_released,
        work.failures,
        causes,
        found.missing,
        work.gate,
        is_released and acceptance is not None,
    )


def _digest(node: Node, step: Step, values: InputValues | None, setting: Setting) -> Digest | None:
    if values is None:
        return None
    base = base_digest(step.declaration_digest, setting.bindings[node.key.step][1], values)
    return input_digest(base, node.facts.closed_sets(), node.facts.comments())


def _work(
    board: Board, node: Node, place: StepPlace, *, digest: Digest, current: Version | None, setting: Setting
) -> _Work:
    """Say what happens to an instance whose inputs are all there; without an open run nothing does."""
    if current is not None:
        work = _work_on_current(node, place, digest, current)
    else:
        work = _work_to_do(board, node, place, digest, setting)
    if setting.run_open or work.state is WorkState.FAILED:
        return work
    return _Work(WorkState.IDLE, failures=work.failures) if work.failures else _IDLE


def _work_to_do(board: Board, node: Node, place: StepPlace, digest: Digest, setting: Setting) -> _Work:
    checks = place.document_type.checks_digest
    orders = node.facts.orders.get((digest, checks)) or Orders()
    failures, final = orders.failures(orders.retry)
    asked = node.facts.open_set(digest)
    if asked is not None:
        gate = AnswerGate(instance=node.key, question_set=asked)
        return _Work(WorkState.WAITING_FOR_ANSWERS, gate=gate, failures=failures)
    live = _live(node, digest, checks, place.step.max_attempts)
    if live is not None:
        state = WorkState.RETRYING if failures else WorkState.WORKING
        return _Work(state, failures=failures, live=live)
    if final or failures >= place.step.max_attempts:
        return _Work(WorkState.FAILED, failures=failures)
    dispatch = _dispatch(board, node, place, digest, orders, setting)
    return _Work(WorkState.READY, failures=failures, dispatch=dispatch)


def _work_on_current(node: Node, place: StepPlace, digest: Digest, current: Version) -> _Work:
    acceptance = place.document_type.acceptance
    if node.released is not None or acceptance is None:
        return _IDLE
    gate = AcceptanceGate(
        instance=node.key,
        content=current.content,
        input_digest=digest,
        policy_digest=place.document_type.policy_digest,
        roles=acceptance.by,
    )
    return _Work(WorkState.WAITING_FOR_ACCEPTANCE, gate=gate)


def _live(node: Node, digest: Digest, checks: Digest, max_attempts: int) -> int | None:
    """Give the number of the dispatch at this digest that may still bring something."""
    numbers = [
        dispatch.key.number
        for dispatch in node.facts.unsettled()
        if (dispatch.key.input_digest, dispatch.key.checks_digest) == (digest, checks)
        and not _is_spent(node.facts, dispatch, max_attempts)
    ]
    return max(numbers, default=None)


def _is_spent(facts: InstanceFacts, dispatch: Dispatch, max_attempts: int) -> bool:
    orders = facts.order((dispatch.key.input_digest, dispatch.key.checks_digest))
    return orders.is_exhausted(dispatch.retry, max_attempts)


def _voids(node: Node, digest: Digest | None, checks: Digest, live: int | None, setting: Setting) -> tuple[Void, ...]:
    """Void every dispatch that could still bring something and no longer should."""
    keep = (digest, checks, live)
    most = node.place.step.max_attempts if node.place else 1
    reason = SUPERSEDED if setting.run_open else RUN_CLOSED
    return tuple(
        Void(dispatch=dispatch.key, reason=reason)
        for dispatch in node.facts.unsettled()
        if (dispatch.key.input_digest, dispatch.key.checks_digest, dispatch.key.number) != keep
        and not _is_spent(node.facts, dispatch, most)
    )


def _dispatch(board: Board, node: Node, place: StepPlace, digest: Digest, orders: Orders, setting: Setting) -> Dispatch:
    closed = node.facts.closed_sets()
    step = place.step
    return Dispatch(
        key=DispatchKey(
            instance=node.key,
            input_digest=digest,
            checks_digest=place.document_type.checks_digest,
            number=orders.highest + 1,
        ),
        release_digest=board.layout.definition.digest,
        binding=setting.bindings[step.id][0],
        inputs=pins(board, node),
        answers=tuple(sorted(values for _, values in closed)),
        comments=node.facts.comments(),
        rounds_asked=len(closed),
        may_ask=step.clarify and len(closed) < step.max_question_rounds,
        retry=orders.retry,
    )


def _document_state(node: Node, held: Version | None) -> DocumentState:
    if node.released is not None:
        return DocumentState.RELEASED
    return DocumentState.NONE if held is None else DocumentState.STALE


def _latest(node: Node) -> Version | None:
    """Give the newest version."""
    return node.facts.versions[-1] if node.facts.versions else None


# -- instances that no released collection lists ---------------------------------------------------------------------


def _judge_outside(board: Board, node: Node, setting: Setting) -> None:
    """Judge an instance that is retired, or whose collection is not released at the moment."""
    owner = _owner(board, node)
    node.released = None
    node.dispatch = None
    node.finishable = False
    node.retired = owner is None or owner.retired or not _lists(owner, node)
    checks = node.place.document_type.checks_digest if node.place else Digest("")
    node.voids = _voids(node, None, checks, None, setting) if node.facts.pending else ()
    held = _latest(node)
    if held is None:
        node.state = None
        return
    waits = () if node.retired or owner is None else (_name(owner),)
    node.state = InstanceState(
        key=node.key,
        document_type=held.document_type,
        work=WorkState.IDLE if node.retired else WorkState.BLOCKED,
        document=DocumentState.RETIRED if node.retired else DocumentState.STALE,
        input_digest=None,
        checks_digest=checks,
        content=held.content,
        version=held.number,
        released=False,
        failures=0,
        causes=tuple(not_released(name) for name in waits),
        waits_for=waits,
    )


def _owner(board: Board, node: Node) -> Node | None:
    """Give the node whose document lists the item that `node` belongs to."""
    if node.place is None or node.place.opener is None or len(node.prefixes()) != node.place.depth + 1:
        return None
    opener = node.place.opener
    return board.nodes.get((opener.step, node.around[opener.depth]))


def _lists(owner: Node, node: Node) -> bool:
    opener = node.place.opener if node.place else None
    return opener is not None and any(
        field == opener.field and Code(node.key.path) in codes for field, codes in owner.listed
    )


def _name(owner: Node) -> str:
    return place_name(owner.place.document_type.name if owner.place else owner.key.step, owner.key.path)


def _listed(node: Node, place: StepPlace) -> Listed:
    """Give the codes of every collection that opens a scope: as released, else as last accepted or recorded."""
    source = node.released or _last_released(node, place)
    if source is not None:
        return tuple((field, tuple(source.items.get(field, ()))) for field, _ in place.opens)
    newest = node.facts.entities
    return tuple((field, newest[field].codes if field in newest else ()) for field, _ in place.opens)


def _last_released(node: Node, place: StepPlace) -> Version | None:
    """Give the content that people accepted last; None where nobody needs to accept."""
    acceptance = place.document_type.acceptance
    newest = node.facts.last_accepted(acceptance.quorum) if acceptance and node.facts.decisions else None
    return node.facts.version(newest) if newest else None
