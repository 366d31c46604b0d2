"""The board that `plan` works on: a node an instance, registered under every scope path around it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from app.domain.facts import Dispatch, InstanceKey, Version, Void
from app.domain.names import Code, Digest, ScopePath, StepId
from app.domain.plan.index import FactIndex, InstanceFacts
from app.domain.plan.layout import Layout, StepPlace, paths_by_depth
from app.domain.plan.outcome import InstanceState

Place: TypeAlias = tuple[StepId, ScopePath]
Selection: TypeAlias = tuple[tuple[str, Digest | None], ...]
"""Parts of a document with their digests."""

Listed: TypeAlias = tuple[tuple[str, tuple[Code, ...]], ...]
"""Collections with their codes."""

Outward: TypeAlias = tuple[Version | None, bool, bool, Listed, bool, bool]


@dataclass(slots=True, eq=False)
class Node:
    """One instance while it is being judged."""

    key: InstanceKey
    place: StepPlace | None
    """None for a step that the adopted definition does not have."""

    facts: InstanceFacts
    position: int
    """The place of its step in the definition; after all of them for a step that is gone."""

    around: tuple[ScopePath, ...]
    """By depth: the root, then every path around this one, then its own, for all that may stand below."""

    enumerated: bool = False
    """True while the collection that opens its scope is released and lists it."""

    released: Version | None = None
    finishable: bool = True
    """False where neither work nor a person's answer or acceptance can bring a released document."""

    retired: bool = False
    listed: Listed = ()
    """The collections that open scopes with their codes, as released, or as last known while nothing is released."""

    state: InstanceState | None = None
    dispatch: Dispatch | None = None
    voids: tuple[Void, ...] = ()
    counted_open: bool = False
    counted_stuck: bool = False

    def prefixes(self) -> Collection[ScopePath]:
        """Give the root, then every path around this one, then its own."""
        return dict.fromkeys(self.around)

    def outward(self) -> "Outward":
        """Give what others see of this node."""
        return (self.released, self.finishable, self.retired, self.listed, self.counted_open, self.counted_stuck)


@dataclass(slots=True)
class Board:
    """Every node, found by place, by the paths around it, and counted for those who gather."""

    layout: Layout
    index: FactIndex
    nodes: dict[Place, Node] = field(default_factory=dict)
    below: dict[Place, list[Node]] = field(default_factory=dict)
    """Step and path to the nodes of that step below the path."""

    open_below: dict[Place, int] = field(default_factory=dict)
    """How many enumerated nodes of a step, at a path or below, are not released."""

    stuck_below: dict[Place, int] = field(default_factory=dict)
    """How many of those cannot finish."""

    def node(self, key: InstanceKey) -> Node:
        """Give the node of an instance, made and registered where there is none."""
        return self.nodes.get(key) or self._new(key)

    def _new(self, key: InstanceKey) -> Node:
        place = self.layout.places.get(key.step)
        position = place.index if place else len(self.layout.places)
        facts, around = self.index.instances[key], paths_by_depth(key.path, self.layout.deepest)
        node = self.nodes[key] = Node(key, place, facts, position, around)
        for path in node.prefixes():
            if path != key.path:
                self.below.setdefault((key.step, path), []).append(node)
        return node

    def under(self, step: StepId, path: ScopePath) -> Iterable[Node]:
        """Give the nodes of `step` at `path` and below."""
        here, below = self.nodes.get((step, path)), self.below.get((step, path), ())
        return below if here is None else (here, *below)

    def producer(self, document_type: str, node: Node) -> Node | None:
        """Give the node that produces `document_type` where `node` stands or around it."""
        step = self.layout.producers[document_type]
        return self.nodes.get((step, node.around[self.layout.places[step].depth]))

    def count(self, node: Node) -> None:
        """Bring the counts of those who gather up to date with `node`."""
        if node.place is None or not node.place.gatherers:
            return
        is_open = node.enumerated and node.released is None
        is_stuck = is_open and not node.finishable
        if is_open != node.counted_open:
            node.counted_open = is_open
            self._shift(self.open_below, node, 1 if is_open else -1)
        if is_stuck != node.counted_stuck:
            node.counted_stuck = is_stuck
            self._shift(self.stuck_below, node, 1 if is_stuck else -1)

    def _shift(self, counts: dict[Place, int], node: Node, by: int) -> None:
        for prefix in node.prefixes():
            counts[node.key.step, prefix] = counts.get((node.key.step, prefix), 0) + by


def selected_parts(version: Version, select: tuple[str, ...]) -> Selection:
    """Give the selected parts with their digests, all of them where nothing is selected; a missing part is None."""
    if select:
        return tuple([(part, version.parts.get(part)) for part in select])
    return tuple(sorted(version.parts.items()))
