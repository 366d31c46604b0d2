"""What a plan drafted offline takes from the brief: owners, money, dates, risks; what it asks, and what is checked."""

from typing import Any

import pytest

from app.llm.offline.calendar import when_in
from app.llm.offline.outlook import owner_in
from app.llm.offline.sums import currency_in, sums_in, yearly
from tests.llm.drafted_projects import STRATEGY, DraftedProject, drafted, project

POOL = """# The town pool, 2027 to 2029

The pool had 84,000 visitors last year and loses 12 % of them every year. The heating costs 190,000 euros a year.

## What it should achieve

- The director must sign the lease of the school hall by 1 May 2028.
- Every child of the town can swim before it is nine.
- Heating costs fall from 190,000 euros to 120,000 euros a year.

## Limits

- The budget is 640,000 euros a year.
- Mrs Berg is responsible for the heating costs and the lease of the school hall.
- The plan is decided on 14 November.

## Worries

- The association of swimmers worries that the sauna closes.
"""


@pytest.fixture(scope="module")
def pool() -> DraftedProject:
    return drafted(POOL, STRATEGY)


def plan(made: DraftedProject) -> Any:  # noqa: ANN401  JSON by nature
    assert made.errors() == []
    return made.of("strategy_architecture")


def test_an_initiative_takes_owner_money_time_and_reason_from_the_brief(pool: DraftedProject) -> None:
    lease, child, heating = plan(pool)["initiatives"]
    assert (lease["owner_role"], lease["when"], lease["ends"]) == ("Director", "by 1 May 2028", "2028-05-01")
    assert heating["owner_role"].startswith("Mrs Berg (C-02")
    assert heating["money"].startswith("190,000 euros a year (F-02")
    assert heating["why"].startswith("The heating costs 190,000 euros a year. (F-02")
    assert not {"owner_role", "money", "when", "ends", "why"} & set(child)


def test_unknown_money_is_said_to_be_unknown_and_named_money_keeps_its_purpose(pool: DraftedProject) -> None:
    budget = plan(pool)["budget"]
    assert "total" not in budget
    assert [(row["year"], row["available"]) for row in budget["years"]] == [(y, 640_000) for y in (2027, 2028, 2029)]
    assert not [row for row in budget["years"] if "allocated" in row]
    assert (budget["currency"], budget["unknown"]) == (
        "euros",
        "A cost is named for 1 of 3; what the rest costs is unknown.",
    )
    assert [(row["sum"], row["item"]) for row in budget["named"]][:2] == [
        ("640,000 euros a year", "C-01"),
        ("190,000 euros a year", "F-02"),
    ]


def test_a_fee_is_no_cost_and_what_tells_of_every_april_is_no_milestone() -> None:
    text = "# Sheds\n\nToday the telephone rings 60 times a day in April.\n\n## Requirements\n\n"
    made = plan(drafted(text + "- A deposit of 20 euros must be paid before a loan.\n", STRATEGY))
    assert ["money" in item for item in made["initiatives"]] == [False]
    assert [row["sum"] for row in made["budget"]["named"]] == ["20 euros"]
    assert made["timeline"] == []


def test_what_lacks_is_asked_once_for_all_that_lack_it(pool: DraftedProject) -> None:
    asked = plan(pool)["open_questions"]
    sources = [[source["item"] for source in question["sources"]] for question in asked]
    assert sources == [["O-01", "O-02"], ["O-02"], ["O-01", "O-02"], ["O-02", "O-03"]]
    assert asked[1]["question"] == "Who is responsible for “Every child of the town can swim before it is nine”?"


