"""Scenes: which of several facts counts, whatever order they come in, and what each cause names."""

from dataclasses import replace

from app.domain.definition.model import EntityType
from app.domain.facts import Fact, ModelBinding, RunStarted, Verdict, Version
from app.domain.names import Code, Digest, DocumentTypeName, EntityTypeName, Json, StepId
from app.domain.states import DocumentState
from tests.domain.plan.project import Core, Project
from tests.domain.plan.scenes import (
    ALPHA,
    BETA,
    BRIEF,
    GAMMA,
    ONE,
    acceptance_gate,
    begun,
    dispatches_of,
    done,
    flag,
    key,
    rerun,
)
from tests.domain.plan.stored import release

TWO = ("summary", "two")


def a_step_with_a_model_of_its_own_is_bound_to_it(core: Core) -> None:
    project = done(core)
    adoption = project.planner.index.adoption
    assert adoption is not None
    own = ModelBinding(provider="test", model="m9")
    project.append([replace(adoption, number=adoption.number + 1, bindings={StepId("survey"): own})])
    assert [cause.input for cause in project.state("survey").causes] == ["model"]
    assert project.state("outline").released
    project.start()
    assert dispatches_of(project, "survey")[-1].binding == own


def the_list_accepted_last_counts_while_none_is_released(core: Core) -> None:
    project = done(core)
    project.edit((ONE, ALPHA))
    rerun(project)
    project.edit((TWO, ALPHA, BETA, GAMMA))
    assert project.state("area_plan", "A-01").document is DocumentState.STALE
    assert project.state("area_plan", "A-02").document is DocumentState.RETIRED
    project.start()
    project.finish_step("outline")
    acceptance_gate(project, "outline")
    assert project.state("area_plan", "A-02").document is DocumentState.RETIRED


def a_released_list_counts_before_the_one_accepted_last(core: Core) -> None:
    project = done(core, (ONE, ALPHA))
    project.edit(BRIEF)
    rerun(project)
    project.edit((ONE, ALPHA))
    assert project.state("outline").released
    assert project.state("area_plan", "A-02").document is DocumentState.RETIRED


def the_order_in_which_facts_come_changes_nothing(core: Core) -> None:
    for project in (_retried(core), _cancelled(core), _reopened(core), _accepted_again(core), _relisted(core)):
        plan = project.planner.plan()
        assert core.plan(project.release.definition, reversed(project.facts)) == plan
        assert core.plan(project.release.definition, project.facts) == plan


def a_second_retry_counts_attempts_anew(core: Core) -> None:
    project = _retried(core)
    assert dispatches_of(project, "survey")[-1].retry == 2
    assert project.state("survey").failures == 0


def what_is_selected_stays_apart_from_what_is_read_whole(core: Core) -> None:
    """`frame` reads the whole survey, `area_note` its body alone; a new part is nothing to the second."""
    project = done(core, (ONE, ALPHA, flag("strict:survey")))
    note = _pinned(project)
    project.adopt(release("3", checks={"survey": 2}))
    project.start()
    while not project.state("survey").released:
        project.finish_step("survey")
    assert [cause.input for cause in project.state("frame").causes] == ["survey.told"]
    project.settle()
    assert (project.state("area_note", "A-01").input_digest == note[0]) == (_pinned(project)[1] == note[1])


def a_stale_document_is_held_against_the_nearest_of_its_origins(core: Core) -> None:
    project = done(core)
    compared = 0
    for number in range(8):
        content = project.state("survey").content
        project.edit((*BRIEF, ("note", str(number))))
        rerun(project)
        same = project.state("survey").content == content
        project.adopt(release(), model="m2")
        if same and project.state("survey").content == content:
            compared += 1
            assert [cause.input for cause in project.state("survey").causes] == ["model"]
        project.adopt(release())
    assert compared


def a_comment_is_a_cause(core: Core) -> None:
    project = begun(core)
    project.drain()
    project.send_back(acceptance_gate(project, "outline"))
    assert [cause.input for cause in project.state("outline").causes] == ["comments"]


def lists_with_one_prefix_share_their_numbers_and_citations_follow(core: Core) -> None:
    project = begun(core)
    chosen, dispatch = project.release.definition, project.jobs[0].dispatch
    outline = chosen.document_types[DocumentTypeName("outline")]
    more = EntityType(
        name=EntityTypeName("more"), prefix="A", document_type=outline.name, collection="assumptions", name_field="name"
    )
    chosen = replace(
        chosen,
        entity_types={**chosen.entity_types, more.name: more},
        document_types={
            **chosen.document_types,
            outline.name: replace(outline, collections={**outline.collections, "assumptions": more.name}),
        },
    )
    content: dict[str, Json] = {
        "areas": [{"key": "a", "name": "Alpha"}],
        "assumptions": [{"key": "x", "name": "Known"}],
        "body": [{"assumption": "x"}],
    }
    known = project.planner.index
    recording = core.record(chosen, {}, dispatch, attempt=1, content=content, answers=[], known=known)
    assert recording.content is not None
    assert recording.content["assumptions"] == [{"key": "A-02", "name": "Known"}]
    assert recording.content["body"] == [{"assumption": "A-02"}]


def versions_are_numbered_on_from_the_highest(core: Core) -> None:
    project = begun(core)
    dispatch = project.jobs[0].dispatch
    fifth = Version(
        instance=dispatch.key.instance,
        number=5,
        document_type=DocumentTypeName("outline"),
        content=Digest("c"),
        parts={},
        items={"areas": {Code("A-01"): Digest("i")}},
    )
    project.append([fifth])
    known = project.planner.index
    content: dict[str, Json] = {"areas": []}
    recording = core.record(
        project.release.definition, {}, dispatch, attempt=1, content=content, answers=[], known=known
    )
    assert [fact.number for fact in recording.facts if isinstance(fact, Version)] == [6]


def _pinned(project: Project) -> tuple[Digest | None, object]:
    """Give the digest of the first area's note and the plan that it read."""
    return project.state("area_note", "A-01").input_digest, project.state("area_plan", "A-01").content


def _retried(core: Core) -> Project:
    project = begun(core, (ONE, flag("fail:survey")))
    for _ in range(2):
        project.drain()
        project.retry(key("survey"))
    return project


def _cancelled(core: Core) -> Project:
    project = begun(core)
    project.cancel()
    project.start()
    project.cancel()
    started: list[Fact] = [RunStarted(number=3)]
    project.append(started)
    return project


def _reopened(core: Core) -> Project:
    project = _accepted_again(core)
    gate = project.accepted_gate(key("outline"))
    assert project.decide(project.decision(gate, Verdict.REOPEN, "once more")) is None
    return project


def _accepted_again(core: Core) -> Project:
    project = done(core)
    gate = project.accepted_gate(key("outline"))
    assert project.decide(project.decision(gate, Verdict.REOPEN, "look again")) is None
    project.start()
    project.accept(acceptance_gate(project, "outline"))
    return project


def _relisted(core: Core) -> Project:
    project = done(core, by=release("7", without_acceptance={"outline": 1}))
    project.edit((ONE, ALPHA))
    rerun(project)
    project.edit((TWO, ALPHA))
    return project
