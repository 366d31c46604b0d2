"""Each declared check, by documents that pass it and documents that break it."""

from typing import Any

import pytest

from app.domain.completions import PartKind
from app.domain.definition.checks import CHECK_TYPES
from app.domain.findings import Severity
from app.domain.quality.context import Context
from app.domain.quality.rules import RULES
from tests.domain.quality.subjects import brief, context, judged, part, places

Case = tuple[dict[str, Any], dict[str, Any], list[tuple[str, str]]]

PLAN = part(
    "plan",
    {
        "reqs": [
            {"key": "R-01", "strength": "must", "statement": "Answer in 2 seconds", "measure": "95 %"},
            {"key": "R-02", "strength": "could", "statement": "Keep 1,000 tools", "measure": ""},
            {"key": "R-03", "strength": "must", "statement": "Show every tool", "measure": None},
        ],
        "actors": [{"key": "A-01", "name": "Tool keeper"}],
        "period": {"start": "2027", "end": "2028-06"},
    },
)
TOPIC = part("topic", {"key": "T-01", "reqs": ["R-01"]}, PartKind.ITEM)
STORIES = part(
    "stories",
    [
        {"path": "T-01", "document": {"stories": [{"key": "S-1", "reqs": ["R-01"]}, {"key": "S-2", "reqs": ["R-01"]}]}},
        {"path": "T-02", "document": {"stories": [{"key": "S-3", "reqs": []}]}},
    ],
    PartKind.GATHERED,
)
AGAINST = context(brief(), PLAN, TOPIC, STORIES)

COVERS: dict[str, Any] = {"rule": "covers", "of": "plan.reqs", "by": ["items.reqs"]}
MUST = {"strength": ["must"]}
STATED: dict[str, Any] = {"path": "items.links.req", "where": {"basis": ["stated"]}}
PROPOSED: dict[str, Any] = {"path": "items.links.req", "where": {"basis": ["proposed"]}}
UNCOVERED = ("uncovered", "")


def items(*values: dict[str, Any]) -> dict[str, Any]:
    return {"items": list(values)}


