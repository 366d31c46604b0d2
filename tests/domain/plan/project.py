"""A project in memory: facts, stored contents, a ledger, people, and an executor that finishes work in any order."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.domain.canonical import digest_of
from app.domain.facts import (
    Adoption,
    Answers,
    Brief,
    Decision,
    Dispatch,
    Entities,
    Fact,
    FailureReason,
    InstanceKey,
    ModelBinding,
    Retry,
    RunClosed,
    RunOutcome,
    RunStarted,
    Verdict,
)
from app.domain.findings import Finding, Severity
from app.domain.identity import Identified, identify
from app.domain.names import Code, Digest, ScopePath, StepId
from app.domain.plan.index import FactIndex
from app.domain.plan.outcome import AcceptanceGate, AnswerGate, InstanceState, Plan
from app.domain.plan.planner import Planner, plan
from app.domain.plan.refusal import Refusal, refusal, refusal_of_answers
from app.domain.questions import Answered, question_set_digest
from app.domain.revision import Recording, record, record_failure, record_questions
from app.domain.states import WorkState
from tests.domain.plan.stored import Release, Stored, release, request_for
from tests.domain.plan.writer import Block, Request, passes, question, write

PEOPLE = (Brief, Adoption, RunStarted, RunClosed, Retry, Answers, Decision)
BROKEN = Finding(severity=Severity.ERROR, code="document.broken", path="", message="Broken.", fix="Mend it.")


@dataclass(frozen=True)
class Core:
    """The functions under test; mutants bring their own."""

    planner: Callable[..., Planner] = Planner
    plan: Callable[..., Plan] = plan
    index: Callable[..., FactIndex] = FactIndex
    record: Callable[..., Recording] = record
    record_questions: Callable[..., Recording] = record_questions
    record_failure: Callable[..., Recording] = record_failure
    refusal: Callable[..., Refusal | None] = refusal
    refusal_of_answers: Callable[..., Refusal | None] = refusal_of_answers
    identify: Callable[..., Identified] = identify


@dataclass
class Job:
    """A dispatch that the executor has in hand; a void does not take it away at once."""

    dispatch: Dispatch
    attempt: int = 1


class Project:
    """One project with its people and its executor."""

    def __init__(self, core: Core | None = None, stored: Stored | None = None) -> None:
        self.core = core or Core()
        self.stored = stored or Stored()
        self.patience = 600
        """How many attempts a stretch of work may take before it is called endless."""

        self.facts: list[Fact] = []
        self.batches: list[list[Fact]] = []
        """The facts by transaction."""

        self.ledger: dict[Digest, dict[str, Any]] = {}
        self.calls: list[InstanceKey] = []
        self.jobs: list[Job] = []
        self.dispatched: list[Dispatch] = []
        self.reached: Counter[str] = Counter()
        self.watchers: list[Callable[[Project, Dispatch, Plan], None]] = []
        first = release()
        self.stored.releases[first.definition.digest] = first
        self.release = first
        self.planner = self.core.planner(first.definition)

    # -- facts and plan ----------------------------------------------------------------------------------------------

    @property
    def plan(self) -> Plan:
        return self.planner.plan()

    def append(self, facts: Iterable[Fact]) -> None:
        given = list(facts)
        self.facts += given
        self.batches.append(given)
        self.planner.add(given)

    def reconcile(self) -> Plan:
        """Append what the plan asks for; give the plan that follows."""
        now = self.plan
        for dispatch in now.dispatches:
            for watch in self.watchers:
                watch(self, dispatch, now)
            self.jobs.append(Job(dispatch))
            self.dispatched.append(dispatch)
        self.append((*now.dispatches, *now.voids))
        if now.close is not None and now.run_number is not None:
            self.reached[f"run {now.close.value}"] += 1
            self.append([RunClosed(number=now.run_number, outcome=now.close)])
        self.reached["void"] += len(now.voids)
        return self.plan

    def state(self, step: str, path: str = "") -> InstanceState:
        return self.plan.instances[InstanceKey(step=StepId(step), path=ScopePath(path))]

    # -- people ------------------------------------------------------------------------------------------------------

    def edit(self, blocks: Sequence[Block]) -> Plan:
        digests = tuple(digest_of(list(block)) for block in blocks)
        digest = digest_of(list(digests))
        self.stored.blocks.update(zip(digests, blocks, strict=True))
        self.stored.briefs[digest] = digests
        number = 1 + sum(isinstance(fact, Brief) for fact in self.facts)
        self.append([Brief(number=number, digest=digest, blocks=digests)])
        return self.reconcile()

    def adopt(self, chosen: Release, *, model: str = "m1", models: Mapping[StepId, str] | None = None) -> Plan:
        """Adopt a release with a model for every step, and others for some."""
        number = 1 + sum(isinstance(fact, Adoption) for fact in self.facts)
        self.stored.releases[chosen.definition.digest] = chosen
        self.append(
            [
                Adoption(
                    number=number,
                    name=chosen.definition.name,
                    version=chosen.definition.version,
                    release_digest=chosen.definition.digest,
                    default_binding=ModelBinding(provider="test", model=model),
                    bindings={
                        step: ModelBinding(provider="test", model=other) for step, other in (models or {}).items()
                    },
                )
            ]
        )
        if chosen.definition is not self.release.definition:
            self.release = chosen
            self.planner.adopt(chosen.definition)
        return self.reconcile()

    def start(self) -> Plan:
        if self.planner.index.open_run is None:
            number = (self.planner.index.newest_run or 0) + 1
            self.append([RunStarted(number=number)])
        return self.reconcile()

    def cancel(self) -> Plan:
        number = self.planner.index.open_run
        if number is not None:
            self.reached["run cancelled"] += 1
            self.append([RunClosed(number=number, outcome=RunOutcome.CANCELLED)])
        return self.reconcile()

    def retry(self, key: InstanceKey) -> Plan:
        state = self.plan.instances[key]
        assert state.input_digest is not None
        same = (key, state.input_digest, state.checks_digest)
        number = 1 + sum(
            isinstance(fact, Retry) and (fact.instance, fact.input_digest, fact.checks_digest) == same
            for fact in self.facts
        )
        retry = Retry(instance=key, input_digest=same[1], checks_digest=same[2], number=number)
        self.append([retry])
        return self.reconcile()

    def answer(self, gate: AnswerGate, value: str | None = "yes") -> Plan:
        asked = next(number for number in (1, 2, 3) if self._is_set(gate, number))
        answered = (Answered(question=question(asked), value=value),)
        values = digest_of([each.as_json() for each in answered])
        self.stored.answers[values] = answered
        fact = self._answers(gate.instance, gate.question_set, values)
        if self.core.refusal_of_answers(self.plan, fact) is None:
            self.append([fact])
        return self.reconcile()

    def withdraw(self, key: InstanceKey, question_set: Digest) -> Plan:
        self.append([self._answers(key, question_set, None)])
        return self.reconcile()

    def decision(self, gate: AcceptanceGate, verdict: Verdict, comment: str | None = None) -> Decision:
        digest = digest_of(comment) if comment is not None else None
        if digest is not None and comment is not None:
            self.stored.comments[digest] = comment
        number = 1 + sum(isinstance(fact, Decision) and fact.instance == gate.instance for fact in self.facts)
        return Decision(
            instance=gate.instance,
            number=number,
            content=gate.content,
            input_digest=gate.input_digest,
            policy_digest=gate.policy_digest,
            verdict=verdict,
            comment=digest,
        )

    def decide(self, decision: Decision) -> object:
        """Take a decision or give the reason why not."""
        reason = self.core.refusal(self.plan, decision)
        if reason is None:
            self.append([decision])
        self.reconcile()
        return reason

    def accept(self, gate: AcceptanceGate) -> None:
        assert self.decide(self.decision(gate, Verdict.ACCEPT)) is None

    def send_back(self, gate: AcceptanceGate, comment: str = "again") -> None:
        assert self.decide(self.decision(gate, Verdict.SEND_BACK, comment)) is None

    def accepted_gate(self, key: InstanceKey) -> AcceptanceGate:
        """Give the gate that the accepted document of `key` stood at."""
        state = self.plan.instances[key]
        assert state.content is not None
        assert state.input_digest is not None
        kind = self.release.definition.document_types[state.document_type]
        return AcceptanceGate(
            instance=key,
            content=state.content,
            input_digest=state.input_digest,
            policy_digest=kind.policy_digest,
            roles=(),
        )

    def _answers(self, key: InstanceKey, question_set: Digest, values: Digest | None) -> Answers:
        number = 1 + sum(
            isinstance(fact, Answers) and (fact.instance, fact.question_set) == (key, question_set)
            for fact in self.facts
        )
        return Answers(instance=key, question_set=question_set, number=number, values=values)

    def _is_set(self, gate: AnswerGate, number: int) -> bool:
        digest = self.plan.instances[gate.instance].input_digest
        assert digest is not None
        return question_set_digest(digest, (question(number),)) == gate.question_set

    # -- the executor ------------------------------------------------------------------------------------------------

    def finish(self, position: int) -> Plan:
        """Let one job come to the end of its attempt, wanted or not."""
        job = self.jobs[position % len(self.jobs)]
        self._attempt(job)
        now = self.reconcile()
        if not self._goes_on(job, now):
            self.jobs.remove(job)
        return now

    def finish_step(self, step: str, path: str = "") -> Plan:
        """Let the newest job of one instance come to the end of its attempt."""
        wanted = InstanceKey(step=StepId(step), path=ScopePath(path))
        position = max(at for at, job in enumerate(self.jobs) if job.dispatch.key.instance == wanted)
        return self.finish(position)

    def _goes_on(self, job: Job, now: Plan) -> bool:
        state = now.instances.get(job.dispatch.key.instance)
        key = job.dispatch.key
        return (
            state is not None
            and state.work in (WorkState.WORKING, WorkState.RETRYING)
            and (state.input_digest, state.checks_digest) == (key.input_digest, key.checks_digest)
            and not self.planner.index.has_ended(job.dispatch)
        )

    def _attempt(self, job: Job) -> None:
        dispatch = job.dispatch
        key = dispatch.key
        chosen = self.stored.releases[dispatch.release_digest]
        orders = self.planner.index.instance(key.instance).order((key.input_digest, key.checks_digest))
        request = request_for(self.stored, dispatch, failures=orders.failures(dispatch.retry)[0])
        name = digest_of([str(key.instance), {**request, "text": ""}, dispatch.retry])
        late = self.planner.index.has_ended(dispatch)
        if name not in self.ledger:
            self.calls.append(key.instance)
            self.ledger[name] = write(request)
        else:
            self.reached["ledger hit"] += 1
        self.reached["late result"] += late
        self.append(self._recording(job, request, self.ledger[name], chosen).facts)
        job.attempt += 1

    def _recording(self, job: Job, request: Request, output: dict[str, Any], chosen: Release) -> Recording:
        dispatch, known = job.dispatch, self.planner.index
        if "questions" in output:
            self.reached["questions"] += 1
            asked = (question(output["questions"]),)
            return self.core.record_questions(dispatch, attempt=job.attempt, questions=asked, known=known)
        kind = next(step.produces for step in chosen.definition.steps if step.id == dispatch.key.instance.step)
        if "broken" in output or not passes(output["document"], request=request, checks=chosen.checks.get(kind, 1)):
            self.reached["failed attempt"] += 1
            return self.core.record_failure(
                dispatch, attempt=job.attempt, reason=FailureReason.CHECKS, findings=(BROKEN,), known=known
            )
        closed = known.instance(dispatch.key.instance).closed_sets()
        answers = [each for _, values in closed for each in self.stored.answers[values]]
        recording = self.core.record(
            chosen.definition,
            {},
            dispatch,
            attempt=job.attempt,
            content=output["document"],
            answers=answers,
            known=known,
        )
        if recording.content is not None and recording.content_digest is not None:
            self.stored.contents[recording.content_digest] = dict(recording.content)
        elif recording.facts:
            self.reached["unchanged after send-back"] += 1
        return recording

    # -- whole stretches ---------------------------------------------------------------------------------------------

    def drain(self, pick: Callable[[int], int] = lambda count: count - 1) -> Plan:
        """Finish jobs until none is left; nobody decides or answers."""
        for _ in range(self.patience):
            if not self.jobs:
                return self.reconcile()
            self.finish(pick(len(self.jobs)))
        raise AssertionError("work never ends")

    def settle(self, pick: Callable[[int], int] = lambda count: count - 1) -> Plan:
        """Finish everything, people answering and accepting at once."""
        for _ in range(40):
            now = self.drain(pick)
            if not now.gates:
                return now
            for gate in now.gates:
                if isinstance(gate, AcceptanceGate):
                    self.accept(gate)
                else:
                    self.answer(gate)
        raise AssertionError("people never finish")

    def rebuilt(self) -> "Project":
        """Give a project with the same facts of people and entities that makes everything else anew."""
        again = Project(self.core, replace(self.stored, contents=dict(self.stored.contents)))
        again.append(fact for fact in self.facts if isinstance(fact, (*PEOPLE, Entities)))
        again.release = self.release
        again.planner.adopt(self.release.definition)
        return again


def codes_of(project: Project, step: str, field_name: str, path: str = "") -> tuple[Code, ...]:
    name = f"{step}@{path}.{field_name}" if path else f"{step}.{field_name}"
    return project.plan.codes.get(name, ())
