"""Compiling a judged release into plain values; only called for releases without errors."""

from collections.abc import Mapping
from types import MappingProxyType

from app.domain.canonical import digest_of
from app.domain.completions import Limits
from app.domain.definition.checks.declared import Check
from app.domain.definition.language import (
    AcceptanceDeclaration,
    BriefInputDeclaration,
    DocumentInputDeclaration,
    DocumentTypeDeclaration,
    InputDeclaration,
    ItemInputDeclaration,
)
from app.domain.definition.material import Material, PlacedStep
from app.domain.definition.model import (
    Acceptance,
    BriefInput,
    Definition,
    DocumentInput,
    DocumentType,
    EntityType,
    GatherInput,
    Input,
    ItemInput,
    Scope,
    Step,
)
from app.domain.facts import ModelBinding
from app.domain.names import Digest, DocumentTypeName, EntityTypeName, Json, JsonObject, RoleName, ScopeName, StepId
from app.domain.schemas import without_keywords

ASSEMBLER_VERSION = "1"
"""Raised when the same declaration and inputs would be turned into other messages; part of every base digest."""

_READ_BY_RENDERING = frozenset({"title", "x-render", "$id", "$schema", "$comment"})
_NOT_JUDGED = _READ_BY_RENDERING | {"x-draft", "description", "examples", "default"}


def compile_definition(material: Material, *, digest: Digest) -> Definition:
    """Give the definition that plan, engine and services read."""
    workflow = material.workflow
    return Definition(
        name=workflow.name,
        version=workflow.version,
        digest=digest,
        title=workflow.title,
        scopes=MappingProxyType(_scopes(material)),
        entity_types=MappingProxyType(_entity_types(material)),
        document_types=MappingProxyType(
            {
                DocumentTypeName(name): _document_type(material, name, declared)
                for name, declared in workflow.document_types.items()
            },
        ),
        steps=tuple(_step(material, step) for step in material.steps),
        approvers=MappingProxyType({RoleName(name): title for name, title in workflow.approvers.items()}),
    )


def generation_schema(schema: JsonObject) -> JsonObject:
    """Give the schema as a writer reads it: references and drafting hints stay, what only rendering reads goes."""
    return _without(schema, _READ_BY_RENDERING)


def prompt_text(files: Mapping[str, bytes], path: str) -> str:
    """Give a prompt with its line ends normalised."""
    return files[path].decode().replace("\r\n", "\n")


def checks_of(material: Material) -> Mapping[DocumentTypeName, tuple[Check, ...]]:
    """Give the declared checks of each document type."""
    return MappingProxyType(
        {DocumentTypeName(name): tuple(declared.checks) for name, declared in material.workflow.document_types.items()},
    )


def limits_of(material: Material) -> Mapping[StepId, Limits]:
    """Give the bounds of each step's calls."""
    return MappingProxyType(
        {
            StepId(step.declaration.produces): Limits(
                max_output_tokens=step.declaration.limits.max_output_tokens,
                timeout_seconds=step.declaration.limits.timeout_seconds,
            )
            for step in material.steps
        },
    )


def bindings_of(material: Material) -> Mapping[StepId, ModelBinding]:
    """Give the model of each step that names one, `provider:model`."""
    bindings: dict[StepId, ModelBinding] = {}
    for step in material.steps:
        if step.declaration.model is not None:
            provider, _, model = step.declaration.model.partition(":")
            bindings[StepId(step.declaration.produces)] = ModelBinding(provider=provider, model=model)
    return MappingProxyType(bindings)


def _scopes(material: Material) -> dict[ScopeName, Scope]:
    return {
        ScopeName(name): Scope(
            name=ScopeName(name),
            parent=None if declared.parent is None else ScopeName(declared.parent),
            entity_type=EntityTypeName(material.entity_opening(name) or ""),
        )
        for name, declared in material.workflow.scopes.items()
    }


