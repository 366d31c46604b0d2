"""What the drafter calls groups, and what it lists as open: names are whole phrases, nothing open is hidden."""

import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from app.domain.briefs import blocks_of
from app.domain.completions import Completion, StopReason
from app.domain.errors import Permanent
from app.domain.facts import FailureReason
from app.domain.parsing import parse
from app.domain.questions import Answered
from app.domain.remedies import REMEDIES
from app.llm.offline.dates import due_date, only_date
from app.llm.offline.drafter import draft
from app.llm.offline.lexicon import lexicon
from app.llm.offline.naming import group_name, opening_of
from app.llm.offline.quantities import quantities
from app.llm.offline.sentences import standing_clauses
from app.llm.offline.topics import topic_of
from tests.judged_documents import loaded
from tests.llm.drafted_projects import SOFTWARE, STRATEGY, DraftedProject, drafted

ROOT = Path(__file__).parents[2]
BRIEFS = {
    path.stem: path
    for folder in (ROOT / "examples/briefs", Path(__file__).with_name("briefs"))
    for path in sorted(folder.glob("*.md"))
}
GROUPS = {SOFTWARE: ("epic_backlog", "epics"), STRATEGY: ("strategy_architecture", "pillars")}


def brief(name: str) -> str:
    return BRIEFS[name].read_text(encoding="utf-8")


@cache
def project(name: str, release: str = SOFTWARE) -> DraftedProject:
    return drafted(brief(name), release, assumed(name, release))


def assumed(name: str, release: str) -> tuple[Answered, ...]:
    """Give the questions of the first document, each left to its assumption."""
    made = DraftedProject(brief=brief(name), release=loaded(release))
    text = draft(made.request(made.release.definition.steps[0], may_ask=True))
    answer = Completion(
        text=text, stop_reason=StopReason.COMPLETE, usage=None, latency_ms=0, provider_request_id="", model="offline"
    )
    asking = parse(answer, may_ask=True)
    return tuple(Answered(question=question, value=None) for question in getattr(asking, "questions", ()))


STRAY = r"(?:it|what|who|which|whether|and|or|is|are|must|goes|takes|belongs|come)"


@pytest.mark.parametrize("release", [SOFTWARE, STRATEGY])
@pytest.mark.parametrize("name", sorted(BRIEFS))
def test_a_name_of_parts_joins_no_stray_word(name: str, release: str) -> None:
    document, field = GROUPS[release]
    for group in project(name, release).of(document)[field]:
        given = group["name"] if "name" in group else group["title"]
        assert len(given) <= 90
        assert not re.search(rf"\b(?:and and|and {STRAY}|{STRAY},|{STRAY})$", given, re.IGNORECASE), given
        assert not re.match(r"(?:what|whether|and|or|is|are)\b", given, re.IGNORECASE), given


@pytest.mark.parametrize(
    ("name", "names"),
    [
        (
            "bicycle-workshop",
            [
                "Drop-off day, counter and jobs",
                "Message, parts and loan bicycle",
            ],
        ),
        (
            "vet-prose",
            [
                "Owner, appointment and duty roster",
                "Findings, treatment and prices",
                "Invoices, text message and prescriptions",
                "Laboratory, patient records and appointments",
            ],
        ),
        (
            "metal-prose",
            [
                "Enquiry, hours and material prices",
                "Quotation, operation and new revision of a drawing",
                "Parts, state of their order and delivery notes",
                "Machines, hours and individual speed of employees",
            ],
        ),
        ("bailleur", ["Virements de la banque, panne et rappel", "Charges, quittance et relevé"]),
        ("cooperativa", ["Tamaños de cesta, cambios y cosecha", "Facturas del mes y recetas"]),
    ],
)
def test_the_groups_of_a_brief_are_named_by_whole_phrases(name: str, names: list[str]) -> None:
    assert [group["name"] for group in project(name).of("epic_backlog")["epics"]] == names


@pytest.mark.parametrize(
    ("texts", "heading", "name"),
    [
        (["A customer must be able to book a day online, without an account."], "", "Book a day online"),
        (["The list of jobs must show first what is late."], "", "List of jobs"),
        (["Fresh milk goes into the tank twice a day."], "", "Fresh milk goes into the tank twice a day"),
        (["Fresh milk goes into the tank twice a day."], "The tank", "The tank"),
        (["Fresh milk goes into the tank twice a day."], "Goals", "Fresh milk goes into the tank twice a day"),
        (["It should start in May.", "Tanks fill at night."], "", "Tanks fill at night"),
        (["What an alarm does must be said."], "", "What an alarm does must be said"),
        (["Bookings must be kept.", "Invoices are sent."], "", "Bookings and invoices"),
        (["Bookings must be kept.", "A clerk can cancel a loan early."], "", "Bookings must be kept"),
        (["The fire service must be asked before hot work."], "", "The fire service must be asked before hot work"),
        (
            ["An applicant applies, pays and receives the permit online, without visiting the office or telephoning."],
            "Goals",
            "An applicant applies, pays and receives the permit online…",
        ),
        (["Die Abrechnung der Kurse muss stimmen."], "", "Abrechnung der Kurse"),
    ],
)
def test_a_name_is_a_whole_phrase_else_a_heading_else_the_opening_words(
    texts: list[str], heading: str, name: str
) -> None:
    language = "de" if texts[0].startswith("Die ") else "en"
    assert group_name(texts, heading=heading, topic="", language=language) == name


