"""A project's state: facts, appended and never edited.

Each series carries its own number, so that `plan` takes them in any order. Facts hold digests of content, never
content. Facts by people: briefs, adoptions, run orders, retries, answers, decisions. Facts by the system: entities,
versions, derivations, dispatches, voids, attempts. Calls live in the ledger, which `plan` does not read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from app.domain.names import Code, Digest, DocumentTypeName, ScopePath, StepId


class InstanceKey(NamedTuple):
    """One step in one place: `story_backlog@E-03`.

    A tuple, since plans look instances up by it all the time, and Python compares and hashes tuples itself.
    """

    step: StepId
    path: ScopePath

    def __str__(self) -> str:
        return f"{self.step}@{self.path}" if self.path else self.step


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class CollectionKey:
    """A list of coded items: one field of the document that one instance produces."""

    instance: InstanceKey
    field: str


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class DispatchKey:
    """One order to produce: for an instance, at an input digest, under checks, counted."""

    instance: InstanceKey
    input_digest: Digest
    checks_digest: Digest
    number: int


# -- by people -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A version of the project's brief."""

    number: int
    digest: Digest
    blocks: tuple[Digest, ...]


OFFLINE = "offline"
"""The provider that is no model: the offline drafter, which answers the same request alike each time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelBinding:
    """The model a role is bound to, with its settings: part of every base digest."""

    provider: str
    """`offline`, `anthropic`, `openai`, `replay`, or a test's own."""

    model: str = ""
    settings: Mapping[str, str | int | bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """The project works by this release and these model bindings from here on; the highest number holds."""

    number: int
    name: str
    version: str
    release_digest: Digest
    default_binding: ModelBinding
    bindings: Mapping[StepId, ModelBinding] = field(default_factory=dict)
    """Exceptions to the default binding, by step."""

    def binding_of(self, step: StepId) -> ModelBinding:
        """Give the binding that a step's calls go to."""
        return self.bindings.get(step, self.default_binding)


class RunOutcome(StrEnum):
    """How a run was closed."""

    FINISHED = "finished"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStarted:
    """A run was ordered; one open run a project."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunClosed:
    """A run was closed: by `plan` (finished, failed) or by a person (cancelled)."""

    number: int
    outcome: RunOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """A person ordered new attempts for an instance at a digest."""

    instance: InstanceKey
    input_digest: Digest
    checks_digest: Digest
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """A whole question set was answered, or its answers withdrawn; the highest number of a set holds."""

    instance: InstanceKey
    question_set: Digest
    number: int
    values: Digest | None
    """Digest of the stored questions with their answers; None means withdrawn."""


class Verdict(StrEnum):
    """What a person decided about a content digest."""

    ACCEPT = "accept"
    SEND_BACK = "send_back"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A person's verdict on one content at one input digest, under one acceptance policy."""

    instance: InstanceKey
    number: int
    content: Digest
    input_digest: Digest
    policy_digest: Digest
    verdict: Verdict
    comment: Digest | None
    """Digest of the stored comment; a send-back and a reopening always have one."""


# -- by the system ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityKey:
    """What `identify` remembers of a coded item: digests of its key values and sources, and its folded name."""

    key: Digest
    sources: Digest
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entities:
    """The codes that one raw item list was given; appended again when a list returns and is not the latest."""

    collection: CollectionKey
    number: int
    raw_digest: Digest
    codes: tuple[Code, ...]
    keys: tuple[IdentityKey, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A content that an instance holds; one version a content, numbered in the order of first recording."""

    instance: InstanceKey
    number: int
    document_type: DocumentTypeName
    content: Digest
    parts: Mapping[str, Digest]
    """Top-level field to the digest of its value."""

    items: Mapping[str, Mapping[Code, Digest]]
    """Collection field to its coded items, each with the digest of the coded item, position excluded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """This input digest under these checks gave this content; the first one recorded holds."""

    instance: InstanceKey
    input_digest: Digest
    checks_digest: Digest
    content: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class PinnedInput:
    """What one input of a dispatch was, so that a request can be built again exactly."""

    kind: str
    """`brief`, `document`, `item` or `gathered`."""

    name: str
    """The document type or the scope; empty for the brief."""

    path: ScopePath
    """Where the producing instance stands, or the item's own code."""

    content: Digest | None
    """The brief's or the producing version's content digest; None for an absent optional input."""

    select: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """Work was ordered, with everything its request is made from pinned by digest."""

    key: DispatchKey
    release_digest: Digest
    binding: ModelBinding
    inputs: tuple[PinnedInput, ...]
    answers: tuple[Digest, ...]
    """Values digests of the closed question sets, sorted."""

    comments: tuple[tuple[Digest, Digest], ...]
    """(judged content, comment) in the order they were given."""

    rounds_asked: int = 0
    """Question rounds already closed at this instance; at the step's maximum, assumptions bind."""

    may_ask: bool = False
    """True where the step clarifies and rounds are left."""

    retry: int = 0
    """The number of the newest `Retry` at this digest when work was ordered; failures count within it, and it is the
    retry number of the ledger's key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Void:
    """A dispatch was superseded or cancelled; not an attempt."""

    dispatch: DispatchKey
    reason: str


class FailureReason(StrEnum):
    """Why an attempt gave neither questions nor a document."""

    CHECKS = "checks"
    MALFORMED = "malformed"
    TRUNCATED = "truncated"
    BAD_QUESTIONS = "bad_questions"
    UNCHANGED_AFTER_SEND_BACK = "unchanged_after_send_back"
    PROVIDER = "provider"
    UNAVAILABLE = "unavailable"
    """The provider was not there, or too busy, through every try; what it was asked is good as it is."""

    QUOTA = "quota"
    ENGINE = "engine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The attempt asked; the set waits for a person."""

    question_set: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrote:
    """The attempt gave a document that passed its checks."""

    content: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """The attempt failed; `detail` is the digest of the stored explanation (findings, or the provider's words)."""

    reason: FailureReason
    detail: Digest
    final: bool = False
    """True where further attempts cannot help (credentials, quota) until a person orders a retry."""


AttemptOutcome: TypeAlias = Asked | Wrote | Failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt of a dispatch and how it ended; numbered from 1 within the dispatch."""

    dispatch: DispatchKey
    number: int
    outcome: AttemptOutcome


Fact: TypeAlias = (
    Brief
    | Adoption
    | RunStarted
    | RunClosed
    | Retry
    | Answers
    | Decision
    | Entities
    | Version
    | Derivation
    | Dispatch
    | Void
    | Attempt
)
