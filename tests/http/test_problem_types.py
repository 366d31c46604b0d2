"""The one table of problems against everything that raises one, and against what shows it."""

import ast
import http
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest
from fastapi.testclient import TestClient

from app.domain import errors
from app.http.problem_types import CODES, PROBLEM_TYPES, type_of
from app.http.problems import STATUS_OF, code_of

ROOT = Path(__file__).parents[2]
COMMAND_LINE = "cli"
"""What it raises is said on a terminal; only what its server protocol refuses is a problem."""
OF_THE_FRAMEWORK = {404, 405, 422}
"""What FastAPI answers by itself."""
Node = TypeVar("Node", bound=ast.AST)


@dataclass(frozen=True, slots=True)
class Found:
    """What stands in one room's modules."""

    room: str
    node: ast.AST


@cache
def found() -> list[Found]:
    kinds = (ast.ClassDef, ast.Call, ast.Raise, ast.AnnAssign, ast.Constant, ast.Attribute)
    return [
        Found(path.relative_to(ROOT).parts[1], node)
        for path in sorted((ROOT / "app").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, kinds)
    ]


def of_kind(kind: type[Node], *, without: str = "") -> list[Node]:
    return [one.node for one in found() if isinstance(one.node, kind) and one.room != without]


def name_of(node: ast.AST | None) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


@cache
def raised() -> dict[str, type[errors.AppError]]:
    """Every error of the product that is made somewhere, as a class of the same name and ancestry."""
    known: dict[str, type[errors.AppError]] = {kind.__name__: kind for kind in STATUS_OF}
    left = of_kind(ast.ClassDef, without=COMMAND_LINE)
    while len(left) > len(left := [node for node in left if not declared(node, known)]):
        pass
    made = {name_of(node.func) for node in of_kind(ast.Call, without=COMMAND_LINE)}
    made |= {name_of(node.exc) for node in of_kind(ast.Raise, without=COMMAND_LINE)}
    return {name: kind for name, kind in known.items() if name in made}


def declared(node: ast.ClassDef, known: dict[str, type[errors.AppError]]) -> bool:
    """Add a class whose ancestor is known; tell whether it is."""
    above = next((known[name_of(base)] for base in node.bases if name_of(base) in known), None)
    if above is not None:
        known.setdefault(node.name, type(node.name, (above,), {}))
    return above is not None


def literal_codes() -> set[str]:
    """Every code that is given where a problem is made."""
    words = {
        name_of(node.target): node.value.value
        for node in of_kind(ast.AnnAssign)
        if isinstance(node.value, ast.Constant) and name_of(node.target).isupper()
    }
    given = [
        word.value
        for node in of_kind(ast.Call)
        if name_of(node.func) in {"problem", "problem_body", "_refuse"}
        for word in node.keywords
        if word.arg == "code"
    ]
    codes = [value.value if isinstance(value, ast.Constant) else words.get(name_of(value)) for value in given]
    return {str(code) for code in codes if code is not None}


def answered_statuses() -> set[int]:
    """Every status that the doors name, and every one that an error has."""
    named = {status.name: int(status) for status in http.HTTPStatus}
    doors = [one.node for one in found() if one.room in {"api", "cli", "http", "web"}]
    numbers = {node.value for node in doors if isinstance(node, ast.Constant) and type(node.value) is int}
    spelled = {named[node.attr] for node in doors if isinstance(node, ast.Attribute) and node.attr in named}
    return {*STATUS_OF.values(), *OF_THE_FRAMEWORK, *numbers, *spelled}


def test_the_table_holds_every_code_that_is_raised_and_no_other() -> None:
    assert len(raised()) > 30
    used = {code_of(kind) for kind in raised().values()} | literal_codes() | set(CODES.values())
    assert used == set(PROBLEM_TYPES)
    assert set(CODES) <= answered_statuses()


def test_every_narrow_error_has_a_code_of_its_own() -> None:
    """But for those of whoever asks another service, which are told apart by their status alone."""
    general = {name for name, kind in raised().items() if code_of(kind) in CODES.values()}
    assert general - {kind.__name__ for kind in STATUS_OF} == {"AddressRefused", "Outdated", "TooManyRequests"}


def test_a_code_has_the_status_of_its_errors() -> None:
    wrong = {
        name: kind
        for name, kind in raised().items()
        if PROBLEM_TYPES[code_of(kind)].status != STATUS_OF[next(one for one in kind.__mro__ if one in STATUS_OF)]
    }
    assert set(wrong) == {"Outdated"}, "which the decisions answer with 412 themselves"
    assert {status: PROBLEM_TYPES[code].status for status, code in CODES.items()} == {code: code for code in CODES}


def test_the_table_is_in_order_and_says_everything() -> None:
    assert list(PROBLEM_TYPES) == sorted(PROBLEM_TYPES)
    assert len({one.title for one in PROBLEM_TYPES.values()}) == len(PROBLEM_TYPES)
    for code, (_, title, when, remedy) in PROBLEM_TYPES.items():
        assert title, code
        assert title[-1] != ".", code
        assert (when[-1], remedy[-1]) == (".", "."), code


def test_the_manual_repeats_the_table() -> None:
    """Where this fails, the lines that it shows are what belongs into the manual."""
    rows = sorted(PROBLEM_TYPES.items(), key=lambda row: (row[1].status, row[0]))
    table = "\n".join(f"| {one.status} | `{code}` | {one.when} | {one.remedy} |" for code, one in rows)
    assert table in (ROOT / "docs" / "API.md").read_text(encoding="utf-8")


def test_the_type_of_a_problem_leads_to_its_explanation(client: TestClient) -> None:
    refused = client.get("/test/taken").json()
    answer = client.get(refused["type"])
    explained = answer.json()
    assert (answer.status_code, explained["code"], explained["title"]) == (200, "slug-taken", refused["title"])
    assert explained["status"] == refused["status"]
    assert explained in client.get("/errors").json()


@pytest.mark.parametrize("name", ["nothing", "Conflict", "not-found%00", "..%2fme"])
def test_a_code_that_is_none_is_not_there(client: TestClient, name: str) -> None:
    answer = client.get(type_of(name))
    assert (answer.status_code, answer.json()["type"]) == (404, type_of("not-found"))
