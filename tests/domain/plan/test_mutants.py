"""The scenes and a few histories notice every deliberate fault."""

import pytest

from tests.domain.plan.history import run_history
from tests.domain.plan.mutants import MUTANTS, Mutant, core_of
from tests.domain.plan.noticed import NOTICED_IN
from tests.domain.plan.project import Core
from tests.domain.plan.test_scenes import SCENES

HISTORIES = range(8)
SURVIVED = "survived"


def first_to_notice(core: Core, *, before_others: str | None = None) -> str:
    """Name the first scene or history that fails; any error counts, a fault may show in many ways."""
    for name in sorted(SCENES, key=lambda name: name != before_others):
        try:
            SCENES[name](core)
        except Exception:  # noqa: BLE001  # whatever a fault breaks, it is noticed
            return name
    for seed in HISTORIES:
        try:
            run_history(seed, steps=60, core=core, check_every=4)
        except Exception:  # noqa: BLE001  # as above
            return f"history {seed}"
    return SURVIVED


def test_each_hint_names_a_fault_and_a_scene() -> None:
    assert (NOTICED_IN.keys() - MUTANTS.keys(), set(NOTICED_IN.values()) - SCENES.keys()) == (set(), set())


def test_without_a_fault_nothing_is_noticed() -> None:
    assert first_to_notice(Core()) == SURVIVED


@pytest.mark.parametrize(("name", "fault"), MUTANTS.items(), ids=MUTANTS)
def test_the_fault_is_noticed(name: str, fault: Mutant) -> None:
    with core_of(fault) as core:
        assert first_to_notice(core, before_others=NOTICED_IN.get(name)) != SURVIVED
