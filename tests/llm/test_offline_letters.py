"""What the drafter takes from letters, minutes, tenders and wish lists, held against marks made by hand."""

import pytest

from app.llm.offline.means import things_to_do
from app.llm.offline.ordering import planned
from tests.llm.drafted_projects import SOFTWARE, STRATEGY, drafted, project
from tests.llm.test_offline_order import units_of

BESIDE_THE_MATTER = {
    "tools-letter": [
        "Hi Jonas",
        "dumplings were excellent",
        "it took me so long",
        "here is what I have in mind",
        "did you see the match",
        "Unbelievable",
        "Say hello to Anna",
        "weather here is finally",
        "Best wishes",
    ],
    "drivers-minutes": [
        "Present: Ruth",
        "who has a cold",
        "thanked the church",
        "minutes of the last meeting",
        "biscuits",
        "summer outing",
        "meeting closed at",
        "Next meeting",
    ],
    "parking-tender": ["thanks all tenderers"],
    "allotment-wishes": ["great cake", "Thanks everybody"],
    "baeckerei": [
        "Sehr geehrte",
        "angenehme Gespräch",
        "Wie besprochen",
        "Das Wetter war",
        "Mein Sohn",
        "Für Rückfragen",
        "Mit freundlichen",
    ],
}
ASKED_FOR = {
    "tools-letter": 8,
    "drivers-minutes": 9,
    "parking-tender": 13,
    "allotment-wishes": 14,
    "baeckerei": 10,
}
"""How many demands a reader finds."""


@pytest.mark.parametrize("name", BESIDE_THE_MATTER)
def test_greetings_thanks_and_asides_stand_under_not_used_alone(name: str) -> None:
    document = dict(project(name).of("project_discovery"))
    unused = " ".join(item["quote"] for item in document.pop("not_used"))
    used = str(document)
    assert [words for words in BESIDE_THE_MATTER[name] if words not in unused or words in used] == []


@pytest.mark.parametrize("name", ASKED_FOR)
def test_a_letter_a_tender_and_a_wish_list_give_every_demand(name: str) -> None:
    assert len(project(name).of("project_discovery")["requirements"]) == ASKED_FOR[name]


@pytest.mark.parametrize(
    "text",
    [
        "Thanks for everything, the driver must sign each delivery.",
        "By the way, no member may hold more than two tools.",
        "I hope you are well; users should be able to pay online.",
        "To get there the office needs to print a list.",
        "Übrigens muss jede Lieferung bestätigt werden.",
        "Nach 20 Uhr darf eine Bestellung nicht mehr geändert werden.",
    ],
)
def test_what_demands_something_is_never_courtesy(text: str) -> None:
    (requirement,) = drafted(f"{text}\n").of("project_discovery")["requirements"]
    assert requirement["strength"] in {"must", "should"}


def test_a_request_is_a_demand_a_perhaps_is_a_wish_and_a_purse_is_only_a_limit() -> None:
    strengths = {
        item["statement"]: item["strength"]
        for name in ("tools-letter", "allotment-wishes", "drivers-minutes")
        for item in project(name).of("project_discovery")["requirements"]
    }
    asked = next(text for text in strengths if "please charge this" in text)
    assert (strengths[asked], strengths["maybe: weather forecast"]) == ("should", "could")
    assert not [text for text in strengths if "council grant" in text]


def test_the_number_of_a_clause_counts_and_names_nothing() -> None:
    made = project("parking-tender")
    document = made.of("project_discovery")
    assert [actor["name"] for actor in document["actors"]][:3] == ["Contractor", "Residents", "Enforcement officers"]
    assert not [item["statement"] for item in document["requirements"] if item["statement"][0].isdigit()]
    assert made.of("story_backlog", "E-01")["stories"][1]["title"] == "Apply for, renew and cancel a permit online"


def test_three_sentences_that_begin_with_a_decimal_keep_it() -> None:
    text = "# X\n\n3.5 tonnes must be carried.\n\n2.5 metres must be kept free.\n\n1.5 hours must suffice.\n"
    assert drafted(text).of("project_discovery")["requirements"][0]["statement"].startswith("3.5 tonnes")


