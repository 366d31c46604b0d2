"""The declared checks of what items say, by documents that pass them and documents that break them."""

from typing import Any

import pytest

from app.domain.briefs import blocks_of
from app.domain.completions import PartKind
from app.domain.quality.musts import musts_in
from tests.domain.quality.subjects import BLOCKS, brief, context, judged, open_schema, part, places

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


def items(*values: dict[str, Any]) -> dict[str, Any]:
    return {"items": list(values)}


NUMBERS: dict[str, Any] = {
    "rule": "numbers_reappear",
    "of": "plan.reqs",
    "of_fields": ["statement", "measure"],
    "list": "items",
    "refs": "reqs",
    "within": ["criteria"],
}
VAGUE: dict[str, Any] = {
    "rule": "testable",
    "list": "items",
    "criteria": "criteria.then",
    "vague": ["fast", "easy to use"],
}
SUM: dict[str, Any] = {"rule": "adds_up", "total": "total", "parts": "years.total"}
YEARLY: dict[str, Any] = {"rule": "adds_up", "each": "years", "total": "total", "parts": "rows.amount"}
PERIOD: dict[str, Any] = {
    "rule": "within_period",
    "dates": ["items.when"],
    "start": "plan.period.start",
    "end": "plan.period.end",
}
ALIKE: dict[str, Any] = {"rule": "distinct", "list": "items", "fields": ["title", "want"]}

