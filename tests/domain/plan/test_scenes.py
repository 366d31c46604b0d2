"""Every rule of the plan, played as a scene against the real functions."""

import inspect
from collections.abc import Callable

import pytest

from tests.domain.plan import (
    scenes_of_change,
    scenes_of_identity,
    scenes_of_people,
    scenes_of_runs,
    scenes_of_several,
)
from tests.domain.plan.project import Core

Scene = Callable[[Core], None]

SCENES: dict[str, Scene] = {
    name: scene
    for module in (scenes_of_change, scenes_of_people, scenes_of_runs, scenes_of_identity, scenes_of_several)
    for name, scene in vars(module).items()
    if inspect.isfunction(scene)
    and scene.__module__ == module.__name__
    and list(inspect.signature(scene).parameters) == ["core"]
}


@pytest.mark.parametrize("check_scene", SCENES.values(), ids=SCENES)
def test_scene(check_scene: Scene) -> None:
    check_scene(Core())
