"""Scenes: dispatches and voids, attempts and retries, what gathers and waits, and how runs end and continue."""

from dataclasses import replace

from app.domain.facts import Attempt, Failed, FailureReason, RunOutcome, Verdict, Void
from app.domain.states import DocumentState, RunState, WorkState
from tests.domain.plan.project import BROKEN, Core
from tests.domain.plan.scenes import (
    ALPHA,
    BETA,
    BRIEF,
    ONE,
    acceptance_gate,
    begun,
    dispatches_of,
    done,
    flag,
    key,
    outcomes,
    rerun,
    run_of,
)
from tests.domain.plan.stored import release

FAILING = (ONE, ALPHA, flag("fail:frame"))
NO_SURVEY = (ONE, ALPHA, flag("fail:survey"))


# -- dispatches ------------------------------------------------------------------------------------------------------


def a_dispatch_pins_everything_its_request_is_made_from(core: Core) -> None:
    project = done(core)
    dispatch = dispatches_of(project, "part_sheet", "A-01/P-02")[0]
    plan_content = project.state("area_plan", "A-01").content
    outline = project.state("outline").content
    assert [(pin.kind, pin.name, pin.path, pin.content, pin.select) for pin in dispatch.inputs] == [
        ("item", "part", "A-01/P-02", plan_content, ()),
        ("item", "area", "A-01", outline, ()),
        ("document", "area_plan", "A-01", plan_content, ("intent",)),
    ]
    assert dispatch.release_digest == project.release.definition.digest
    assert dispatch.binding.model == "m1"
    (brief,) = dispatches_of(project, "survey")[0].inputs
    assert (brief.kind, brief.name, brief.path) == ("brief", "", "")


def superseded_work_is_voided_and_numbered_on(core: Core) -> None:
    project = begun(core)
    project.edit((("summary", "two"), ALPHA))
    project.edit(BRIEF)
    numbers = [dispatch.key.number for dispatch in dispatches_of(project, "outline")]
    assert numbers == [1, 1, 2]
    voids = [fact for fact in project.facts if isinstance(fact, Void)]
    assert {void.reason for void in voids} == {"superseded"}
    assert len(voids) == 4


def work_below_a_reopened_document_is_voided(core: Core) -> None:
    project = begun(core)
    project.drain()
    project.accept(acceptance_gate(project, "outline"))
    gate = project.accepted_gate(key("outline"))
    frame = dispatches_of(project, "frame")[-1]
    project.append([replace(project.decision(gate, Verdict.REOPEN), comment=gate.content)])
    project.reconcile()
    assert [fact.dispatch for fact in project.facts if isinstance(fact, Void)] == [frame.key]
    assert project.state("frame").work is WorkState.BLOCKED


def a_result_of_a_voided_dispatch_is_recorded_nowhere(core: Core) -> None:
    project = begun(core)
    project.edit((("summary", "two"), ALPHA))
    old = project.jobs[0]
    facts = len(project.facts)
    project.finish(0)
    assert len(project.facts) == facts
    recording = core.record_failure(
        old.dispatch, attempt=1, reason=FailureReason.CHECKS, findings=(BROKEN,), known=project.planner.index
    )
    assert recording.facts == ()
    assert core.record_questions(old.dispatch, attempt=1, questions=(), known=project.planner.index).facts == ()


# -- attempts --------------------------------------------------------------------------------------------------------


def three_attempts_and_no_more(core: Core) -> None:
    project = begun(core, (ONE, flag("fail:survey")))
    states = []
    for _ in range(3):
        project.finish_step("survey")
        states.append((project.state("survey").work, project.state("survey").failures))
    assert states == [(WorkState.RETRYING, 1), (WorkState.RETRYING, 2), (WorkState.FAILED, 3)]
    assert len(dispatches_of(project, "survey")) == 1


def attempts_are_counted_across_voided_dispatches(core: Core) -> None:
    project = begun(core, (ONE, flag("fail:survey")))
    project.finish_step("survey")
    project.finish_step("survey")
    project.cancel()
    project.start()
    assert project.state("survey").failures == 2
    assert dispatches_of(project, "survey")[-1].key.number == 2
    project.finish_step("survey")
    assert project.state("survey").work is WorkState.FAILED


def a_void_is_not_an_attempt(core: Core) -> None:
    project = begun(core)
    for _ in range(5):
        project.cancel()
        project.start()
    assert project.state("survey").failures == 0
    assert project.state("survey").work is WorkState.WORKING
    assert dispatches_of(project, "survey")[-1].key.number == 6


def a_retry_gives_three_more_attempts_and_pins_its_number(core: Core) -> None:
    project = begun(core, (ONE, flag("fail:survey")))
    project.drain()
    project.retry(key("survey"))
    assert project.state("survey").failures == 0
    assert dispatches_of(project, "survey")[-1].retry == 1
    assert dispatches_of(project, "survey")[-1].key.number == 2
    project.drain()
    assert (project.state("survey").work, project.state("survey").failures) == (WorkState.FAILED, 3)
    assert sum(isinstance(fact, Attempt) for fact in project.facts if getattr(fact, "dispatch", None)) == 7


