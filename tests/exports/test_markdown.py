import copy
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.names import Json, JsonObject
from app.exports.escaping import clean
from app.exports.markdown import MadeFrom, TitleBlock, names_in, render_markdown
from tests.examples_of_documents import ALL_TYPES, Example, example
from tests.exports.markdown_tree import parse
from tests.exports.test_escaping import HOSTILE

TITLE = TitleBlock(
    code="PD-1",
    version=3,
    state="released",
    made_from=(MadeFrom(name="Brief", version=2), MadeFrom(name="EB-1", version=1), MadeFrom(name="E-03")),
)


def rendered(shown: Example, content: "JsonObject | None" = None) -> str:
    return render_markdown(shown.content if content is None else content, schema=shown.schema, title=TITLE)


def edited(document_type: str) -> tuple[Example, dict[str, Any]]:
    shown = example(document_type)
    return shown, copy.deepcopy(dict(shown.content))


def changed_lines(old: str, new: str) -> tuple[set[str], set[str]]:
    before, after = set(old.splitlines()), set(new.splitlines())
    return before - after, after - before


def texts_in(value: Json) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [text for inner in value for text in texts_in(inner)]
    if isinstance(value, dict):
        return [text for inner in value.values() for text in texts_in(inner)]
    return []


def with_texts(value: Json, text: str, *, keep: frozenset[str] = frozenset({"key"})) -> Json:
    """Put `text` in place of every text but those of the fields to keep."""
    if isinstance(value, str):
        return text
    if isinstance(value, list):
        return [with_texts(inner, text) for inner in value]
    if isinstance(value, dict):
        return {name: inner if name in keep else with_texts(inner, text) for name, inner in value.items()}
    return value


@pytest.mark.parametrize("document_type", ALL_TYPES)
def test_a_document_is_plain_markdown(document_type: str) -> None:
    assert list(parse(rendered(example(document_type))).strangers()) == []


@pytest.mark.parametrize("document_type", ALL_TYPES)
def test_the_same_document_gives_the_same_text(document_type: str) -> None:
    shown = example(document_type)
    shuffled = dict(reversed(list(shown.content.items())))
    assert rendered(shown) == rendered(shown, shuffled)


@pytest.mark.parametrize("document_type", ALL_TYPES)
def test_a_text_ends_once_and_no_line_ends_in_space(document_type: str) -> None:
    text = rendered(example(document_type))
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert all(line == line.rstrip() for line in text.split("\n"))
    assert "\n\n\n" not in text


@pytest.mark.parametrize("document_type", ALL_TYPES)
def test_every_word_of_a_document_is_shown(document_type: str) -> None:
    shown = example(document_type)
    read = " ".join(parse(rendered(shown)).texts)
    hidden = {"ac1", "ac2", "q1", "q2", "yes_no", "number", "one_of"}
    about_answers = {text for text in texts_in(shown.content.get("answers")) if text not in read}
    for text in texts_in(shown.written):
        words = clean(text).replace("_", " ").rstrip(".")
        assert words in hidden or words in read.replace("_", " ") or text in about_answers, text


@pytest.mark.parametrize("document_type", ALL_TYPES)
def test_sections_are_numbered_in_schema_order(document_type: str) -> None:
    shown = example(document_type)
    properties: Any = shown.schema["properties"]
    titles = [node["title"] for name, node in properties.items() if name != "drafting_note"]
    numbered = [text for text in parse(rendered(shown)).headings if re.match(r"h2 \d", text)]
    assert numbered == [f"h2 {number}. {title}" for number, title in enumerate(titles, start=1)]


@pytest.mark.parametrize("document_type", ALL_TYPES)
def test_an_empty_document_still_has_all_its_sections(document_type: str) -> None:
    shown = example(document_type)
    full, bare = parse(rendered(shown)), parse(rendered(shown, {}))
    assert [text for text in full.headings if re.match(r"h2 \d", text)] == list(bare.headings[1:])
    sections = len(bare.headings) - 1
    assert sum(text in {"None.", "Nothing stated."} for text in bare.texts) == sections


@pytest.mark.parametrize("document_type", ALL_TYPES)
def test_every_item_leads_with_its_code(document_type: str) -> None:
    shown = example(document_type)
    tree = parse(rendered(shown))
    for value in shown.written.values():
        for item in value if isinstance(value, list) else []:
            if isinstance(item, dict) and "key" in item:
                assert any(re.match(rf"(h3 )?{item['key']}\b", text) for text in (*tree.headings, *tree.texts)), item[
                    "key"
                ]


@pytest.mark.parametrize("document_type", ALL_TYPES)
def test_every_mark_has_its_note_and_every_note_its_mark(document_type: str) -> None:
    text = rendered(example(document_type))
    notes = re.findall(r"^\[\^([^\]]+)\]: ", text, flags=re.MULTILINE)
    marks = re.findall(r"\[\^([^\]]+)\](?!:)", text)
    assert sorted(notes) == sorted(marks)
    assert len({label.casefold() for label in notes}) == len(notes)


