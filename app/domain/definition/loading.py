"""Loading a release: verified, judged and compiled from its files.

It loads the whole definition language with its rules: a process that compiles no release imports it never.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.domain.definition.compiling import (
    bindings_of,
    checks_of,
    compile_definition,
    generation_schema,
    limits_of,
    prompt_text,
)
from app.domain.definition.manifest import release_digest
from app.domain.definition.material import Material
from app.domain.definition.release import InvalidDefinition, Release
from app.domain.definition.validation import read_release
from app.domain.findings import Finding, has_errors
from app.domain.names import DocumentTypeName, RoleName, StepId


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
