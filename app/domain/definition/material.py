"""What the rules of the validator look at: the workflow with its steps laid flat, its files and its schemas."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.domain.definition.language import (
    DocumentTypeDeclaration,
    IterateDeclaration,
    ProduceDeclaration,
    StepDeclaration,
    Workflow,
)
from app.domain.names import JsonObject
from app.domain.schemas import subschemas


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedStep:
    """A producing step with where it stands."""

    pointer: str
    declaration: ProduceDeclaration
    scope: str | None
    """The scope that the surrounding iterations open; None at the root."""

    is_placed: bool
    """False where a surrounding iteration names no collection that opens a scope."""

    order: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedIteration:
    """An iteration with where it stands."""

    pointer: str
    declaration: IterateDeclaration
    around: str | None
    """The scope that the iteration stands in."""

    is_placed: bool
    opens: str | None
    """The scope that it opens; None where its collection cannot be resolved."""

    first_order: int
    """How many steps stand before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One release under judgement."""

    files: Mapping[str, bytes]
    workflow: Workflow
    schemas: Mapping[str, JsonObject]
    """Schema file to its content; files that could not be read are absent."""

    subschemas: Mapping[str, tuple[tuple[str, JsonObject], ...]]
    """Schema file to every schema within it, with its pointer."""

    steps: tuple[PlacedStep, ...]
    """In the order of the file."""

    iterations: tuple[PlacedIteration, ...]
    producers: Mapping[str, PlacedStep]
    """Document type to the first step that produces it."""

    owners: Mapping[str, tuple[tuple[str, str], ...]]
    """Entity type to each (document type, field) that claims it."""

    refused: Collection[str]
    """Paths that are there, and must not be read."""

    def schema_of(self, document_type: str) -> "JsonObject | None":
        """Give the schema of a document type, if it could be read."""
        declared = self.workflow.document_types.get(document_type)
        return self.schemas.get(declared.schema_file) if declared else None

    def scopes_around(self, scope: str | None) -> tuple[str, ...]:
        """Give `scope` and its ancestors below the root, innermost first; a cycle is walked once."""
        around: list[str] = []
        while scope is not None and scope in self.workflow.scopes and scope not in around:
            around.append(scope)
            scope = self.workflow.scopes[scope].parent
        return tuple(around)

    def entity_opening(self, scope: str) -> str | None:
        """Give the first entity type that opens `scope`."""
        for name, entity_type in self.workflow.entity_types.items():
            if entity_type.opens == scope:
                return name
        return None

    def document_types(self) -> Iterator[tuple[str, str, DocumentTypeDeclaration]]:
        """Give each document type's pointer, name and declaration."""
        for name, declared in self.workflow.document_types.items():
            yield f"/document_types/{name}", name, declared


def lay_out(
    workflow: Workflow,
    *,
    files: Mapping[str, bytes],
    schemas: Mapping[str, JsonObject],
    refused: Collection[str] = (),
) -> Material:
    """Lay a workflow flat and index it."""
    steps: list[PlacedStep] = []
    iterations: list[PlacedIteration] = []
    _place(workflow, workflow.steps, "/steps", (None, True), steps, iterations)
    producers: dict[str, PlacedStep] = {}
    for step in steps:
        producers.setdefault(step.declaration.produces, step)
    owners: dict[str, list[tuple[str, str]]] = {}
    for name, declared in workflow.document_types.items():
        for field, entity_type in declared.collections.items():
            owners.setdefault(entity_type, []).append((name, field))
    return Material(
        files=files,
        workflow=workflow,
        schemas=schemas,
        subschemas={file: tuple(subschemas(schema)) for file, schema in schemas.items()},
        steps=tuple(steps),
        iterations=tuple(iterations),
        producers=producers,
        owners={entity_type: tuple(claims) for entity_type, claims in owners.items()},
        refused=refused,
    )


def _place(
    workflow: Workflow,
    declared: Sequence[StepDeclaration],
    pointer: str,
    around: tuple[str | None, bool],
    steps: list[PlacedStep],
    iterations: list[PlacedIteration],
) -> None:
    scope, is_placed = around
    for index, entry in enumerate(declared):
        here = f"{pointer}/{index}"
        if isinstance(entry, ProduceDeclaration):
            steps.append(
                PlacedStep(pointer=here, declaration=entry, scope=scope, is_placed=is_placed, order=len(steps)),
            )
            continue
        opens = _scope_opened_by(workflow, entry)
        iterations.append(
            PlacedIteration(
                pointer=here,
                declaration=entry,
                around=scope,
                is_placed=is_placed,
                opens=opens,
                first_order=len(steps),
            ),
        )
        inside = (opens, is_placed and opens is not None)
        _place(workflow, entry.steps, f"{here}/steps", inside, steps, iterations)


def _scope_opened_by(workflow: Workflow, iteration: IterateDeclaration) -> str | None:
    document_type, _, field = iteration.iterate.partition(".")
    declared = workflow.document_types.get(document_type)
    entity_type = workflow.entity_types.get(declared.collections.get(field, "")) if declared else None
    return entity_type.opens if entity_type and entity_type.opens in workflow.scopes else None
