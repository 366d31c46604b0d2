from dataclasses import replace

import pytest

from app.exports.bundle import names_of
from app.exports.work_items import NoWorkItems, lines_of, stated_in, work_in
from tests.exports.released import INSIDE, STRATEGY, deeper, document, documents, release

SOFTWARE = release()
DOCUMENTS = documents(SOFTWARE)
WORK = work_in(DOCUMENTS, definition=SOFTWARE.definition)


def test_items_that_open_a_scope_come_before_the_items_inside() -> None:
    assert [(item.level, item.code, item.parent) for item in WORK.items] == [
        (0, "E-01", None),
        (0, "E-02", None),
        (0, "E-03", None),
        *[(1, f"E-02/S-0{number}", "E-02") for number in range(1, 6)],
    ]


def test_lists_without_criteria_are_no_work() -> None:
    assert {item.kind for item in WORK.items} == {"epic", "story"}


def test_children_are_found_by_their_parent() -> None:
    assert [item.code for item in WORK.children("E-02")] == [f"E-02/S-0{number}" for number in range(1, 6)]
    assert WORK.children("E-01") == ()


def test_a_definition_with_more_levels_gives_more_levels() -> None:
    definition, deep = deeper()
    work = work_in(deep, definition=definition)
    assert (work.levels, work.has_leaves) == (3, True)
    by_code = {item.code: item for item in work.items}
    assert by_code["R-01/E-02/S-01"].parent == "R-01/E-02"
    assert by_code["R-01/E-02"].parent == "R-01"
    assert [item.level for item in work.items] == sorted(item.level for item in work.items)


def test_without_the_innermost_documents_there_are_no_leaves() -> None:
    work = work_in([one for one in DOCUMENTS if not one.path], definition=SOFTWARE.definition)
    assert (work.levels, work.has_leaves) == (1, False)


def test_a_parent_that_is_not_released_is_not_named() -> None:
    work = work_in([document("story_backlog", of=SOFTWARE)], definition=SOFTWARE.definition)
    assert {item.parent for item in work.items} == {None}


def test_a_workflow_without_scopes_has_no_work() -> None:
    strategy = release(STRATEGY)
    with pytest.raises(NoWorkItems, match="'strategy-document' has no items that hold others"):
        work_in(documents(strategy), definition=strategy.definition)


def test_before_anything_is_released_there_is_no_work() -> None:
    with pytest.raises(NoWorkItems, match="no released items yet"):
        work_in([document("project_discovery", of=SOFTWARE)], definition=SOFTWARE.definition)


def test_an_item_without_a_name_is_called_by_its_code() -> None:
    nameless = document("epic_backlog", of=SOFTWARE, content={"epics": [{"key": "E-01"}]})
    (item,) = work_in([nameless], definition=SOFTWARE.definition).items
    assert item.title == "E-01"


def test_an_item_is_told_field_by_field_with_the_names_of_what_it_refers_to() -> None:
    item = WORK.children("E-02")[1]
    told = {line.label: line.entries for line in lines_of(item, names=names_of(DOCUMENTS))}
    assert told["I want"] == ("to take a job from the list",)
    assert told["As"][0].startswith("AC-03 (")
    assert told["Acceptance criteria"][0] == (
        "Given: a mechanic with three jobs; When: the mechanic takes a fourth; Then: it is refused: at most 3 jobs at a"
        " time"
    )
    assert "Story" not in told
    assert "Sources" not in told


def test_an_item_says_where_it_stands() -> None:
    assert stated_in(WORK.children("E-02")[0]) == "E-02/S-01, version 2 of SB-1@E-02"


def test_items_follow_the_order_of_the_documents_within_a_level() -> None:
    moved = [replace(one) for one in reversed(DOCUMENTS)]
    assert [item.code for item in work_in(moved, definition=SOFTWARE.definition).items] == [
        item.code for item in WORK.items
    ]
    assert INSIDE in {item.code for item in WORK.items}
