"""The file language of workflow definitions: what `workflow.yaml` may say.

A release is a folder with `workflow.yaml`, `release.json` (the sealed manifest), prompts (Markdown) and JSON Schemas::

    language: 1
    name: product-sketch                 # the folder is definitions/product-sketch/1.0.0
    version: 1.0.0
    title: Product sketch
    description: A discovery, a backlog, and a plan for each of its topics.
    approvers: {pm: Product manager}     # roles of people, for `acceptance`
    roles:
      analyst: {title: Analyst, prompt: prompts/roles/analyst.md}
    scopes:
      topic: {parent: null}              # below the root; opened by the entity type that says `opens: topic`
    entity_types:                        # one for each list whose items carry codes; most open no scope
      requirement: {prefix: R, name_field: statement}
      topic: {prefix: T, match: [key], opens: topic}
    document_types:
      discovery:
        title: Discovery
        code: PD
        schema: schemas/discovery.json
        collections: {requirements: requirement}
        acceptance: {by: [pm]}           # absent: released as soon as its checks pass; see AcceptanceDeclaration
      backlog:
        title: Backlog
        code: BL
        schema: schemas/backlog.json
        collections: {topics: topic}
        checks:                          # see app/domain/definition/checks/
          - rule: covers
            of: discovery.requirements
            where: {strength: [must, should]}
            by: [topics.requirements]
          - {rule: acyclic, list: topics, edges: depends_on.topic}
      plan: {title: Plan, code: PL, scope: topic, schema: schemas/plan.json}
      review: {title: Review, code: RV, schema: schemas/review.json}
    steps:
      - id: discovery
        title: Discovery
        role: analyst
        task: prompts/tasks/discovery.md
        produces: discovery
        clarify: true
        inputs: [{brief: blocks}]
      - id: backlog
        title: Backlog
        role: analyst
        task: prompts/tasks/backlog.md
        produces: backlog
        limits: {max_output_tokens: 24000}
        inputs: [{brief: blocks}, {document: discovery, select: [requirements, goals]}]
      - iterate: backlog.topics          # once for each item; the steps below stand in the scope it opens
        steps:
          - id: plan
            title: Plan
            role: analyst
            task: prompts/tasks/plan.md
            produces: plan
            inputs: [{item: topic}, {document: discovery, optional: true}]
      - id: review
        title: Review
        role: analyst
        task: prompts/tasks/review.md
        produces: review
        inputs: [{document: discovery}, {gather: plan}]

Schemas are draft 2020-12 with local `$ref` only. `x-ref` names the list that a string refers to: `topics` (a key in
this document), `discovery.requirements` (a code in an input), or a list of such names, any of which may hold it. An
object type that declares a property `sources` must cite at least one; an object type with `key` has unique keys in its
list. `x-draft` guides the offline drafter, `x-render` the rendering; `title` is read by the rendering alone.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from app.domain.definition.checks import AnyCheck
from app.domain.definition.model import BriefForm

LANGUAGE = 1

Name: TypeAlias = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Title: TypeAlias = Annotated[str, Field(min_length=1, max_length=120)]
FilePath: TypeAlias = Annotated[str, Field(min_length=1, max_length=200)]
ReleaseName: TypeAlias = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
ReleaseVersion: TypeAlias = Annotated[
    str,
    Field(pattern=r"^(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})(-[0-9a-z]+(\.[0-9a-z]+)*)?$", max_length=60),
]
"""Semantic version; a pre-release part is in lower case, build metadata is not taken."""


class Declaration(BaseModel):
    """What every part of the file has: no surplus fields, no change after loading."""

    model_config = ConfigDict(frozen=True, extra="forbid")


MOST_IN_QUORUM = 9


class RoleDeclaration(Declaration):
    """A role that writes."""

    title: Title
    prompt: FilePath


class ScopeDeclaration(Declaration):
    """A level of the hierarchy; `parent` null stands for the root."""

    parent: Name | None = None


class EntityTypeDeclaration(Declaration):
    """A kind of item that carries a code; the document type that names it in `collections` owns it."""

    prefix: Annotated[str, Field(pattern=r"^[A-Z]{1,4}$")]
    name_field: Name = "name"
    match: tuple[Name, ...] = ("key",)
    opens: Name | None = None


class AcceptanceDeclaration(Declaration):
    """Who may accept a document: as many different people as `quorum` says, each with any of these roles.

    `author: false` keeps out whoever gave the brief or the answers that it was made from; `tokens: true` lets programs
    decide with the token of somebody who may.
    """

    by: tuple[Name, ...] = Field(min_length=1)
    quorum: int = Field(default=1, ge=1, le=MOST_IN_QUORUM)
    author: bool = True
    tokens: bool = False


class DocumentTypeDeclaration(Declaration):
    """A kind of document."""

    title: Title
    code: Annotated[str, Field(pattern=r"^[A-Z]{1,4}$")]
    scope: Name | None = None
    schema_file: FilePath = Field(alias="schema")
    collections: dict[Name, Name] = Field(default_factory=dict)
    acceptance: AcceptanceDeclaration | None = None
    checks: tuple[AnyCheck, ...] = ()


class BriefInputDeclaration(Declaration):
    """`{brief: blocks}` or `{brief: text}`."""

    brief: BriefForm


class DocumentInputDeclaration(Declaration):
    """`{document: NAME, select: [field, ...], optional: true}`."""

    document: Name
    select: tuple[Name, ...] = ()
    optional: bool = False


class ItemInputDeclaration(Declaration):
    """`{item: SCOPE}`: the item that opened the instance's scope, or an ancestor's."""

    item: Name


class GatherInputDeclaration(Declaration):
    """`{gather: NAME, select: [field, ...]}`: every document of a type in descendant scopes."""

    gather: Name
    select: tuple[Name, ...] = ()


INPUT_KINDS = ("brief", "document", "item", "gather")


def _kind_of_input(value: object) -> str | None:
    kinds = [kind for kind in INPUT_KINDS if (kind in value if isinstance(value, dict) else hasattr(value, kind))]
    return f"({kinds[0]})" if len(kinds) == 1 else None


InputDeclaration: TypeAlias = Annotated[
    Annotated[BriefInputDeclaration, Tag("(brief)")]
    | Annotated[DocumentInputDeclaration, Tag("(document)")]
    | Annotated[ItemInputDeclaration, Tag("(item)")]
    | Annotated[GatherInputDeclaration, Tag("(gather)")],
    Discriminator(
        _kind_of_input,
        custom_error_type="unknown_input",
        custom_error_message="An input is exactly one of brief, document, item and gather",
    ),
]


class LimitsDeclaration(Declaration):
    """Bounds of a step's calls; `attempts` and `question_rounds` bound how often it is tried and may ask."""

    max_output_tokens: Annotated[int, Field(ge=256, le=200_000)] = 16_000
    timeout_seconds: Annotated[int, Field(ge=5, le=3_600)] = 600
    attempts: Annotated[int, Field(ge=1, le=3)] = 3
    question_rounds: Annotated[int, Field(ge=1, le=2)] = 2


