import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.compare import Change, Comparison, FieldChange, ItemChange, compare
from app.domain.names import JsonObject
from app.domain.words import Fate
from tests.examples_of_documents import ALL_TYPES, example

Edit = Callable[[dict[str, Any]], object]
SCHEMA: JsonObject = {
    "type": "object",
    "properties": {
        "items": {
            "type": "array",
            "items": {"type": "object", "properties": {"key": {"type": "string"}, "name": {"type": "string"}}},
        }
    },
}


def edited(document_type: str, edit: Edit) -> Comparison:
    shown = example(document_type)
    new = copy.deepcopy(dict(shown.content))
    edit(new)
    return compare(shown.content, new, schema=shown.schema)


def the_field(comparison: Comparison) -> FieldChange:
    (field,) = comparison.fields
    return field


def the_item(comparison: Comparison) -> ItemChange:
    (item,) = the_field(comparison).items
    return item


@pytest.mark.parametrize("document_type", ALL_TYPES)
def test_a_document_does_not_differ_from_itself(document_type: str) -> None:
    comparison = edited(document_type, lambda _: None)
    assert comparison.is_empty
    assert len(comparison.unchanged) == len(example(document_type).content)


@pytest.mark.parametrize("document_type", ALL_TYPES)
def test_against_nothing_every_item_is_added(document_type: str) -> None:
    shown = example(document_type)
    comparison = compare({}, shown.content, schema=shown.schema)
    lists = [value for value in shown.content.values() if isinstance(value, list)]
    assert comparison.count(Change.ADDED) == sum(len(value) for value in lists)
    assert comparison.count(Change.CHANGED) == comparison.count(Change.REMOVED) == 0


def test_a_changed_text_is_compared_word_by_word() -> None:
    item = the_item(
        edited(
            "project_discovery",
            lambda new: new["requirements"][2].update(statement="Each mechanic can take at most 2 jobs at a time."),
        )
    )
    assert (item.change, item.key, item.is_moved) == (Change.CHANGED, "R-03", False)
    (field,) = item.fields
    assert (field.name, field.title) == ("statement", "Requirement")
    assert [(run.fate, run.text) for run in field.words if run.fate is not Fate.SAME] == [
        (Fate.REMOVED, "3"),
        (Fate.ADDED, "2"),
    ]


def test_an_item_that_comes_is_added_and_the_rest_is_folded() -> None:
    added = {"key": "R-12", "statement": "A tyre is pumped up.", "sources": []}
    comparison = edited("project_discovery", lambda new: new["requirements"].insert(0, added))
    item = the_item(comparison)
    assert (item.change, item.key, item.name, item.new, item.old) == (
        Change.ADDED,
        "R-12",
        "A tyre is pumped up.",
        added,
        None,
    )
    assert the_field(comparison).unchanged == 11


def test_an_item_that_goes_is_removed_where_it_stood() -> None:
    def edit(new: dict[str, Any]) -> None:
        del new["requirements"][3]
        new["requirements"][2]["measure"] = "at most 2 jobs"
        new["requirements"][3]["measure"] = "more than 20 euros; four hours to answer"

    comparison = edited("project_discovery", edit)
    assert [(item.change, item.key) for item in the_field(comparison).items] == [
        (Change.CHANGED, "R-03"),
        (Change.REMOVED, "R-04"),
        (Change.CHANGED, "R-05"),
    ]


def test_one_item_that_moves_is_the_only_one_that_moved() -> None:
    comparison = edited("project_discovery", lambda new: new["requirements"].insert(0, new["requirements"].pop(8)))
    item = the_item(comparison)
    assert (item.change, item.key, item.is_moved, item.fields) == (Change.MOVED, "R-09", True, ())
    assert the_field(comparison).unchanged == 10


def test_an_item_can_move_and_change_at_once() -> None:
    def edit(new: dict[str, Any]) -> None:
        new["epics"].append(new["epics"].pop(0))
        new["epics"][2]["name"] = "Booking and receiving"

    item = the_item(edited("epic_backlog", edit))
    assert (item.change, item.is_moved, [field.name for field in item.fields]) == (Change.CHANGED, True, ["name"])


def test_renaming_is_a_change_and_no_new_item() -> None:
    item = the_item(edited("epic_backlog", lambda new: new["epics"][1].update(name="Another name altogether")))
    assert (item.change, item.key, item.name) == (Change.CHANGED, "E-02", "Another name altogether")


def test_items_inside_items_are_matched_by_key() -> None:
    def edit(new: dict[str, Any]) -> None:
        criteria = new["stories"][1]["acceptance_criteria"]
        criteria[0]["then"] = "it is refused: at most 2 jobs at a time"
        criteria.append({"key": "ac3", "then": "a job can be given back", "sources": [{"item": "R-03"}]})

    (field,) = the_item(edited("story_backlog", edit)).fields
    assert (field.title, field.unchanged) == ("Acceptance criteria", 1)
    assert [(item.change, item.key) for item in field.items] == [(Change.CHANGED, "ac1"), (Change.ADDED, "ac3")]


