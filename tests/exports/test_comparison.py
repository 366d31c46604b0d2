import copy
from collections.abc import Callable
from typing import Any

import pytest

from app.domain.compare import compare
from app.exports.comparison import render_comparison
from app.exports.escaping import clean
from app.exports.sources import SourceWords, answers_by_id
from tests.examples_of_documents import ALL_TYPES, example
from tests.exports.test_escaping import HOSTILE


def told(document_type: str, edit: Callable[[dict[str, Any]], object]) -> str:
    shown = example(document_type)
    new = copy.deepcopy(dict(shown.content))
    edit(new)
    return render_comparison(compare(shown.content, new, schema=shown.schema))


@pytest.mark.parametrize("document_type", ALL_TYPES)
def test_no_difference_is_one_line(document_type: str) -> None:
    assert told(document_type, lambda _: None) == "No difference.\n"


def test_what_differs_is_told_in_reading_order() -> None:
    def edit(new: dict[str, Any]) -> None:
        new["overview"]["intent"] = "A promised day that holds."
        new["epics"][0]["name"] = "Booking and receiving"
        new["epics"][1]["phase"] = "next"
        new["epics"][1]["requirements"].append("R-01")
        new["epics"][1]["depends_on"] = []
        del new["epics"][2]

    assert told("epic_backlog", edit) == (
        "Items: 2 changed, 1 removed.\n"
        "\n"
        "Overview (3 unchanged)\n"
        "  Intent: A promised day that holds[-, and a price that stays-].\n"
        "Epics\n"
        "  ~ E-01 Booking and receiving\n"
        "      Epic: Booking and [-taking in-]{+receiving+}\n"
        "  ~ E-02 The mechanics' job list\n"
        "      Requirements (5 unchanged)\n"
        "        + R-01\n"
        "      Depends on\n"
        "        - E-01\n"
        "      Phase: [-first-]{+next+}\n"
        "  - E-03 Agreement and messages\n"
    )


def test_a_move_is_told_and_what_stays_is_named() -> None:
    text = told("story_backlog", lambda new: new["stories"].append(new["stories"].pop(0)))
    assert text == (
        "Items: 1 moved.\n\nStories (4 unchanged)\n  > E-02/S-01 See the next job\n\nUnchanged: Definition of done\n"
    )


def test_an_item_that_moved_and_changed_says_both() -> None:
    def edit(new: dict[str, Any]) -> None:
        new["stories"].append(new["stories"].pop(0))
        new["stories"][-1]["size"] = "L"

    assert "  ~ E-02/S-01 See the next job (moved as well)\n      Size: [-M-]{+L+}\n" in told("story_backlog", edit)


def test_fields_outside_of_lists_are_told_without_a_count() -> None:
    text = told("technical_architecture", lambda new: new.update(deployment=""))
    assert text.startswith("No item differs, but other fields do.\n\nDeployment: [-One rented server")


@pytest.mark.parametrize(
    ("edit", "line"),
    [
        (lambda new: new["budget"].update(total=5), "  Total allocated: 365000 -> 5\n"),
        (lambda new: new["period"].pop("to"), "  To: 2030 -> nothing\n"),
        (lambda new: new["budget"]["years"][1].pop("available"), "        Available: 1950000 -> nothing\n"),
        (lambda new: new["initiatives"][0]["costs"].pop(), "        - 2028\n"),
        (lambda new: new.update(period="2027"), "Period: from: 2027; to: 2030 -> 2027\n"),
    ],
)
def test_values_that_are_no_texts_are_told_before_and_after(
    edit: Callable[[dict[str, Any]], object], line: str
) -> None:
    assert line in told("strategy_architecture", edit)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_control_character_reaches_the_terminal(text: str) -> None:
    def edit(new: dict[str, Any]) -> None:
        new["epics"][0].update(name=text, intent=text, in_scope=[text])
        new["epics"].append({"key": text, "name": text})

    made = told("epic_backlog", edit)
    assert all(character == "\n" or character.isprintable() or character.isspace() for character in made)
    assert "\x1b" not in made
    assert all(line == line.rstrip() for line in made.split("\n"))


def test_sources_are_told_in_words_and_not_as_they_are_stored() -> None:
    shown = example("project_discovery")
    old: dict[str, Any] = copy.deepcopy(dict(shown.content))
    new: dict[str, Any] = copy.deepcopy(dict(shown.content))
    old["answers"] = [{"id": "q1", "question": {"text": "Who pays?"}, "answer": "The city", "assumed": False}]
    new["answers"] = old["answers"]
    old["requirements"][0]["sources"] = [
        {"answer": "q1"},
        {"brief": "ab12", "occurrence": 2, "quote": "must \x1b[1mring"},
    ]
    new["requirements"][0]["sources"] = [{"assumption": "A-01"}, {"item": "G-01"}, {"unheard": "of"}]
    words = SourceWords(names={"G-01": "A day that holds"}, answers=answers_by_id(old), write=clean)
    text = render_comparison(compare(old, new, schema=shown.schema), sources=words)
    assert text.partition("Sources\n")[2].splitlines()[:5] == [
        "        + the assumption A-01",
        "        + the item G-01 (A day that holds)",
        "        + a source that cannot be read",
        "        - the answer to “Who pays?”",
        "        - the brief, block ab12, occurrence 2: “must [1mring”",
    ]
