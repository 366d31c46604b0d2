"""Traceability: which item rests on which, computed from the references that the schemas declare.

Nothing here knows what an epic or a story is: a link is an `x-ref` of a schema, an item that is cited as a source, the
item that opened a document's scope, or the item that holds a nested one.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.domain.names import Json, JsonObject
from app.domain.quality.context import identity_of
from app.domain.schemas import alternatives, declared_references, escape, field_schemas, references_of, top_fields

SCOPE_FIELD = "scope"
PARENT_FIELD = "part_of"
SOURCE_FIELD = "sources"


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedDocument:
    """A stored document, coded."""

    document_type: str
    code: str
    """Its public code: `SB-1@E-03`."""

    path: str
    """Where its instance stands: the code of the item that opened its scope; empty at the root."""

    content: JsonObject
    schema: JsonObject
    collections: frozenset[str]
    """Top-level fields whose items carry codes in place of their keys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """An item that can be referred to."""

    code: str
    """Its code; an item without one is named by its holder and its key: `E-03/S-02#c1`, `TA-1#cache`."""

    list: str
    """Where it stands: `story_backlog.stories`, `story_backlog.stories.acceptance_criteria`."""

    document: str
    pointer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One item refers to another."""

    source: str
    target: str
    field: str
    """The path of the reference, its document type first; or `scope`, `part_of`, `sources`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How one list is referred to by one field of another."""

    of: str
    """The list that is referred to: `project_discovery.requirements`."""

    by: str
    """The field that refers: `epic_backlog.epics.requirements`."""

    covered: Mapping[str, tuple[str, ...]]
    """Each item of `of` that is referred to, with the items that do."""

    uncovered: tuple[str, ...]
    """Items of `of` that nothing in this field refers to."""

    orphans: tuple[str, ...]
    """Items that have the field and refer to nothing in `of`."""

    def about(self, codes: frozenset[str]) -> "Coverage":
        """Give what is said of these items."""
        return replace(
            self,
            covered={code: by for code, by in self.covered.items() if code in codes},
            uncovered=tuple(code for code in self.uncovered if code in codes),
            orphans=tuple(code for code in self.orphans if code in codes),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """All items of some documents and how they hang together."""

    nodes: Mapping[str, Node]
    edges: tuple[Edge, ...]
    coverage: tuple[Coverage, ...]

    def about(self, codes: Collection[str]) -> "Trace":
        """Give what is said of these items: the links from them, and how they are covered."""
        wanted = frozenset(codes)
        rows = (row.about(wanted) for row in self.coverage)
        return Trace(
            nodes={code: node for code, node in self.nodes.items() if code in wanted},
            edges=tuple(edge for edge in self.edges if edge.source in wanted),
            coverage=tuple(row for row in rows if row.covered or row.uncovered or row.orphans),
        )

    def upstream(self, code: str) -> tuple[str, ...]:
        """Give everything that an item rests on, nearest first."""
        return _reached(code, _grouped((edge.source, edge.target) for edge in self.edges))

    def downstream(self, code: str) -> tuple[str, ...]:
        """Give everything that rests on an item, nearest first."""
        return _reached(code, _grouped((edge.target, edge.source) for edge in self.edges))


def trace(documents: Sequence[TracedDocument]) -> Trace:
    """Compute the trace of these documents, in their order."""
    nodes: dict[str, Node] = {}
    references: list[tuple[str, Edge]] = []
    for document in documents:
        for found in _walk(document, _Place(nodes=(document.schema,), value=document.content)):
            if isinstance(found, Node):
                nodes.setdefault(found.code, found)
            else:
                references.append((document.code, found))
    known = (_known(edge, nodes, document) for document, edge in references)
    edges = tuple(dict.fromkeys(edge for edge in known if edge is not None and edge.source != edge.target))
    return Trace(nodes=nodes, edges=edges, coverage=tuple(_coverage(documents, nodes, edges)))


def _known(edge: Edge, nodes: Mapping[str, Node], document: str) -> Edge | None:
    """Give the edge with its target as the nodes name it; None where there is no such item."""
    if edge.target in nodes:
        return edge
    local = f"{document}#{edge.target}"
    return replace(edge, target=local) if local in nodes else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    nodes: Sequence[Json]
    value: Json
    pointer: str = ""
    fields: tuple[str, ...] = ()
    holder: str = ""
    """The code of the nearest item around."""


def _walk(document: TracedDocument, place: _Place) -> Iterator[Node | Edge]:
    schemas = tuple(schema for node in place.nodes for schema in alternatives(document.schema, node))
    if isinstance(place.value, str):
        if place.holder and any(references_of(schema) for schema in schemas):
            field = ".".join((document.document_type, *place.fields))
            yield Edge(source=place.holder, target=place.value, field=field)
    elif isinstance(place.value, Mapping):
        yield from _walk_object(document, place, place.value, schemas)
    elif isinstance(place.value, list | tuple):
        below = [schema["items"] for schema in schemas if "items" in schema]
        for index, entry in enumerate(place.value):
            yield from _walk(
                document,
                _Place(
                    nodes=below,
                    value=entry,
                    pointer=f"{place.pointer}/{index}",
                    fields=place.fields,
                    holder=place.holder,
                ),
            )


def _walk_object(
    document: TracedDocument,
    place: _Place,
    value: JsonObject,
    schemas: tuple[JsonObject, ...],
) -> Iterator[Node | Edge]:
    holder = place.holder
    name = identity_of(value)
    if name is not None:
        is_coded = not place.holder and place.fields[:1] and place.fields[0] in document.collections
        code = name if is_coded else f"{place.holder or document.code}#{name}"
        yield Node(
            code=code,
            list=".".join((document.document_type, *place.fields)),
            document=document.code,
            pointer=place.pointer,
        )
        if place.holder:
            yield Edge(source=code, target=place.holder, field=PARENT_FIELD)
        elif document.path:
            yield Edge(source=code, target=document.path, field=SCOPE_FIELD)
        holder = code
    cited = value.get("item")
    if holder and place.fields[-1:] == (SOURCE_FIELD,) and isinstance(cited, str):
        yield Edge(source=holder, target=cited, field=SOURCE_FIELD)
    for field, entry in value.items():
        below = field_schemas(schemas, field)
        yield from _walk(
            document,
            _Place(
                nodes=below,
                value=entry,
                pointer=f"{place.pointer}/{escape(field)}",
                fields=(*place.fields, field),
                holder=holder,
            ),
        )


def _coverage(
    documents: Sequence[TracedDocument],
    nodes: Mapping[str, Node],
    edges: Sequence[Edge],
) -> Iterator[Coverage]:
    by_field: dict[str, list[Edge]] = {}
    for edge in edges:
        by_field.setdefault(edge.field, []).append(edge)
    by_list: dict[str, list[str]] = {}
    for node in nodes.values():
        by_list.setdefault(node.list, []).append(node.code)
    for of, by in _links(documents):
        covered: dict[str, list[str]] = {}
        for edge in by_field.get(by, []):
            if nodes[edge.target].list == of:
                covered.setdefault(edge.target, []).append(edge.source)
        sources = {source for found in covered.values() for source in found}
        owner = next((name for name in _prefixes(by) if name in by_list), "")
        yield Coverage(
            of=of,
            by=by,
            covered={code: tuple(found) for code, found in covered.items()},
            uncovered=tuple(code for code in by_list.get(of, []) if code not in covered),
            orphans=tuple(code for code in by_list.get(owner, []) if code not in sources),
        )


def _links(documents: Sequence[TracedDocument]) -> Iterator[tuple[str, str]]:
    """Give each declared link between two lists once: the list that is referred to, and the field that refers."""
    types = {document.document_type: document.schema for document in documents}
    seen: set[tuple[str, str]] = set()
    for document_type, schema in types.items():
        own = top_fields(schema)
        for path, targets in declared_references(schema):
            by = f"{document_type}.{path}"
            for target in targets:
                first = target.partition(".")[0]
                of = f"{document_type}.{target}" if first in own else target
                is_traced = first in own or first in types
                if is_traced and not by.startswith(f"{of}.") and (of, by) not in seen:
                    seen.add((of, by))
                    yield of, by


def _prefixes(field: str) -> Iterator[str]:
    while "." in field:
        field = field.rpartition(".")[0]
        yield field


def _grouped(pairs: Iterator[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    grouped: dict[str, dict[str, None]] = {}
    for start, end in pairs:
        grouped.setdefault(start, {})[end] = None
    return {start: tuple(ends) for start, ends in grouped.items()}


def _reached(code: str, following: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    reached: dict[str, None] = {}
    waiting = list(following.get(code, ()))
    while waiting:
        current = waiting.pop(0)
        if current not in reached and current != code:
            reached[current] = None
            waiting.extend(following.get(current, ()))
    return tuple(reached)