REFERENCE_CASES: tuple[Case, ...] = (
    (COVERS, items({"reqs": ["R-01", "R-02"]}, {"reqs": ["R-03"]}), []),
    (COVERS, items({"reqs": ["R-01"]}), [UNCOVERED, UNCOVERED]),
    (COVERS, items(), [UNCOVERED] * 3),
    (COVERS | {"where": MUST}, items({"reqs": ["R-01"]}), [UNCOVERED]),
    (COVERS | {"where": MUST}, items({"reqs": ["R-01", "R-03"]}), []),
    (COVERS | {"where": {"strength": ["must", "could"]}}, items({"reqs": ["R-01", "R-03"]}), [UNCOVERED]),
    (COVERS | {"within": "topic.reqs"}, items({"reqs": ["R-01"]}), []),
    (COVERS | {"within": "topic.reqs"}, items({"reqs": ["R-02", "R-03"]}), [UNCOVERED]),
    (COVERS | {"of": "topic.reqs"}, items({"reqs": []}), [UNCOVERED]),
    (COVERS | {"by": ["items.reqs", "general"]}, items({"reqs": ["R-01"]}) | {"general": ["R-02", "R-03"]}, []),
    (COVERS | {"by": ["items.sources.item"]}, items({"sources": [{"item": f"R-0{n}"} for n in (1, 2, 3)]}), []),
    (
        COVERS | {"where": MUST, "by": [{"path": "items.reqs", "number_in": "measure"}]},
        items({"reqs": ["R-01", "R-03"], "measure": "under 3 s"}),
        [],
    ),
    (
        COVERS | {"where": MUST, "by": [{"path": "items.reqs", "number_in": "measure"}]},
        items({"reqs": ["R-01", "R-03"], "measure": "soon"}),
        [UNCOVERED, UNCOVERED],
    ),
    (
        COVERS | {"where": MUST, "by": [{"path": "items.reqs", "number_in": "measure"}, "open.req"]},
        items({"reqs": ["R-01"], "measure": 3}) | {"open": [{"req": "R-03"}]},
        [],
    ),
    (
        COVERS | {"of": "plan.actors", "by": [STATED], "proposed": [PROPOSED]},
        items({"links": [{"req": "A-01", "basis": "stated"}]}),
        [],
    ),
    (
        COVERS | {"of": "plan.actors", "by": [STATED], "proposed": [PROPOSED]},
        items({"links": [{"req": "A-01", "basis": "proposed"}]}),
        [("proposed_only", "")],
    ),
    (COVERS | {"of": "plan.actors", "by": [STATED], "proposed": [PROPOSED]}, items({"links": []}), [UNCOVERED]),
    (COVERS | {"of": "goals"}, items({"reqs": ["g1"]}) | {"goals": [{"key": "g1"}, {"key": "g2"}]}, [UNCOVERED]),
    (
        {"rule": "acyclic", "list": "items", "edges": "needs"},
        items({"key": "a", "needs": ["b"]}, {"key": "b", "needs": []}),
        [],
    ),
    (
        {"rule": "acyclic", "list": "items", "edges": "needs"},
        items({"key": "a", "needs": ["a"]}),
        [("cycle", "/items/0")],
    ),
    (
        {"rule": "acyclic", "list": "items", "edges": "needs"},
        items({"key": "a", "needs": ["b"]}, {"key": "b", "needs": ["c"]}, {"key": "c", "needs": ["b"]}),
        [("cycle", "/items/1")],
    ),
    (
        {"rule": "acyclic", "list": "items", "edges": "needs.on"},
        items(
            {"key": "a", "needs": [{"on": "b"}]},
            {"key": "b", "needs": [{"on": "a"}]},
            {"key": "c", "needs": [{"on": "c"}]},
        ),
        [("cycle", "/items/0"), ("cycle", "/items/2")],
    ),
    ({"rule": "acyclic", "list": "items", "edges": "needs"}, items({"key": "a", "needs": ["ghost"]}), []),
    (
        {"rule": "ordered", "list": "items", "edges": "needs", "field": "phase", "order": ["first", "next", "later"]},
        items(
            {"key": "a", "phase": "next", "needs": ["b", "c"]},
            {"key": "b", "phase": "first"},
            {"key": "c", "phase": "next"},
        ),
        [],
    ),
    (
        {"rule": "ordered", "list": "items", "edges": "needs", "field": "phase", "order": ["first", "next", "later"]},
        items({"key": "a", "phase": "first", "needs": ["b"]}, {"key": "b", "phase": "later"}),
        [("out_of_order", "/items/0")],
    ),
    (
        {"rule": "ordered", "list": "items", "edges": "needs", "field": "phase", "order": ["first", "next"]},
        items({"key": "a", "phase": "odd", "needs": ["b"]}, {"key": "b", "phase": "next"}),
        [],
    ),
    (
        {"rule": "owned_once", "of": "data", "by": "items.owns"},
        items({"owns": ["d1"]}, {"owns": ["d2"]}) | {"data": [{"key": "d1"}, {"key": "d2"}]},
        [],
    ),
    (
        {"rule": "owned_once", "of": "data", "by": "items.owns"},
        items({"owns": ["d1"]}, {"owns": ["d1"]}) | {"data": [{"key": "d1"}, {"key": "d2"}]},
        [("owned_twice", "/items/1/owns/0"), ("not_owned", "")],
    ),
    (
        {"rule": "known", "values": "items.as_a", "among": ["plan.actors.name"]},
        items({"as_a": "tool-keeper"}, {"as_a": None}, {}),
        [],
    ),
    (
        {"rule": "known", "values": "items.as_a", "among": ["plan.actors.name", "plan.actors"]},
        items({"as_a": "A-01"}, {"as_a": "user"}),
        [("unknown_value", "/items/1/as_a")],
    ),
)


