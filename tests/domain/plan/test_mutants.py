"""The scenes and a few histories notice every deliberate fault."""

import pytest

from tests.domain.plan.history import run_history
from tests.domain.plan.mutants import MUTANTS, Mutant, core_of
from tests.domain.plan.project import Core
from tests.domain.plan.test_scenes import SCENES

HISTORIES = range(8)
SURVIVED = "survived"


def first_to_notice(core: Core) -> str:
    """Name the first scene or history that fails; any error counts, a fault may show in many ways."""
    for name, scene in SCENES.items():
        try:
            scene(core)
        except Exception:  # noqa: BLE001  # whatever a fault breaks, it is noticed
            return name
    for seed in HISTORIES:
        try:
            run_history(seed, steps=60, core=core, check_every=4)
        except Exception:  # noqa: BLE001  # as above
            return f"history {seed}"
    return SURVIVED


def test_without_a_fault_nothing_is_noticed() -> None:
    assert first_to_notice(Core()) == SURVIVED


@pytest.mark.parametrize("fault", MUTANTS.values(), ids=MUTANTS)
def test_the_fault_is_noticed(fault: Mutant) -> None:
    with core_of(fault) as core:
        assert first_to_notice(core) != SURVIVED
