"""What the drafter writes passes the checks it is judged by: of long briefs, of what is said twice, of short words."""

import json
from random import Random
from typing import Any

import pytest

from app.domain.completions import Remediation
from app.domain.findings import Finding, Severity
from tests.llm.drafted_projects import BRIEFS, EXAMPLES, DraftedProject, brief, drafted

NAMES = sorted(path for folder in (BRIEFS, EXAMPLES) for path in folder.glob("*.md"))


@pytest.mark.parametrize("seed", range(6))
def test_briefs_in_a_row_of_any_order_make_documents_without_a_fault(seed: int) -> None:
    chosen = Random(seed).sample(NAMES, 7)  # noqa: S311  no secret
    text = "\n\n".join(path.read_text(encoding="utf-8") for path in chosen)
    assert drafted(text).errors() == []


def test_what_rests_on_what_agrees_with_what_the_author_puts_first_and_last() -> None:
    text = "# Desk\n\nWe begin with orders in April; invoices can wait.\n\n## Requirements\n\n### Orders\n\n"
    text += "- A clerk must enter an order.\n- A clerk must close an order.\n\n### Billing\n\n"
    text += "- Invoices must be created for each customer.\n- Invoices must be numbered.\n\n### Messages\n\n"
    text += "- When an invoice is created, the customer must get a message.\n- A message must name the clerk.\n"
    made = drafted(text)
    groups = made.of("epic_backlog")["epics"]
    assert made.errors() == []
    assert [group["phase"] for group in groups] == ["first", "later", "next"]
    assert [need["epic"] for need in groups[2]["depends_on"]] == ["E-01"]


@pytest.mark.parametrize(
    ("one", "other", "titles"),
    [
        (
            "The clerk must print a receipt.",
            "The manager must print a receipt.",
            [("Print a receipt", "Clerk"), ("Print a receipt", "Manager")],
        ),
        (
            "Die Leitung muss die Fahrten des Monats ausgeben können.",
            "Die Buchhaltung muss die Fahrten des Monats ausgeben können.",
            [("Die Fahrten des Monats ausgeben", "Leitung"), ("Die Fahrten des Monats ausgeben", "Buchhaltung")],
        ),
        (
            "Le gardien doit voir les clés prêtées.",
            "La secrétaire doit voir les clés prêtées.",
            [("Voir les clés prêtées", "Gardien"), ("Voir les clés prêtées", "Secrétaire")],
        ),
        (
            "The clerk must print a receipt.",
            "The clerk should print a receipt.",
            [("Print a receipt", "Clerk"), ("The clerk should print a receipt", "Clerk")],
        ),
        (
            "The clerk must print a receipt. It shows the price.",
            "The clerk must print a receipt. It shows the date.",
            [("Print a receipt", "Clerk"), ("The clerk must print a receipt. It shows the date", "Clerk")],
        ),
    ],
)
def test_two_stories_of_nearly_the_same_are_told_apart(one: str, other: str, titles: list[tuple[str, str]]) -> None:
    made = drafted(f"# X\n\n- {one}\n- {other}\n")
    people = {actor["key"]: actor["name"] for actor in made.of("project_discovery")["actors"]}
    stories = [story for backlog in made.all_of("story_backlog") for story in backlog["stories"]]
    assert made.errors() == []
    assert [(story["title"].rstrip("."), people.get(story.get("as_a"))) for story in stories] == titles
    assert len({(story["i_want"], story.get("as_a")) for story in stories}) == len(stories)


def test_what_the_author_says_twice_is_one_demand_with_two_sources() -> None:
    text = (
        "# X\n\n## Goals\n\n- No letter is lost.\n\n## Desk\n\n- The clerk must print a receipt.\n- It must be dark.\n"
    )
    text += "\n## Archive\n\n- The clerk must **print** a receipt!\n- The archive must be dry.\n- No letter is lost.\n"
    made = drafted(text)
    (receipt,) = [
        item for item in made.of("project_discovery")["requirements"] if item["statement"].startswith("The clerk")
    ]
    assert made.errors() == []
    assert [source["quote"] for source in receipt["sources"]] == [
        "The clerk must print a receipt.",
        "The clerk must **print** a receipt!",
    ]


@pytest.mark.parametrize(
    ("heading", "demand", "said"),
    [
        ("Requirements", "The clerk must print a letter for the office.", "“Login” is there and can be shown."),
        (
            "Anforderungen",
            "Der Mitarbeiter muss einen Brief drucken können.",
            "„Login“ ist vorhanden und lässt sich zeigen.",
        ),
        (
            "Exigences",
            "Le gardien doit imprimer une lettre pour le bureau.",
            "« Login » est en place et peut être montré.",
        ),
    ],
)
def test_what_is_only_named_can_be_shown(heading: str, demand: str, said: str) -> None:
    made = drafted(f"# X\n\n## {heading}\n\n- {demand}\n- Login\n- Map\n")
    criteria = [
        entry["then"]
        for backlog in made.all_of("story_backlog")
        for story in backlog["stories"]
        for entry in story["acceptance_criteria"]
    ]
    assert made.errors() == []
    assert said in criteria


# -- what a further attempt makes of findings --------------------------------------------------------------------------


def test_an_item_that_repeats_another_becomes_one_with_it_in_the_next_attempt() -> None:
    text = "# Desk\n\n## Requirements\n\n- The clerk must print a receipt within 5 minutes.\n"
    text += "- The clerk must print a letter.\n- Once a receipt is printed, the clerk must be told.\n"
    made = drafted(text)
    step = next(step for step in made.release.definition.steps if step.produces == "story_backlog")
    before = json.loads(made.raw["story_backlog", "E-01"])["document"]["stories"]
    after: Any = made.draft(step, "E-01", remediation=faulted(made, "story_backlog", "E-01", "alike", "/stories/0"))
    (first, second) = after["stories"]
    assert made.errors() == []
    assert first["requirements"] == ["R-02", "R-01"]
    assert [entry["then"] for entry in first["acceptance_criteria"]] == [
        "The clerk must print a letter.",
        "The clerk must print a receipt within 5 minutes.",
    ]
    assert before[2]["depends_on"] == [before[0]["key"]]
    assert second["depends_on"] == [first["key"]]


def test_what_nothing_else_covers_is_not_left_out_for_a_fault() -> None:
    made = drafted(brief("tool-library"))
    before: Any
    for (name, path), before in [*made.documents.items()]:
        step = next(step for step in made.release.definition.steps if step.produces == name)
        for field in ("epics", "stories", "components", "coverage"):
            for place in range(len(before.get(field, []))):
                remediation = faulted(made, name, path, "untestable", f"/{field}/{place}")
                made.draft(step, path, remediation=remediation)
                assert made.errors() == []


def faulted(made: DraftedProject, name: str, path: str, code: str, place: str) -> Remediation:
    finding = Finding(severity=Severity.ERROR, code=f"document.{code}", path=place, message="wrong", fix="Mend it.")
    return Remediation(output=made.raw[name, path], findings=(finding,))