def attempts_belong_to_their_digest(core: Core) -> None:
    project = begun(core, (ONE, flag("fail:survey")))
    project.drain()
    project.edit((("summary", "two"), flag("fail:survey")))
    assert project.state("survey").failures == 0
    project.edit((ONE, flag("fail:survey")))
    assert (project.state("survey").work, project.state("survey").failures) == (WorkState.FAILED, 3)


def a_final_failure_needs_no_second_attempt(core: Core) -> None:
    project = begun(core)
    job = next(job for job in project.jobs if job.dispatch.key.instance == key("survey"))
    project.append(
        core.record_failure(
            job.dispatch,
            attempt=1,
            reason=FailureReason.QUOTA,
            findings=(BROKEN,),
            known=project.planner.index,
            is_final=True,
        ).facts
    )
    project.reconcile()
    assert project.state("survey").work is WorkState.FAILED
    assert [fact for fact in project.facts if isinstance(fact, Void)] == []
    failed = [fact.outcome for fact in project.facts if isinstance(fact, Attempt)]
    assert [outcome.final for outcome in failed if isinstance(outcome, Failed)] == [True]
    project.retry(key("survey"))
    assert project.state("survey").work is WorkState.WORKING


# -- optional, required and gathered inputs ---------------------------------------------------------------------------


def an_optional_input_is_awaited_while_it_can_come(core: Core) -> None:
    project = begun(core)
    project.finish_step("outline")
    project.accept(acceptance_gate(project, "outline"))
    assert project.state("survey").work is WorkState.WORKING
    assert project.state("frame").work is WorkState.BLOCKED
    assert project.state("frame").waits_for == ("survey",)
    project.finish_step("survey")
    assert project.state("frame").work is WorkState.WORKING


def an_optional_input_that_cannot_come_is_absent(core: Core) -> None:
    project = begun(core, NO_SURVEY)
    project.settle()
    assert project.state("survey").work is WorkState.FAILED
    assert project.state("frame").released
    pin = next(pin for pin in dispatches_of(project, "frame")[0].inputs if pin.name == "survey")
    assert pin.content is None
    assert run_of(project) is RunState.FAILED


def waiting_for_a_person_counts_as_can_finish(core: Core) -> None:
    """`area_note` awaits the optional plan of its area as long as that waits for acceptance."""
    project = begun(core)
    project.drain()
    project.accept(acceptance_gate(project, "outline"))
    project.drain()
    assert project.state("area_plan", "A-01").work is WorkState.WAITING_FOR_ACCEPTANCE
    assert project.state("area_note", "A-01").waits_for == ("area_plan@A-01",)
    project.accept(acceptance_gate(project, "area_plan", "A-01"))
    assert project.state("area_note", "A-01").work is WorkState.WORKING


def what_requires_a_failed_document_cannot_finish_either(core: Core) -> None:
    """`frame` fails, so no plan of an area can come, so the notes go without one; the review never can."""
    project = begun(core, FAILING)
    project.settle()
    assert project.state("frame").work is WorkState.FAILED
    assert project.state("area_plan", "A-01").work is WorkState.BLOCKED
    assert project.state("area_note", "A-01").released
    assert project.state("review").work is WorkState.BLOCKED
    assert project.state("notice").released
    assert run_of(project) is RunState.FAILED


def what_gathers_a_failed_document_cannot_finish_either(core: Core) -> None:
    """A note fails, so the review never comes, so the notice goes without it."""
    project = begun(core, (ONE, ("area", "d", "Delta", "s4", 1, ("fail:area_note",))))
    project.settle()
    assert project.state("area_note", "A-01").work is WorkState.FAILED
    assert project.state("review").work is WorkState.BLOCKED
    assert project.state("notice").released


def a_retried_optional_input_is_awaited_again(core: Core) -> None:
    project = begun(core, NO_SURVEY)
    project.settle()
    project.retry(key("survey"))
    assert not project.state("frame").released
    assert project.state("frame").waits_for == ("survey",)
    calls = len(project.calls)
    project.start()
    project.settle()
    assert project.state("frame").released
    assert len(project.calls) == calls + 3  # the survey, three times in vain


def a_gathering_step_waits_for_every_list_and_every_document(core: Core) -> None:
    project = begun(core)
    project.drain()
    assert project.state("review").waits_for == ("outline",)
    project.accept(acceptance_gate(project, "outline"))
    project.drain()
    assert project.state("review").waits_for == (
        "area_plan (2 not released)",
        "area_note (2 not released)",
    )
    project.accept(acceptance_gate(project, "area_plan", "A-01"))
    project.drain()
    assert project.state("area_digest", "A-01").released
    assert project.state("review").work is WorkState.BLOCKED
    project.accept(acceptance_gate(project, "area_plan", "A-02"))
    project.drain()
    pins = [pin.path for pin in dispatches_of(project, "review")[0].inputs if pin.name == "part_sheet"]
    assert pins == ["A-01/P-01", "A-01/P-02", "A-02/P-01"]


