"""What a release compiles to, and what its digests depend on."""

from collections.abc import Callable
from typing import Any

import pytest

from app.domain.completions import Limits
from app.domain.definition.loading import load_release
from app.domain.definition.model import (
    Acceptance,
    BriefForm,
    BriefInput,
    DocumentInput,
    EntityType,
    GatherInput,
    ItemInput,
    Scope,
)
from app.domain.facts import ModelBinding
from app.domain.names import DocumentTypeName, EntityTypeName, RoleName, ScopeName, StepId
from tests.domain.definition.samples import Sample

PLAN = "/steps/2/steps/0"


def test_steps_stand_in_an_order_in_which_each_reads_only_earlier_ones() -> None:
    steps = load_release(Sample().sealed()).definition.steps

    assert [(step.id, step.scope) for step in steps] == [
        ("discovery", None),
        ("backlog", None),
        ("plan", "topic"),
        ("detail", "part"),
        ("survey", "area"),
        ("review", None),
    ]


def test_inputs_keep_their_order_selection_and_optionality() -> None:
    definition = load_release(Sample().sealed()).definition

    assert [step.inputs for step in definition.steps] == [
        (BriefInput(form=BriefForm.BLOCKS),),
        (DocumentInput(document_type=DocumentTypeName("discovery"), select=("requirements",)),),
        (ItemInput(scope=ScopeName("topic")), DocumentInput(document_type=DocumentTypeName("discovery"))),
        (
            ItemInput(scope=ScopeName("part")),
            ItemInput(scope=ScopeName("topic")),
            DocumentInput(document_type=DocumentTypeName("plan")),
        ),
        (ItemInput(scope=ScopeName("area")),),
        (
            DocumentInput(document_type=DocumentTypeName("backlog"), required=False),
            GatherInput(document_type=DocumentTypeName("plan")),
            GatherInput(document_type=DocumentTypeName("detail")),
        ),
    ]


def test_scopes_and_entity_types_know_each_other_and_their_owner() -> None:
    definition = load_release(Sample().sealed()).definition

    assert definition.scopes[ScopeName("part")] == Scope(
        name=ScopeName("part"), parent=ScopeName("topic"), entity_type=EntityTypeName("task")
    )
    assert definition.entity_types[EntityTypeName("task")] == EntityType(
        name=EntityTypeName("task"),
        prefix="K",
        document_type=DocumentTypeName("plan"),
        collection="tasks",
        opens=ScopeName("part"),
    )
    assert definition.document_types[DocumentTypeName("discovery")].acceptance == Acceptance(by=(RoleName("pm"),))
    assert definition.document_types[DocumentTypeName("plan")].acceptance is None
    assert definition.step_producing(DocumentTypeName("survey")).id == "survey"
    assert definition.approvers == {"pm": "Product manager"}


def test_a_release_carries_what_its_steps_are_made_from() -> None:
    release = load_release(Sample().sealed())

    assert release.role_prompts[StepId("plan")] == "You write.\n"
    assert release.task_prompts[StepId("plan")] == "Write the plan.\n"
    assert release.role_titles == {"writer": "Writer"}
    assert release.limits[StepId("discovery")] == Limits(max_output_tokens=9000, timeout_seconds=600)
    assert release.bindings == {"plan": ModelBinding(provider="anthropic", model="some-model")}
    assert [check.rule for check in release.checks[DocumentTypeName("backlog")]] == ["covers", "acyclic"]
    assert release.checks[DocumentTypeName("plan")] == ()
    assert release.definition.digest == release.digest


def test_a_generation_schema_keeps_references_and_fields_named_title() -> None:
    release = load_release(Sample().sealed())

    summary = release.generation_schemas[DocumentTypeName("discovery")]["properties"]["summary"]  # type: ignore[call-overload, index]  # JSON by nature
    assert summary == {"type": "object", "properties": {"title": {"type": "string", "minLength": 1}}}
    assert '"x-ref"' in str(release.generation_schemas[DocumentTypeName("backlog")]).replace("'", '"')
    assert release.schemas[DocumentTypeName("discovery")]["properties"]["summary"]["title"] == "Summary"  # type: ignore[call-overload, index]  # JSON by nature


