"""Rules about scopes and about who owns what: the hierarchy is a tree, and each item type has one home."""

from collections.abc import Iterator

from app.domain.definition.faults import fault, in_workflow
from app.domain.definition.material import Material
from app.domain.findings import Finding


def scope_cycles(material: Material) -> Iterator[Finding]:
    """No scope is its own ancestor."""
    reported: set[str] = set()
    for name in material.workflow.scopes:
        chain = material.scopes_around(name)
        closing = material.workflow.scopes[chain[-1]].parent
        if closing == name and not reported.intersection(chain):
            reported.update(chain)
            yield fault(
                "scope_cycle",
                in_workflow(f"/scopes/{name}/parent"),
                f"the scopes {' in '.join((*chain, name))} stand in a circle",
                "Let one of them have the root (null) as its parent.",
            )


def shared_ownership(material: Material) -> Iterator[Finding]:
    """Each entity type is owned by one collection."""
    for entity_type, claims in material.owners.items():
        first, *others = claims
        for document_type, field in others:
            yield fault(
                "shared_ownership",
                in_workflow(f"/document_types/{document_type}/collections/{field}"),
                f"{entity_type!r} is owned by {first[0]}.{first[1]} already",
                "Declare an entity type of its own for this collection.",
            )


def ownership_cycles(material: Material) -> Iterator[Finding]:
    """No entity type opens a scope that its own owner stands in."""
    for name, scope, owner_scope in _opened(material):
        if scope in material.scopes_around(owner_scope):
            yield fault(
                "ownership_cycle",
                in_workflow(f"/entity_types/{name}/opens"),
                f"{name!r} opens the scope {scope!r}, and its own collection stands in that scope",
                "Let a document outside the scope own the collection.",
            )


def scopes_under_their_owner(material: Material) -> Iterator[Finding]:
    """A scope's parent is the scope of the document whose items open it."""
    for name, scope, owner_scope in _opened(material):
        parent = material.workflow.scopes[scope].parent
        if parent != owner_scope and scope not in material.scopes_around(owner_scope):
            yield fault(
                "scope_mismatch",
                in_workflow(f"/scopes/{scope}/parent"),
                f"{scope!r} is opened by {name!r}, whose collection stands in {_words(owner_scope)}",
                f"Let {scope!r} have the parent {_words(owner_scope)}.",
            )


def scopes_opened_once(material: Material) -> Iterator[Finding]:
    """Each scope is opened by exactly one entity type."""
    openers: dict[str, list[str]] = {}
    for name, entity_type in material.workflow.entity_types.items():
        if entity_type.opens is not None:
            openers.setdefault(entity_type.opens, []).append(name)
    for scope in material.workflow.scopes:
        names = openers.get(scope, [])
        if not names:
            yield fault(
                "scope_never_opened",
                in_workflow(f"/scopes/{scope}"),
                f"no entity type opens the scope {scope!r}",
                "Say `opens` in the entity type whose items open it, or remove the scope.",
            )
        for name in names[1:]:
            yield fault(
                "scope_opened_twice",
                in_workflow(f"/entity_types/{name}/opens"),
                f"{scope!r} is opened by {names[0]!r} already",
                "Declare a scope of its own for this entity type.",
            )


def _opened(material: Material) -> Iterator[tuple[str, str, str | None]]:
    """Give each entity type that opens a known scope, with that scope and the scope of its owner."""
    for name, entity_type in material.workflow.entity_types.items():
        claims = material.owners.get(name, ())
        if entity_type.opens in material.workflow.scopes and claims:
            yield name, str(entity_type.opens), material.workflow.document_types[claims[0][0]].scope


def _words(scope: str | None) -> str:
    return "the root" if scope is None else repr(scope)
