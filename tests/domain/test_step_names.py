"""What facts call a step: never its id, which another workflow may give to a step that makes something else."""

from pathlib import Path

from app.domain.definition.language import ProduceDeclaration
from app.domain.definition.validation import read_release
from app.store import releases

DEFINITIONS = Path(__file__).parents[2] / "definitions"
NAMES = ("software-product-development", "strategy-document")


def test_the_shipped_workflows_share_step_ids_and_no_step() -> None:
    loaded = [releases.load(DEFINITIONS, name) for name in NAMES]
    declared, called = [], []
    for release in loaded:
        material = read_release(release.files).material
        assert material is not None
        steps = [step.declaration for step in material.steps]
        assert all(isinstance(step, ProduceDeclaration) for step in steps)
        declared.append({step.id for step in steps})
        called.append({step.id for step in release.definition.steps})
    assert declared[0] & declared[1] == {"discovery", "architecture"}
    assert called[0] & called[1] == set()


def test_everything_of_a_release_is_found_by_what_its_steps_are_called() -> None:
    for name in NAMES:
        release = releases.load(DEFINITIONS, name)
        called = {str(step.id) for step in release.definition.steps}
        assert called == {str(step.produces) for step in release.definition.steps}
        assert set(release.task_prompts) == set(release.role_prompts) == set(release.limits) == called