@pytest.mark.parametrize(
    ("text", "language", "topic"),
    [
        ("The system must not confirm and must tell the donor to ring.", "en", "Donor"),
        ("Un candidat doit pouvoir déposer son dossier en ligne avec au plus 8 pièces.", "fr", ""),
    ],
)
def test_neither_a_verb_nor_how_something_is_done_is_a_topic(text: str, language: str, topic: str) -> None:
    assert topic_of(text, lexicon(language)) == topic


def test_a_long_opening_is_cut_at_a_word_and_shows_it() -> None:
    name = opening_of(
        "All tanks should be seen with level and temperature before the evening, and more than that.", "en"
    )
    assert name == "All tanks should be seen with level and temperature…"


def test_a_long_opening_is_never_cut_inside_a_date() -> None:
    name = opening_of(
        "All 22 teachers concerned have employment contracts by 1 January 2028 and not a day later.", "en"
    )
    assert name == "All 22 teachers concerned have employment contracts…"


# -- the review ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("release", "review"), [(SOFTWARE, "final_review"), (STRATEGY, "strategy_review")])
@pytest.mark.parametrize("name", ["bicycle-workshop", "milk-cooling", "music-school-strategy", "tool-library"])
def test_the_review_counts_what_its_tables_hold(name: str, release: str, review: str) -> None:
    made = project(name, release)
    document = made.of(review)
    rows, conditions = document["coverage"], document["conditions"]
    covered = sum(all(entry != [] for entry in row.values()) for row in rows)
    wanted = f"Covered: {covered} of {len(rows)}. Still to be settled: {len(conditions)}."
    assert document["assessment"]["summary"].startswith(wanted)
    assert document["assessment"]["verdict"] == ("ready_with_conditions" if conditions else "ready")
    assert made.errors() == []


# -- what is open ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("release", [SOFTWARE, STRATEGY])
@pytest.mark.parametrize("name", ["bicycle-workshop", "milk-cooling", "music-school-strategy", "one-line"])
def test_what_was_left_to_an_assumption_stays_an_open_question(name: str, release: str) -> None:
    made = project(name, release)
    step = made.release.definition.steps[0]
    listed: list[Any] = made.of(step.produces)["open_questions"]
    answers = {source.get("answer") for entry in listed for source in entry["sources"]}
    asked = assumed(name, release)
    assert asked
    assert {answered.question.id for answered in asked} <= answers
    review = made.of("final_review" if release == SOFTWARE else "strategy_review")
    conditions = {code for entry in review["conditions"] for code in entry["items"]}
    assert {entry["key"] for entry in listed} <= conditions


def test_what_was_not_asked_is_listed_too() -> None:
    listed = project("bicycle-workshop").of("project_discovery")["open_questions"]
    assert len(listed) > len(assumed("bicycle-workshop", SOFTWARE))


def test_an_answer_closes_its_question() -> None:
    first, *rest = assumed("bicycle-workshop", SOFTWARE)
    answers = (replace(first, value="They pay when they fetch it."), *rest)
    made = DraftedProject(brief=brief("bicycle-workshop"), release=loaded(SOFTWARE), answers=answers)
    listed: Any = made.draft(made.release.definition.steps[0], "")["open_questions"]
    assert first.question.text not in [entry["question"] for entry in listed]


def test_a_strategy_asks_who_decides_what_stops_and_which_number_shows_it() -> None:
    asked = [answered.question for answered in assumed("music-school-strategy", STRATEGY)]
    assert [question.key for question in asked][:2] == ["decider", "stop"]
    assert asked[2].text.startswith("Which number shows that “We know what a lesson costs")


def test_how_many_is_no_vague_word() -> None:
    assert not [entry for entry in assumed("bicycle-workshop", SOFTWARE) if "many" in entry.question.text]


