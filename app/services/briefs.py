"""Briefs: submitted whole, versioned, never edited."""

from dataclasses import dataclass
from datetime import datetime

from app.core.database_session import Session
from app.domain.accounts import Actor
from app.domain.briefs import blocks_of
from app.domain.errors import NotFound
from app.domain.events import EventKind
from app.domain.facts import Brief
from app.domain.intake import read_brief, suspicious_lines
from app.domain.names import ProjectId
from app.services.recording import Change, record_change
from app.services.standing import facts_of, open_project
from app.store import blobs


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmittedBrief:
    """What became of a submission."""

    brief: Brief
    is_new: bool
    """False where the project's newest brief is the same text."""

    suspicious_lines: tuple[int, ...]
    """Lines that seem to speak to a model; they are data like every other."""


def submit_brief(
    session: Session, actor: Actor, *, project: ProjectId, content: bytes, now: datetime
) -> SubmittedBrief:
    """Take a brief as the project's newest; the same text as the newest one changes nothing.

    Raises:
        app.domain.intake.UnreadableBrief: too long, not UTF-8, binary, or empty.
        app.domain.errors.NotFound: no such project.
        app.services.standing.Archived: the project is read-only.

    """
    text = read_brief(content)
    suspicious = suspicious_lines(text)
    open_project(session, project)
    newest = facts_of(session, project).brief
    digest = blobs.put_text(session, project, text, at=now)
    if newest is not None and newest.digest == digest:
        return SubmittedBrief(brief=newest, is_new=False, suspicious_lines=suspicious)
    brief = Brief(
        number=newest.number + 1 if newest else 1,
        digest=digest,
        blocks=tuple(block.digest for block in blocks_of(text)),
    )
    subject = f"brief {brief.number}"
    submitted = Change(
        kind=EventKind.BRIEF_SUBMITTED,
        facts=[brief],
        subject=subject,
        digests={"brief": digest},
        data={"number": brief.number},
    )
    record_change(session, actor, submitted, project=project, now=now)
    if suspicious:
        flagged = Change(
            kind=EventKind.BRIEF_SUSPICIOUS,
            subject=subject,
            digests={"brief": digest},
            data={"number": brief.number, "lines": list(suspicious)},
        )
        record_change(session, actor, flagged, project=project, now=now)
    return SubmittedBrief(brief=brief, is_new=True, suspicious_lines=suspicious)


def read_newest_brief(session: Session, actor: Actor, *, project: ProjectId) -> tuple[Brief, str]:
    """Give the project's newest brief with its text.

    Raises:
        app.domain.errors.NotFound: no such project, or it has no brief.
        app.store.blobs.Erased: the text was erased.

    """
    del actor  # Whoever reaches this was let into the project.
    newest = facts_of(session, project).brief
    if newest is None:
        raise NotFound("The project has no brief yet.")
    return newest, blobs.read_text(session, project, newest.digest)
