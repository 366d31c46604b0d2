"""Scenes: what an edit, an adoption or an order in time makes anew, and what it leaves alone."""

from collections.abc import Iterator
from functools import partial
from itertools import cycle, permutations

from app.domain.canonical import digest_of
from app.domain.facts import Attempt, Brief, Derivation, Entities, Version
from app.domain.plan.outcome import Change
from app.domain.states import DocumentState, RunState, WorkState
from tests.domain.plan.project import Core, Project, codes_of
from tests.domain.plan.scenes import (
    ALPHA,
    BETA,
    BRIEF,
    DELTA,
    GAMMA,
    ONE,
    acceptance_gate,
    answer_gate,
    begun,
    dispatches_of,
    done,
    flag,
    key,
    outcomes,
    rerun,
)
from tests.domain.plan.stored import release, request_for
from tests.domain.plan.writer import write


def a_finished_run_releases_everything(core: Core) -> None:
    project = done(core)
    assert project.plan.run is RunState.FINISHED
    assert {state.document for state in project.plan.instances.values()} == {DocumentState.RELEASED}
    assert codes_of(project, "outline", "areas") == ("A-01", "A-02")
    assert codes_of(project, "area_plan", "parts", "A-01") == ("A-01/P-01", "A-01/P-02")


def an_edit_without_a_run_starts_nothing_and_says_what_is_stale(core: Core) -> None:
    project = done(core)
    project.edit((("summary", "two"), ALPHA, BETA))
    assert project.jobs == []
    assert project.plan.run is RunState.FINISHED
    causes = {str(at): state.causes for at, state in project.plan.instances.items()}
    assert [(cause.kind, cause.input) for cause in causes["outline"]] == [("input_differs", "brief")]
    assert [(cause.kind, cause.input) for cause in causes["part_sheet@A-01/P-01"]] == [
        ("upstream_not_released", "area_plan@A-01")
    ]


def an_edit_that_changes_nothing_makes_no_call(core: Core) -> None:
    project = done(core)
    project.edit(BRIEF)
    assert {state.document for state in project.plan.instances.values()} == {DocumentState.RELEASED}
    assert rerun(project) == ([], [])
    project.adopt(release())
    assert rerun(project) == ([], [])


def going_back_to_an_earlier_brief_makes_no_call(core: Core) -> None:
    project = done(core)
    before = outcomes(project)
    project.edit((("summary", "two"), ALPHA, GAMMA))
    calls, _ = rerun(project)
    assert calls
    project.edit(BRIEF)
    assert rerun(project) == ([], [])
    now = outcomes(project)
    assert {at: now[at] for at in before} == before


def going_back_to_an_earlier_release_makes_no_call(core: Core) -> None:
    project = done(core)
    before = outcomes(project)
    project.adopt(release("2", prompts={"frame": 2}), model="m2")
    calls, _ = rerun(project)
    assert calls
    project.adopt(release())
    assert rerun(project) == ([], [])
    now = outcomes(project)
    assert {at: now[at] for at in before} == before


def going_back_after_an_answer_was_withdrawn_asks_again(core: Core) -> None:
    brief = (ONE, ALPHA, flag("ask:outline:1"))
    project = done(core, brief)
    project.edit((("summary", "two"), ALPHA, flag("ask:outline:1")))
    rerun(project)
    (question_set, _), *_ = project.planner.index.instance(key("outline")).closed_sets()
    project.withdraw(key("outline"), question_set)
    project.edit(brief)
    project.start()
    assert project.state("outline").work is WorkState.WAITING_FOR_ANSWERS


def only_what_has_a_new_digest_is_remade(core: Core) -> None:
    project = done(core)
    derived = {(fact.instance, fact.input_digest) for fact in project.facts if isinstance(fact, Derivation)}
    project.edit((ONE, ("area", "a", "Alpha renamed", "s1", 2, ()), BETA))
    stale = {str(at) for at, state in project.plan.instances.items() if not state.released}
    _, dispatched = rerun(project)
    remade = sorted(str(at) for at, state in project.plan.instances.items() if (at, state.input_digest) not in derived)
    assert dispatched == remade
    assert set(dispatched) <= stale
    assert "area_plan@A-01" in dispatched
    assert not [name for name in dispatched if "A-02" in name]


def an_edit_dispatches_an_instance_once(core: Core) -> None:
    for brief in ((("summary", "two"), ALPHA, BETA), (ONE, BETA), (ONE, ALPHA, GAMMA, flag("flaky:frame"))):
        project = done(core)
        project.edit(brief)
        _, dispatched = rerun(project)
        assert len(dispatched) == len(set(dispatched))


def equal_blocks_of_another_text_move_only_who_reads_the_text(core: Core) -> None:
    """`outline` reads blocks, `survey` the whole text: white space between blocks is nothing to the one."""
    project = done(core)
    brief = project.planner.index.brief
    assert brief is not None
    project.append([Brief(number=brief.number + 1, digest=digest_of("spaced out"), blocks=brief.blocks)])
    assert project.state("outline").released
    assert not project.state("survey").released