# -- figures and dates -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language", "figures", "date"),
    [
        (
            "The library has 23 staff, 410,000 visits a year before 2020 and 290,000 last year.",
            "en",
            ["23 staff", "410,000 visits a year", "290,000 last year"],
            "",
        ),
        ("The grant of 1,950,000 euros a year is fixed until 2030.", "en", ["1,950,000 euros a year"], ""),
        ("Opening on Sundays was tried in 2023: 700 visitors a Sunday.", "en", ["700 visitors a Sunday"], "2023"),
        ("The strategy is decided on 15 September.", "en", [], "15 September"),
        ("Live before the season opens on 1 May.", "en", [], "1 May"),
        ("Loans fell by a third in ten years.", "en", ["a third", "ten years"], ""),
        ("Last year that happened 41 times.", "en", ["41 times"], ""),
        ("It costs 310,000 euros a year from 2028.", "en", ["310,000 euros a year"], ""),
        (
            "Peak: 400 applications on the first day of the season, of which 120 in the first hour.",
            "en",
            ["400 applications on the first day", "120 in the first hour"],
            "",
        ),
        ("Skates in sizes 26 to 48.", "en", ["26 to 48"], ""),
        ("Accessible to WCAG 2.2 AA.", "en", ["WCAG 2.2 AA"], ""),
        ("The page must show <h1> within 2 seconds.", "en", ["within 2 seconds"], ""),
        ("Rules change two or three times a year.", "en", ["two or three times a year"], ""),
        ("23 Fahrzeuge fahren 96 Touren in der Woche.", "de", ["23 Fahrzeuge", "96 Touren in der Woche"], ""),
        (
            "La moitié des billets est vendue en moins de 5 minutes.",
            "fr",
            ["La moitié des billets", "moins de 5 minutes"],
            "",
        ),
        ("Föreningen har 130 lotter och en kö på 210 personer.", "sv", ["130 lotter", "210 personer"], ""),
    ],
)
def test_every_figure_is_given_and_a_date_only_where_one_stands_alone(
    text: str, language: str, figures: list[str], date: str
) -> None:
    assert (list(quantities(text, language)), only_date(text, language)) == (figures, date)


@pytest.mark.parametrize(
    ("text", "language", "date"),
    [
        ("The council asks for a strategy for 2027 to 2029 that says what it is for.", "en", "2029"),
        ("Between 2027 and 2029 the branches are renewed.", "en", "2029"),
        ("2027\u20132029 the branches are renewed.", "en", "2029"),
        ("2027/28 wird gebaut.", "de", ""),
        ("Von 2027 bis Ende 2029 wird gebaut.", "de", "2029"),
        ("De 2027 à 2029, la toiture est refaite.", "fr", "2029"),
        ("2027年から2029年までの計画です。", "ja", "2029"),
        ("From 3 June to 4 July 2028 it is closed.", "en", "4 July 2028"),
        ("It was tried in 2023 and is decided on 15 September.", "en", "15 September"),
        ("It was tried in 2023; the roof is done in 2028.", "en", ""),
        ("The main building needs a new roof in 2028.", "en", "2028"),
    ],
)
def test_a_span_of_time_is_due_at_its_end_and_years_that_stand_apart_say_nothing(
    text: str, language: str, date: str
) -> None:
    assert due_date(text, language) == date


# -- clauses ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("A renewal is decided within two days; nothing takes longer than five.", 1),
        ("We know what a lesson costs; today nobody does.", 1),
        ("The budget is fixed; salaries rise by about 3 % a year.", 2),
        ("The hall is open; it closes at night.", 1),
        ("The hall is open; the yard closes at night.", 2),
    ],
)
def test_a_clause_stands_alone_only_with_a_subject_of_its_own(text: str, parts: int) -> None:
    assert len(standing_clauses(text, (0, len(text)), "en")) == parts


# -- nothing to draft from -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("release", [SOFTWARE, STRATEGY])
@pytest.mark.parametrize("text", ["hello", "hello hello", "# Shop\n\nhello"])
@pytest.mark.parametrize("may_ask", [True, False])
def test_a_brief_of_hardly_a_word_is_refused_at_once(text: str, release: str, *, may_ask: bool) -> None:
    made = DraftedProject(brief=text, release=loaded(release))
    assert blocks_of(text)
    with pytest.raises(Permanent, match="too short to draft from: it says"):
        draft(made.request(made.release.definition.steps[0], may_ask=may_ask))
    assert "say more in it and produce again" in REMEDIES[FailureReason.PROVIDER]


def test_a_short_brief_with_something_in_it_is_drafted() -> None:
    answer = json.loads(draft(_first("Members must be able to reserve a tool.")))
    assert answer["document"]["requirements"]


def _first(text: str) -> Any:  # noqa: ANN401  a request
    made = DraftedProject(brief=text, release=loaded(SOFTWARE))
    return made.request(made.release.definition.steps[0])