def test_a_system_with_a_name_is_affected_by_nothing() -> None:
    text = "# X\n\nThe payroll system Persona exports the hours.\n\n- Nurses must see the hours.\n"
    document = drafted(text).of("project_discovery")
    assert "Persona" in str(document["actors"])
    assert "Persona" not in document["summary"]["people_affected"]


def test_who_a_lead_or_a_condition_speaks_of_is_met() -> None:
    assert "Members" in [actor["name"] for actor in project("tools-letter").of("project_discovery")["actors"]]
    assert "Künftig" not in str(project("baeckerei").of("project_discovery")["actors"])


@pytest.mark.parametrize(
    ("text", "edges"),
    [
        ("- Members can reserve a tool.\n- Before a member reserves a tool, the fee must be paid.\n", [(0, 1)]),
        ("- A keeper must be able to challenge a notice.\n- If it is challenged, staff must decide.\n", [(1, 0)]),
        ("- The cook must weigh the waste.\n- Then the treasurer must write a report.\n", [(1, 0)]),
        ("- Der Koch muss den Abfall wiegen.\n- Danach muss die Leitung berichten.\n", [(1, 0)]),
        ("- A clerk must see the weather.\n- When a bus is late, drivers must be told.\n", []),
    ],
)
def test_the_words_of_the_brief_say_what_comes_before_what(text: str, edges: list[tuple[int, int]]) -> None:
    plan = planned([[unit] for unit in units_of(f"# X\n\n{text}")])
    assert [(later, earlier) for later, earlier, _ in plan.edges] == edges


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("tools-letter", ["Hand out and take back a tool", "Yearly fee, reminders and late tool"]),
        ("baeckerei", ["Cafés, Bestellung und Backplan", "Tourenliste, Lieferung und Krankenhäuser"]),
        ("drivers-minutes", ["Request, drivers and hours", "Text message and mileage"]),
        ("kaigishitsu", ["空いている会議室・予約"]),
    ],
)
def test_a_group_is_named_by_what_is_done_and_dealt_with(name: str, names: list[str]) -> None:
    groups = project(name).of("epic_backlog")["epics"]
    assert [group["name"] for group in groups][: len(names)] == names


# -- strategies ------------------------------------------------------------------------------------------------------


def test_an_aim_has_an_initiative_for_each_thing_that_is_done_for_it() -> None:
    made = project("museum-letter", STRATEGY)
    initiatives = made.of("strategy_architecture")["initiatives"]
    assert made.errors() == []
    assert [(item["name"], item["objectives"], item.get("ends")) for item in initiatives] == [
        ("Train eight volunteer guides", ["O-01"], "2029"),
        ("Write material for grades 3 to 6", ["O-01"], "2029"),
        ("Offer a free bus for schools outside the town", ["O-01"], "2029"),
        ("Hire a photographer for two years at 45,000 euros a year", ["O-02"], "2030"),
        ("Buy a scanner for 9,000 euros in 2027", ["O-02"], "2027"),
        ("Recruit students for the descriptions", ["O-02"], "2030"),
        ("The roof has to be insulated and the lamps replaced", ["O-03"], "2028"),
    ]
    assert [item.get("money", "") for item in initiatives[3:5]] == ["45,000 euros a year", "9,000 euros"]
    assert made.of("strategy_architecture")["period"] == {"from": "2027", "to": "2030"}


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("We need new guides, young teachers and old friends.", []),
        ("Every child can swim before it is nine.", []),
        ("Loans rise from 9 % to 15 % by 2029.", []),
        ("We want more visitors. For this we will open on Sundays.", ["For this we will open on Sundays."]),
        (
            "Training: guides learn English; teachers learn to dive",
            ["guides learn English", "teachers learn to dive"],
        ),
    ],
)
def test_only_deeds_are_things_to_do(text: str, things: list[str]) -> None:
    assert [text[start:end] for start, end in things_to_do(text, "en")] == things


def test_a_limit_stands_in_few_lists_of_one_document() -> None:
    document = project("shift-planning").of("technical_architecture")
    assert "key_ideas" not in document["summary"]
    told = [item["statement"] for item in document["security"]]
    assert not [statement for statement in told if statement in document.get("deployment", "")]


def test_both_workflows_pass_their_checks_on_every_kind_of_text() -> None:
    faults = {name: project(name, release).errors() for name in ASKED_FOR for release in (SOFTWARE, STRATEGY)}
    assert {name: found for name, found in faults.items() if found} == {}
