"""What happened in a project, in the order in which it happened, for those who watch."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.domain.accounts import ActorKind
from app.domain.errors import Conflict
from app.domain.facts import InstanceKey
from app.domain.names import Json


class BeyondNewestEvent(Conflict):
    """Somebody has seen an event that there is not: their history is not this one."""

    def __init__(self, seen: int, newest: int) -> None:
        super().__init__(
            f"There is no event {seen}; the newest is {newest}. Begin anew, without a last event: what you saw belongs"
            " to another history, such as one from before a backup was restored."
        )


class EventKind(StrEnum):
    """What kind of thing happened."""

    PROJECT_CREATED = "project.created"
    PROJECT_ARCHIVED = "project.archived"
    PROJECT_UNARCHIVED = "project.unarchived"
    MEMBER_SET = "member.set"
    MEMBER_REMOVED = "member.removed"
    BRIEF_SUBMITTED = "brief.submitted"
    BRIEF_SUSPICIOUS = "brief.suspicious"
    """The brief speaks to whoever writes; accepted as data, and shown."""

    RELEASE_ADOPTED = "release.adopted"
    RUN_STARTED = "run.started"
    RUN_CLOSED = "run.closed"
    RETRY_ORDERED = "retry.ordered"
    QUESTIONS_ASKED = "questions.asked"
    QUESTIONS_ANSWERED = "questions.answered"
    ANSWERS_WITHDRAWN = "answers.withdrawn"
    WORK_ORDERED = "work.ordered"
    WORK_VOIDED = "work.voided"
    DOCUMENT_WRITTEN = "document.written"
    DOCUMENT_UNCHANGED = "document.unchanged"
    ATTEMPT_FAILED = "attempt.failed"
    DOCUMENT_ACCEPTED = "document.accepted"
    DOCUMENT_SENT_BACK = "document.sent_back"
    DOCUMENT_REOPENED = "document.reopened"


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Something that happened, before it has its place in the order."""

    kind: EventKind
    instance: InstanceKey | None = None
    data: Mapping[str, Json] = field(default_factory=dict)
    """Codes, numbers and digests; never a comment, an answer or a document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened, in its place."""

    sequence: int
    """Rises by one within the project."""

    kind: EventKind
    at: datetime
    """In UTC."""

    actor_kind: ActorKind
    actor_id: str
    run: int | None
    instance: InstanceKey | None
    data: Mapping[str, Json]

    def as_json(self) -> dict[str, Json]:
        """Give the event as it is sent to those who watch."""
        return {
            "sequence": self.sequence,
            "kind": self.kind.value,
            "at": self.at.isoformat().replace("+00:00", "Z"),
            "actor": {"kind": self.actor_kind.value, "id": self.actor_id},
            "run": self.run,
            "instance": str(self.instance) if self.instance else None,
            "data": self.data,
        }