def test_risks_are_worries_losses_and_dates_of_the_brief_and_name_what_they_threaten(pool: DraftedProject) -> None:
    made = plan(pool)
    assert [(risk["description"], risk["sources"]) for risk in made["risks"]] == [
        ("The association of swimmers worries that the sauna closes.", [{"item": "W-01"}]),
        (
            "This goes on, or comes true: “The pool had 84,000 visitors last year and loses 12 % of them every year”",
            [{"item": "F-01"}],
        ),
        ("The date is missed: “The plan is decided on 14 November”", [{"item": "C-03"}]),
    ]
    assert [(row.get("when"), row.get("said"), row["initiatives"]) for row in made["timeline"]] == [
        ("2028-05-01", "by 1 May 2028", ["I-01"]),
        (None, "14 November", []),
    ]


@pytest.mark.parametrize("name", ["music-school-strategy", "cooperativa", "schulkueche", "kaigishitsu"])
def test_a_condition_is_something_to_check_and_repeats_no_question(name: str) -> None:
    made = project(name, STRATEGY)
    written = [made.of(name) for name in ("strategy_discovery", "strategy_requirements", "strategy_architecture")]
    asked = {question["question"] for document in written for question in document["open_questions"]}
    conditions: list[Any] = made.of("strategy_review")["conditions"]
    kept = {code for condition in conditions for code in condition["items"] if code.startswith("C-")}
    assert [condition for condition in conditions if any(text in condition["statement"] for text in asked)] == []
    assert kept == {item["key"] for item in made.of("strategy_discovery")["constraints"]}


def test_who_must_be_heard_is_one_condition_and_who_was_heard_says_what() -> None:
    conditions = project("music-school-strategy", STRATEGY).of("strategy_review")["conditions"]
    assert [item["items"] for item in conditions if "Mayors" in item["statement"]] == [["P-01", "P-02", "P-03", "P-04"]]
    people = project("music-school-strategy", STRATEGY).of("strategy_discovery")["people"]
    assert [(item["name"], item["interest"]) for item in people if item["status"] == "heard"] == [
        ("Youth orchestra", "its members ask for a rehearsal room that is open in the evening.")
    ]


@pytest.mark.parametrize(
    ("text", "language", "said", "iso"),
    [
        ("The roof is ready by 1 January 2028.", "en", "by 1 January 2028", "2028-01-01"),
        ("Es beginnt ab 2028.", "de", "ab 2028", "2028"),
        ("Bis 1. Mai 2027 ist alles fertig.", "de", "Bis 1. Mai 2027", "2027-05-01"),
        ("Tout est prêt avant le 3 mars 2027.", "fr", "avant le 3 mars 2027", "2027-03-03"),
        ("Listo antes de junio de 2027.", "es", "antes de junio de 2027", "2027-06"),
        ("Klart före 1 maj 2028.", "sv", "före 1 maj 2028", "2028-05-01"),
        ("Valmis viimeistään 1. toukokuuta 2027.", "fi", "viimeistään 1. toukokuuta 2027", "2027-05-01"),
        ("The plan is decided on 14 November.", "en", "14 November", ""),
        ("It should start in October.", "en", "in October", ""),
        ("2027年4月までに稼働を開始する。", "ja", "2027年4月までに", "2027-04"),
        ("Import of the permits since 2019.", "en", "", ""),
        ("Nobody is dismissed.", "en", "", ""),
    ],
)
def test_a_time_is_taken_as_said_and_as_a_date_only_where_a_year_is_named(
    text: str, language: str, said: str, iso: str
) -> None:
    when = when_in(text, language)
    assert (when.said if when else "", when.iso if when else "") == (said, iso)