def _entity_types(material: Material) -> dict[EntityTypeName, EntityType]:
    compiled: dict[EntityTypeName, EntityType] = {}
    for name, declared in material.workflow.entity_types.items():
        if name not in material.owners:
            continue
        ((document_type, field),) = material.owners[name]
        compiled[EntityTypeName(name)] = EntityType(
            name=EntityTypeName(name),
            prefix=declared.prefix,
            document_type=DocumentTypeName(document_type),
            collection=field,
            match=declared.match,
            name_field=declared.name_field,
            opens=None if declared.opens is None else ScopeName(declared.opens),
        )
    return compiled


def _document_type(material: Material, name: str, declared: DocumentTypeDeclaration) -> DocumentType:
    acceptance = _acceptance(declared.acceptance) if declared.acceptance else None
    judged: dict[str, Json] = {
        "checks": [check.model_dump(mode="json") for check in declared.checks],
        "schema": _without(material.schemas[declared.schema_file], _NOT_JUDGED),
    }
    return DocumentType(
        name=DocumentTypeName(name),
        title=declared.title,
        code=declared.code,
        scope=None if declared.scope is None else ScopeName(declared.scope),
        collections=MappingProxyType(
            {field: EntityTypeName(entity_type) for field, entity_type in declared.collections.items()},
        ),
        acceptance=acceptance,
        checks_digest=digest_of(judged),
        policy_digest=digest_of(_policy(acceptance) if acceptance else None),
    )


def _acceptance(declared: AcceptanceDeclaration) -> Acceptance:
    by = tuple(RoleName(role) for role in declared.by)
    return Acceptance(by=by, quorum=declared.quorum, author=declared.author, tokens=declared.tokens)


def _policy(acceptance: Acceptance) -> dict[str, Json]:
    """Give what a decision says that it was made under; an option at its default is not part of it."""
    options: dict[str, Json] = {
        "quorum": acceptance.quorum,
        "author": acceptance.author,
        "tokens": acceptance.tokens,
    }
    usual = Acceptance(by=acceptance.by)
    set_apart = {name: value for name, value in options.items() if value != getattr(usual, name)}
    return {"by": [*sorted(acceptance.by)], **set_apart}


def _step(material: Material, step: PlacedStep) -> Step:
    declared = step.declaration
    return Step(
        title=declared.title,
        role=RoleName(declared.role),
        scope=None if step.scope is None else ScopeName(step.scope),
        produces=DocumentTypeName(declared.produces),
        inputs=tuple(_input(entry) for entry in declared.inputs),
        clarify=declared.clarify,
        max_question_rounds=declared.limits.question_rounds,
        max_attempts=declared.limits.attempts,
        declaration_digest=_declaration_digest(material, step),
    )


def _declaration_digest(material: Material, step: PlacedStep) -> Digest:
    """Name exactly what of the release enters the step's requests; titles and attempts do not."""
    declared = step.declaration
    schema_file = material.workflow.document_types[declared.produces].schema_file
    body: dict[str, Json] = {
        "id": declared.id,
        "produces": declared.produces,
        "inputs": [entry.model_dump(mode="json") for entry in declared.inputs],
        "clarify": declared.clarify,
        "max_output_tokens": declared.limits.max_output_tokens,
        "timeout_seconds": declared.limits.timeout_seconds,
        "question_rounds": declared.limits.question_rounds,
        "role_prompt": prompt_text(material.files, material.workflow.roles[declared.role].prompt),
        "task_prompt": prompt_text(material.files, declared.task),
        "schema": generation_schema(material.schemas[schema_file]),
        "assembler_version": ASSEMBLER_VERSION,
    }
    return digest_of(body)


def _input(entry: InputDeclaration) -> Input:
    if isinstance(entry, BriefInputDeclaration):
        return BriefInput(form=entry.brief)
    if isinstance(entry, ItemInputDeclaration):
        return ItemInput(scope=ScopeName(entry.item))
    if isinstance(entry, DocumentInputDeclaration):
        return DocumentInput(
            document_type=DocumentTypeName(entry.document),
            select=entry.select,
            required=not entry.optional,
        )
    return GatherInput(document_type=DocumentTypeName(entry.gather), select=entry.select)


def _without(schema: JsonObject, keywords: frozenset[str]) -> JsonObject:
    copy = without_keywords(schema, keywords)
    return copy if isinstance(copy, Mapping) else {}