class ProduceDeclaration(Declaration):
    """A step that produces one document in each instance of the scope it stands in."""

    id: Name
    title: Title
    role: Name
    task: FilePath
    produces: Name
    inputs: tuple[InputDeclaration, ...] = Field(min_length=1)
    clarify: bool = False
    limits: LimitsDeclaration = LimitsDeclaration()
    model: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*(:\S+)?$", max_length=200)] | None = None
    """`provider:model`; absent means the project's default."""


class IterateDeclaration(Declaration):
    """Steps that run once for each item of a collection, in the scope that its entity type opens."""

    iterate: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]
    """`document_type.field`."""

    steps: tuple["StepDeclaration", ...] = Field(min_length=1)


def _kind_of_step(value: object) -> str:
    iterates = "iterate" in value if isinstance(value, dict) else hasattr(value, "iterate")
    return "(iterate)" if iterates else "(produce)"


StepDeclaration: TypeAlias = Annotated[
    Annotated[ProduceDeclaration, Tag("(produce)")] | Annotated[IterateDeclaration, Tag("(iterate)")],
    Discriminator(_kind_of_step),
]


class Workflow(Declaration):
    """The whole of `workflow.yaml`."""

    language: Literal[1]
    name: ReleaseName
    version: ReleaseVersion
    title: Title
    description: Annotated[str, Field(max_length=2_000)] = ""
    approvers: dict[Name, Title] = Field(default_factory=dict)
    roles: dict[Name, RoleDeclaration] = Field(min_length=1)
    scopes: dict[Name, ScopeDeclaration] = Field(default_factory=dict)
    entity_types: dict[Name, EntityTypeDeclaration] = Field(default_factory=dict)
    document_types: dict[Name, DocumentTypeDeclaration] = Field(min_length=1)
    steps: tuple[StepDeclaration, ...] = Field(min_length=1)


class ManifestFile(Declaration):
    """One file of a release."""

    path: FilePath
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Manifest(Declaration):
    """The whole of `release.json`."""

    name: ReleaseName
    version: ReleaseVersion
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    """Digest of the name, the version and the files: what a project pins."""

    files: tuple[ManifestFile, ...]
    """Every file but the manifest itself, sorted by path."""
