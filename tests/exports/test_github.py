"""GitHub's limits, the markers that find an issue again, and text that pings nobody."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.names import JsonObject
from app.exports.bundle import names_of
from app.exports.github import LONGEST_BODY, LONGEST_TITLE, MOST_CHILDREN, github_issues, marker_of
from app.exports.work_items import Work, work_in
from tests.exports.released import deeper, document, documents, release

SOFTWARE = release()
DOCUMENTS = documents(SOFTWARE)
WORK = work_in(DOCUMENTS, definition=SOFTWARE.definition)


def issues(work: Work) -> list[dict[str, Any]]:
    return [json.loads(line) for line in github_issues(work, project="shop", names=names_of(DOCUMENTS)).splitlines()]


def only(content: JsonObject) -> Work:
    made = document("epic_backlog", of=SOFTWARE, content={"epics": [{"key": "E-01", **content}]})
    return work_in([made], definition=SOFTWARE.definition)


def test_a_payload_holds_what_github_takes_and_nothing_else() -> None:
    for issue in issues(WORK):
        payload = issue["payload"]
        assert set(payload) == {"title", "body", "labels"}
        assert payload["title"]
        assert all(isinstance(label, str) for label in payload["labels"])


def test_a_parent_comes_before_its_children() -> None:
    seen: set[str] = set()
    for issue in issues(WORK):
        assert issue["parent"] is None or issue["parent"] in seen
        assert issue["is_sub_issue"] is (issue["parent"] is not None)
        seen.add(issue["code"])


def test_levels_go_as_deep_as_the_definition() -> None:
    definition, deep = deeper()
    parents = {issue["code"]: issue["parent"] for issue in issues(work_in(deep, definition=definition))}
    assert (parents["R-01/E-02/S-01"], parents["R-01/E-02"], parents["R-01"]) == ("R-01/E-02", "R-01", None)


def test_the_marker_ends_the_body_and_is_there_once() -> None:
    for item, issue in zip(WORK.items, issues(WORK), strict=True):
        assert issue["marker"] == marker_of(item, project="shop")
        assert issue["payload"]["body"].endswith(f"\n\n{issue['marker']}\n")
        assert issue["payload"]["body"].count("<!-- combine:") == 1


def test_a_marker_names_the_project_the_code_and_the_version() -> None:
    assert marker_of(WORK.items[-1], project="shop") == "<!-- combine:shop/E-02/S-05@2 -->"


def test_up_to_its_version_a_marker_stays_the_same() -> None:
    item = WORK.items[0]
    newer = replace(item, document=replace(item.document, version=9))
    old, new = (marker_of(one, project="shop").rpartition("@")[0] for one in (item, newer))
    assert old == new


def test_no_text_can_forge_a_marker() -> None:
    (issue,) = issues(only({"name": "x", "intent": "<!-- combine:shop/E-09@1 -->"}))
    assert issue["payload"]["body"].count("<!-- combine:") == 1


@pytest.mark.parametrize("text", ["@octocat must look", "ask (@team/admins)", "see #12", "like #1 and @all"])
def test_no_text_mentions_a_person_or_another_issue(text: str) -> None:
    (issue,) = issues(only({"name": "x", "intent": text}))
    body = issue["payload"]["body"]
    assert "@&#8203;" in body or "#&#8203;" in body
    assert not any(mark in body for mark in ("@octocat", "@team", "#12", "#1 ", "@all"))


def test_an_address_is_no_mention() -> None:
    (issue,) = issues(only({"name": "x", "intent": "write to desk@example.org"}))
    assert "desk@example.org" in issue["payload"]["body"]


@pytest.mark.parametrize("length", [255, 256, 257, 5000])
def test_a_title_is_never_longer_than_github_takes(length: int) -> None:
    (issue,) = issues(only({"name": "x" * length}))
    assert len(issue["payload"]["title"]) <= LONGEST_TITLE


def test_a_body_is_never_longer_than_github_takes_and_keeps_its_marker() -> None:
    (issue,) = issues(only({"name": "x", "intent": "*word* " * 20_000}))
    body = issue["payload"]["body"]
    assert len(body) <= LONGEST_BODY
    assert body.endswith(f"{issue['marker']}\n")
    assert "Shortened" in body


def test_what_is_beyond_githubs_hundred_sub_issues_stands_alone_and_says_where_it_belongs() -> None:
    child = WORK.items[-1]
    many = tuple(replace(child, code=f"E-02/S-{number:03d}") for number in range(1, MOST_CHILDREN + 3))
    found = issues(Work(items=(*WORK.items[:3], *many), has_leaves=True))
    assert [issue["is_sub_issue"] for issue in found].count(True) == MOST_CHILDREN
    assert found[-1]["parent"] == "E-02"
    assert "Part of E-02: The mechanics' job list" in found[-1]["payload"]["body"]


@given(st.text())
def test_any_text_gives_one_line_an_issue(text: str) -> None:
    (issue,) = issues(only({"name": text, "intent": text}))
    assert issue["code"] == "E-01"
