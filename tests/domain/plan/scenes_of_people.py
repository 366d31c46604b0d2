"""Scenes: questions and answers, acceptance, sending back, reopening, and decisions that come too late."""

from dataclasses import replace

from app.domain.canonical import digest_of
from app.domain.facts import Answers, Decision, Verdict
from app.domain.plan.refusal import Refusal
from app.domain.states import DocumentState, WorkState
from tests.domain.plan.project import Core, Project
from tests.domain.plan.scenes import (
    ALPHA,
    BRIEF,
    ONE,
    acceptance_gate,
    answer_gate,
    begun,
    dispatches_of,
    done,
    flag,
    key,
    rerun,
)
from tests.domain.plan.stored import release

ASKING = (ONE, ALPHA, flag("ask:outline:1"))
TWICE = (ONE, ALPHA, flag("ask:outline:2"))
FOREVER = (ONE, ALPHA, flag("ask:outline:3"))
STUBBORN = (ONE, ALPHA, flag("stubborn:outline"))


# -- questions -------------------------------------------------------------------------------------------------------


def answering_always_changes_the_digest(core: Core) -> None:
    for value in ("yes", "no", None):
        project = begun(core, ASKING)
        project.drain()
        before = project.state("outline").input_digest
        project.answer(answer_gate(project, "outline"), value)
        assert project.state("outline").input_digest != before
        assert project.state("outline").work is WorkState.WORKING


def an_open_question_set_stops_work_until_one_fact_closes_it(core: Core) -> None:
    project = begun(core, ASKING)
    project.drain()
    assert project.state("outline").work is WorkState.WAITING_FOR_ANSWERS
    assert dispatches_of(project, "outline")[-1].may_ask
    project.answer(answer_gate(project, "outline"), None)
    assert project.state("outline").gate is None
    assert dispatches_of(project, "outline")[-1].rounds_asked == 1
    assert len(dispatches_of(project, "outline")[-1].answers) == 1


def after_two_rounds_nothing_may_be_asked(core: Core) -> None:
    project = begun(core, FOREVER)
    for _ in range(2):
        project.drain()
        project.answer(answer_gate(project, "outline"))
    project.drain()
    assert [dispatch.may_ask for dispatch in dispatches_of(project, "outline")] == [True, True, False]
    assert project.state("outline").work is WorkState.WAITING_FOR_ACCEPTANCE


def a_step_that_does_not_clarify_may_not_ask(core: Core) -> None:
    project = done(core)
    assert not any(dispatch.may_ask for dispatch in dispatches_of(project, "frame"))


def questions_asked_again_at_another_digest_are_another_set(core: Core) -> None:
    project = begun(core, ASKING)
    project.drain()
    first = answer_gate(project, "outline").question_set
    project.edit((("summary", "two"), *ASKING[1:]))
    project.drain()
    second = answer_gate(project, "outline").question_set
    assert first != second
    project.edit(ASKING)
    assert answer_gate(project, "outline").question_set == first


def an_open_set_waits_under_new_checks_too(core: Core) -> None:
    project = begun(core, ASKING)
    project.drain()
    gate = answer_gate(project, "outline")
    project.adopt(release("3", checks={"outline": 2}))
    assert answer_gate(project, "outline") == gate
    assert project.jobs == []


def answers_stay_across_briefs_until_withdrawn(core: Core) -> None:
    project = done(core, ASKING)
    project.edit((("summary", "two"), *ASKING[1:]))
    rerun(project)
    assert len(dispatches_of(project, "outline")[-1].answers) == 1
    (question_set, _), *_ = project.planner.index.instance(key("outline")).closed_sets()
    project.withdraw(key("outline"), question_set)
    assert [cause.input for cause in project.state("outline").causes] == ["answers"]
    project.start()
    assert dispatches_of(project, "outline")[-1].answers == ()


def withdrawn_answers_open_their_set_again(core: Core) -> None:
    project = done(core, ASKING)
    (question_set, _), *_ = project.planner.index.instance(key("outline")).closed_sets()
    project.withdraw(key("outline"), question_set)
    project.start()
    assert answer_gate(project, "outline").question_set == question_set
    calls = len(project.calls)
    project.answer(answer_gate(project, "outline"))
    project.settle()
    assert len(project.calls) == calls


def answers_reach_others_as_a_part_of_the_version_alone(core: Core) -> None:
    """`review` selects the answers, `frame` does not."""
    digests = []
    for value in ("yes", "no"):
        project = begun(core, ASKING)
        project.drain()
        project.answer(answer_gate(project, "outline"), value)
        project.settle()
        outline = project.state("outline").content
        assert outline is not None
        body = project.stored.contents[outline]
        assert [each["answer"] for each in body["answers"]] == [value]
        selected = {pin.name: pin.select for pin in dispatches_of(project, "frame")[-1].inputs}
        assert selected["outline"] == ("summary",)
        digests.append((project.state("frame").input_digest, project.state("review").input_digest))
    assert digests[0][0] == digests[1][0]
    assert digests[0][1] != digests[1][1]