@pytest.mark.parametrize(
    ("text", "language", "sums", "currency", "in_2027"),
    [
        (
            "The budget is 2.4 million a year; salaries rise by about 3 % a year.",
            "en",
            "2.4 million a year",
            "",
            2_400_000,
        ),
        (
            "Budget 180,000 for the first year, 25,000 a year after that.",
            "en",
            "180,000 for the first year; 25,000 a year",
            "",
            None,
        ),
        ("Das Budget beträgt 1,5 Mio. Euro im Jahr.", "de", "1,5 Mio. Euro im Jahr", "Euro", 1_500_000),
        ("El presupuesto es de 12.000 euros.", "es", "12.000 euros", "euros", None),
        ("We have a grant of €45,000 for 2027.", "en", "€45,000", "€", 45_000),
        ("410,000 visits a year cost nothing.", "en", "", "", None),
        ("予算は年間300万円である。", "ja", "年間300万円", "円", None),
    ],
)
def test_money_is_told_from_other_numbers_and_spread_over_years_only_where_that_is_said(
    text: str, language: str, sums: str, currency: str, in_2027: int | None
) -> None:
    found = ("; ".join(sums_in(text, language)), currency_in(text, language), yearly(text, 2027, language))
    assert found == (sums, currency, in_2027)


@pytest.mark.parametrize(
    ("text", "language", "owner"),
    [
        ("The director must sign the lease.", "en", "Director"),
        ("Staff must be heard.", "en", ""),
        ("Visitors can borrow a map.", "en", ""),
        ("Le visiteur doit pouvoir acheter un billet.", "fr", ""),
        ("Les propriétaires devraient recevoir un relevé.", "fr", ""),
        ("Die Leitung muss den Vertrag unterschreiben.", "de", "Leitung"),
        ("Personalen måste höras.", "sv", ""),
    ],
)
def test_who_must_do_something_carries_it_and_who_only_suffers_it_does_not(
    text: str, language: str, owner: str
) -> None:
    assert owner_in(text, language) == owner


_ANSWERS = {
    "en": ("What the strategy must answer", "What the pool is for", "The heating needs a new boiler in 2028."),
    "de": ("Was die Strategie beantworten muss", "Wofür das Bad da ist", "Das Bad hat drei Hallen und 84.000 Gäste."),
    "fr": (
        "Ce que la stratégie doit trancher",
        "À quoi sert la piscine",
        "La piscine compte 3 bassins et la ville est petite.",
    ),
    "es": ("Lo que la estrategia debe responder", "Para qué está la piscina", "La piscina tiene 3 salas."),
    "pt": ("O que a estratégia deve responder", "Para que serve a piscina", "A piscina tem 3 salas."),
    "nl": ("Wat de strategie moet beantwoorden", "Waarvoor het bad er is", "Het bad heeft 3 hallen."),
    "sv": ("Vad strategin ska besvara", "Vad badet är till för", "Badet har 3 hallar."),
    "fi": ("Mihin strategian on vastattava", "Mihin uimahalli on", "Uimahallissa on 3 allasta ja se on kaupungin oma."),
}


@pytest.mark.parametrize("language", _ANSWERS)
def test_what_a_strategy_must_answer_is_an_objective_without_an_answer_and_no_fact_is_one(language: str) -> None:
    heading, wanted, fact = _ANSWERS[language]
    made = drafted(f"# Strategy 2027\u20132029\n\n{fact}\n\n## {heading}\n\n- {wanted}\n", STRATEGY)
    found = made.of("strategy_requirements")
    assert [(item["statement"], item["standing"]) for item in found["objectives"]] == [(wanted, "asked")]
    assert made.of("strategy_architecture")["initiatives"] == []
    asked = [
        item["question"]
        for name in ("requirements", "architecture")
        for item in made.of(f"strategy_{name}")["open_questions"]
    ]
    assert [wanted in question for question in asked] == [True, True]
    assert made.of("strategy_review")["coverage"][0]["initiatives"] == []
    assert made.errors() == []


def test_what_somebody_lacks_stays_a_fact_of_a_strategy_and_what_we_need_is_wanted() -> None:
    said = "The board asks for a strategy. The hall needs a new roof in 2028. We need a second bus for the villages."
    objectives = drafted(f"# Pool 2027 to 2029\n\n{said}\n", STRATEGY).of("strategy_requirements")["objectives"]
    assert not [item for item in objectives if "roof" in item["statement"]]
    assert [item for item in objectives if "bus" in item["statement"]]
