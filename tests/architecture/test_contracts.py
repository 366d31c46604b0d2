import tomllib

import pytest
from importlinter.application.use_cases import create_report, read_user_options
from importlinter.configuration import configure
from importlinter.contracts.acyclic_siblings import AcyclicSiblingsContract
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract
from importlinter.domain.contract import registry

from tests.architecture.source import ROOT, modules

SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())
CONTRACTS = SETTINGS["tool"]["importlinter"]["contracts"]

ROOMS = {
    "api", "cli", "core", "domain", "engine", "exports", "http", "llm", "mcp", "operations", "runtime", "services",
    "store", "web",
}  # fmt: skip


@pytest.fixture(scope="module")
def kept() -> dict[str, bool]:
    configure()
    registry.register(LayersContract, "layers")
    registry.register(ForbiddenContract, "forbidden")
    registry.register(AcyclicSiblingsContract, "acyclic_siblings")
    report = create_report(read_user_options(str(ROOT / "pyproject.toml")), cache_dir=None)
    return {contract.name: check.kept for contract, check in report.get_contracts_and_checks()}


@pytest.mark.parametrize("name", [contract["name"] for contract in CONTRACTS])
def test_the_import_contract_holds(kept: dict[str, bool], name: str) -> None:
    assert kept[name], f"run lint-imports to see what breaks: {name}"


def test_every_room_of_the_house_is_a_known_one() -> None:
    rooms = {module.path.split("/")[1].removesuffix(".py") for module in modules()} - {"__init__"}
    assert rooms <= ROOMS


def test_the_layers_name_every_room() -> None:
    layers = next(contract for contract in CONTRACTS if contract["type"] == "layers")
    named = {room.strip(" ()") for layer in layers["layers"] for room in layer.split("|")}
    assert named == ROOMS


def test_the_object_mapper_is_loaded_only_for_who_executes() -> None:
    """It fills six megabytes of every process; `app.core.database_session` has what a unit of work needs."""
    loading = [m.path for m in modules() for _, name in m.imported() if name.startswith("sqlalchemy.orm")]
    assert loading == ["app/core/database_mapper.py"]


def test_only_store_imports_what_builds_sql() -> None:
    types_that_are_passed_on = {
        "sqlalchemy.Connection",
        "sqlalchemy.Engine",
        "sqlalchemy.ExceptionContext",
        "sqlalchemy.URL",
        "sqlalchemy.create_engine",
        "sqlalchemy.event",
        "sqlalchemy.event.listen",
        "sqlalchemy.engine.make_url",
        "sqlalchemy.make_url",
    }
    breaches = [
        f"{module.path}:{line}: {name}"
        for module in modules()
        if not module.path.startswith(("app/store/", "app/core/database"))
        for line, name in module.imported()
        if name.startswith("sqlalchemy")
        and name not in types_that_are_passed_on
        and not name.startswith(("sqlalchemy.exc.", "sqlalchemy.pool."))
    ]
    assert breaches == []