def answers_to_another_set_are_refused(core: Core) -> None:
    project = begun(core, ASKING)
    project.drain()
    values = digest_of("values")
    right = Answers(
        instance=key("outline"), question_set=answer_gate(project, "outline").question_set, number=1, values=values
    )
    assert core.refusal_of_answers(project.plan, right) is None
    other = replace(right, question_set=digest_of("other"))
    assert core.refusal_of_answers(project.plan, other) == Refusal.OUTDATED
    assert core.refusal_of_answers(project.plan, replace(right, instance=key("survey"))) == Refusal.NOT_WAITING
    assert core.refusal_of_answers(project.plan, replace(right, instance=key("nobody"))) == Refusal.UNKNOWN
    assert core.refusal_of_answers(project.plan, replace(other, values=None)) is None


# -- acceptance ------------------------------------------------------------------------------------------------------


def nothing_reads_what_waits_for_acceptance(core: Core) -> None:
    project = begun(core)
    project.drain()
    assert project.state("outline").work is WorkState.WAITING_FOR_ACCEPTANCE
    assert [(cause.kind, cause.input) for cause in project.state("outline").causes] == [("not_accepted", "acceptance")]
    assert project.state("outline").document is DocumentState.STALE
    assert project.state("frame").work is WorkState.BLOCKED
    assert project.state("frame").waits_for == ("outline",)
    project.accept(acceptance_gate(project, "outline"))
    assert project.state("outline").accepted
    assert project.state("frame").work is WorkState.WORKING


def accepting_calls_nothing_and_keeps_the_bytes(core: Core) -> None:
    project = begun(core)
    project.drain()
    calls, content = len(project.calls), project.state("outline").content
    stored = dict(project.stored.contents)
    project.accept(acceptance_gate(project, "outline"))
    assert (len(project.calls), project.state("outline").content) == (calls, content)
    assert project.stored.contents == stored


def a_gate_says_what_whose_and_under_which_policy(core: Core) -> None:
    project = begun(core)
    project.drain()
    gate = acceptance_gate(project, "outline")
    state = project.state("outline")
    kind = project.release.definition.document_types[state.document_type]
    assert kind.acceptance is not None
    assert (gate.content, gate.input_digest, gate.policy_digest, gate.roles) == (
        state.content,
        state.input_digest,
        kind.policy_digest,
        kind.acceptance.by,
    )


def a_send_back_enters_the_next_request_with_what_it_judged(core: Core) -> None:
    project = begun(core)
    project.drain()
    first = acceptance_gate(project, "outline")
    project.send_back(first, "once")
    project.drain()
    second = acceptance_gate(project, "outline")
    assert second.content != first.content
    project.send_back(second, "twice")
    assert dispatches_of(project, "outline")[-1].comments == (
        (first.content, digest_of("once")),
        (second.content, digest_of("twice")),
    )


def comments_accumulate_across_briefs(core: Core) -> None:
    project = begun(core)
    project.drain()
    project.send_back(acceptance_gate(project, "outline"))
    project.settle()
    project.edit((("summary", "two"), ALPHA))
    project.start()
    assert len(dispatches_of(project, "outline")[-1].comments) == 1


def the_order_of_comments_is_part_of_the_digest(core: Core) -> None:
    project = begun(core)
    project.drain()
    for comment in ("once", "twice"):
        project.send_back(acceptance_gate(project, "outline"), comment)
        project.drain()
    swapped = [replace(fact, number=3 - fact.number) if isinstance(fact, Decision) else fact for fact in project.facts]
    plan = core.plan(project.release.definition, swapped)
    assert plan.instances[key("outline")].input_digest != project.state("outline").input_digest


def what_was_sent_back_and_comes_again_is_a_failed_attempt(core: Core) -> None:
    project = begun(core, STUBBORN)
    project.drain()
    content = acceptance_gate(project, "outline").content
    project.send_back(acceptance_gate(project, "outline"))
    project.drain()
    state = project.state("outline")
    assert (state.work, state.failures, state.content) == (WorkState.FAILED, 3, content)
    assert project.reached["unchanged after send-back"] == 3


def what_was_sent_back_earlier_fails_too(core: Core) -> None:
    """Not only the content judged last: every one in the digest's comments."""
    project = begun(core)
    project.drain()
    first = acceptance_gate(project, "outline")
    project.send_back(first)
    project.drain()
    project.send_back(acceptance_gate(project, "outline"))
    job = next(job for job in project.jobs if job.dispatch.key.instance == key("outline"))
    recording = core.record(
        project.release.definition,
        {},
        job.dispatch,
        attempt=1,
        content=_uncoded(project, first.content),
        answers=[],
        known=project.planner.index,
    )
    assert recording.content is None
    assert len(recording.facts) == 1


def acceptance_carries_over_with_identical_content(core: Core) -> None:
    project = done(core)
    carried = 0
    for note in range(8):
        content = project.state("outline").content
        project.edit((*BRIEF, ("note", str(note))))
        project.start()
        project.finish_step("outline")
        if project.state("outline").content == content:
            carried += 1
            assert project.state("outline").released
            assert project.state("outline").gate is None
        project.settle()
    assert carried