@pytest.mark.parametrize(("check", "content", "expected"), REFERENCE_CASES, ids=range(len(REFERENCE_CASES)))
def test_what_refers_to_what(check: dict[str, Any], content: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert places(judged(content, check, against=AGAINST)) == expected


TABLE: dict[str, Any] = {
    "rule": "coverage_table",
    "list": "rows",
    "row": "req",
    "of": "plan.reqs",
    "columns": {"stories": "stories.stories.reqs"},
    "gap": "gap",
    "gap_where": MUST,
}
RIGHT: list[dict[str, Any]] = [
    {"req": "R-01", "stories": ["S-1", "S-2"]},
    {"req": "R-02", "stories": []},
    {"req": "R-03", "gap": "none yet"},
]
TABLES: tuple[tuple[list[dict[str, Any]], list[tuple[str, str]]], ...] = (
    (RIGHT, []),
    ([RIGHT[2], RIGHT[0] | {"stories": ["S-2", "S-1"]}, RIGHT[1]], []),
    (RIGHT[:2], [("coverage_row", "/rows")]),
    ([*RIGHT, RIGHT[0]], [("coverage_row", "/rows/3")]),
    ([*RIGHT, {"req": "R-09"}], [("coverage_row", "/rows/3")]),
    ([RIGHT[0] | {"stories": ["S-1"]}, *RIGHT[1:]], [("coverage_column", "/rows/0/stories")]),
    ([RIGHT[0], RIGHT[1] | {"stories": ["S-3"]}, RIGHT[2]], [("coverage_column", "/rows/1/stories")]),
    ([*RIGHT[:2], {"req": "R-03", "gap": " "}], [("coverage_gap", "/rows/2/gap")]),
    ([RIGHT[0] | {"gap": "oh"}, *RIGHT[1:]], [("coverage_gap", "/rows/0/gap")]),
    ([RIGHT[0], RIGHT[1] | {"gap": True}, RIGHT[2]], [("coverage_gap", "/rows/1/gap")]),
)


@pytest.mark.parametrize(("rows", "expected"), TABLES, ids=range(len(TABLES)))
def test_a_coverage_table_equals_what_the_inputs_say(
    rows: list[dict[str, Any]],
    expected: list[tuple[str, str]],
) -> None:
    assert places(judged({"rows": rows}, TABLE, against=AGAINST)) == expected


VERDICT: dict[str, Any] = {
    "rule": "verdict",
    "field": "verdict",
    "findings": "found.severity",
    "blocking": ["blocking"],
    "serious": ["serious"],
    "conditions": "conditions",
    "gaps": "rows.gap",
}
VERDICTS: tuple[tuple[str, list[str], int, str, bool], ...] = (
    ("ready", [], 0, "", True),
    ("ready", ["minor"], 0, "", True),
    ("ready", ["serious"], 0, "", False),
    ("ready", ["blocking"], 0, "", False),
    ("ready", [], 1, "", False),
    ("ready", [], 0, "a gap", False),
    ("ready_with_conditions", ["serious"], 1, "a gap", True),
    ("ready_with_conditions", ["serious"], 0, "", False),
    ("ready_with_conditions", ["blocking"], 1, "", False),
    ("not_ready", ["blocking", "minor"], 0, "", True),
    ("not_ready", ["serious"], 0, "a gap", False),
)


@pytest.mark.parametrize(("verdict", "severities", "conditions", "gap", "agrees"), VERDICTS)
def test_a_verdict_agrees_with_what_was_found(
    verdict: str,
    severities: list[str],
    conditions: int,
    gap: str,
    *,
    agrees: bool,
) -> None:
    content = {
        "verdict": verdict,
        "found": [{"severity": severity} for severity in severities],
        "conditions": ["c"] * conditions,
        "rows": [{"gap": gap}],
    }

    assert places(judged(content, VERDICT)) == ([] if agrees else [("verdict", "/verdict")])


def test_a_check_may_be_declared_as_a_warning() -> None:
    (finding,) = judged(items(), {"rule": "size", "list": "items", "min": 1, "severity": "warning"})

    assert finding.severity is Severity.WARNING


def test_a_proposal_is_a_warning_even_where_the_check_is_an_error() -> None:
    check = COVERS | {"of": "plan.actors", "by": [STATED], "proposed": [PROPOSED]}
    (finding,) = judged(items({"links": [{"req": "A-01", "basis": "proposed"}]}), check, against=AGAINST)

    assert (finding.severity, finding.code) == (Severity.WARNING, "document.proposed_only")


def test_an_absent_input_asks_for_nothing() -> None:
    assert judged(items(), COVERS, TABLE | {"list": "items"}, against=Context()) == ()


def test_every_declared_check_has_its_rule() -> None:
    assert set(RULES) == set(CHECK_TYPES)
