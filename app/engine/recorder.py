"""Writing down how an attempt ended: facts, contents, events and audit, and what the plan says next, as one."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.accounts import SYSTEM
from app.domain.audit import Deed
from app.domain.canonical import canonical_bytes
from app.domain.completions import Completion, CompletionRequest
from app.domain.events import EventKind, Happening
from app.domain.facts import Asked, Attempt, Dispatch, Failed, FailureReason, Version, Wrote
from app.domain.findings import Finding, has_errors
from app.domain.names import Digest, Json, JsonObject
from app.domain.parsing import Asking, Unusable, Written, parse
from app.domain.prompts import step_of
from app.domain.quality.context import context_of
from app.domain.quality.judging import judge
from app.domain.questions import Question
from app.domain.revision import Recording, record, record_failure, record_questions
from app.engine.assignments import Assignment, assignment_of
from app.engine.orders import Order
from app.engine.patience import Patience
from app.engine.work import Unit, Work
from app.store import audit, blobs, events


class Next(StrEnum):
    """What follows an attempt."""

    FURTHER = "further"
    """A further one is due."""

    DONE = "done"
    """Nothing; it is recorded."""

    OVER = "over"
    """Nothing; the work was voided meanwhile, so there is nothing to record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back for a request, with what it was asked for."""

    assignment: Assignment
    request: CompletionRequest
    completion: Completion


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An answer with its judgement, before it is recorded."""

    assignment: Assignment
    request: CompletionRequest
    content: "JsonObject | None" = None
    questions: tuple[Question, ...] = ()
    reason: FailureReason | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorder:
    """Records outcomes; recording one twice does nothing the second time."""

    work: Work
    patience: Patience

    def answer(self, order: Order, attempt: int, answer: Answer) -> Next:
        """Judge and record an answer that stands in the ledger; tells what follows."""
        judged = _judged(answer)
        return self.patience.until_done(lambda: self._answer(order, attempt, judged))

    def failure(self, order: Order, attempt: int, reason: FailureReason, finding: Finding) -> Next:
        """Record that no answer came; such a failure is final until a person orders a retry."""
        return self.patience.until_done(lambda: self._failure(order, attempt, reason, finding))

    def _answer(self, order: Order, attempt: int, judged: Judged) -> Next:
        with self.work.on(order.project) as unit:
            dispatch = unit.plan.dispatch(order.dispatch) if unit.plan.planner else None
            if dispatch is None:
                return Next.OVER
            if attempt not in unit.plan.attempts(order.dispatch):
                append(unit, dispatch, _recording(unit, judged, attempt), run=judged.assignment.run)
            if unit.plan.is_live(dispatch):
                return Next.FURTHER
            return Next.DONE if attempt in unit.plan.attempts(order.dispatch) else Next.OVER

    def _failure(self, order: Order, attempt: int, reason: FailureReason, finding: Finding) -> Next:
        with self.work.on(order.project) as unit:
            assignment = assignment_of(unit.session, unit.plan, order)
            if assignment is not None and attempt not in unit.plan.attempts(order.dispatch):
                recording = record_failure(
                    assignment.dispatch,
                    attempt=attempt,
                    reason=reason,
                    findings=(finding,),
                    known=unit.plan.asked.index,
                    is_final=True,
                )
                append(unit, assignment.dispatch, recording, run=assignment.run)
            return Next.DONE if assignment is not None else Next.OVER


def _judged(answer: Answer) -> Judged:
    """Judge an answer, outside of any transaction, since it takes longer than others should wait."""
    assignment, request = answer.assignment, answer.request
    match parse(answer.completion, may_ask=request.may_ask):
        case Asking(questions=questions):
            return Judged(assignment=assignment, request=request, questions=questions)
        case Unusable(reason=reason, findings=findings):
            return Judged(assignment=assignment, request=request, reason=reason, findings=findings)
        case Written(content=content):
            return _judged_document(assignment, request, content)