CONTENT_CASES: tuple[Case, ...] = (
    (
        {"rule": "each_has", "list": "items", "field": "reqs"},
        items({"reqs": ["a"]}, {"reqs": []}, {"reqs": [" "]}, {}),
        [("lacks", "/items/1"), ("lacks", "/items/2"), ("lacks", "/items/3")],
    ),
    (
        {"rule": "each_has", "list": "items", "field": "reqs", "min": 2},
        items({"reqs": ["a"]}, {"reqs": ["a", "b"]}),
        [("lacks", "/items/0")],
    ),
    (
        {"rule": "each_has", "list": "items", "field": "measure.what", "where": {"kind": ["goal"]}},
        items({"kind": "goal", "measure": {}}, {"kind": "wish"}),
        [("lacks", "/items/0")],
    ),
    ({"rule": "size", "list": "items", "min": 2, "max": 3}, items({}, {}), []),
    ({"rule": "size", "list": "items", "min": 2, "max": 3}, items({}), [("size", "/items")]),
    ({"rule": "size", "list": "items", "min": 2, "max": 3}, items({}, {}, {}, {}), [("size", "/items")]),
    (ALIKE, items({"title": "Pay", "want": "to pay"}, {"title": "Pay", "want": "to borrow"}), []),
    (ALIKE, items({"title": "Pay", "want": "to pay"}, {"title": "pay!", "want": "to  PAY."}), [("alike", "/items/1")]),
    (ALIKE, items({"title": ""}, {"title": " "}), []),
    (ALIKE | {"per": "who"}, items({"title": "Pay", "who": "AC-01"}, {"title": "Pay", "who": "AC-02"}), []),
    (ALIKE | {"per": "who"}, items({"title": "Pay", "who": "AC-01"}, {"title": "Pay"}), []),
    (
        ALIKE | {"per": "who"},
        items({"title": "Pay", "who": "AC-01"}, {"title": "Pay", "who": "AC-02"}, {"title": "pay", "who": "AC-01"}),
        [("alike", "/items/2")],
    ),
    (ALIKE, items({"title": "支払い"}, {"title": "支払い"}), [("alike", "/items/1")]),
    (
        ALIKE | {"similarity": 75},
        items({"title": "pay a late fee"}, {"title": "pay the late fee", "want": "a"}),
        [("alike", "/items/1")],
    ),
    (ALIKE | {"similarity": 100}, items({"title": "a late fee"}, {"title": "late a fee"}), []),
    (
        ALIKE | {"fields": ["title"], "against": "plan.actors.name"},
        items({"title": "Tool Keeper"}),
        [("alike", "/items/0")],
    ),
    (NUMBERS, items({"key": "s", "reqs": ["R-01"], "criteria": [{"then": "95% within 2 s"}]}), []),
    (
        NUMBERS,
        items(
            {"key": "s", "reqs": ["R-01"], "criteria": [{"then": "95 %"}]},
            {"reqs": ["R-01"], "criteria": [{"given": "2 s"}]},
        ),
        [],
    ),
    (
        NUMBERS,
        items({"key": "s", "reqs": ["R-01", "R-03"], "criteria": [{"then": "soon"}]}),
        [("number_lost", "/items/0")],
    ),
    (NUMBERS, items({"reqs": ["R-02"], "criteria": [{"then": "1000 tools"}]}), []),
    (NUMBERS, items({"reqs": ["R-02"], "criteria": [{"then": "1 000 tools"}]}), []),
    (NUMBERS, items({"reqs": ["R-02"], "criteria": [{"then": "10000 tools"}]}), [("number_lost", "/items/0")]),
    (
        NUMBERS,
        items({"reqs": ["R-02"], "criteria": [{"then": "many", "sources": [{"quote": "1000"}]}]}),
        [("number_lost", "/items/0")],
    ),
    (NUMBERS, items({"reqs": [], "criteria": []}), []),
    (VAGUE, items({"criteria": [{"then": "the list is shown"}]}), []),
    (VAGUE, items({"criteria": [{"then": "it is fast"}]}), [("untestable", "/items/0")]),
    (VAGUE, items({"criteria": [{"then": "it is fast, under 2 s"}]}), []),
    (VAGUE, items({"criteria": [{"then": "it is Easy to use."}, {"then": "one opens it by hand"}]}), []),
    (VAGUE, items({"criteria": [{"then": "breakfast is served"}]}), []),
    (
        VAGUE,
        items({"criteria": []}, {"criteria": [{"then": ""}]}, {"criteria": [{"then": "works"}]}),
        [("untestable", "/items/0"), ("untestable", "/items/1"), ("untestable", "/items/2")],
    ),
    (VAGUE, items({"criteria": [{"then": "一覧が画面に表示される"}]}), []),
    ({"rule": "quoted", "list": "items"}, items({"brief": BLOCKS[1].id, "occurrence": 1, "quote": "14 days"}), []),
    (
        {"rule": "quoted", "list": "items"},
        items({"brief": BLOCKS[1].id, "occurrence": 1, "quote": "15 days"}, {"quote": "x"}),
        [("quote_not_found", "/items/0/quote"), ("bad_source", "/items/1")],
    ),
    (SUM, {"total": 30, "years": [{"total": 10}, {"total": 20}]}, []),
    (SUM, {"total": 31, "years": [{"total": 10}, {"total": 20}]}, [("sum", "/total")]),
    (SUM, {"total": 0.3, "years": [{"total": 0.1}, {"total": 0.2}]}, []),
    (SUM, {"total": "30.00", "years": [{"total": "10"}, {"total": 20}]}, []),
    (SUM, {"years": [{"total": 10}]}, [("sum", "/total")]),
    (SUM, {"total": None, "years": [{"total": None}]}, []),
    (SUM, {"total": 5, "years": []}, [("sum", "/total")]),
    (SUM, {"total": "much", "years": [{"total": 10}]}, []),
    (
        YEARLY,
        {"years": [{"total": 3, "rows": [{"amount": 1}, {"amount": 2}]}, {"total": 3, "rows": [{"amount": 2}]}]},
        [("sum", "/years/1/total")],
    ),
    (PERIOD, items({"when": "2027"}, {"when": "2028-06-30"}, {"when": "2027-03/2028-Q2"}, {"when": None}, {}), []),
    (
        PERIOD,
        items({"when": "2026-12-31"}, {"when": "2028"}, {"when": "2028-Q3"}),
        [("outside_period", "/items/0/when"), ("outside_period", "/items/1/when"), ("outside_period", "/items/2/when")],
    ),
    (
        PERIOD,
        items(
            {"when": "spring"}, {"when": "2027-13"}, {"when": "2027-02-30"}, {"when": "2028/2027"}, {"when": "2027-Q5"}
        ),
        [("not_a_date", f"/items/{n}/when") for n in range(5)],
    ),
    (PERIOD, items({"when": 2027}), []),
)