def a_recorded_list_has_its_codes_before_anybody_accepts(core: Core) -> None:
    """Codes, version, derivation and attempt are one transaction."""
    project = begun(core)
    job = project.jobs[0]
    written = write(request_for(project.stored, job.dispatch))["document"]
    recording = core.record(
        project.release.definition,
        {},
        job.dispatch,
        attempt=1,
        content=written,
        answers=[],
        known=project.planner.index,
    )
    assert [type(fact) for fact in recording.facts] == [Entities, Version, Derivation, Attempt]
    assert recording.content is not None
    assert recording.content_digest == digest_of(recording.content)
    project.append(recording.facts)
    project.reconcile()
    acceptance_gate(project, "outline")
    again = core.record(
        project.release.definition,
        {},
        job.dispatch,
        attempt=1,
        content=written,
        answers=[],
        known=project.planner.index,
    )
    assert again.facts == ()


def a_planner_tells_whose_state_changed(core: Core) -> None:
    project = begun(core)
    project.planner.plan()
    project.planner.changes()
    before = project.plan.instances
    assert project.planner.changes() == {}
    project.finish_step("survey")
    touched = (key("survey"), key("frame"), key("notice"))
    after = project.plan.instances
    assert project.planner.changes() == {at: Change(before=before[at], after=after[at]) for at in touched}


def an_earlier_plan_stays_as_it_was(core: Core) -> None:
    project = begun(core)
    before = project.plan
    state = before.instances[key("outline")]
    project.settle()
    assert before.instances[key("outline")] == state
    assert len(before.instances) == 5


def a_reorder_calls_nothing_below_the_list(core: Core) -> None:
    project = done(core)
    project.edit((ONE, BETA, ALPHA))
    calls, _ = rerun(project)
    assert calls == ["outline", "survey"]
    assert codes_of(project, "outline", "areas") == ("A-02", "A-01")


def unchanged_content_is_a_derivation_and_moves_nothing_below(core: Core) -> None:
    project = done(core)
    compared = 0
    for note in range(8):
        before, kept = outcomes(project), [project.state(step).content for step in ("outline", "survey")]
        project.edit((*BRIEF, ("note", str(note))))
        calls, _ = rerun(project)
        if [project.state(step).content for step in ("outline", "survey")] == kept:
            compared += 1
            now = outcomes(project)
            assert calls == ["outline", "survey"]
            assert {at for at in now if now[at] != before[at]} == {key("outline"), key("survey")}
    assert compared


def unchanged_judgement_under_new_checks_pays_nothing(core: Core) -> None:
    project = done(core)
    project.adopt(release("3", checks={"area_plan": 2}))
    assert [cause.input for cause in project.state("area_plan", "A-01").causes] == ["checks"]
    calls, dispatched = rerun(project)
    assert calls == []
    assert dispatched == ["area_plan@A-01", "area_plan@A-02"]
    assert project.plan.run is RunState.FINISHED


def a_failing_judgement_under_new_checks_enters_remediation(core: Core) -> None:
    project = done(core, (ONE, ("area", "a", "Alpha", "s1", 1, ("strict:area_plan",))))
    project.adopt(release("3", checks={"area_plan": 2}))
    project.start()
    project.finish_step("area_plan", "A-01")
    assert project.state("area_plan", "A-01").work is WorkState.RETRYING
    assert project.state("area_plan", "A-01").failures == 1
    project.finish_step("area_plan", "A-01")
    assert project.state("area_plan", "A-01").work is WorkState.WAITING_FOR_ACCEPTANCE


def a_new_model_makes_everything_stale_and_says_so(core: Core) -> None:
    project = done(core)
    project.adopt(release(), model="m2")
    assert [cause.input for cause in project.state("survey").causes] == ["model"]
    _, dispatched = rerun(project)
    assert dispatched == sorted(map(str, project.plan.instances))


def a_new_prompt_makes_its_step_stale_and_says_so(core: Core) -> None:
    project = done(core)
    project.adopt(release("2", prompts={"survey": 2}))
    assert [cause.input for cause in project.state("survey").causes] == ["declaration"]
    assert project.state("outline").released


def parts_that_nobody_selects_move_nobody(core: Core) -> None:
    """`frame` reads the summary and the survey: other areas are nothing to it."""
    project = done(core)
    compared = 0
    for number in range(6):
        survey, frame = project.state("survey").content, project.state("frame").input_digest
        project.edit((ONE, ALPHA, ("area", "b", f"Beta {number}", "s2", 1, ())))
        _, dispatched = rerun(project)
        assert "outline" in dispatched
        if project.state("survey").content == survey:
            compared += 1
            assert project.state("frame").input_digest == frame
            assert "frame" not in dispatched
    assert compared


