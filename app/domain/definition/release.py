"""A loaded release: the compiled definition with everything that its steps are made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.domain.completions import Limits
from app.domain.definition.checks.declared import Check
from app.domain.definition.compiling import (
    ASSEMBLER_VERSION,
    bindings_of,
    checks_of,
    compile_definition,
    generation_schema,
    limits_of,
    prompt_text,
)
from app.domain.definition.manifest import release_digest, seal
from app.domain.definition.material import Material
from app.domain.definition.model import Definition
from app.domain.definition.validation import read_release, validate
from app.domain.errors import Invalid
from app.domain.facts import ModelBinding
from app.domain.findings import Finding, Severity, has_errors
from app.domain.names import Digest, DocumentTypeName, JsonObject, RoleName, StepId

__all__ = ["ASSEMBLER_VERSION", "InvalidDefinition", "Release", "load_release", "seal", "validate"]


class InvalidDefinition(Invalid):
    """The release has faults; nothing of it can run.

    Attributes:
        findings: everything that was found, warnings included.

    """

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        errors = [finding for finding in findings if finding.severity is Severity.ERROR]
        first = errors[0]
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        super().__init__(f"The definition cannot be used: {first.path}: {first.message}. {first.fix}{more}")
        self.findings = findings


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One release, verified and compiled."""

    definition: Definition
    role_prompts: Mapping[StepId, str]
    task_prompts: Mapping[StepId, str]
    role_titles: Mapping[RoleName, str]
    schemas: Mapping[DocumentTypeName, JsonObject]
    """Complete schemas, with hints."""

    generation_schemas: Mapping[DocumentTypeName, JsonObject]
    """What a writer is given: without titles and `x-render`, which only rendering reads."""

    checks: Mapping[DocumentTypeName, tuple[Check, ...]]
    limits: Mapping[StepId, Limits]
    bindings: Mapping[StepId, ModelBinding]
    """Steps that name a model of their own."""

    files: Mapping[str, bytes]
    digest: Digest
    warnings: tuple[Finding, ...] = ()


def load_release(files: Mapping[str, bytes]) -> Release:
    """Verify, judge and compile the files of a release, by path relative to its folder.

    Raises:
        InvalidDefinition: anything in it is wrong; it carries every finding.

    """
    judged = read_release(files)
    if judged.material is None or has_errors(judged.findings):
        raise InvalidDefinition(judged.findings)
    return _compiled(judged.material, judged.findings)


def _compiled(material: Material, warnings: tuple[Finding, ...]) -> Release:
    workflow, files = material.workflow, material.files
    digest = release_digest(name=workflow.name, version=workflow.version, files=files)
    steps = [step.declaration for step in material.steps]
    schemas = {
        DocumentTypeName(name): material.schemas[declared.schema_file]
        for name, declared in workflow.document_types.items()
    }
    return Release(
        definition=compile_definition(material, digest=digest),
        role_prompts=MappingProxyType(
            {StepId(step.produces): prompt_text(files, workflow.roles[step.role].prompt) for step in steps},
        ),
        task_prompts=MappingProxyType({StepId(step.produces): prompt_text(files, step.task) for step in steps}),
        role_titles=MappingProxyType({RoleName(name): role.title for name, role in workflow.roles.items()}),
        schemas=MappingProxyType(schemas),
        generation_schemas=MappingProxyType({name: generation_schema(schema) for name, schema in schemas.items()}),
        checks=checks_of(material),
        limits=limits_of(material),
        bindings=bindings_of(material),
        files=files,
        digest=digest,
        warnings=warnings,
    )
