"""What a step instance would be made from now: input values for its digest, pins for its request."""

from dataclasses import dataclass, field
from operator import itemgetter

from app.domain.definition.model import BriefForm, BriefInput, DocumentInput, GatherInput, Input, ItemInput
from app.domain.facts import PinnedInput, Version
from app.domain.names import ROOT, Code, Digest, ScopePath, StepId
from app.domain.plan.board import Board, Node, selected_parts
from app.domain.plan.digests import InputValues

_PATH = itemgetter(0)


@dataclass(slots=True)
class Resolution:
    """The inputs of one instance as the facts have them."""

    values: list[object] = field(default_factory=list)
    missing: tuple[str, ...] = ()
    """Required inputs that are not released and optional ones that may still come, in people's words."""

    stuck: bool = False
    """True where a required input can never come."""

    def miss(self, name: str) -> None:
        """Note that `name` is not there, once."""
        if name not in self.missing:
            self.missing = (*self.missing, name)


def resolve(board: Board, node: Node) -> Resolution:
    """Find every input of `node`, in declared order."""
    found = Resolution()
    if node.place is None:
        return found
    if board.index.adoption is None:
        found.miss("adoption")
    for source in node.place.step.inputs:
        match source:
            case DocumentInput():
                _resolve_document(board, node, source, found)
            case ItemInput():
                found.values.append(("item", _item(board, node, source)[1]))
            case BriefInput():
                _resolve_brief(board, source, found)
            case GatherInput():
                _resolve_gathered(board, node, source, found)
    return found


def _resolve_brief(board: Board, source: BriefInput, found: Resolution) -> None:
    brief = board.index.brief
    if brief is None:
        found.miss("brief")
    elif source.form is BriefForm.BLOCKS:
        found.values.append(("brief", brief.blocks))
    else:
        found.values.append(("brief", brief.digest))


def _resolve_document(board: Board, node: Node, source: DocumentInput, found: Resolution) -> None:
    producer = board.producer(source.document_type, node)
    if producer is not None and producer.released is not None:
        found.values.append(("document", selected_parts(producer.released, source.select)))
    elif source.required:
        found.miss(place_name(source.document_type, producer.key.path if producer else ROOT))
        found.stuck = found.stuck or producer is None or not producer.finishable
    elif producer is not None and producer.finishable:
        found.miss(place_name(source.document_type, producer.key.path))
    else:
        found.values.append(None)


def _resolve_gathered(board: Board, node: Node, source: GatherInput, found: Resolution) -> None:
    path = node.key.path
    waits = False
    for step in board.layout.chains[node.key.step, source].steps:
        unreleased = board.open_below.get((step, path), 0)
        found.stuck = found.stuck or bool(board.stuck_below.get((step, path), 0))
        if unreleased:
            waits = True
            found.miss(_gathered_name(board, step, node, unreleased))
    if not waits:
        rows = [(path, selected_parts(held, source.select)) for path, held in gathered(board, node, source)]
        found.values.append(("gathered", tuple(rows)))


def _gathered_name(board: Board, step: StepId, node: Node, unreleased: int) -> str:
    """Name one document by its place, several by their number."""
    place = board.layout.places[step]
    if node.place is not None and place.depth == node.place.depth:
        return place_name(place.document_type.name, node.key.path)
    return f"{place.document_type.name} ({unreleased} not released)"


def gathered(board: Board, node: Node, source: GatherInput) -> list[tuple[ScopePath, Version]]:
    """Give every released document that `node` gathers, after its path, sorted by path."""
    target = board.layout.chains[node.key.step, source].steps[-1]
    rows = [
        (other.key.path, other.released)
        for other in board.under(target, node.key.path)
        if other.enumerated and other.released is not None
    ]
    rows.sort(key=_PATH)
    return rows


def _item(board: Board, node: Node, source: ItemInput) -> tuple[ScopePath, Digest | None, Version | None]:
    """Give code, digest and owning version of the item that opened the scope `source` names around `node`."""
    opener = board.layout.openers[source.scope]
    owner = board.nodes.get((opener.step, node.around[opener.depth]))
    code = node.around[opener.depth + 1]
    if owner is None or owner.released is None:
        return code, None, None
    items = owner.released.items.get(opener.field)
    return code, items.get(Code(code)) if items else None, owner.released


def place_name(name: str, path: ScopePath) -> str:
    """Name a document or a step at its place: `review@R-03`, at the root the bare name."""
    return f"{name}@{path}" if path else name


def pins(board: Board, node: Node) -> tuple[PinnedInput, ...]:
    """Pin every input by content, so that the request can be built again; one pin a gathered document."""
    return tuple(pin for source in node.place.step.inputs for pin in _pin(board, node, source)) if node.place else ()


def _pin(board: Board, node: Node, source: Input) -> tuple[PinnedInput, ...]:
    match source:
        case BriefInput():
            brief = board.index.brief
            return (PinnedInput(kind="brief", name="", path=ROOT, content=brief.digest if brief else None),)
        case DocumentInput():
            producer = board.producer(source.document_type, node)
            content = producer.released.content if producer and producer.released else None
            path = producer.key.path if producer else ROOT
            name = source.document_type
            return (PinnedInput(kind="document", name=name, path=path, content=content, select=source.select),)
        case ItemInput():
            code, _, version = _item(board, node, source)
            return (
                PinnedInput(kind="item", name=source.scope, path=code, content=version.content if version else None),
            )
        case GatherInput():
            return tuple(
                PinnedInput(
                    kind="gathered",
                    name=source.document_type,
                    path=path,
                    content=version.content,
                    select=source.select,
                )
                for path, version in gathered(board, node, source)
            )


def frozen(found: Resolution) -> InputValues | None:
    """Give the values as one tuple; None while any input is missing."""
    return None if found.missing else tuple(found.values)