def an_empty_list_is_gathered_as_nothing(core: Core) -> None:
    project = begun(core, (ONE, ("area", "c", "Gamma", "s3", 0, ())))
    project.settle()
    assert run_of(project) is RunState.FINISHED
    assert dispatches_of(project, "area_digest", "A-01")[0].inputs == ()


# -- runs ------------------------------------------------------------------------------------------------------------


def a_cancelled_run_voids_its_work_and_its_gates(core: Core) -> None:
    project = begun(core)
    project.finish_step("outline")
    assert project.plan.gates
    project.cancel()
    assert run_of(project) is RunState.CANCELLED
    assert project.plan.gates == ()
    assert [fact.reason for fact in project.facts if isinstance(fact, Void)] == ["run closed"]
    assert project.state("outline").work is WorkState.IDLE


def a_new_run_continues_after_a_cancelled_one(core: Core) -> None:
    project = begun(core)
    project.finish_step("outline")
    gate = acceptance_gate(project, "outline")
    project.cancel()
    project.start()
    assert run_of(project) is RunState.RUNNING
    assert project.plan.run_number == 2
    assert acceptance_gate(project, "outline") == gate
    project.settle()
    assert outcomes(project) == outcomes(done(core))


def a_late_result_of_a_cancelled_run_is_used_by_the_next(core: Core) -> None:
    project = begun(core)
    project.cancel()
    project.drain()
    calls = len(project.calls)
    assert calls == 2
    project.start()
    project.drain()
    assert len(project.calls) == calls


def a_closed_run_stays_closed(core: Core) -> None:
    project = done(core)
    project.edit((("summary", "two"), ALPHA))
    assert run_of(project) is RunState.FINISHED
    assert project.plan.close is None
    assert project.jobs == []
    project.start()
    assert run_of(project) is RunState.RUNNING


def a_run_waits_while_people_are_awaited_and_nothing_moves(core: Core) -> None:
    project = begun(core)
    assert run_of(project) is RunState.RUNNING
    project.finish_step("outline")
    assert run_of(project) is RunState.RUNNING
    project.finish_step("survey")
    assert run_of(project) is RunState.WAITING


def a_run_with_a_failure_goes_on_while_somebody_is_awaited(core: Core) -> None:
    project = begun(core, NO_SURVEY)
    project.drain()
    assert project.state("survey").work is WorkState.FAILED
    assert run_of(project) is RunState.WAITING
    project.settle()
    assert project.planner.index.runs[1] is RunOutcome.FAILED


def a_run_without_a_brief_ends_at_once(core: Core) -> None:
    project = done(core)
    bare = type(project)(core)
    bare.adopt(release())
    bare.start()
    assert bare.plan.run is RunState.FAILED
    assert bare.state("outline").waits_for == ("brief",)


def without_an_adoption_nothing_is_ready(core: Core) -> None:
    project = done(core)
    facts = [fact for fact in project.facts if type(fact).__name__ in ("Brief", "RunStarted")]
    plan = core.plan(project.release.definition, facts)
    assert plan.dispatches == ()
    assert "adoption" in plan.instances[key("outline")].waits_for


def another_release_than_the_adopted_one_is_refused(core: Core) -> None:
    project = done(core)
    try:
        core.plan(release("2").definition, project.facts)
    except ValueError:
        return
    raise AssertionError("the plan took a release that was not adopted")


def a_rebuild_from_the_facts_of_people_gives_the_same(core: Core) -> None:
    project = begun(core, (ONE, ALPHA, ("area", "b", "Beta", "s2", 1, ("ask:area_plan:1",)), flag("ask:outline:2")))
    project.drain()
    project.settle(lambda _: 0)
    project.edit((ONE, BETA, ("area", "c", "Gamma", "s3", 2, ()), ALPHA))
    rerun(project)
    gate = project.accepted_gate(key("outline"))
    assert project.decide(project.decision(gate, Verdict.REOPEN, "look")) is None
    project.start()
    project.send_back(acceptance_gate(project, "outline"), "reverse it")
    project.settle()
    again = project.rebuilt()
    again.start()
    again.drain()
    now = {at: state for at, state in outcomes(project).items() if state[3] != DocumentState.RETIRED.value}
    assert outcomes(again) == now
    assert again.plan.codes == project.plan.codes
    released = [state.content for state in project.plan.instances.values() if state.released]
    assert all(again.stored.contents[content] == project.stored.contents[content] for content in released if content)
