"""Advice about what is declared and never used."""

from collections.abc import Iterator

from app.domain.definition.faults import advice, in_workflow
from app.domain.definition.material import Material
from app.domain.findings import Finding


def unused_roles(material: Material) -> Iterator[Finding]:
    """Each writing role writes something."""
    used = {step.declaration.role for step in material.steps}
    for name in material.workflow.roles:
        if name not in used:
            yield _unused("role", f"/roles/{name}", name)


def unused_approvers(material: Material) -> Iterator[Finding]:
    """Each approver accepts something."""
    used = {
        role for _, _, declared in material.document_types() if declared.acceptance for role in declared.acceptance.by
    }
    for name in material.workflow.approvers:
        if name not in used:
            yield _unused("approver", f"/approvers/{name}", name)


def unused_entity_types(material: Material) -> Iterator[Finding]:
    """Each entity type is owned by a collection."""
    for name in material.workflow.entity_types:
        if name not in material.owners:
            yield _unused("entity_type", f"/entity_types/{name}", name)


def unused_scopes(material: Material) -> Iterator[Finding]:
    """A step stands in each scope, or in one below it."""
    used = {scope for step in material.steps for scope in material.scopes_around(step.scope)}
    for name in material.workflow.scopes:
        if name not in used:
            yield _unused("scope", f"/scopes/{name}", name)


def _unused(kind: str, pointer: str, name: str) -> Finding:
    words = kind.replace("_", " ")
    return advice(f"unused_{kind}", in_workflow(pointer), f"the {words} {name!r} is not used", "Use it, or remove it.")
