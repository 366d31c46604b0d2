"""What people wrote, read back: briefs with their text, answers with their questions, decisions with their comments."""

import json
from dataclasses import dataclass

from app.core.database_session import Session
from app.domain.accounts import Actor
from app.domain.errors import NotFound
from app.domain.facts import Answers, Brief, Decision, InstanceKey
from app.domain.intake import suspicious_lines
from app.domain.names import Digest, ProjectId
from app.domain.questions import Answered, read_answered
from app.store import blobs, projects, written
from app.store.written import Written

__all__ = ["Written", "WrittenAnswers", "WrittenBrief", "WrittenDecision"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenBrief:
    """A brief with its text."""

    written: Written[Brief]
    text: str
    suspicious_lines: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenAnswers:
    """What was said to a question set."""

    written: Written[Answers]
    answered: tuple[Answered, ...] | None
    """None where the answers were withdrawn, or erased."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDecision:
    """A decision with the words of its comment."""

    written: Written[Decision]
    text: str | None
    """None where there is no comment, or it was erased."""


def list_briefs(
    session: Session, actor: Actor, *, project: ProjectId, before: int, limit: int
) -> tuple[Written[Brief], ...]:
    """Give up to `limit` briefs that came before the fact of number `before`, newest first.

    Raises:
        app.domain.errors.NotFound: no such project.

    """
    del actor  # Whoever reaches this was let into the project.
    projects.by_id(session, project)
    return written.listed(session, project, Brief, before=before, limit=limit)


def read_brief(session: Session, actor: Actor, *, project: ProjectId, number: int) -> WrittenBrief:
    """Give a brief with its text.

    Raises:
        app.domain.errors.NotFound: no such project or brief.
        app.store.blobs.Erased: the text was erased.

    """
    del actor  # As above.
    projects.by_id(session, project)
    found = written.brief(session, project, number)
    if found is None:
        raise NotFound(f"There is no brief {number}.")
    text = blobs.read_text(session, project, found.fact.digest)
    return WrittenBrief(written=found, text=text, suspicious_lines=suspicious_lines(text))


def list_answers(
    session: Session, actor: Actor, *, project: ProjectId, before: int, limit: int
) -> tuple[WrittenAnswers, ...]:
    """Give up to `limit` sets of answers and withdrawals, as `list_briefs` does."""
    del actor  # As above.
    projects.by_id(session, project)
    found = written.listed(session, project, Answers, before=before, limit=limit)
    kept = blobs.read_kept(session, project, [one.fact.values for one in found if one.fact.values is not None])
    return tuple(
        WrittenAnswers(written=one, answered=_answered(kept.get(one.fact.values or Digest("")))) for one in found
    )


def show_answers(
    session: Session, actor: Actor, *, project: ProjectId, instance: InstanceKey, question_set: Digest
) -> WrittenAnswers:
    """Give what counts as the answers to a question set.

    Raises:
        app.domain.errors.NotFound: no such project, or nobody answered these questions, or the answers were withdrawn.
        app.store.blobs.Erased: they were erased.

    """
    del actor  # As above.
    projects.by_id(session, project)
    found = written.newest_answers(session, project, instance, question_set)
    if found is None or found.fact.values is None:
        undone = f"; they were withdrawn {found.by}" if found else ""
        raise NotFound(f"No answers to these questions of {instance} stand{undone}.")
    return WrittenAnswers(written=found, answered=_answered(blobs.read(session, project, found.fact.values)))


def list_decisions(
    session: Session, actor: Actor, *, project: ProjectId, before: int, limit: int
) -> tuple[WrittenDecision, ...]:
    """Give up to `limit` decisions, as `list_briefs` does."""
    del actor  # As above.
    projects.by_id(session, project)
    found = written.listed(session, project, Decision, before=before, limit=limit)
    kept = blobs.read_kept(session, project, [one.fact.comment for one in found if one.fact.comment is not None])
    texts = {digest: content.decode() for digest, content in kept.items()}
    return tuple(WrittenDecision(written=one, text=texts.get(one.fact.comment or Digest(""))) for one in found)


def _answered(stored: bytes | None) -> tuple[Answered, ...] | None:
    return None if stored is None else read_answered(json.loads(stored))