def test_objects_without_a_key_are_matched_by_their_heading() -> None:
    edit: Edit = lambda new: new["decisions"][0]["options"][1].update(against="Two truths")  # noqa: E731  # one line a case
    (field,) = the_item(edited("technical_architecture", edit)).fields
    (option,) = field.items
    assert (option.change, option.key, [inner.name for inner in option.fields]) == (
        Change.CHANGED,
        "Copy on the tablet",
        ["against"],
    )


def test_references_are_compared_one_by_one() -> None:
    edit: Edit = lambda new: new["epics"][0].update(requirements=["R-02", "R-01", "R-05"])  # noqa: E731  # one line a case
    (field,) = the_item(edited("epic_backlog", edit)).fields
    assert [(item.change, item.key) for item in field.items] == [
        (Change.MOVED, "R-02"),
        (Change.ADDED, "R-05"),
        (Change.REMOVED, "R-09"),
    ]


def test_a_field_of_an_object_that_comes_or_goes_is_told() -> None:
    def edit(new: dict[str, Any]) -> None:
        del new["summary"]["outcome"]
        new["summary"]["why_now"] = "The season opens on 1 March."

    field = the_field(edited("project_discovery", edit))
    assert [(inner.name, inner.old is None, inner.new is None) for inner in field.fields] == [
        ("why_now", True, False),
        ("outcome", False, True),
    ]
    assert field.unchanged == 2


def test_a_changed_source_is_a_change_of_the_item() -> None:
    item = the_item(edited("epic_backlog", lambda new: new["epics"][0]["sources"].pop()))
    assert [field.name for field in item.fields] == ["sources"]


def test_sections_come_in_reading_order_and_the_rest_is_named() -> None:
    def edit(new: dict[str, Any]) -> None:
        new["glossary"].clear()
        new["summary"]["problem"] = "Late."
        new["not_used"].clear()

    comparison = edited("project_discovery", edit)
    assert [field.title for field in comparison.fields] == ["Summary", "Glossary", "Not used"]
    assert comparison.unchanged[:2] == ("Current state", "Goals")


def test_true_is_not_one() -> None:
    comparison = compare({"flag": True}, {"flag": 1}, schema={"type": "object", "properties": {}})
    assert [(field.name, field.old, field.new) for field in comparison.fields] == [("flag", True, 1)]


def test_a_list_that_became_a_text_is_shown_as_both() -> None:
    field = the_field(compare({"items": []}, {"items": "none"}, schema=SCHEMA))
    assert (field.old, field.new, field.items, field.words) == ([], "none", (), ())


def test_items_of_one_key_are_paired_in_order() -> None:
    old = {"items": [{"key": "a", "name": "x"}, {"key": "a", "name": "y"}]}
    new = {"items": [{"key": "a", "name": "x"}, {"key": "a", "name": "z"}, {"key": "a", "name": "w"}]}
    field = the_field(compare(old, new, schema=SCHEMA))
    assert [(item.change, item.new) for item in field.items] == [
        (Change.CHANGED, {"key": "a", "name": "z"}),
        (Change.ADDED, {"key": "a", "name": "w"}),
    ]


items = st.lists(
    st.fixed_dictionaries({"key": st.sampled_from("abcdefgh"), "name": st.sampled_from(["x", "y"])}),
    max_size=8,
    unique_by=lambda item: item["key"],
)


@given(old=items, new=items)
def test_every_item_is_accounted_for_exactly_once(old: list[dict[str, str]], new: list[dict[str, str]]) -> None:
    comparison = compare({"items": old}, {"items": new}, schema=SCHEMA)
    if comparison.is_empty:
        assert old == new
        return
    field = the_field(comparison)
    kept = {item["key"] for item in old} & {item["key"] for item in new}
    touched = [item for item in field.items if item.change in {Change.CHANGED, Change.MOVED}]
    assert comparison.count(Change.ADDED) == len(new) - len(kept)
    assert comparison.count(Change.REMOVED) == len(old) - len(kept)
    assert field.unchanged + len(touched) == len(kept)
    assert {item.key for item in touched} <= kept


@given(old=items, new=items)
def test_what_stays_unmoved_stands_in_the_same_order_in_both(
    old: list[dict[str, str]], new: list[dict[str, str]]
) -> None:
    comparison = compare({"items": old}, {"items": new}, schema=SCHEMA)
    moved = {item.key for field in comparison.fields for item in field.items if item.is_moved}
    gone = {item.key for field in comparison.fields for item in field.items if item.change is Change.REMOVED}
    came = {item.key for field in comparison.fields for item in field.items if item.change is Change.ADDED}
    before = [item["key"] for item in old if item["key"] not in moved | gone]
    after = [item["key"] for item in new if item["key"] not in moved | came]
    assert before == after


@given(old=items, new=items)
def test_the_other_way_round_what_came_is_gone(old: list[dict[str, str]], new: list[dict[str, str]]) -> None:
    there = compare({"items": old}, {"items": new}, schema=SCHEMA)
    back = compare({"items": new}, {"items": old}, schema=SCHEMA)
    assert there.count(Change.ADDED) == back.count(Change.REMOVED)
    assert there.count(Change.REMOVED) == back.count(Change.ADDED)
