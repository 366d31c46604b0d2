"""Rules about inputs: ancestors and the own scope may be read, descendants only gathered, everything only backwards."""

from collections.abc import Iterator

from app.domain.definition.faults import fault, in_workflow
from app.domain.definition.language import (
    BriefInputDeclaration,
    DocumentInputDeclaration,
    GatherInputDeclaration,
    InputDeclaration,
    ItemInputDeclaration,
)
from app.domain.definition.material import Material, PlacedStep
from app.domain.findings import Finding
from app.domain.schemas import top_fields

ANSWERS_FIELD = "answers"
"""The field that the product adds to a stored document: the answers that its writer was given."""


def documents_stand_around(material: Material) -> Iterator[Finding]:
    """A document that is read stands in the step's own scope, an ancestor's, or the root."""
    for step, place, entry in _inputs(material):
        declared = material.workflow.document_types.get(getattr(entry, "document", ""))
        if declared is None or not step.is_placed or declared.scope in (None, *material.scopes_around(step.scope)):
            continue
        if step.scope is None or step.scope in material.scopes_around(declared.scope):
            yield fault(
                "needs_gather",
                in_workflow(f"{place}/document"),
                f"{getattr(entry, 'document', '')!r} stands below the step: there may be many of it",
                "Read it with `gather`.",
            )
        else:
            yield fault(
                "other_branch",
                in_workflow(f"{place}/document"),
                f"{getattr(entry, 'document', '')!r} stands in another branch of the hierarchy",
                "Read what stands in the step's own scope or around it.",
            )


def gathered_documents_stand_below(material: Material) -> Iterator[Finding]:
    """A document that is gathered stands below the step's scope."""
    for step, place, entry in _inputs(material):
        if not isinstance(entry, GatherInputDeclaration) or not step.is_placed:
            continue
        declared = material.workflow.document_types.get(entry.gather)
        if declared is None:
            continue
        around = material.scopes_around(declared.scope)
        if not around or (step.scope is not None and step.scope not in around[1:]):
            yield fault(
                "gather_not_below",
                in_workflow(f"{place}/gather"),
                f"{entry.gather!r} does not stand below the step's scope",
                "Gather descendants only; read others with `document`.",
            )


def items_stand_around(material: Material) -> Iterator[Finding]:
    """An item that is read opened the step's own scope, or an ancestor's."""
    for step, place, entry in _inputs(material):
        if not isinstance(entry, ItemInputDeclaration) or not step.is_placed:
            continue
        if entry.item in material.workflow.scopes and entry.item not in material.scopes_around(step.scope):
            yield fault(
                "item_not_around",
                in_workflow(f"{place}/item"),
                f"the step does not stand in the scope {entry.item!r}",
                "Move the step into an iteration that opens the scope, or remove the input.",
            )


def inputs_are_produced_earlier(material: Material) -> Iterator[Finding]:
    """Every document that is read or gathered comes from an earlier step, and by no way from the step itself."""
    dependencies = _dependencies(material)
    for step, place, entry in _inputs(material):
        name = _document_of(entry)
        producer = material.producers.get(name) if name else None
        if producer is None or producer.order < step.order:
            continue
        kind = "gather" if isinstance(entry, GatherInputDeclaration) else "document"
        where = in_workflow(f"{place}/{kind}")
        if producer is step:
            yield fault("reads_itself", where, f"the step produces {name!r} itself", "Remove the input.")
        elif step.order in _reachable(dependencies, producer.order):
            yield fault(
                "gather_cycle" if kind == "gather" else "input_cycle",
                where,
                f"{name!r} is made from what this step produces",
                "Break the circle: one of the steps must not read the other.",
            )
        else:
            yield fault(
                "not_yet_produced",
                where,
                f"{name!r} is produced only by the later step {producer.declaration.id!r}",
                "Move this step behind that one.",
            )


def selected_fields_exist(material: Material) -> Iterator[Finding]:
    """Each selected field is a top-level field of the document."""
    for _, place, entry in _inputs(material):
        name = _document_of(entry)
        schema = material.schema_of(name) if name else None
        if schema is None:
            continue
        fields = (*top_fields(schema), ANSWERS_FIELD)
        for index, field in enumerate(getattr(entry, "select", ())):
            if field not in fields:
                yield fault(
                    "unknown_field",
                    in_workflow(f"{place}/select/{index}"),
                    f"{name!r} has no field {field!r}",
                    f"Select from: {', '.join(fields)}.",
                )


def inputs_are_named_once(material: Material) -> Iterator[Finding]:
    """No step reads the same thing twice."""
    for step in material.steps:
        seen: set[str] = set()
        for index, entry in enumerate(step.declaration.inputs):
            name = input_name(entry)
            if name in seen:
                yield fault(
                    "repeated_input",
                    in_workflow(f"{step.pointer}/inputs/{index}"),
                    f"{name!r} is an input already",
                    "Merge the two inputs.",
                )
            seen.add(name)


def input_name(entry: InputDeclaration) -> str:
    """Give the name by which references and checks speak of an input."""
    if isinstance(entry, BriefInputDeclaration):
        return "brief"
    if isinstance(entry, ItemInputDeclaration):
        return entry.item
    return entry.document if isinstance(entry, DocumentInputDeclaration) else entry.gather


def _inputs(material: Material) -> Iterator[tuple[PlacedStep, str, InputDeclaration]]:
    for step in material.steps:
        for index, entry in enumerate(step.declaration.inputs):
            yield step, f"{step.pointer}/inputs/{index}", entry


def _document_of(entry: InputDeclaration) -> str | None:
    if isinstance(entry, DocumentInputDeclaration):
        return entry.document
    return entry.gather if isinstance(entry, GatherInputDeclaration) else None


def _dependencies(material: Material) -> dict[int, set[int]]:
    """Give, for each step, the steps that its documents and its iterations come from."""
    reads: dict[int, set[int]] = {step.order: set() for step in material.steps}
    for step in material.steps:
        names = [_document_of(entry) for entry in step.declaration.inputs]
        names += [
            iteration.declaration.iterate.partition(".")[0]
            for iteration in material.iterations
            if step.pointer.startswith(f"{iteration.pointer}/")
        ]
        producers = (material.producers.get(name) for name in names if name)
        reads[step.order].update(producer.order for producer in producers if producer is not None)
    return reads


def _reachable(dependencies: dict[int, set[int]], start: int) -> set[int]:
    reached: set[int] = set()
    waiting = [start]
    while waiting:
        for order in dependencies[waiting.pop()]:
            if order not in reached:
                reached.add(order)
                waiting.append(order)
    return reached