def test_the_title_block_says_which_document_it_is_and_what_it_was_made_from() -> None:
    assert rendered(example("project_discovery")).split("\n## ")[0] == (
        "# Project discovery\n"
        "\n"
        "- **Document:** PD-1\n"
        "- **Version:** 3\n"
        "- **State:** released\n"
        "- **Made from:** Brief (version 2), EB-1 (version 1), E-03\n"
    )


def test_a_title_block_says_only_what_is_known() -> None:
    shown = example("epic_backlog")
    text = render_markdown({}, schema=shown.schema, title=TitleBlock(code="EB-1", subject="E-03 Booking"))
    assert text.startswith("# Epic backlog: E-03 Booking\n\n- **Document:** EB-1\n\n## 1.")


def test_short_uniform_items_are_a_table() -> None:
    rows = parse(rendered(example("project_discovery"))).rows
    assert ("Code", "Kind", "Constraint") in rows
    assert ("C-02[^C-02]", "time", "In use before 1 March.") in rows


def test_a_column_that_nothing_fills_is_left_out() -> None:
    shown, content = edited("project_discovery")
    for risk in content["risks"]:
        risk.pop("likelihood")
    assert ("Code", "Risk", "Impact", "Response") in parse(rendered(shown, content)).rows


def test_long_items_are_cards_under_their_code_and_name() -> None:
    assert "h3 E-02 The mechanics' job list" in parse(rendered(example("epic_backlog"))).headings


def test_steps_are_numbered_lines() -> None:
    text = rendered(example("technical_architecture"))
    assert "1. **Mechanic, CP-03 (Tablet application):** Enters the new price\n2. **CP-02" in text


def test_criteria_read_given_when_then() -> None:
    text = rendered(example("story_backlog"))
    assert (
        "* **Given** a mechanic with three jobs, **When** the mechanic takes a fourth, "
        "**Then** it is refused: at most 3 jobs at a time[^E-02/S-02.ac1]\n"
    ) in text


def test_two_lists_that_follow_each_other_stay_two() -> None:
    tree = parse(rendered(example("epic_backlog")))
    lists = [(token.type, token.markup) for token in tree.tokens if token.type == "bullet_list_open"]
    assert ("bullet_list_open", "*") in lists
    assert ("bullet_list_open", "-") in lists
    assert "- **Phase:** first" in rendered(example("epic_backlog"))


def test_money_is_grouped_and_years_are_not() -> None:
    assert ("2028", "1 950 000", "345 000", "Of the grant") in parse(rendered(example("strategy_architecture"))).rows


def test_values_of_enumerations_are_words() -> None:
    rows = parse(rendered(example("project_discovery"))).rows
    assert any("will not" in row for row in rows)


def test_the_drafting_note_is_a_quote_under_the_title() -> None:
    shown, content = edited("technical_architecture")
    content["drafting_note"] = "Nobody but a rule wrote this.\n\n- one\n- two"
    text = rendered(shown, content)
    assert "\n\n> Nobody but a rule wrote this.\n>\n> * one\n> * two\n\n## 1. Summary" in text
    assert "drafting" not in " ".join(parse(text).headings).lower()


def test_sources_say_where_to_look() -> None:
    text = rendered(example("project_discovery"))
    assert ("[^R-10]: From the brief, block cf0712f563c9d668: “We will not sell bicycles online.”\n") in text
    assert "[^A-01]: From the assumption made for “Can a bicycle be left while the counter is closed?”\n" in text
    assert "; the assumption A-01 (The workshop opens its counter only while the shop is open)\n" in text


def test_a_second_block_with_the_same_words_is_told_apart() -> None:
    shown, content = edited("project_discovery")
    content["goals"][0]["sources"][0]["occurrence"] = 2
    assert "[^G-01]: From the brief, block 1daa3626742e9808, occurrence 2: “Nine" in rendered(shown, content)


def test_names_of_other_documents_stand_beside_their_codes() -> None:
    discovery, backlog = example("project_discovery"), example("epic_backlog")
    names = names_in(discovery.content, schema=discovery.schema)
    text = render_markdown(backlog.content, schema=backlog.schema, title=TITLE, names=names)
    assert "| G-01 (Nine of ten bicycles are ready on the promised day) | stated |" in text
    assert "| G-01 | stated |" in rendered(backlog)


def test_open_questions_and_assumptions_are_collected_at_the_end() -> None:
    text = rendered(example("project_discovery"))
    collected = text.split("\n## Open points\n")[1].split("\n## ")[0]
    assert [line.split(":")[0] for line in collected.strip().splitlines()] == [
        "- Assumption A-01",
        "- Question Q-01",
        "- Question Q-02",
    ]


def test_a_document_without_open_points_has_no_such_section() -> None:
    assert "## Open points" not in rendered(example("story_backlog"))


