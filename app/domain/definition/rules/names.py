"""Rules about names: every name that is used exists, and no two things share one."""

from collections.abc import Iterable, Iterator, Mapping

from app.domain.definition.faults import fault, in_workflow
from app.domain.definition.language import DocumentInputDeclaration, GatherInputDeclaration, ItemInputDeclaration
from app.domain.definition.material import Material
from app.domain.findings import Finding

RESERVED_APPROVERS = frozenset({"viewer", "contributor", "owner", "administrator"})
"""Roles that every project has already."""


def unknown_scopes(material: Material) -> Iterator[Finding]:
    """Each scope that is named is declared."""
    known = material.workflow.scopes
    for name, scope in known.items():
        if scope.parent is not None:
            yield from _unknown("scope", scope.parent, f"/scopes/{name}/parent", known)
    for name, entity_type in material.workflow.entity_types.items():
        if entity_type.opens is not None:
            yield from _unknown("scope", entity_type.opens, f"/entity_types/{name}/opens", known)
    for pointer, _, declared in material.document_types():
        if declared.scope is not None:
            yield from _unknown("scope", declared.scope, f"{pointer}/scope", known)
    for step in material.steps:
        for index, entry in enumerate(step.declaration.inputs):
            if isinstance(entry, ItemInputDeclaration):
                yield from _unknown("scope", entry.item, f"{step.pointer}/inputs/{index}/item", known)


def unknown_entity_types(material: Material) -> Iterator[Finding]:
    """Each entity type that a collection names is declared."""
    for pointer, _, declared in material.document_types():
        for field, entity_type in declared.collections.items():
            place = f"{pointer}/collections/{field}"
            yield from _unknown("entity_type", entity_type, place, material.workflow.entity_types)


def unknown_document_types(material: Material) -> Iterator[Finding]:
    """Each document type that a step produces or reads is declared."""
    known = material.workflow.document_types
    for step in material.steps:
        yield from _unknown("document_type", step.declaration.produces, f"{step.pointer}/produces", known)
        for index, entry in enumerate(step.declaration.inputs):
            place = f"{step.pointer}/inputs/{index}"
            if isinstance(entry, DocumentInputDeclaration):
                yield from _unknown("document_type", entry.document, f"{place}/document", known)
            elif isinstance(entry, GatherInputDeclaration):
                yield from _unknown("document_type", entry.gather, f"{place}/gather", known)


def unknown_roles(material: Material) -> Iterator[Finding]:
    """Each role that a step is written by is declared."""
    for step in material.steps:
        yield from _unknown("role", step.declaration.role, f"{step.pointer}/role", material.workflow.roles)


def unknown_approvers(material: Material) -> Iterator[Finding]:
    """Each role that accepts is declared among the approvers."""
    for pointer, _, declared in material.document_types():
        for index, role in enumerate(declared.acceptance.by if declared.acceptance else ()):
            yield from _unknown("approver", role, f"{pointer}/acceptance/by/{index}", material.workflow.approvers)


def reserved_approvers(material: Material) -> Iterator[Finding]:
    """No approver bears the name of a role that every project has."""
    for name in material.workflow.approvers:
        if name in RESERVED_APPROVERS:
            yield fault(
                "reserved_approver",
                in_workflow(f"/approvers/{name}"),
                f"every project has a role {name!r} already",
                "Choose another name for the approver.",
            )


def duplicate_ids(material: Material) -> Iterator[Finding]:
    """No two steps share an id."""
    places = ((step.declaration.id, f"{step.pointer}/id") for step in material.steps)
    yield from _duplicates("duplicate_id", "the step id", places)


def duplicate_codes(material: Material) -> Iterator[Finding]:
    """No two document types share the letters of their code."""
    places = ((declared.code, f"{pointer}/code") for pointer, _, declared in material.document_types())
    yield from _duplicates("duplicate_code", "the code", places)


def duplicate_prefixes(material: Material) -> Iterator[Finding]:
    """No two entity types share a prefix, and none is the code of a document type."""
    codes = ((declared.code, "") for _, _, declared in material.document_types())
    prefixes = (
        (entity_type.prefix, f"/entity_types/{name}/prefix")
        for name, entity_type in material.workflow.entity_types.items()
    )
    yield from _duplicates("duplicate_prefix", "the prefix", (*codes, *prefixes))


def ambiguous_names(material: Material) -> Iterator[Finding]:
    """No scope bears the name of a document type: references and checks name both in the same place."""
    for name in material.workflow.scopes:
        if name in material.workflow.document_types:
            yield fault(
                "ambiguous_name",
                in_workflow(f"/scopes/{name}"),
                f"{name!r} is a scope and a document type",
                "Rename one of them.",
            )


def _unknown(kind: str, name: str, pointer: str, known: Mapping[str, object]) -> Iterator[Finding]:
    if name in known:
        return
    words = kind.replace("_", " ")
    others = f", or use one of: {', '.join(sorted(known))}" if known else ""
    yield fault(
        f"unknown_{kind}",
        in_workflow(pointer),
        f"there is no {words} {name!r}",
        f"Declare it{others}.",
    )


def _duplicates(code: str, what: str, places: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    seen: set[str] = set()
    for name, pointer in places:
        if name in seen and pointer:
            yield fault(code, in_workflow(pointer), f"{what} {name!r} is used already", "Choose another one.")
        seen.add(name)
