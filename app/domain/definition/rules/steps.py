"""Rules about steps: where they stand, what they produce, what they iterate over."""

from collections.abc import Iterator

from app.domain.definition.faults import fault, in_workflow
from app.domain.definition.material import Material
from app.domain.findings import Finding


def iterations_have_a_collection(material: Material) -> Iterator[Finding]:
    """What is iterated is a collection whose items open a scope."""
    for iteration in material.iterations:
        place = in_workflow(f"{iteration.pointer}/iterate")
        document_type, _, field = iteration.declaration.iterate.partition(".")
        declared = material.workflow.document_types.get(document_type)
        if declared is None or field not in declared.collections:
            yield fault(
                "iteration_without_collection",
                place,
                f"{iteration.declaration.iterate!r} is no collection",
                "Iterate over DOCUMENT_TYPE.FIELD, and name the field under `collections` of that document type.",
            )
        elif iteration.opens is None and declared.collections[field] in material.workflow.entity_types:
            yield fault(
                "iteration_without_scope",
                place,
                f"the items of {iteration.declaration.iterate!r} open no scope",
                f"Let the entity type {declared.collections[field]!r} say which scope it `opens`.",
            )


def iterations_stand_where_their_items_are(material: Material) -> Iterator[Finding]:
    """An iteration stands in the scope of the document whose items it goes through."""
    for iteration in material.iterations:
        declared = material.workflow.document_types.get(iteration.declaration.iterate.partition(".")[0])
        if declared and iteration.is_placed and iteration.opens and declared.scope != iteration.around:
            yield fault(
                "scope_mismatch",
                in_workflow(f"{iteration.pointer}/iterate"),
                f"the collection stands in {_words(declared.scope)}, the iteration in {_words(iteration.around)}",
                "Move the iteration to the scope of the collection.",
            )


def iterations_follow_their_collection(material: Material) -> Iterator[Finding]:
    """The document that holds the collection is produced by an earlier step."""
    for iteration in material.iterations:
        document_type = iteration.declaration.iterate.partition(".")[0]
        producer = material.producers.get(document_type)
        if producer is not None and producer.order >= iteration.first_order:
            yield fault(
                "not_yet_produced",
                in_workflow(f"{iteration.pointer}/iterate"),
                f"{document_type!r} is produced only by the later step {producer.declaration.id!r}",
                "Move the iteration behind that step.",
            )


def steps_stand_in_the_scope_of_their_document(material: Material) -> Iterator[Finding]:
    """A step stands in the scope of the document type that it produces."""
    for step in material.steps:
        declared = material.workflow.document_types.get(step.declaration.produces)
        if declared and step.is_placed and declared.scope != step.scope:
            yield fault(
                "scope_mismatch",
                in_workflow(f"{step.pointer}/produces"),
                f"{step.declaration.produces!r} stands in {_words(declared.scope)}, the step in {_words(step.scope)}",
                "Move the step, or change the scope of the document type.",
            )


def documents_are_produced_once(material: Material) -> Iterator[Finding]:
    """Each document type is produced by exactly one step."""
    for step in material.steps:
        first = material.producers[step.declaration.produces]
        if step is not first:
            yield fault(
                "produced_twice",
                in_workflow(f"{step.pointer}/produces"),
                f"{step.declaration.produces!r} is produced by the step {first.declaration.id!r} already",
                "Declare a document type of its own for this step.",
            )
    for pointer, name, _ in material.document_types():
        if name not in material.producers:
            yield fault(
                "never_produced",
                in_workflow(pointer),
                f"no step produces {name!r}",
                "Add a step that produces it, or remove the document type.",
            )


def _words(scope: str | None) -> str:
    return "the root" if scope is None else f"the scope {scope!r}"
