"""Each declared check, by documents that pass it and documents that break it."""

from typing import Any

import pytest

from app.domain.completions import PartKind
from app.domain.definition.checks import CHECK_TYPES
from app.domain.findings import Severity
from app.domain.quality.context import Context
from app.domain.quality.rules import RULES
from tests.domain.quality.subjects import BLOCKS, brief, context, judged, part, places

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

COVERS = {"rule": "covers", "of": "plan.reqs", "by": ["items.reqs"]}
MUST = {"strength": ["must"]}
STATED = {"path": "items.links.req", "where": {"basis": ["stated"]}}
PROPOSED = {"path": "items.links.req", "where": {"basis": ["proposed"]}}
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
    (COVERS | {"where": MUST, "by": [{"path": "items.reqs", "number_in": "measure"}]}, items({"reqs": ["R-01", "R-03"], "measure": "under 3 s"}), []),
    (COVERS | {"where": MUST, "by": [{"path": "items.reqs", "number_in": "measure"}]}, items({"reqs": ["R-01", "R-03"], "measure": "soon"}), [UNCOVERED, UNCOVERED]),
    (COVERS | {"where": MUST, "by": [{"path": "items.reqs", "number_in": "measure"}, "open.req"]}, items({"reqs": ["R-01"], "measure": 3}) | {"open": [{"req": "R-03"}]}, []),
    (COVERS | {"of": "plan.actors", "by": [STATED], "proposed": [PROPOSED]}, items({"links": [{"req": "A-01", "basis": "stated"}]}), []),
    (COVERS | {"of": "plan.actors", "by": [STATED], "proposed": [PROPOSED]}, items({"links": [{"req": "A-01", "basis": "proposed"}]}), [("proposed_only", "")]),
    (COVERS | {"of": "plan.actors", "by": [STATED], "proposed": [PROPOSED]}, items({"links": []}), [UNCOVERED]),
    (COVERS | {"of": "goals"}, items({"reqs": ["g1"]}) | {"goals": [{"key": "g1"}, {"key": "g2"}]}, [UNCOVERED]),
    ({"rule": "acyclic", "list": "items", "edges": "needs"}, items({"key": "a", "needs": ["b"]}, {"key": "b", "needs": []}), []),
    ({"rule": "acyclic", "list": "items", "edges": "needs"}, items({"key": "a", "needs": ["a"]}), [("cycle", "/items/0")]),
    ({"rule": "acyclic", "list": "items", "edges": "needs"}, items({"key": "a", "needs": ["b"]}, {"key": "b", "needs": ["c"]}, {"key": "c", "needs": ["b"]}), [("cycle", "/items/1")]),
    ({"rule": "acyclic", "list": "items", "edges": "needs.on"}, items({"key": "a", "needs": [{"on": "b"}]}, {"key": "b", "needs": [{"on": "a"}]}, {"key": "c", "needs": [{"on": "c"}]}), [("cycle", "/items/0"), ("cycle", "/items/2")]),
    ({"rule": "acyclic", "list": "items", "edges": "needs"}, items({"key": "a", "needs": ["ghost"]}), []),
    ({"rule": "ordered", "list": "items", "edges": "needs", "field": "phase", "order": ["first", "next", "later"]}, items({"key": "a", "phase": "next", "needs": ["b", "c"]}, {"key": "b", "phase": "first"}, {"key": "c", "phase": "next"}), []),
    ({"rule": "ordered", "list": "items", "edges": "needs", "field": "phase", "order": ["first", "next", "later"]}, items({"key": "a", "phase": "first", "needs": ["b"]}, {"key": "b", "phase": "later"}), [("out_of_order", "/items/0")]),
    ({"rule": "ordered", "list": "items", "edges": "needs", "field": "phase", "order": ["first", "next"]}, items({"key": "a", "phase": "odd", "needs": ["b"]}, {"key": "b", "phase": "next"}), []),
    ({"rule": "owned_once", "of": "data", "by": "items.owns"}, items({"owns": ["d1"]}, {"owns": ["d2"]}) | {"data": [{"key": "d1"}, {"key": "d2"}]}, []),
    ({"rule": "owned_once", "of": "data", "by": "items.owns"}, items({"owns": ["d1"]}, {"owns": ["d1"]}) | {"data": [{"key": "d1"}, {"key": "d2"}]}, [("owned_twice", "/items/1/owns/0"), ("not_owned", "")]),
    ({"rule": "known", "values": "items.as_a", "among": ["plan.actors.name"]}, items({"as_a": "tool-keeper"}, {"as_a": None}, {}), []),
    ({"rule": "known", "values": "items.as_a", "among": ["plan.actors.name", "plan.actors"]}, items({"as_a": "A-01"}, {"as_a": "user"}), [("unknown_value", "/items/1/as_a")]),
)  # fmt: skip


