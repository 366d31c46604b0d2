"""Rules about what references and checks point at: a field of the document itself, or of an input of its step."""

from collections.abc import Iterator

from app.domain.definition.checks.declared import PathKind
from app.domain.definition.faults import fault, in_workflow
from app.domain.definition.language import (
    BriefInputDeclaration,
    DocumentInputDeclaration,
    InputDeclaration,
    ItemInputDeclaration,
)
from app.domain.definition.material import Material
from app.domain.definition.rules.inputs import input_name
from app.domain.findings import Finding
from app.domain.names import JsonObject
from app.domain.schemas import alternatives, at_path, follow, item_schemas, references_of, top_fields


def references_point_at_lists(material: Material) -> Iterator[Finding]:
    """Each `x-ref` names a list: in the document itself, or in an input of the step that writes it."""
    for _, name, declared in material.document_types():
        schema = material.schemas.get(declared.schema_file)
        if schema is None or name not in material.producers:
            continue
        referring = [entry for entry in material.subschemas[declared.schema_file] if "x-ref" in entry[1]]
        if not referring:
            continue
        reach = Reach(material, name, schema)
        for pointer, node in referring:
            place = f"{declared.schema_file}:{pointer}/x-ref"
            targets = references_of(node)
            if not targets:
                yield fault("bad_reference", place, "x-ref names no list", "Write a text, or a list of texts.")
            for target in targets:
                problem = reach.problem_of(target, PathKind.EITHER) or reach.problem_of_list(target)
                if problem:
                    yield fault("bad_reference", place, problem, "Name a list of this document or of an input.")


def checks_read_what_is_there(material: Material) -> Iterator[Finding]:
    """Each path of a check leads to a field."""
    for pointer, name, declared in material.document_types():
        schema = material.schemas.get(declared.schema_file)
        if schema is None or name not in material.producers or not declared.checks:
            continue
        reach = Reach(material, name, schema)
        for index, check in enumerate(declared.checks):
            for declared_path in check.paths():
                problem = reach.problem_of(declared_path.path, declared_path.kind)
                if problem:
                    yield fault(
                        "check_path",
                        in_workflow(f"{pointer}/checks/{index}{declared_path.parameter}"),
                        problem,
                        "Name a field of this document, or of an input of the step that writes it.",
                    )


class Reach:
    """What the writer of one document type can see, as schemas."""

    def __init__(self, material: Material, document_type: str, schema: JsonObject) -> None:
        self._material = material
        self._schema = schema
        self._fields = frozenset(top_fields(schema))
        step = material.producers[document_type].declaration
        self._inputs = {input_name(entry): entry for entry in step.inputs}
        self._known: dict[tuple[str, PathKind], str | None] = {}

    def problem_of(self, path: str, kind: PathKind) -> str | None:
        """Say why `path` leads nowhere; None where it leads to a field."""
        if (path, kind) not in self._known:
            self._known[path, kind] = self._look(path, kind)
        return self._known[path, kind]

    def problem_of_list(self, path: str) -> str | None:
        """Say why no list of keyed objects or of codes stands at `path`."""
        root, nodes = self._nodes(path)
        if not root and self._is_unread(path.partition(".")[0]):
            return None
        for node in nodes:
            for item in item_schemas(root, node):
                if item.get("type") == "string" or _is_keyed(item):
                    return None
        return f"{path!r} is no list of objects with a `key`, and no list of codes"

    def _look(self, path: str, kind: PathKind) -> str | None:
        first, _, rest = path.partition(".")
        if first in self._fields:
            return None if at_path(self._schema, path) else f"the document has no field {path!r}"
        if kind is PathKind.LOCAL:
            return f"the document has no field {first!r}"
        entry = self._inputs.get(first)
        if entry is None:
            return f"{first!r} is neither a field of the document nor an input of its step"
        select = getattr(entry, "select", ())
        if select and rest and rest.partition(".")[0] not in select:
            return f"the field {rest.partition('.')[0]!r} of {first!r} is not among those that the step selects"
        root, nodes = self._nodes(path)
        return None if nodes or not root else f"{first!r} has no field {rest!r}"

    def _nodes(self, path: str) -> tuple[JsonObject, tuple[JsonObject, ...]]:
        """Give the root schema and the schemas at a path; an empty root where the schema could not be read."""
        first, _, rest = path.partition(".")
        if first in self._fields:
            return self._schema, at_path(self._schema, path)
        entry = self._inputs.get(first)
        root, start = self._start_of(entry) if entry is not None else ({}, ())
        return root, follow(root, start, rest.split(".")) if rest else start

    def _is_unread(self, name: str) -> bool:
        """Tell whether an input is a document whose schema could not be read, which is a fault of its own."""
        entry = self._inputs.get(name)
        source = self._source_of(entry)[0] if entry is not None else None
        known = self._material.workflow.document_types
        return source is not None and source in known and self._material.schema_of(source) is None

    def _source_of(self, entry: InputDeclaration) -> tuple[str | None, str | None]:
        """Give the document type that an input is taken from, and its collection where it is one of its items."""
        if isinstance(entry, BriefInputDeclaration):
            return None, None
        if isinstance(entry, ItemInputDeclaration):
            claims = self._material.owners.get(self._material.entity_opening(entry.item) or "", ())
            return claims[0] if claims else (None, None)
        return (entry.document if isinstance(entry, DocumentInputDeclaration) else entry.gather), None

    def _start_of(self, entry: InputDeclaration) -> tuple[JsonObject, tuple[JsonObject, ...]]:
        source, field = self._source_of(entry)
        root = (self._material.schema_of(source) if source is not None else None) or {}
        if field is None:
            return root, alternatives(root, root) if root else ()
        return root, tuple(item for node in at_path(root, field) for item in item_schemas(root, node))


def _is_keyed(item: JsonObject) -> bool:
    properties = item.get("properties")
    return isinstance(properties, dict) and "key" in properties
