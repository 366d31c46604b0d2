import ast
import re
from pathlib import PurePosixPath

import pytest

from tests.architecture.source import ROOT, Module, modules

LONGEST_MODULE = 400
LONGEST_FUNCTION = 60
VAGUE_NAMES = {"base", "common", "data", "helper", "helpers", "manager", "misc", "process", "util", "utils"}
READS_THE_ENVIRONMENT = "app/core/settings.py"
OWN_CODE = [*modules("app"), *modules("tests")]


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def test_no_module_is_longer_than_four_hundred_lines() -> None:
    long = {module.path: len(module.text.splitlines()) for module in OWN_CODE}
    assert {path: lines for path, lines in long.items() if lines > LONGEST_MODULE} == {}


def test_no_function_is_longer_than_sixty_lines() -> None:
    long = {
        f"{module.path}: {function.name}": lines_of(function)
        for module in modules()
        for function in module.functions()
        if lines_of(function) > LONGEST_FUNCTION
    }
    assert long == {}


def test_no_module_has_a_vague_name() -> None:
    assert [module.path for module in modules() if PurePosixPath(module.path).stem in VAGUE_NAMES] == []


def test_every_folder_with_python_in_app_is_a_package_that_says_what_it_holds() -> None:
    folders = {str(PurePosixPath(module.path).parent) for module in modules()}
    silent = [
        folder
        for folder in sorted(folders)
        if not (ROOT / folder / "__init__.py").is_file()
        or not ast.get_docstring(ast.parse((ROOT / folder / "__init__.py").read_text()))
    ]
    assert silent == []


def environment_reads(module: Module) -> list[str]:
    return [
        f"{module.path}:{node.lineno}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "os"
        and node.attr in {"environ", "environb", "getenv"}
    ] + [f"{module.path}:{line}" for line, name in module.imported() if name in {"os.environ", "os.getenv"}]


def test_only_the_settings_read_the_environment() -> None:
    reads = [read for module in modules() if module.path != READS_THE_ENVIRONMENT for read in environment_reads(module)]
    assert reads == []


def calls(module: Module, name: str) -> list[str]:
    return [
        f"{module.path}:{node.lineno}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    ]


@pytest.mark.parametrize("name", ["print", "input", "eval", "exec", "breakpoint"])
def test_the_product_never_calls(name: str) -> None:
    assert [call for module in modules() for call in calls(module, name)] == []


def test_no_import_is_relative() -> None:
    relative = [
        f"{module.path}:{node.lineno}"
        for module in OWN_CODE
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and node.level > 0
    ]
    assert relative == []


def test_no_exception_is_caught_bare() -> None:
    bare = [
        f"{module.path}:{node.lineno}"
        for module in OWN_CODE
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler) and node.type is None
    ]
    assert bare == []


SILENCED = re.compile(r"#\s*(?:noqa(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)?|type:\s*ignore(?:\[[^\]]*\])?)(?P<rest>.*)$")


def test_every_silenced_rule_says_why() -> None:
    """A reason stands on the same line: `# noqa: PLC0415  imported late because ...`."""
    silent = [
        f"{module.path}:{number}"
        for module in OWN_CODE
        for number, line in enumerate(module.text.splitlines(), start=1)
        if (found := SILENCED.search(line)) and len(found["rest"].strip(" #-–:")) < 8  # noqa: RUF001  an en dash
    ]
    assert silent == []


def test_every_rule_that_is_switched_off_says_why() -> None:
    in_list = False
    silent = []
    for number, line in enumerate((ROOT / "pyproject.toml").read_text().splitlines(), start=1):
        if line.startswith("ignore = ["):
            in_list = True
        elif line.startswith("]"):
            in_list = False
        elif in_list and "#" not in line:
            silent.append(f"pyproject.toml:{number}: {line.strip()}")
    assert silent == []


@pytest.mark.parametrize("base", ["Mock", "MagicMock", "AsyncMock"])
def test_no_test_uses_a_mock(base: str) -> None:
    assert [
        f"{module.path}:{line}" for module in modules("tests") for line, name in module.imported() if base in name
    ] == []


def test_every_dataclass_has_slots() -> None:
    """A misspelt attribute must fail where it is set."""
    open_ones = [
        f"{module.path}:{node.lineno}: {node.name}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
        for decorator in node.decorator_list
        if "dataclass" in ast.unparse(decorator) and "slots=True" not in ast.unparse(decorator)
    ]
    assert open_ones == []


def test_only_the_edge_commits() -> None:
    edges = ("app/core/database", "app/runtime")
    commits = [
        f"{module.path}:{node.lineno}"
        for module in modules()
        if not module.path.startswith(edges)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
    assert commits == []


CALLS_THAT_JUDGE = ("raises", "warns", "fail", "assert_", "check", "expect_", "require_", "wait_")


def can_fail(test: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Tell whether a test asserts, or calls what judges by its name or by `check=True`."""
    for node in ast.walk(test):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            checks = any(word.arg == "check" and ast.unparse(word.value) == "True" for word in node.keywords)
            if checks or name.startswith(CALLS_THAT_JUDGE):
                return True
    return False


def test_every_test_can_fail() -> None:
    idle = [
        f"{module.path}: {function.name}"
        for module in modules("tests")
        if PurePosixPath(module.path).name.startswith("test_")
        for function in module.functions()
        if function.name.startswith("test_") and not can_fail(function)
    ]
    assert idle == []


def test_the_cases_of_a_test_have_one_order() -> None:
    """A set has another order in each process, and workers that disagree about what the tests are run none."""
    disordered = [
        f"{module.path}:{call.lineno}"
        for module in modules("tests")
        for call in ast.walk(module.tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "parametrize"
        for cases in call.args[1:]
        for part in [cases, *(one.value for one in ast.walk(cases) if isinstance(one, ast.Starred))]
        if isinstance(part, ast.Set | ast.SetComp)
    ]
    assert disordered == []