@pytest.mark.parametrize(("check", "content", "expected"), REFERENCE_CASES, ids=range(len(REFERENCE_CASES)))
def test_what_refers_to_what(check: dict[str, Any], content: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert places(judged(content, check, against=AGAINST)) == expected


NUMBERS = {"rule": "numbers_reappear", "of": "plan.reqs", "of_fields": ["statement", "measure"], "list": "items", "refs": "reqs", "within": ["criteria"]}  # fmt: skip
VAGUE = {"rule": "testable", "list": "items", "criteria": "criteria.then", "vague": ["fast", "easy to use"]}
SUM = {"rule": "adds_up", "total": "total", "parts": "years.total"}
YEARLY = {"rule": "adds_up", "each": "years", "total": "total", "parts": "rows.amount"}
PERIOD = {"rule": "within_period", "dates": ["items.when"], "start": "plan.period.start", "end": "plan.period.end"}
ALIKE = {"rule": "distinct", "list": "items", "fields": ["title", "want"]}

CONTENT_CASES: tuple[Case, ...] = (
    ({"rule": "each_has", "list": "items", "field": "reqs"}, items({"reqs": ["a"]}, {"reqs": []}, {"reqs": [" "]}, {}), [("lacks", "/items/1"), ("lacks", "/items/2"), ("lacks", "/items/3")]),
    ({"rule": "each_has", "list": "items", "field": "reqs", "min": 2}, items({"reqs": ["a"]}, {"reqs": ["a", "b"]}), [("lacks", "/items/0")]),
    ({"rule": "each_has", "list": "items", "field": "measure.what", "where": {"kind": ["goal"]}}, items({"kind": "goal", "measure": {}}, {"kind": "wish"}), [("lacks", "/items/0")]),
    ({"rule": "size", "list": "items", "min": 2, "max": 3}, items({}, {}), []),
    ({"rule": "size", "list": "items", "min": 2, "max": 3}, items({}), [("size", "/items")]),
    ({"rule": "size", "list": "items", "min": 2, "max": 3}, items({}, {}, {}, {}), [("size", "/items")]),
    (ALIKE, items({"title": "Pay", "want": "to pay"}, {"title": "Pay", "want": "to borrow"}), []),
    (ALIKE, items({"title": "Pay", "want": "to pay"}, {"title": "pay!", "want": "to  PAY."}), [("alike", "/items/1")]),
    (ALIKE, items({"title": ""}, {"title": " "}), []),
    (ALIKE, items({"title": "支払い"}, {"title": "支払い"}), [("alike", "/items/1")]),
    (ALIKE | {"similarity": 75}, items({"title": "pay a late fee"}, {"title": "pay the late fee", "want": "a"}), [("alike", "/items/1")]),
    (ALIKE | {"similarity": 100}, items({"title": "a late fee"}, {"title": "late a fee"}), []),
    (ALIKE | {"fields": ["title"], "against": "plan.actors.name"}, items({"title": "Tool Keeper"}), [("alike", "/items/0")]),
    (NUMBERS, items({"key": "s", "reqs": ["R-01"], "criteria": [{"then": "95% within 2 s"}]}), []),
    (NUMBERS, items({"key": "s", "reqs": ["R-01"], "criteria": [{"then": "95 %"}]}, {"reqs": ["R-01"], "criteria": [{"given": "2 s"}]}), []),
    (NUMBERS, items({"key": "s", "reqs": ["R-01", "R-03"], "criteria": [{"then": "soon"}]}), [("number_lost", "/items/0")]),
    (NUMBERS, items({"reqs": ["R-02"], "criteria": [{"then": "1000 tools"}]}), []),
    (NUMBERS, items({"reqs": ["R-02"], "criteria": [{"then": "1 000 tools"}]}), []),
    (NUMBERS, items({"reqs": ["R-02"], "criteria": [{"then": "10000 tools"}]}), [("number_lost", "/items/0")]),
    (NUMBERS, items({"reqs": ["R-02"], "criteria": [{"then": "many", "sources": [{"quote": "1000"}]}]}), [("number_lost", "/items/0")]),
    (NUMBERS, items({"reqs": [], "criteria": []}), []),
    (VAGUE, items({"criteria": [{"then": "the list is shown"}]}), []),
    (VAGUE, items({"criteria": [{"then": "it is fast"}]}), [("untestable", "/items/0")]),
    (VAGUE, items({"criteria": [{"then": "it is fast, under 2 s"}]}), []),
    (VAGUE, items({"criteria": [{"then": "it is Easy to use."}, {"then": "one opens it by hand"}]}), []),
    (VAGUE, items({"criteria": [{"then": "breakfast is served"}]}), []),
    (VAGUE, items({"criteria": []}, {"criteria": [{"then": ""}]}, {"criteria": [{"then": "works"}]}), [("untestable", "/items/0"), ("untestable", "/items/1"), ("untestable", "/items/2")]),
    (VAGUE, items({"criteria": [{"then": "一覧が画面に表示される"}]}), []),
    ({"rule": "quoted", "list": "items"}, items({"brief": BLOCKS[1].id, "occurrence": 1, "quote": "14 days"}), []),
    ({"rule": "quoted", "list": "items"}, items({"brief": BLOCKS[1].id, "occurrence": 1, "quote": "15 days"}, {"quote": "x"}), [("quote_not_found", "/items/0/quote"), ("bad_source", "/items/1")]),
    (SUM, {"total": 30, "years": [{"total": 10}, {"total": 20}]}, []),
    (SUM, {"total": 31, "years": [{"total": 10}, {"total": 20}]}, [("sum", "/total")]),
    (SUM, {"total": 0.3, "years": [{"total": 0.1}, {"total": 0.2}]}, []),
    (SUM, {"total": "30.00", "years": [{"total": "10"}, {"total": 20}]}, []),
    (SUM, {"years": [{"total": 10}]}, [("sum", "/total")]),
    (SUM, {"total": None, "years": [{"total": None}]}, []),
    (SUM, {"total": 5, "years": []}, [("sum", "/total")]),
    (SUM, {"total": "much", "years": [{"total": 10}]}, []),
    (YEARLY, {"years": [{"total": 3, "rows": [{"amount": 1}, {"amount": 2}]}, {"total": 3, "rows": [{"amount": 2}]}]}, [("sum", "/years/1/total")]),
    (PERIOD, items({"when": "2027"}, {"when": "2028-06-30"}, {"when": "2027-03/2028-Q2"}, {"when": None}, {}), []),
    (PERIOD, items({"when": "2026-12-31"}, {"when": "2028"}, {"when": "2028-Q3"}), [("outside_period", "/items/0/when"), ("outside_period", "/items/1/when"), ("outside_period", "/items/2/when")]),
    (PERIOD, items({"when": "spring"}, {"when": "2027-13"}, {"when": "2027-02-30"}, {"when": "2028/2027"}, {"when": "2027-Q5"}), [("not_a_date", f"/items/{n}/when") for n in range(5)]),
    (PERIOD, items({"when": 2027}), []),
)  # fmt: skip


@pytest.mark.parametrize(("check", "content", "expected"), CONTENT_CASES, ids=range(len(CONTENT_CASES)))
def test_what_the_items_say(check: dict[str, Any], content: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert places(judged(content, check, against=AGAINST)) == expected


TABLE = {
    "rule": "coverage_table",
    "list": "rows",
    "row": "req",
    "of": "plan.reqs",
    "columns": {"stories": "stories.stories.reqs"},
    "gap": "gap",
    "gap_where": MUST,
}
RIGHT = [{"req": "R-01", "stories": ["S-1", "S-2"]}, {"req": "R-02", "stories": []}, {"req": "R-03", "gap": "none yet"}]
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


VERDICT = {
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