def _judged_document(assignment: Assignment, request: CompletionRequest, content: JsonObject) -> Judged:
    release = assignment.release
    produced = step_of(release.definition, assignment.dispatch.key.instance.step).produces
    findings = judge(
        content,
        schema=release.schemas[produced],
        checks=release.checks[produced],
        context=context_of(request.inputs, answers=request.answers, retired=assignment.retired),
    )
    if has_errors(findings):
        return Judged(assignment=assignment, request=request, reason=FailureReason.CHECKS, findings=findings)
    return Judged(assignment=assignment, request=request, content=content, findings=findings)


def _recording(unit: Unit, judged: Judged, attempt: int) -> Recording:
    dispatch, known = judged.assignment.dispatch, unit.plan.asked.index
    if judged.reason is not None:
        return record_failure(dispatch, attempt=attempt, reason=judged.reason, findings=judged.findings, known=known)
    if judged.content is None:
        recording = record_questions(dispatch, attempt=attempt, questions=judged.questions, known=known)
        if recording.facts:
            asked: Json = [dispatch.key.input_digest, [question.as_json() for question in judged.questions]]
            blobs.put(unit.session, judged.assignment.project, canonical_bytes(asked), at=unit.at)
        return recording
    release = judged.assignment.release
    return record(
        release.definition,
        release.schemas[step_of(release.definition, dispatch.key.instance.step).produces],
        dispatch,
        attempt=attempt,
        content=judged.content,
        answers=judged.request.answers,
        known=known,
    )


def append(unit: Unit, dispatch: Dispatch, recording: Recording, *, run: int | None) -> None:
    """Append how an attempt at `dispatch` ended, with its contents, and tell it in events and the audit."""
    if not recording.facts:
        return
    session, project = unit.session, unit.plan.project
    if recording.content is not None:
        blobs.put_json(session, project, recording.content, at=unit.at)
    if recording.explanation is not None:
        blobs.put_json(session, project, recording.explanation, at=unit.at)
    unit.plan.append(session, recording.facts, at=unit.at, run=run)
    _tell(unit, dispatch, recording, run=run)


def _tell(unit: Unit, dispatch: Dispatch, recording: Recording, *, run: int | None) -> None:
    versions = [fact for fact in recording.facts if isinstance(fact, Version)]
    attempts = [fact for fact in recording.facts if isinstance(fact, Attempt)]
    happened = [_happening(dispatch, attempt, versions) for attempt in attempts]
    project = unit.plan.project
    events.append(unit.session, project, happened, at=unit.at, actor=SYSTEM, run=run)
    for happening in happened:
        deed = Deed(
            action=happening.kind.value,
            subject=str(dispatch.key.instance),
            digests={
                "input": dispatch.key.input_digest,
                **{name: Digest(str(value)) for name, value in happening.data.items() if name in _DIGESTS},
            },
        )
        audit.record(unit.session, project, deed, at=unit.at, actor=SYSTEM)


_DIGESTS = ("content", "question_set", "detail")


def _happening(dispatch: Dispatch, attempt: Attempt, versions: list[Version]) -> Happening:
    data: Mapping[str, Json]
    match attempt.outcome:
        case Asked(question_set=question_set):
            kind, data = EventKind.QUESTIONS_ASKED, {"question_set": question_set}
        case Wrote(content=content) if versions:
            kind, data = EventKind.DOCUMENT_WRITTEN, {"content": content, "version": versions[0].number}
        case Wrote(content=content):
            kind, data = EventKind.DOCUMENT_UNCHANGED, {"content": content}
        case Failed(reason=reason, detail=detail, final=final):
            kind = EventKind.ATTEMPT_FAILED
            data = {"reason": reason.value, "detail": detail, "final": final}
    return Happening(
        kind=kind,
        instance=dispatch.key.instance,
        data={**data, "dispatch": dispatch.key.number, "attempt": attempt.number},
    )
