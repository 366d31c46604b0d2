"""Answers of people to the questions that stand before a document: a whole set at once, or withdrawn."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.core.database_session import Session
from app.domain.accounts import Actor
from app.domain.answers import take_answers
from app.domain.errors import Conflict, NotFound
from app.domain.events import EventKind
from app.domain.facts import Answers, InstanceKey
from app.domain.names import Digest, Json, ProjectId
from app.domain.plan.outcome import AnswerGate
from app.domain.plan.refusal import Refusal, refusal_of_answers
from app.domain.questions import Answered, Question, read_answered, read_question
from app.services.recording import Change, record_change
from app.services.standing import ReleaseOf, Standing, how_the_run_ended, open_project, standing_of
from app.store import blobs, decisions
from app.store.decisions import By


class NotAsked(Conflict):
    """These questions are not asked, or not any more.

    Attributes:
        current: the question set that is asked instead; None where nothing is.

    """

    def __init__(self, instance: InstanceKey, *, current: Digest | None, why: str = "") -> None:
        instead = f"it asks {current} now" if current else "it asks nothing now"
        super().__init__(f"{instance} does not ask these questions; {instead}.{why}")
        self.current = current


class AlreadyAnswered(Conflict):
    """Somebody answered this set before.

    Attributes:
        by: who, and when.

    """

    def __init__(self, instance: InstanceKey, by: By) -> None:
        when = by.at.isoformat(timespec="seconds")
        super().__init__(
            f"These questions of {instance} were answered by {by.actor_name} at {when}."
            " Withdraw the answers to give others."
        )
        self.by = by


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestions:
    """A question set that waits for a person."""

    instance: InstanceKey
    question_set: Digest
    questions: tuple[Question, ...]


def list_open_questions(
    session: Session, actor: Actor, *, project: ProjectId, release_of: ReleaseOf
) -> tuple[OpenQuestions, ...]:
    """Give every question set that waits for a person, in plan order.

    Raises:
        app.domain.errors.NotFound: no such project.

    """
    del actor  # Whoever reaches this was let into the project.
    standing = standing_of(session, project, release_of)
    return tuple(
        OpenQuestions(
            instance=gate.instance,
            question_set=gate.question_set,
            questions=_questions(session, project, gate.question_set),
        )
        for gate in standing.plan.gates
        if isinstance(gate, AnswerGate)
    )


def answer_questions(
    session: Session,
    actor: Actor,
    *,
    project: ProjectId,
    instance: InstanceKey,
    question_set: Digest,
    values: Mapping[str, Json],
    release_of: ReleaseOf,
    now: datetime,
) -> tuple[Answered, ...]:
    """Close a question set: every question gets the value under its key, or its assumption where there is none.

    Raises:
        app.domain.answers.InvalidAnswers: a value does not fit its question; carries every fault.
        NotAsked: the instance does not ask this set now.
        AlreadyAnswered: the set is closed.
        Conflict: nothing waits for answers here.
        app.domain.errors.NotFound: no such project or instance.

    """
    open_project(session, project)
    standing = standing_of(session, project, release_of)
    fact = Answers(
        instance=instance,
        question_set=question_set,
        number=_next_number(standing, instance, question_set),
        values=Digest(""),
    )
    reason = refusal_of_answers(standing.plan, fact)
    if reason is not None:
        raise _refused(session, standing, fact, reason)
    answered = take_answers(_questions(session, project, question_set), values)
    stored = blobs.put_json(session, project, [one.as_json() for one in answered], at=now)
    given = Answers(instance=instance, question_set=question_set, number=fact.number, values=stored)
    change = Change(
        kind=EventKind.QUESTIONS_ANSWERED,
        facts=[given],
        instance=instance,
        digests={"question_set": question_set, "answers": stored},
        run=standing.index.open_run,
    )
    record_change(session, actor, change, project=project, now=now)
    return answered


def withdraw_answers(
    session: Session,
    actor: Actor,
    *,
    project: ProjectId,
    instance: InstanceKey,
    question_set: Digest,
    release_of: ReleaseOf,
    now: datetime,
) -> Answers:
    """Take back the answers to a question set, at any time; what was made from them becomes stale.

    Raises:
        Conflict: no answers to this set stand, or its item was dropped.
        app.domain.errors.NotFound: no such project or instance.

    """
    open_project(session, project)
    standing = standing_of(session, project, release_of)
    withdrawn = Answers(
        instance=instance,
        question_set=question_set,
        number=_next_number(standing, instance, question_set),
        values=None,
    )
    reason = refusal_of_answers(standing.plan, withdrawn)
    if reason is not None:
        raise _refused(session, standing, withdrawn, reason)
    standing_answers = standing.known(instance).answers.get(question_set)
    if standing_answers is None or standing_answers.values is None:
        by = decisions.answered_by(session, project, instance, question_set)
        undone = f"they were withdrawn {by}" if by else "there is nothing to withdraw"
        raise Conflict(f"No answers to these questions of {instance} stand; {undone}.")
    change = Change(
        kind=EventKind.ANSWERS_WITHDRAWN,
        facts=[withdrawn],
        instance=instance,
        digests={"question_set": question_set},
        run=standing.index.open_run,
    )
    record_change(session, actor, change, project=project, now=now)
    return withdrawn


def read_answers(session: Session, actor: Actor, *, project: ProjectId, values: Digest) -> tuple[Answered, ...]:
    """Give a stored set of answers by its digest.

    Raises:
        app.domain.errors.NotFound: the project holds no such answers.
        app.store.blobs.Erased: they were erased.

    """
    del actor  # As above.
    return read_answered(json.loads(blobs.read(session, project, values)))


def _questions(session: Session, project: ProjectId, question_set: Digest) -> tuple[Question, ...]:
    """Read a set: it is stored, like it is digested, behind the input digest that it was asked at."""
    _input_digest, questions = json.loads(blobs.read(session, project, question_set))
    return tuple(read_question(question) for question in questions)


def _next_number(standing: Standing, instance: InstanceKey, question_set: Digest) -> int:
    newest = standing.known(instance).answers.get(question_set)
    return newest.number + 1 if newest else 1


def _refused(session: Session, standing: Standing, fact: Answers, reason: Refusal) -> Conflict | NotFound:
    if reason is Refusal.UNKNOWN:
        return NotFound(f"There is no {fact.instance} in this project.")
    if reason is Refusal.RETIRED:
        return Conflict(f"{fact.instance} belongs to an item that was dropped; nothing is asked about it any more.")
    newest = standing.known(fact.instance).answers.get(fact.question_set)
    by = decisions.answered_by(session, standing.project, fact.instance, fact.question_set)
    if newest is not None and newest.values is not None and by is not None:
        return AlreadyAnswered(fact.instance, by)
    state = standing.state(fact.instance)
    gate = state.gate if state else None
    current = gate.question_set if isinstance(gate, AnswerGate) else None
    return NotAsked(fact.instance, current=current, why=how_the_run_ended(session, standing))