@pytest.mark.parametrize(("check", "content", "expected"), CONTENT_CASES, ids=range(len(CONTENT_CASES)))
def test_what_the_items_say(check: dict[str, Any], content: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert places(judged(content, check, against=AGAINST)) == expected


NAMED = open_schema(
    items={
        "title": "Stories",
        "type": "array",
        "items": {
            "type": "object",
            "x-render": {"heading": "title"},
            "properties": {
                "title": {"type": "string", "title": "Story"},
                "needs": {"type": "array", "items": {"type": "string"}},
            },
        },
    }
)


@pytest.mark.parametrize(
    ("check", "said"),
    [
        (ALIKE | {"fields": ["title"]}, "“Pay a fee” says the same as “Pay a fee” at /items/0, in “Story”"),
        (
            {"rule": "acyclic", "list": "items", "edges": "needs"},
            "these depend on each other in a circle: “Pay a fee” -> “Pay a fee” -> “Pay a fee”",
        ),
        (
            {"rule": "ordered", "list": "items", "edges": "needs", "field": "at", "order": ["first", "later"]},
            "“Pay a fee” is 'first' and depends on “Pay a fee”, which is 'later'",
        ),
        (
            {"rule": "each_has", "list": "items", "field": "reqs", "where": {"at": ["later"]}},
            "“Pay a fee” has 0 of at least 1 in 'reqs'",
        ),
    ],
)
def test_a_finding_names_items_as_a_reader_sees_them_and_not_by_their_keys(check: dict[str, Any], said: str) -> None:
    one, other = ({"title": "Pay a\nfee"}, {"title": "Pay a fee"})
    content = items(
        {"key": "k1", "at": "first", "needs": ["k2"], **one}, {"key": "k2", "at": "later", "needs": ["k1"], **other}
    )
    assert [finding.message for finding in judged(content, check, schema=NAMED)] == [said]


def test_what_an_error_and_a_warning_say_alike_is_told_once_as_an_error() -> None:
    checks = [ALIKE | {"similarity": 85, "severity": "warning"}, ALIKE]
    found = judged(items({"title": "Pay a fee"}, {"title": "Pay a fee"}), *checks)
    assert [finding.severity for finding in found] == ["error"]


# -- what the brief demands ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The school heads must be heard.", "must"),
        ("The clerk has to sign.", "has to"),
        ("Die Vereine müssen gehört werden.", "müssen"),
        ("Le personnel doit être entendu.", "doit"),
        ("Hay que oír a los vecinos.", "Hay que"),
        ("A direção deve ouvir os pais.", "deve"),
        ("De scholen moeten worden gehoord.", "moeten"),
        ("Personalen måste höras.", "måste"),
        ("Henkilöstöä täytyy kuulla.", "täytyy"),
        ("職員の意見を聴かなければならない。", "なければなら"),
        ("| R1 | Open the locker | Must |", "| R1 | Open the locker | Must |"),
        ("Nobody has to telephone.", ""),
        ("It does not have to be new.", ""),
        ("Who must pay?", ""),
        ("The system must:", ""),
        ("## What it must do", ""),
        ("Mustard is sold.", ""),
        ("```\nassert x  # must hold\n```", ""),
    ],
)
def test_a_demand_is_found_in_every_language(text: str, word: str) -> None:
    found = [text[places.start : places.stop] for places, _ in musts_in(text)]
    assert found == ([word] if word else [])


MUSTS = blocks_of("We have two rooms. The heads must be heard; the board must decide.\n\nBooks must stay.")
FIRST, SECOND = MUSTS
CITED = [
    ([], [], 3),
    ([{"brief": SECOND.id, "occurrence": 1, "quote": "Books must stay."}], [], 2),
    ([{"brief": FIRST.id, "occurrence": 1, "quote": "The heads must be heard"}], [], 2),
    ([{"brief": FIRST.id, "occurrence": 1, "quote": "We have two rooms."}], [], 3),
    ([{"brief": FIRST.id, "occurrence": 2, "quote": "The heads must be heard; the board must decide."}], [], 3),
    ([], [{"brief": FIRST.id, "occurrence": 1, "quote": "must be heard; the board must"}], 1),
    ([{"item": "R-01"}, {"brief": 3, "quote": None}, "text"], [], 3),
]


@pytest.mark.parametrize(("own", "inputs", "left"), CITED)
def test_a_demand_that_no_item_cites_is_noticed(own: list[Any], inputs: list[Any], left: int) -> None:
    given = part("brief", {"blocks": [block.as_json() for block in MUSTS]}, PartKind.BRIEF)
    before = part("plan", {"reqs": [{"key": "R-01", "sources": inputs}]})
    check = {"rule": "musts_cited", "by": ["items", "plan.reqs"], "severity": "warning"}
    found = judged(items({"sources": own}), check, against=context(given, before))
    assert [finding.code for finding in found].count("document.must_uncited") == left