def acceptance_does_not_carry_over_a_changed_policy(core: Core) -> None:
    project = done(core)
    project.adopt(release("4", policies={"outline": 2}))
    assert not project.state("outline").released
    calls = len(project.calls)
    project.start()
    acceptance_gate(project, "outline")
    project.adopt(release())
    assert project.state("outline").released
    assert len(project.calls) == calls


def a_dropped_acceptance_releases(core: Core) -> None:
    project = begun(core)
    project.drain()
    project.adopt(release("7", without_acceptance={"outline": 1}))
    assert project.state("outline").released
    assert not project.state("outline").accepted


def reopening_shows_the_same_bytes_again_and_calls_nothing(core: Core) -> None:
    project = done(core)
    gate = project.accepted_gate(key("outline"))
    calls = len(project.calls)
    assert project.decide(project.decision(gate, Verdict.REOPEN, "look again")) is None
    assert not project.state("outline").released
    project.start()
    project.drain()
    again = acceptance_gate(project, "outline")
    assert (again.content, again.input_digest) == (gate.content, gate.input_digest)
    assert len(project.calls) == calls
    project.accept(again)
    assert project.state("outline").released
    assert project.jobs == []


def the_comment_of_a_reopening_is_in_no_digest(core: Core) -> None:
    project = done(core)
    before = project.state("outline").input_digest
    gate = project.accepted_gate(key("outline"))
    assert project.decide(project.decision(gate, Verdict.REOPEN, "look again")) is None
    assert project.state("outline").input_digest == before
    project.start()
    project.send_back(acceptance_gate(project, "outline"), "and now")
    assert [comment for _, comment in dispatches_of(project, "outline")[-1].comments] == [digest_of("and now")]


# -- too late --------------------------------------------------------------------------------------------------------


def outdated_decisions_are_refused_whatever_they_say(core: Core) -> None:
    project = begun(core)
    project.drain()
    gate = acceptance_gate(project, "outline")
    project.edit((("summary", "two"), ALPHA))
    for verdict in Verdict:
        assert project.decide(project.decision(gate, verdict, "late")) == Refusal.OUTDATED
    project.drain()
    for verdict in Verdict:
        assert project.decide(project.decision(gate, verdict, "late")) == Refusal.OUTDATED


def identical_content_at_another_digest_is_outdated_too(core: Core) -> None:
    project = begun(core)
    project.drain()
    gate = replace(acceptance_gate(project, "outline"), input_digest=digest_of("another"))
    for verdict in (Verdict.ACCEPT, Verdict.SEND_BACK):
        assert project.decide(project.decision(gate, verdict, "late")) == Refusal.OUTDATED


def another_policy_is_outdated_too(core: Core) -> None:
    project = begun(core)
    project.drain()
    gate = replace(acceptance_gate(project, "outline"), policy_digest=digest_of("another"))
    assert project.decide(project.decision(gate, Verdict.ACCEPT)) == Refusal.OUTDATED


def a_second_decision_is_refused(core: Core) -> None:
    project = done(core)
    gate = project.accepted_gate(key("outline"))
    assert project.decide(project.decision(gate, Verdict.ACCEPT)) == Refusal.ALREADY_DECIDED
    assert project.decide(project.decision(gate, Verdict.SEND_BACK, "late")) == Refusal.ALREADY_DECIDED


def decisions_need_a_gate_a_comment_and_an_instance(core: Core) -> None:
    project = begun(core)
    project.drain()
    gate = acceptance_gate(project, "outline")
    assert project.decide(project.decision(gate, Verdict.SEND_BACK)) == Refusal.COMMENT_MISSING
    assert project.decide(project.decision(gate, Verdict.REOPEN, "why")) == Refusal.NOT_ACCEPTED
    elsewhere = replace(gate, instance=key("nobody"))
    assert project.decide(project.decision(elsewhere, Verdict.ACCEPT)) == Refusal.UNKNOWN
    survey = project.accepted_gate(key("survey"))
    assert project.decide(project.decision(survey, Verdict.ACCEPT)) == Refusal.NOT_WAITING
    assert project.decide(project.decision(survey, Verdict.REOPEN, "why")) == Refusal.NOT_ACCEPTED
    project.cancel()
    assert project.decide(project.decision(gate, Verdict.ACCEPT)) == Refusal.NOT_WAITING


def decisions_about_retired_documents_are_refused(core: Core) -> None:
    project = done(core)
    gate = project.accepted_gate(key("area_plan", "A-02"))
    project.edit((ONE, ALPHA))
    rerun(project)
    for verdict in Verdict:
        assert project.decide(project.decision(gate, verdict, "late")) == Refusal.RETIRED


def _uncoded(project: Project, content: str) -> dict[str, object]:
    """Give a kept outline as it was written."""
    kept = next(body for digest, body in project.stored.contents.items() if digest == content)
    keys = {"Alpha": "a", "Beta": "b"}
    return {**kept, "areas": [{**area, "key": keys[area["name"]]} for area in kept["areas"]]}