def stale_documents_name_the_parts_that_differ(core: Core) -> None:
    project = done(core)
    project.edit((("summary", "two"), ALPHA, BETA))
    project.start()
    project.finish_step("outline")
    project.finish_step("survey")
    project.accept(acceptance_gate(project, "outline"))
    assert "outline.summary" in [cause.input for cause in project.state("frame").causes]


def stale_documents_name_the_item_that_differs(core: Core) -> None:
    project = done(core)
    project.edit((ONE, ("area", "a", "Alpha renamed", "s1", 2, ()), BETA))
    project.start()
    project.finish_step("outline")
    project.finish_step("survey")
    project.accept(acceptance_gate(project, "outline"))
    while project.state("frame").work is WorkState.WORKING:
        project.finish_step("frame")
    assert "area A-01" in [cause.input for cause in project.state("area_plan", "A-01").causes]


def a_dropped_item_retires_its_documents_and_a_returning_one_regains_them(core: Core) -> None:
    project = done(core)
    project.edit((ONE, ALPHA))
    rerun(project)
    for at in (key("area_plan", "A-02"), key("part_sheet", "A-02/P-01"), key("area_note", "A-02")):
        state = project.plan.instances[at]
        assert (state.document, state.work, state.released) == (DocumentState.RETIRED, WorkState.IDLE, False)
    assert codes_of(project, "area_plan", "parts", "A-02") == ()
    assert "A-02" not in [pin.path for pin in dispatches_of(project, "review")[-1].inputs]
    project.edit((ONE, ALPHA, GAMMA, BETA))
    rerun(project)
    assert codes_of(project, "outline", "areas") == ("A-01", "A-03", "A-02")
    assert project.state("part_sheet", "A-02/P-01").document is DocumentState.RELEASED


def a_step_that_the_release_drops_is_retired(core: Core) -> None:
    project = done(core)
    project.adopt(release("6", without_steps={"notice": 1}))
    assert project.state("notice").document is DocumentState.RETIRED
    assert project.state("outline").released


def late_and_live_results_in_either_order_give_the_same(core: Core) -> None:
    """An edit supersedes work; its late result changes nothing, before or after the live one."""
    results = []
    for late_first in (True, False):
        project = begun(core)
        old = project.jobs[0]
        project.edit((("summary", "two"), BETA, GAMMA))
        live = next(job for job in project.jobs if job.dispatch.key.instance == key("outline") and job is not old)
        for job in (old, live) if late_first else (live, old):
            if job is old:
                versions = _versions(project)
                project.finish(project.jobs.index(old))
                assert _versions(project) == versions
            else:
                project.finish(project.jobs.index(live))
        gates = project.plan.gates
        assert [gate.instance for gate in gates] == [key("outline")]
        project.settle()
        results.append((project.plan.codes, outcomes(project)))
    assert results[0] == results[1]


def a_late_result_is_found_in_the_ledger_later(core: Core) -> None:
    project = begun(core)
    project.edit((("summary", "two"), BETA))
    project.drain(lambda _: 0)
    calls = len(project.calls)
    project.edit(BRIEF)
    project.drain()
    assert len(project.calls) == calls
    assert project.state("outline").work is WorkState.WAITING_FOR_ACCEPTANCE


def independent_work_commutes(core: Core) -> None:
    """Whatever branch ends first, the same documents with the same codes are there in the end."""
    results = []
    for order in permutations(range(3)):
        project = begun(core, (ONE, ALPHA, BETA, flag("flaky:survey"), flag("ask:outline:1")))
        project.settle(partial(_in_turn, cycle(order)))
        results.append((project.plan.codes, outcomes(project)))
    assert all(result == results[0] for result in results)


def independent_acts_commute(core: Core) -> None:
    """Acceptance, send-back, answers, an edit and a cancelled run lead to the same plan in any order."""
    acts = {
        "accept": lambda project: project.accept(acceptance_gate(project, "area_plan", "A-01")),
        "send back": lambda project: project.send_back(acceptance_gate(project, "area_plan", "A-02")),
        "answer": lambda project: project.answer(answer_gate(project, "area_plan", "A-03")),
        "finish": lambda project: project.finish_step("area_plan", "A-04"),
    }
    brief = (ONE, ALPHA, BETA, ("area", "c", "Gamma", "s3", 1, ("ask:area_plan:1",)), DELTA)
    plans = []
    for order in permutations(acts):
        project = begun(core, brief)
        project.drain()
        project.accept(acceptance_gate(project, "outline"))
        while any(job.dispatch.key.instance != key("area_plan", "A-04") for job in project.jobs):
            project.finish(
                next(at for at, job in enumerate(project.jobs) if job.dispatch.key.instance != key("area_plan", "A-04"))
            )
        for name in order:
            acts[name](project)
        plans.append(project.plan)
    assert all(plan == plans[0] for plan in plans)


def _versions(project: Project) -> int:
    return sum(isinstance(fact, Version) for fact in project.facts)


def _in_turn(turns: Iterator[int], count: int) -> int:
    return next(turns) % count
