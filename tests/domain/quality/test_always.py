"""What every document is judged by: schema, keys, references, sources."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.completions import PartKind
from app.domain.quality.context import Context
from app.domain.quality.judging import MAX_FINDINGS
from app.domain.questions import Answered, Question, QuestionKind
from tests.domain.quality.subjects import BLOCKS, brief, context, judged, open_schema, part, places

STRICT: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name", "items"],
    "properties": {
        "name": {"type": "string", "minLength": 2, "maxLength": 5, "pattern": "^[a-z]+$"},
        "kind": {"enum": ["function", "quality", "rule", "data", "interface", "constraint", "something quite long"]},
        "due": {"type": "string", "format": "date"},
        "share": {"type": "number", "minimum": 0, "exclusiveMaximum": 1},
        "mode": {"const": "plain"},
        "items": {"type": "array", "minItems": 1, "maxItems": 2, "uniqueItems": True, "items": {"type": "string"}},
        "source": {
            "oneOf": [
                {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["brief", "quote"],
                    "properties": {"brief": {"type": "string"}, "quote": {"type": "string"}},
                },
                {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["item"],
                    "properties": {"item": {"type": "string"}},
                },
            ],
        },
    },
}
GOOD = {"name": "abc", "items": ["x"]}
ALL_KINDS = 'Use one of: "function", "quality", "rule", "data", "interface", "constraint", "something quite long".'
SCHEMA_CASES: tuple[tuple[dict[str, Any], list[tuple[str, str]]], ...] = (
    ({}, [("", "Add the field 'items'."), ("", "Add the field 'name'.")]),
    (GOOD | {"x": 1}, [("", "Remove 'x'.")]),
    (GOOD | {"name": "a"}, [("/name", "Write at least 2 characters.")]),
    (GOOD | {"name": "abcdef"}, [("/name", "Shorten it to 5 characters.")]),
    (GOOD | {"name": "ABC"}, [("/name", "Write a text that matches ^[a-z]+$.")]),
    (GOOD | {"name": 7}, [("/name", "Write a value of type string.")]),
    (GOOD | {"kind": "wish"}, [("/kind", ALL_KINDS)]),
    (GOOD | {"due": "2027-02-30"}, [("/due", "Write a valid date.")]),
    (GOOD | {"share": -1}, [("/share", "Write 0 or more.")]),
    (GOOD | {"share": 1}, [("/share", "Write less than 1.")]),
    (GOOD | {"mode": "fancy"}, [("/mode", 'Write "plain".')]),
    (GOOD | {"items": []}, [("/items", "Give at least 1 entries.")]),
    (GOOD | {"items": ["a", "b", "c"]}, [("/items", "Keep at most 2 entries.")]),
    (GOOD | {"items": ["a", "a"]}, [("/items", "Keep each entry once.")]),
    (GOOD | {"items": ["a", None]}, [("/items/1", "Write a value of type string.")]),
    (GOOD | {"source": {"brief": "b"}}, [("/source", "Add the field 'quote'.")]),
    (GOOD | {"source": {"item": 3}}, [("/source/item", "Write a value of type string.")]),
    (GOOD | {"source": {"item": "a"}, "kind": "x", "mode": ""}, [("/kind", ALL_KINDS), ("/mode", 'Write "plain".')]),
)


@pytest.mark.parametrize(("content", "expected"), SCHEMA_CASES, ids=range(len(SCHEMA_CASES)))
def test_the_schema_reports_every_error_with_its_place_and_a_fix(
    content: dict[str, Any],
    expected: list[tuple[str, str]],
) -> None:
    findings = judged(content, schema=STRICT)

    assert [(finding.path, finding.fix) for finding in findings] == expected
    assert {finding.code for finding in findings} == {"document.schema"}


def test_a_good_document_has_no_finding() -> None:
    assert judged(GOOD, schema=STRICT) == ()


KEYS: tuple[tuple[Any, list[tuple[str, str]]], ...] = (
    ([{"key": "a"}, {"key": "b"}], []),
    ([{"key": "a"}, {"key": "a"}], [("duplicate_key", "/items/1/key")]),
    ([{"key": "a", "below": [{"key": "x"}, {"key": "x"}]}], [("duplicate_key", "/items/0/below/1/key")]),
    ([{"key": "a", "below": [{"key": "a"}]}], []),
    ([{"key": "R-02"}], [("retired_code", "/items/0/key")]),
    ([{"key": 1}, {"key": 1}, "x", None], []),
)


@pytest.mark.parametrize(("items", "expected"), KEYS, ids=range(len(KEYS)))
def test_keys_are_unique_in_their_list_and_never_retired_codes(items: Any, expected: list[tuple[str, str]]) -> None:  # noqa: ANN401 - any JSON value
    assert places(judged({"items": items}, against=Context(retired=frozenset({"R-02"})))) == expected


REFERENCES: tuple[tuple[Any, Any, bool], ...] = (
    ("items", "a", True),
    ("items", "b", False),
    ("items", "R-01", False),
    ("plan.reqs", "R-01", True),
    ("plan.reqs", "R-02", True),
    ("plan.reqs", "a", False),
    ("plan.reqs", "", False),
    (["items", "plan.reqs"], "a", True),
    (["items", "plan.reqs"], "R-02", True),
    (["items", "plan.reqs"], "z", False),
    ("topic.reqs", "R-02", True),
    ("topic.reqs", "R-01", False),
    ("stories.stories.checks", "c1", True),
    ("stories.stories", "T-01/S-02", True),
    ("stories.stories", "T-01/S-03", False),
    ("absent.reqs", "R-01", False),
)


@pytest.mark.parametrize(("target", "value", "resolves"), REFERENCES)
def test_a_reference_must_name_an_item_of_its_list(target: Any, value: str, *, resolves: bool) -> None:  # noqa: ANN401 - any JSON value
    schema = open_schema(items={}, refs={"type": "array", "items": {"$ref": "#/$defs/code", "x-ref": target}})
    against = context(
        part("plan", {"reqs": [{"key": "R-01"}, {"code": "R-02"}]}),
        part("topic", {"key": "T-01", "reqs": ["R-02"]}, PartKind.ITEM),
        part(
            "stories",
            [
                {"path": "T-01", "document": {"stories": [{"key": "T-01/S-02", "checks": [{"key": "c1"}]}]}},
                {"path": "T-02", "document": {"stories": []}},
            ],
            PartKind.GATHERED,
        ),
        part("absent", None),
    )

    findings = judged({"items": [{"key": "a"}], "refs": [value]}, schema=schema, against=against)

    assert places(findings) == ([] if resolves else [("unresolved_reference", "/refs/0")])


ANSWERED = Answered(
    question=Question(key="q1", text="Why?", kind=QuestionKind.TEXT, why="w", assumption="a"),
    value="so",
)
OWN, INHERITED = ANSWERED.question.id, "0123456789abcdef"
FIRST, SECOND, THIRD = BLOCKS
SOURCES: tuple[tuple[Any, list[tuple[str, str]]], ...] = (
    ([{"brief": FIRST.id, "occurrence": 1, "quote": "closes at 18:00"}], []),
    ([{"brief": FIRST.id, "occurrence": 2, "quote": "closes at 18:00"}], []),
    ([{"brief": FIRST.id, "quote": "closes at 18:00"}], []),
    ([{"brief": FIRST.id, "occurrence": 3, "quote": "closes"}], [("bad_source", "/items/0/sources/0/brief")]),
    ([{"brief": "beef", "occurrence": 1, "quote": "closes"}], [("bad_source", "/items/0/sources/0/brief")]),
    (
        [{"brief": FIRST.id, "occurrence": 1, "quote": "Closes at 18:00"}],
        [("quote_not_found", "/items/0/sources/0/quote")],
    ),
    ([{"brief": FIRST.id, "occurrence": 1, "quote": "14 days"}], [("quote_not_found", "/items/0/sources/0/quote")]),
    ([{"brief": FIRST.id, "occurrence": 1, "quote": ""}], [("quote_not_found", "/items/0/sources/0/quote")]),
    ([{"answer": OWN}], []),
    ([{"answer": INHERITED}], []),
    ([{"answer": "q1"}], [("bad_source", "/items/0/sources/0/answer")]),
    ([{"item": "R-01"}], []),
    ([{"item": "R-01"}, {"item": "R-09"}], [("bad_source", "/items/0/sources/1/item")]),
    ([{"item": "a"}], [("bad_source", "/items/0/sources/0/item")]),
    ([{"assumption": "s1"}], []),
    ([{"assumption": "A-01"}], []),
    ([{"assumption": "s2"}], [("bad_source", "/items/0/sources/0/assumption")]),
    ([], [("missing_source", "/items/0")]),
    (None, [("schema", "/items/0/sources"), ("missing_source", "/items/0")]),
    ([{}], [("bad_source", "/items/0/sources/0")]),
    (["R-01"], [("schema", "/items/0/sources/0"), ("bad_source", "/items/0/sources/0")]),
    ([{"quote": "closes"}], [("bad_source", "/items/0/sources/0")]),
)


@pytest.mark.parametrize(("sources", "expected"), SOURCES, ids=range(len(SOURCES)))
def test_sources_are_there_and_real(sources: Any, expected: list[tuple[str, str]]) -> None:  # noqa: ANN401 - any JSON value
    item = {"type": "object", "properties": {"sources": {"type": "array", "items": {"$ref": "#/$defs/source"}}}}
    schema = open_schema(items={"type": "array", "items": item}, assumptions={})
    against = context(
        brief(),
        part("plan", {"reqs": [{"key": "R-01"}], "assumptions": [{"key": "A-01"}], "answers": [{"id": INHERITED}]}),
        answers=[ANSWERED],
    )
    content = {"items": [{"key": "a", "sources": sources}], "assumptions": [{"key": "s1"}]}

    assert places(judged(content, schema=schema, against=against)) == expected


def test_an_item_without_the_field_names_no_source() -> None:
    schema = open_schema(items={"type": "array", "items": {"properties": {"sources": {}}}})

    assert places(judged({"items": [{"key": "a"}]}, schema=schema)) == [("missing_source", "/items/0")]


def test_a_misplaced_quotation_is_told_where_its_words_stand() -> None:
    schema = open_schema(items={"type": "array", "items": {"properties": {"sources": {}}}})
    source = {"brief": FIRST.id, "occurrence": 1, "quote": "keep a tool for 14 days"}

    (finding,) = judged({"items": [{"sources": [source]}]}, schema=schema, against=context(brief()))

    assert finding.fix == f"It stands in the block {SECOND.id}."


def test_very_many_findings_are_cut_and_counted() -> None:
    findings = judged({"items": [{"key": "a"}] * 500})

    assert len(findings) == MAX_FINDINGS
    assert findings[-1].message == f"{499 - MAX_FINDINGS + 1} more findings are left out"
    assert findings[-1].severity == "error"


def test_very_many_pieces_of_advice_fail_no_document() -> None:
    check = {"rule": "each_has", "list": "items", "field": "refs", "severity": "warning"}
    schema = open_schema(items={"type": "array"})

    findings = judged({"items": [{"key": f"a-{number}"} for number in range(500)]}, check, schema=schema)

    assert (len(findings), {finding.severity for finding in findings}) == (MAX_FINDINGS, {"warning"})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["key", "items", "sources", "refs", "brief", "quote", "total", "parts", "n"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=15,
)
EVERYTHING: tuple[dict[str, Any], ...] = (
    {"rule": "covers", "of": "plan.items", "where": {"n": [True]}, "by": [{"path": "items.refs", "number_in": "n"}]},
    {"rule": "acyclic", "list": "items", "edges": "refs"},
    {"rule": "ordered", "list": "items", "edges": "refs", "field": "n", "order": ["a", "b"]},
    {"rule": "each_has", "list": "items", "field": "refs"},
    {"rule": "size", "list": "items", "min": 1},
    {"rule": "distinct", "list": "items", "fields": ["n"], "similarity": 60, "against": "plan.items.n"},
    {"rule": "owned_once", "of": "plan.items", "by": "items.refs"},
    {"rule": "known", "values": "items.n", "among": ["plan.items.n"]},
    {
        "rule": "numbers_reappear",
        "of": "plan.items",
        "of_fields": ["n"],
        "list": "items",
        "refs": "refs",
        "within": ["n"],
    },
    {"rule": "testable", "list": "items", "criteria": "n", "vague": ["fast"]},
    {"rule": "quoted", "list": "items"},
    {"rule": "musts_cited", "by": ["items", "plan.items"]},
    {"rule": "adds_up", "total": "total", "parts": "items.parts"},
    {"rule": "adds_up", "each": "items", "total": "total", "parts": "parts"},
    {"rule": "within_period", "dates": ["items.n"], "start": "plan.n", "end": "total"},
    {
        "rule": "coverage_table",
        "list": "items",
        "row": "key",
        "of": "plan.items",
        "columns": {"refs": "plan.items.refs"},
        "gap": "n",
    },
    {
        "rule": "verdict",
        "field": "n",
        "findings": "items.n",
        "blocking": ["x"],
        "conditions": "refs",
        "gaps": "items.n",
    },
)


@settings(max_examples=150, deadline=None)
@given(
    content=st.dictionaries(st.sampled_from(["items", "refs", "total", "n", "assumptions"]), JSON, max_size=4),
    other=JSON,
)
def test_no_content_makes_the_judgement_raise(content: dict[str, Any], other: Any) -> None:  # noqa: ANN401 - any JSON
    schema = open_schema(
        items={"items": {"properties": {"sources": {}, "refs": {"items": {"x-ref": ["items", "plan.items"]}}}}},
        **{name: {} for name in ("refs", "total", "n", "assumptions")},
    )
    against = context(brief(), part("plan", other), part("rest", other, PartKind.GATHERED))

    findings = judged(content, *EVERYTHING, schema=schema, against=against)

    assert findings == judged(content, *EVERYTHING, schema=schema, against=against)
    assert all(finding.path == "" or finding.path.startswith("/") for finding in findings)