def digests(edit: Callable[[Sample], Any]) -> dict[str, set[str]]:
    """Give which steps and types have other digests after an edit."""
    before, after = Sample(), Sample()
    edit(after)
    old, new = load_release(before.sealed()), load_release(after.sealed())
    types = old.definition.document_types
    assert new.digest != old.digest
    return {
        "declaration": {
            one.id
            for one, other in zip(old.definition.steps, new.definition.steps, strict=True)
            if one.declaration_digest != other.declaration_digest
        },
        "checks": {
            name for name in types if types[name].checks_digest != new.definition.document_types[name].checks_digest
        },
        "policy": {
            name for name in types if types[name].policy_digest != new.definition.document_types[name].policy_digest
        },
    }


NOTHING: dict[str, set[str]] = {"declaration": set(), "checks": set(), "policy": set()}
ALL = {"discovery", "backlog", "plan", "detail", "survey", "review"}
EDITS: tuple[tuple[str, Callable[[Sample], Any], dict[str, set[str]]], ...] = (
    ("the version", lambda s: s.put("/version", "1.0.1"), {}),
    ("the description", lambda s: s.put("/description", "Other."), {}),
    ("a role's title", lambda s: s.put("/roles/writer/title", "Scribe"), {}),
    ("an approver's title", lambda s: s.put("/approvers/pm", "PM"), {}),
    ("a step's title", lambda s: s.put(f"{PLAN}/title", "Planning"), {}),
    ("a document's title", lambda s: s.put("/document_types/plan/title", "Planning"), {}),
    ("the number of attempts", lambda s: s.put(f"{PLAN}/limits", {"attempts": 1}), {}),
    ("a model", lambda s: s.put(f"{PLAN}/model", "openai:other"), {}),
    ("a render hint", lambda s: s.put("schemas/plan.json:/properties/tasks/x-render", {"as": "cards"}), {}),
    ("a title in a schema", lambda s: s.put("schemas/plan.json:/properties/tasks/title", "Tasks"), {}),
    ("the name of a schema", lambda s: s.put("schemas/plan.json:/$id", "urn:plan"), {}),
    ("line ends of a prompt", lambda s: s.write("prompts/tasks/plan.md", b"Write the plan.\r\n"), {}),
    ("a file that nothing names", lambda s: s.write("README.md", b"x"), {}),
    ("a task prompt", lambda s: s.write("prompts/tasks/plan.md", b"Plan."), {"declaration": {"plan"}}),
    ("a role prompt", lambda s: s.write("prompts/roles/writer.md", b"Write."), {"declaration": ALL}),
    ("the limit of tokens", lambda s: s.put(f"{PLAN}/limits", {"max_output_tokens": 500}), {"declaration": {"plan"}}),
    ("whether it may ask", lambda s: s.put(f"{PLAN}/clarify", value=True), {"declaration": {"plan"}}),
    ("a selection", lambda s: s.put(f"{PLAN}/inputs/1/select", ["requirements"]), {"declaration": {"plan"}}),
    ("a description in a schema", lambda s: s.put("schemas/plan.json:/description", "x"), {"declaration": {"plan"}}),
    ("a drafting hint", lambda s: s.put("schemas/plan.json:/x-draft", {"each": "item"}), {"declaration": {"plan"}}),
    (
        "a bound in a schema",
        lambda s: s.put("schemas/plan.json:/properties/tasks/minItems", 1),
        {"declaration": {"plan"}, "checks": {"plan"}},
    ),
    ("a check", lambda s: s.put("/document_types/backlog/checks/1/severity", "warning"), {"checks": {"backlog"}}),
    ("a default written out", lambda s: s.put("/document_types/backlog/checks/1/severity", "error"), {}),
    ("an acceptance", lambda s: s.put("/document_types/plan/acceptance", {"by": ["pm"]}), {"policy": {"plan"}}),
)


@pytest.mark.parametrize(("edit", "changed"), [case[1:] for case in EDITS], ids=[case[0] for case in EDITS])
def test_a_digest_changes_exactly_with_what_it_names(
    edit: Callable[[Sample], Any], changed: dict[str, set[str]]
) -> None:
    assert digests(edit) == NOTHING | changed


def test_who_accepts_counts_and_not_in_which_order() -> None:
    one, other = Sample().put("/approvers/ba", "Analyst"), Sample().put("/approvers/ba", "Analyst")
    one.put("/document_types/plan/acceptance", {"by": ["pm", "ba"]})
    other.put("/document_types/plan/acceptance", {"by": ["ba", "pm"]})

    plans = [
        load_release(sample.sealed()).definition.document_types[DocumentTypeName("plan")] for sample in (one, other)
    ]

    assert plans[0].policy_digest == plans[1].policy_digest