def test_a_link_that_is_only_proposed_is_an_open_point_that_acceptance_confirms() -> None:
    discovery, backlog = example("project_discovery"), example("epic_backlog")
    names = names_in(discovery.content, schema=discovery.schema)
    text = render_markdown(backlog.content, schema=backlog.schema, title=TITLE, names=names)
    assert text.split("\n## Open points\n")[1].split("\n## ")[0].strip() == (
        f"- Proposal in E-01: G-02 ({names['G-02'].rstrip('.')}); accepting the document confirms it"
    )


def test_answers_are_shown_and_assumed_ones_are_marked() -> None:
    text = rendered(example("project_discovery"))
    assert "- How many jobs wait on a usual day in April? **Answer:** 55\n" in text
    assert "closed? *Not answered; assumed:* No, only while the counter is open.\n" in text


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "yes"),
        (False, "no"),
        (12, "12"),
        ("2027-03-01", "2027-03-01"),
        (["by card", "in cash"], "by card, in cash"),
    ],
)
def test_an_answer_of_any_kind_is_read(value: Json, words: str) -> None:
    shown, content = edited("project_discovery")
    content["answers"][1]["answer"] = value
    assert f"**Answer:** {words}\n" in rendered(shown, content)


def test_one_changed_statement_changes_its_line_and_no_other() -> None:
    shown, content = edited("project_discovery")
    content["requirements"][6]["statement"] = "Parts are reserved."
    gone, came = changed_lines(rendered(shown), rendered(shown, content))
    assert len(gone) == len(came) == 1


def test_one_new_item_adds_its_row_and_its_note() -> None:
    shown, content = edited("project_discovery")
    content["requirements"].insert(0, content["requirements"][0] | {"key": "R-12"})
    gone, came = changed_lines(rendered(shown), rendered(shown, content))
    assert gone == set()
    assert sorted(line.split("]")[0] for line in came) == ["[^R-12", "| R-12[^R-12"]


def test_one_new_story_leaves_the_others_as_they_are() -> None:
    shown, content = edited("story_backlog")
    content["stories"].insert(1, content["stories"][0] | {"key": "E-02/S-09"})
    gone, _ = changed_lines(rendered(shown), rendered(shown, content))
    assert gone == set()


def test_the_same_label_twice_is_kept_apart() -> None:
    shown, content = edited("project_discovery")
    content["goals"][1]["key"] = "g-01"
    notes = re.findall(r"^\[\^(G-01|g-01)([^\]]*)\]:", rendered(shown, content), flags=re.MULTILINE)
    assert notes == [("G-01", ""), ("g-01", ".2")]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("document_type", ["project_discovery", "technical_architecture", "story_backlog"])
def test_hostile_words_stay_words(document_type: str, text: str) -> None:
    shown = example(document_type)
    content = with_texts(dict(shown.content), text)
    assert isinstance(content, dict)
    tree = parse(rendered(shown, content))
    assert list(tree.strangers()) == []
    assert len([text for text in tree.headings if re.match(r"h2 \d", text)]) == len(shown.schema["properties"]) - 1  # type: ignore[arg-type]  # an object


@pytest.mark.parametrize("text", ["_", "__", "_a_"])
def test_a_choice_of_marks_alone_ends_no_line_in_a_blank(text: str) -> None:
    shown = example("epic_backlog")
    made = rendered(shown, with_texts(dict(shown.content), text))  # type: ignore[arg-type]  # an object stays one
    assert [line for line in made.split("\n") if line != line.rstrip()] == []


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_words_leave_the_structure_as_it_is(data: st.DataObject) -> None:
    shown = example(data.draw(st.sampled_from(ALL_TYPES)))
    text = data.draw(st.text(max_size=40).filter(clean))
    content = with_texts(dict(shown.content), text)
    assert isinstance(content, dict)
    made = rendered(shown, content)
    tree = parse(made)
    plain = parse(rendered(shown, with_texts(dict(shown.content), "words")))  # type: ignore[arg-type]  # an object stays one
    assert list(tree.strangers()) == []
    assert len(tree.headings) == len(plain.headings)
    assert len(tree.rows) == len(plain.rows)
    assert all(line == line.rstrip() for line in made.split("\n"))


@pytest.mark.parametrize(
    "content",
    [
        {"goals": "not a list"},
        {"goals": [1, None, "text"]},
        {"goals": [{}]},
        {"goals": [{"key": 7, "sources": "none"}]},
        {"goals": [{"key": "G-01", "sources": [None, {"url": "x"}, {}]}]},
        {"summary": "a text"},
        {"summary": ["a", "b"]},
        {"summary": {"problem": ["a"]}},
        {"requirements": {"key": "R-01"}},
        {"answers": [{"id": "x"}, None, {"question": "Why?", "answer": {"a": 1}}]},
        {"not_used": [{}]},
        {"drafting_note": 5},
    ],
)
def test_content_of_an_older_shape_is_still_shown(content: JsonObject) -> None:
    shown = example("project_discovery")
    assert list(parse(rendered(shown, content)).strangers()) == []
