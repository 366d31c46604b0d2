"""A loaded release: the compiled definition with everything that its steps are made from.

`app.domain.definition.loading` makes one.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.completions import Limits
from app.domain.definition.checks.declared import Check
from app.domain.definition.model import Definition
from app.domain.errors import Invalid
from app.domain.facts import ModelBinding
from app.domain.findings import Finding, Severity
from app.domain.names import Digest, DocumentTypeName, JsonObject, RoleName, StepId


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
