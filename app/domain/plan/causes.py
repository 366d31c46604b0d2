"""Why a document is stale, in words that point at the input which changed."""

from collections.abc import Iterable, Mapping, Sequence

from app.domain.facts import Dispatch, InstanceKey, ModelBinding, PinnedInput, Version
from app.domain.names import Code, Digest, StepId
from app.domain.plan.board import Board, Node, selected_parts
from app.domain.plan.inputs import pins, place_name
from app.domain.plan.layout import segment_path
from app.domain.plan.outcome import StaleCause


def not_released(name: str) -> StaleCause:
    """Say that something upstream is not released."""
    return StaleCause(kind="upstream_not_released", input=name)


def causes_of(
    board: Board,
    node: Node,
    held: Version,
    *,
    missing: Sequence[str],
    current: Version | None,
    binding: Mapping[str, tuple[ModelBinding, Digest]],
) -> tuple[StaleCause, ...]:
    """Say why the content that `node` holds is not released."""
    if missing:
        return tuple(not_released(name) for name in missing)
    if current is not None:
        return (StaleCause(kind="not_accepted", input="acceptance"),)
    inputs = _smallest_difference(board, node, held, binding)
    return tuple(StaleCause(kind="input_differs", input=name) for name in inputs)


def _smallest_difference(
    board: Board, node: Node, held: Version, binding: Mapping[str, tuple[ModelBinding, Digest]]
) -> tuple[str, ...]:
    """Compare today's inputs with those that `held` was made from; the nearest where it was made more than once."""
    today = pins(board, node)
    differences = []
    for origin in node.facts.origins(held.content):
        dispatches = node.facts.order(origin).dispatches
        if dispatches:
            differences.append(tuple(_differences(board, node, dispatches[0], today, binding)))
    return min(differences, key=lambda names: (len(names), names), default=("declaration",))


def _differences(
    board: Board,
    node: Node,
    dispatch: Dispatch,
    today: Sequence[PinnedInput],
    binding: Mapping[str, tuple[ModelBinding, Digest]],
) -> list[str]:
    before = {(pin.kind, pin.name, pin.path): pin for pin in dispatch.inputs}
    after = {(pin.kind, pin.name, pin.path): pin for pin in today}
    names: dict[str, None] = {}
    for key in dict.fromkeys((*after, *before)):
        names.update(dict.fromkeys(_pin_differences(board, before.get(key), after.get(key))))
    if sorted(values for _, values in node.facts.closed_sets()) != list(dispatch.answers):
        names["answers"] = None
    if node.facts.comments() != dispatch.comments:
        names["comments"] = None
    if binding[node.key.step][0] != dispatch.binding:
        names["model"] = None
    if not names and node.place and dispatch.key.checks_digest != node.place.document_type.checks_digest:
        names["checks"] = None
    return list(names) or ["declaration"]


def _pin_differences(board: Board, before: PinnedInput | None, after: PinnedInput | None) -> Iterable[str]:
    pin = after or before
    if pin is None or before == after:
        return ()
    if pin.kind == "brief":
        return ("brief",)
    if pin.kind == "item":
        return () if _item_digest(board, before) == _item_digest(board, after) else (f"{pin.name} {pin.path}",)
    old, new = _parts(board, before), _parts(board, after)
    name = place_name(pin.name, pin.path)
    if old is None or new is None:
        return (name,)
    return tuple(f"{name}.{part}" for part in dict.fromkeys((*new, *old)) if old.get(part) != new.get(part))


def _version(board: Board, step: StepId, pin: PinnedInput, depth: int) -> Version | None:
    facts = board.index.instances.get(InstanceKey(step, segment_path(pin.path, depth)))
    return facts.version(pin.content) if facts and pin.content is not None else None


def _parts(board: Board, pin: PinnedInput | None) -> dict[str, Digest | None] | None:
    step = board.layout.producers.get(pin.name) if pin else None
    if pin is None or step is None:
        return None
    version = _version(board, step, pin, board.layout.places[step].depth)
    return dict(selected_parts(version, pin.select)) if version else None


def _item_digest(board: Board, pin: PinnedInput | None) -> Digest | None:
    opener = next((found for name, found in board.layout.openers.items() if pin and name == pin.name), None)
    if pin is None or opener is None:
        return None
    version = _version(board, opener.step, pin, opener.depth)
    return version.items.get(opener.field, {}).get(Code(pin.path)) if version else None
