"""The compiled form of a workflow definition: what plan, engine and services read.

Everything here is plain frozen data. Files are read in `loading.py`, judged in `validation.py`; the digests are
computed once, when a release is compiled, so that `plan` only compares strings.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from app.domain.names import Digest, DocumentTypeName, EntityTypeName, RoleName, ScopeName, StepId


class BriefForm(StrEnum):
    """How a brief enters a request."""

    BLOCKS = "blocks"
    """As its blocks: an unchanged block keeps its digest. The usual form."""

    TEXT = "text"
    """As one text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefInput:
    """The project's brief."""

    form: BriefForm = BriefForm.BLOCKS


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentInput:
    """A released document of an ancestor scope, of the root, or of the same instance scope."""

    document_type: DocumentTypeName
    select: tuple[str, ...] = ()
    """Top-level fields that enter the request, in order; empty means the whole document."""

    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemInput:
    """The item that opened the instance's scope, or an ancestor's."""

    scope: ScopeName


@dataclass(frozen=True, slots=True, kw_only=True)
class GatherInput:
    """Every released document of a type in a descendant scope, ordered by code."""

    document_type: DocumentTypeName
    select: tuple[str, ...] = ()


Input: TypeAlias = BriefInput | DocumentInput | ItemInput | GatherInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A level of the hierarchy below the root, opened by the items of one collection."""

    name: ScopeName
    parent: ScopeName | None
    """None stands for the root."""

    entity_type: EntityTypeName


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityType:
    """A kind of item with codes of its own, owned by one field of one document type."""

    name: EntityTypeName
    prefix: str
    """The letters before the number: `E` gives `E-01`."""

    document_type: DocumentTypeName
    collection: str
    """The top-level field of the document whose items these are."""

    match: tuple[str, ...] = ("key",)
    """Fields whose exact values identify an item before its sources and its name are tried."""

    name_field: str = "name"
    """The field that `identify` takes as the item's name."""

    opens: ScopeName | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """Who must accept a document before others read it."""

    by: tuple[RoleName, ...]
    quorum: int = 1
    """How many different people must accept the same content."""

    author: bool = True
    """Whether somebody may accept what was made from their own brief or answers."""

    tokens: bool = False
    """Whether a program may accept with the token of somebody who may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentType:
    """A kind of document: where it stands, what it owns, who accepts it."""

    name: DocumentTypeName
    title: str
    code: str
    """The letters of its code: `PD` gives `PD-1`, in a scope `SB-1@E-03`."""

    scope: ScopeName | None
    collections: Mapping[str, EntityTypeName]
    """Top-level fields whose items carry codes, in schema order."""

    acceptance: Acceptance | None
    checks_digest: Digest
    policy_digest: Digest
    """Digest of the acceptance policy, so that a decision can say under which policy it was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step that produces one document in each instance of its scope.

    Facts name it by the document type that it produces: another release may give the same id to a step that makes
    something else, and what was answered, commented or numbered there says nothing about this document.
    """

    title: str
    role: RoleName
    scope: ScopeName | None
    produces: DocumentTypeName
    inputs: tuple[Input, ...]
    clarify: bool
    max_question_rounds: int = 2
    max_attempts: int = 3
    declaration_digest: Digest
    """Digest of the step's own declaration: id, role and task prompts, generation schema, limits, clarify, inputs."""

    @property
    def id(self) -> StepId:
        """What facts call this step: the document type that it produces, and that no other step does."""
        return StepId(self.produces)


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One release, compiled.

    Names are resolved; steps stand in an order in which each reads only earlier ones, gathered ones included.
    """

    name: str
    version: str
    digest: Digest
    title: str
    scopes: Mapping[ScopeName, Scope]
    entity_types: Mapping[EntityTypeName, EntityType]
    document_types: Mapping[DocumentTypeName, DocumentType]
    steps: tuple[Step, ...]
    approvers: Mapping[RoleName, str] = field(default_factory=dict)
    """Approver role to its title."""

    def step_producing(self, document_type: DocumentTypeName) -> Step:
        """Give the one step that produces `document_type`.

        Raises:
            KeyError: no step produces it; a validated definition has exactly one for each type.

        """
        for step in self.steps:
            if step.produces == document_type:
                return step
        raise KeyError(document_type)
