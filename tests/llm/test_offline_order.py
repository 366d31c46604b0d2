"""What the drafter puts in order: phases, what rests on what, and the criteria of a story."""

import pytest

from app.llm.offline.material import material_of
from app.llm.offline.ordering import planned
from app.llm.offline.units import Unit
from tests.judged_documents import loaded
from tests.llm.drafted_projects import SOFTWARE, DraftedProject, drafted, project


def units_of(text: str) -> list[Unit]:
    made = DraftedProject(brief=text, release=loaded(SOFTWARE))
    return list(material_of(made.request(made.release.definition.steps[0])).statements)


@pytest.mark.parametrize(
    ("name", "phases"),
    [
        ("shift-planning", ["first", "next", "next", "first", "next"]),
        ("metal-prose", ["next", "first", "next", "later"]),
        ("one-line", ["first"]),
        ("billetterie", ["first", "next", "first", "first"]),
        ("koloni", ["first", "next"]),
    ],
)
def test_a_group_is_planned_by_the_words_of_the_author_and_by_what_it_rests_on(name: str, phases: list[str]) -> None:
    assert [group["phase"] for group in project(name).of("epic_backlog")["epics"]] == phases


def test_a_group_says_how_many_demands_the_author_stated_as_a_must() -> None:
    group = project("choir").of("epic_backlog")["epics"][0]
    assert group["intent"] == "Demands: 1, of which stated as a must: 0."


def test_words_of_order_decide_the_phase() -> None:
    text = "# X\n\n## Requirements\n\n### Core\n\n- A clerk must enter a case.\n- A clerk must close a case.\n"
    text += "\n### Extras\n\n- In a second phase a clerk must print a map.\n- In a second phase maps must be sold.\n"
    groups = drafted(text + "- Later on photos must be added to maps.\n").of("epic_backlog")["epics"]
    assert [(group["name"], group["phase"]) for group in groups] == [("Core", "first"), ("Extras", "later")]


def test_a_condition_that_names_what_another_makes_is_a_dependency_with_its_reason() -> None:
    text = "# X\n\n- A planner must publish a roster.\n- When a roster changes, every nurse must be told.\n"
    plan = planned([[unit] for unit in units_of(text)])
    assert [(later, earlier, need.condition) for later, earlier, need in plan.edges] == [
        (1, 0, "When a roster changes")
    ]


def test_what_is_done_already_rests_on_what_does_it() -> None:
    text = "# X\n\n- A clerk must be able to register an animal.\n"
    text += "- An owner must be able to book a visit for animals that are already registered.\n"
    assert [(later, earlier) for later, earlier, _ in planned([[unit] for unit in units_of(text)]).edges] == [(1, 0)]


@pytest.mark.parametrize(
    ("text", "criteria"),
    [
        (
            "A clerk must register each animal, and an invoice is sent within 3 days.",
            [("", "", "A clerk must register each animal"), ("", "", "an invoice is sent within 3 days.")],
        ),
        (
            "A message must be sent when the bicycle is ready.",
            [("", "the bicycle is ready", "A message must be sent")],
        ),
        (
            "If a payment fails, a clerk must be told before the day ends.",
            [("If a payment fails", "", "a clerk must be told before the day ends.")],
        ),
        (
            "A clerk can book a place, but only for animals that are registered.",
            [("", "", "A clerk can book a place, but only for animals that are registered.")],
        ),
        (
            "An owner must get a text message two weeks before a visit is due.",
            [("", "", "An owner must get a text message two weeks before a visit is due.")],
        ),
        (
            "An offer holds for 14 days and must not be sent before a clerk has released it.",
            [("", "", "An offer holds for 14 days and must not be sent before a clerk has released it.")],
        ),
        (
            "Die Küche muss das Essen ausgeben, und die Eltern werden benachrichtigt.",
            [("", "", "Die Küche muss das Essen ausgeben"), ("", "", "die Eltern werden benachrichtigt.")],
        ),
    ],
)
def test_a_criterion_is_one_clause_with_what_sets_it_off(text: str, criteria: list[tuple[str, str, str]]) -> None:
    (story,) = [entry for made in drafted(f"# X\n\n- {text}\n").all_of("story_backlog") for entry in made["stories"]]
    assert [
        tuple(entry.get(name, "") for name in ("given", "when", "then")) for entry in story["acceptance_criteria"]
    ] == criteria


def test_a_failure_that_is_only_told_is_what_a_criterion_is_given() -> None:
    told = "The connection of the hall fails about once a month for an hour or two."
    (story,) = drafted(f"# X\n\n## Limits\n\n- {told} Work must go on.\n").all_of("story_backlog")[0]["stories"]
    (criterion,) = story["acceptance_criteria"]
    assert (story["title"], criterion["given"], criterion["then"]) == ("Work must go on", told, "Work must go on.")


@pytest.mark.parametrize(
    "text",
    [
        "- A council must agree before the first plan is made.\n- Once a plan is there, all nurses must be told.\n",
        "- A manager must draw up a plan from a template of shifts.\n- When a shift is open, nurses must be told.\n",
        "- Parts that a job needs must be reserved from the shelf.\n- An owner must see how many jobs were late.\n",
        "- A loan must be booked with the repair.\n- If a repair is late, the customer must be told.\n",
    ],
)
def test_what_is_only_mentioned_is_not_made(text: str) -> None:
    assert planned([[unit] for unit in units_of(f"# X\n\n{text}")]).edges == ()


def test_dependencies_never_run_in_a_circle() -> None:
    text = "# X\n\n- When an order is paid, a clerk must write an invoice.\n"
    text += "- When an invoice is sent, a clerk must register the order.\n"
    assert len(planned([[unit] for unit in units_of(text)]).edges) == 1


def test_an_epic_says_why_it_rests_on_another() -> None:
    groups = project("abfuhr").of("epic_backlog")["epics"]
    (need,) = groups[1]["depends_on"]
    assert need["epic"] == groups[0]["key"]
    assert need["reason"].startswith("Es verwendet “Tonne”; das entsteht in “Bürgerinnen und Bürger müssen")
