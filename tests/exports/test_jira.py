"""Jira's importer: parents first, unique numbers, its own limits, and no formula for a spreadsheet."""

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.names import JsonObject
from app.exports.bundle import names_of
from app.exports.jira import LONGEST_DESCRIPTION, LONGEST_SUMMARY, Edition, jira_csv, safe_cell
from app.exports.work_items import NoWorkItems, Work, work_in
from tests.exports.released import deeper, document, documents, release

SOFTWARE = release()
DOCUMENTS = documents(SOFTWARE)
WORK = work_in(DOCUMENTS, definition=SOFTWARE.definition)


def written(work: Work, edition: Edition = Edition.CLOUD) -> bytes:
    return jira_csv(work, edition=edition, project="shop", workflow="w", names=names_of(DOCUMENTS))


def rows(work: Work, edition: Edition = Edition.CLOUD) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written(work, edition).decode(), newline=""), strict=True))


def only(content: JsonObject) -> Work:
    made = document("epic_backlog", of=SOFTWARE, content={"epics": [{"key": "E-01", **content}]})
    return work_in([made], definition=SOFTWARE.definition)


def test_the_columns_are_those_of_cloud() -> None:
    first = written(WORK).split(b"\r\n", 1)[0]
    assert first == b"Issue Type,Issue ID,Summary,Parent,Description,Labels"


def test_the_columns_are_those_of_data_center() -> None:
    first = written(WORK, Edition.DATA_CENTER).split(b"\r\n", 1)[0]
    assert first == b"Issue Type,Issue ID,Summary,Epic Name,Epic Link,Description,Labels"


def test_the_rows_come_back_as_they_were_meant() -> None:
    assert [(row["Issue Type"], row["Summary"], row["Labels"]) for row in rows(WORK)] == [
        ("Epic" if item.level == 0 else "Story", item.title, f"shop:{item.code}") for item in WORK.items
    ]


@pytest.mark.parametrize("edition", Edition)
def test_numbers_are_unique(edition: Edition) -> None:
    numbers = [row["Issue ID"] for row in rows(WORK, edition)]
    assert sorted(set(map(int, numbers))) == list(range(1, len(WORK.items) + 1))


def assert_parents_come_first(found: list[dict[str, str]]) -> None:
    seen: set[str] = set()
    for row in found:
        assert row["Parent"] == "" or row["Parent"] in seen
        seen.add(row["Issue ID"])


def test_a_parent_comes_before_its_children_and_is_named_by_its_number() -> None:
    found = rows(WORK)
    assert_parents_come_first(found)
    assert {row["Parent"] for row in found if row["Issue Type"] == "Story"} == {"2"}


def test_data_center_links_a_story_to_the_name_of_its_epic() -> None:
    found = rows(WORK, Edition.DATA_CENTER)
    named = [row["Epic Name"] for row in found if row["Issue Type"] == "Epic"]
    assert named == ["E-01 Booking and taking in", "E-02 The mechanics' job list", "E-03 Agreement and messages"]
    assert {row["Epic Link"] for row in found if row["Issue Type"] == "Story"} == {named[1]}


def test_three_levels_are_an_initiative_an_epic_and_a_story() -> None:
    definition, deep = deeper()
    found = rows(work_in(deep, definition=definition))
    order = [row["Issue Type"] for row in found]
    assert list(dict.fromkeys(order)) == ["Initiative", "Epic", "Story"]
    assert order == sorted(order, key=["Initiative", "Epic", "Story"].index)
    assert_parents_come_first(found)


def test_data_center_links_no_three_levels_and_says_so() -> None:
    definition, deep = deeper()
    with pytest.raises(NoWorkItems, match="the 2 levels of this Jira"):
        written(work_in(deep, definition=definition), Edition.DATA_CENTER)


def test_four_levels_fit_into_no_jira() -> None:
    item = WORK.items[-1]
    work = Work(items=(*WORK.items, replace(item, level=2), replace(item, level=3)), has_leaves=True)
    with pytest.raises(NoWorkItems, match="the 3 levels of this Jira"):
        written(work)


def test_without_stories_the_epics_are_still_epics() -> None:
    assert [row["Issue Type"] for row in rows(only({"name": "x"}))] == ["Epic"]


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠A"]  # noqa: RUF001  full-width signs


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_becomes_words(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "1", "a=b", "'x", " =1", "R-01", "50 % + tax"])
def test_words_stay_as_they_are(text: str) -> None:
    assert safe_cell(text) == text


@pytest.mark.parametrize("title", ["=cmd|'/c calc'!A1", "@everyone", "-x", "+y", "\t=1"])
def test_no_title_can_be_a_formula(title: str) -> None:
    (row,) = rows(only({"name": title, "intent": title}))
    assert all(not cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row.values())


@given(st.text(min_size=1))
def test_any_title_comes_back_on_one_row(title: str) -> None:
    (row,) = rows(only({"name": title, "intent": title}))
    assert row["Issue ID"] == "1"
    assert "\n" not in row["Summary"]


def test_a_long_title_and_a_long_text_fit_into_jira() -> None:
    (row,) = rows(only({"name": "x" * 400, "intent": "word " * 10_000}))
    assert len(row["Summary"]) <= LONGEST_SUMMARY
    assert len(row["Description"]) <= LONGEST_DESCRIPTION
    assert row["Description"].endswith("(shortened)")


def test_the_longest_epic_name_still_links() -> None:
    made = document("epic_backlog", of=SOFTWARE, content={"epics": [{"key": "E-02", "name": "x" * 400}]})
    work = work_in([made, document("story_backlog", of=SOFTWARE)], definition=SOFTWARE.definition)
    found = rows(work, Edition.DATA_CENTER)
    assert {row["Epic Link"] for row in found[1:]} == {found[0]["Epic Name"]}
    assert len(found[0]["Epic Name"]) <= LONGEST_SUMMARY


def test_words_are_no_markup_of_jira() -> None:
    (row,) = rows(only({"name": "x", "intent": "{code} [link|https://x.example] !img.png!"}))
    assert r"\{code\} \[link\|https://x.example\] \!img.png\!" in row["Description"]
