"""What `plan` answers: the state of every instance and the facts that the engine should append now.

`Moves` are what to do next alone, for those who act on each plan and look at few instances: whatever holds all of them
costs the square of a run.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from app.domain.facts import Dispatch, InstanceKey, RunOutcome, Void
from app.domain.names import Code, Digest, DocumentTypeName, RoleName
from app.domain.states import DocumentState, RunState, WorkState


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerGate:
    """A question set waits for a person."""

    instance: InstanceKey
    question_set: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceGate:
    """A content waits for a person of one of these roles."""

    instance: InstanceKey
    content: Digest
    input_digest: Digest
    policy_digest: Digest
    roles: tuple[RoleName, ...]


Gate: TypeAlias = AnswerGate | AcceptanceGate


@dataclass(frozen=True, slots=True, kw_only=True)
class StaleCause:
    """Why a document is stale: an input differs (which), upstream is not released, or nobody accepted yet."""

    kind: str
    """`input_differs`, `upstream_not_released`, or `not_accepted` for a content that waits for a person."""

    input: str
    """In people's words where it can be: `brief`, `project_discovery.requirements`, `item E-04`, `declaration`,
    `model`."""


class InstanceState(NamedTuple):
    """One instance as the facts have it; a tuple, since one is made and compared for each judgement."""

    key: InstanceKey
    document_type: DocumentTypeName
    work: WorkState
    document: DocumentState
    input_digest: Digest | None
    """None while a required input is not released."""

    checks_digest: Digest
    content: Digest | None
    """The current content, else the latest one that this instance held, else None."""

    version: int | None
    """The number of the version that holds `content`."""

    released: bool
    failures: int
    """Failed attempts that count at this digest since the last retry."""

    causes: tuple[StaleCause, ...] = ()
    waits_for: tuple[str, ...] = ()
    """For a blocked instance: the inputs that are not released, in people's words."""

    gate: Gate | None = None
    accepted: bool = False
    """True where a person's acceptance releases `content`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The state of one instance when changes were asked for last, and now; None where it had or has none."""

    before: InstanceState | None
    after: InstanceState | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """What to do next.

    Appending `dispatches`, `voids` and the closing, and planning again, changes nothing.
    """

    run: RunState | None
    """State of the newest run; None before the first."""

    run_number: int | None
    dispatches: tuple[Dispatch, ...]
    voids: tuple[Void, ...]
    close: RunOutcome | None
    """Set when the open run has come to its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Moves):
    """What is, and what to do next."""

    instances: Mapping[InstanceKey, InstanceState]
    """In definition order, then by path."""

    codes: Mapping[str, tuple[Code, ...]]
    """Collection (`str(instance).field`) to its codes as released now; retired ones are absent."""

    @property
    def gates(self) -> tuple[Gate, ...]:
        """Every gate that waits for a person, in instance order."""
        return tuple(state.gate for state in self.instances.values() if state.gate is not None)
