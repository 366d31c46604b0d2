"""What the offline drafter promises of every brief: no figure is lost, and nothing that must be."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from app.llm.offline.classify import Place, tags_of
from app.llm.offline.material import material_of
from app.llm.offline.ordering import planned
from app.llm.offline.tags import Tag
from app.llm.offline.units import Unit
from tests.judged_documents import loaded
from tests.llm.drafted_projects import BRIEFS, EXAMPLES, SOFTWARE, STRATEGY, DraftedProject, drafted, project

NAMES = sorted(path.stem for folder in (BRIEFS, EXAMPLES) for path in folder.glob("*.md"))
MEASURED = frozenset({"measure", "target", "baseline", "figure", "volume"})
FIGURE = re.compile(
    r"(?<![\w.,:])(\d[\d.,\u00a0\u202f ]*\d|\d)\s?(?:%|(?:euros?|Euro|kronor|euroa|reais|MB|kg|km|degrees|times|"
    r"seconds?|minutes?|hours?|days?|weeks?|months?|years?|secondes?|jours?|mois|ans|Sekunden?|Minuten?|Stunden?|"
    r"Tagen?|Wochen?|Monaten?|Jahren?|segundos?|minutos?|horas?|días?|dias?|meses|años?|anos?|uur|dagen|weken|maanden|"
    r"jaar|sekunder|minuter|timmar|dagar|veckor|månader|år|sekuntia|minuuttia|tuntia|päivää|viikkoa|kuukautta|vuotta|"
    r"pupils|teachers|members|visitors|visiteurs|personnes|personer|lotter|asuntoa|punten|cestas|bancas|permits)\b)"
)


def fields_of(value: Any, names: frozenset[str], name: str = "") -> Iterator[str]:  # noqa: ANN401  JSON by nature
    if isinstance(value, dict):
        for field, entry in value.items():
            yield from fields_of(entry, names, field)
    elif isinstance(value, list | tuple):
        for entry in value:
            yield from fields_of(entry, names, name)
    elif name in names:
        yield str(value)


@pytest.mark.parametrize("release", [SOFTWARE, STRATEGY])
@pytest.mark.parametrize("name", NAMES)
def test_every_figure_with_a_unit_stands_in_a_field_for_figures(name: str, release: str) -> None:
    made = project(name, release)
    measured = " | ".join(text for document in made.documents.values() for text in fields_of(document, MEASURED))
    first = next(iter(made.documents.values()))
    unused = " ".join(fields_of(first, frozenset({"quote", "question", "needs", "interest"})))
    figures = {match[1] for match in FIGURE.finditer(made.brief)}
    lost = {figure for figure in figures if not re.search(rf"(?<!\d){re.escape(figure)}(?!\d)", measured)}
    assert {figure for figure in lost if figure not in unused} == set()


def test_each_of_several_figures_reaches_the_quality_target() -> None:
    made = drafted(
        "# Ferry\n\n## What it must do\n\n- Passengers can book a crossing.\n\n## Limits\n\n"
        "- Peak: 900 bookings on the first day of the holidays, of which 250 in the first hour.\n"
    )
    (target,) = made.of("technical_architecture")["quality_targets"]
    assert target["measure"] == "900 bookings on the first day; 250 in the first hour"


# -- what must be ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("release", [SOFTWARE, STRATEGY])
@pytest.mark.parametrize("name", NAMES)
def test_no_demand_of_a_brief_goes_without_an_item(name: str, release: str) -> None:
    found = [finding for findings in project(name, release).findings.values() for finding in findings]
    assert [finding.message for finding in found if finding.code == "document.must_uncited"] == []


HEARD = [
    "Staff and school heads must be heard.",
    "Personal und Schulleitungen müssen gehört werden.",
    "Le personnel et les directeurs d'école doivent être entendus.",
    "El personal y los directores deben ser oídos.",
    "O pessoal e os diretores devem ser ouvidos.",
    "Het personeel en de directeuren moeten worden gehoord.",
    "Personalen och rektorerna måste höras.",
    "Henkilöstöä ja rehtoreita täytyy kuulla.",
]


@pytest.mark.parametrize("text", HEARD)
def test_a_must_reaches_an_objective_and_an_initiative_and_a_group_and_an_item_of_work(text: str) -> None:
    plan = drafted(f"# 2027\u20132029\n\n{text}\n", STRATEGY)
    backlog = drafted(f"# 2027\n\n{text}\n")
    objectives = {item["statement"]: item["key"] for item in plan.of("strategy_requirements")["objectives"]}
    demands = {item["statement"]: item["key"] for item in backlog.of("project_discovery")["requirements"]}
    served = [code for item in plan.of("strategy_architecture")["initiatives"] for code in item["objectives"]]
    grouped = [code for item in backlog.of("epic_backlog")["epics"] for code in item["requirements"]]
    work = [
        code for part in backlog.all_of("story_backlog") for item in part["stories"] for code in item["requirements"]
    ]
    assert objectives[text] in served
    assert (demands[text] in grouped, demands[text] in work) == (True, True)


@pytest.mark.parametrize(
    ("aim", "asked"),
    [
        (
            "The council asks for a strategy that says what the pool is for, what it stops doing and how it is judged.",
            ["what the pool is for", "what it stops doing", "how it is judged"],
        ),
        (
            "Der Rat verlangt eine Strategie, die sagt, wofür das Bad da ist und wie der Erfolg gemessen wird.",
            ["wofür das Bad da ist", "wie der Erfolg gemessen wird"],
        ),
        (
            "Le conseil demande une stratégie qui dise à quoi sert la piscine et comment on le mesure.",
            ["à quoi sert la piscine", "comment on le mesure"],
        ),
    ],
)
def test_what_an_aim_wants_answered_is_asked_piece_by_piece(aim: str, asked: list[str]) -> None:
    made = drafted(f"# 2027\u20132029\n\n{aim}\n", STRATEGY).of("strategy_discovery")
    questions = [item["question"] for item in made["open_questions"]]
    assert [any(f"“{piece}”" in question for question in questions) for piece in asked] == [True] * len(asked)
    assert not [item for item in made["assumptions"] if any(piece in item["statement"] for piece in asked)]


ONE_SENTENCE = [
    ("fr", "Le budget ne dépasse pas 20 000 euros."),
    ("fr", "Les données restent en France."),
    ("fr", "L'outil est prêt avant la rentrée."),
    ("fr", "Le site est en français et en breton."),
    ("fr", "La connexion se fait par FranceConnect."),
    ("fr", "M. Leroy, qui gère le serveur, part en 2028."),
    ("fr", "Le logiciel n° 3 de la mairie, c.-à-d. le registre, reste en place."),
    ("fr", "Ouverture au public le 1er mai."),
    ("en", "Data stays in the country."),
    ("en", "The tool is ready before school starts."),
    ("en", "No data leaves the country."),
    ("de", "Die Daten bleiben im Land."),
    ("de", "Die Anmeldung läuft über das Verzeichnis der Stadt."),
]
DEMANDS = {
    "fr": ("Contraintes", "Le pêcheur doit pouvoir demander un permis. L'agent doit pouvoir le refuser."),
    "en": ("Limits", "An angler must be able to apply online. The clerk must be able to refuse it."),
    "de": ("Grenzen", "Der Angler muss einen Schein beantragen können. Die Stadt muss ihn ablehnen können."),
}


@pytest.mark.parametrize("form", [" {limit}", "\n\n## {heading}\n\n{limit}", "\n\n## {heading}\n\n- {limit}"])
@pytest.mark.parametrize(("language", "limit"), ONE_SENTENCE)
def test_a_limit_of_one_sentence_is_kept_whole(language: str, limit: str, form: str) -> None:
    heading, demands = DEMANDS[language]
    text = f"# 2027\n\n{demands}{form.format(limit=limit, heading=heading)}\n"
    made = DraftedProject(brief=text, release=loaded(SOFTWARE))
    document: Any = made.draft(made.release.definition.steps[0], "")
    assert [item["statement"] for item in document["constraints"]] == [limit]


def test_each_short_sentence_of_an_entry_is_a_limit_of_its_own() -> None:
    text = "# Hallar\n\n## Krav\n\n- En förening ska kunna söka tider.\n- Läraren ska kunna avboka.\n\n"
    text += "## Begränsningar\n\n"
    made = drafted(text + "- Budgeten är 400 000 kronor. Inloggning sker med BankID. Uppgifter raderas efter två år.\n")
    assert [item["statement"] for item in made.of("project_discovery")["constraints"]] == [
        "Budgeten är 400 000 kronor.",
        "Inloggning sker med BankID.",
        "Uppgifter raderas efter två år.",
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("An angler must be able to apply online.", "Angler"),
        ("Die Imkerin muss eine Probe melden können.", "Imkerin"),
        ("Le pêcheur doit pouvoir demander un permis.", "Pêcheur"),
        ("En förening ska kunna söka fasta tider.", "Förening"),
        ("The website must be able to show a map.", None),
        ("A cabin must be able to be booked online.", None),
        ("Allergien müssen hinterlegt werden können.", None),
        ("En tid ska kunna bokas av alla.", None),
        ("Los datos personales deben conservarse dos años.", None),
        ("El personal debe ver la lista.", "Personal"),
        ("O dossiê pessoal deve ser eliminado.", None),
        ("The jury must not see names before the vote.", "Jury"),
        ("Le jury ne doit pas voir le nom des candidats avant le vote.", "Jury"),
        ("Le rapporteur doit noter chaque dossier sur 20.", "Rapporteur"),
        ("The till must print a receipt.", None),
        ("The page must see to it that nothing is lost.", None),
        ("Members can row.\n\n## Out of scope\n\n- Student loans.\n- Guest rowers.", "Members"),
        ("Un membre peut ramer.\n\n## Hors périmètre\n\nLes prêts étudiants.", "Membre"),
    ],
)
def test_who_must_be_able_to_do_something_is_somebody(text: str, name: str | None) -> None:
    made = drafted(f"# X\n\n{text}\n")
    assert [actor["name"] for actor in made.of("project_discovery")["actors"]] == ([name] if name else [])


def test_a_line_that_says_what_a_system_does_is_a_demand() -> None:
    made = drafted("An app that tells allotment holders when frost is coming, at most 2 euros a month.").of(
        "project_discovery"
    )
    asked = [item["question"] for item in made["open_questions"]]
    assert (len(made["requirements"]), "What must people be able to do with it?" in asked) == (1, False)


# -- parts and names -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_no_part_of_the_solution_takes_in_most_of_the_demands(name: str) -> None:
    made = project(name)
    demands = len(made.of("project_discovery")["requirements"])
    parts = made.of("technical_architecture")["components"]
    assert len(parts) == 1 or demands < 10 or max(len(part["responsibilities"]) for part in parts) * 2 <= demands


def test_a_harbour_is_cut_into_what_is_kept_what_all_rest_on_and_its_connections() -> None:
    made = drafted(
        "# Berths\n\n## People\n\n- Skippers\n- Fire service (external)\n\n## What it must do\n\n"
        "- Four berth kinds, each with its own fees and rules; staff must be able to change them.\n"
        "- Applications can be saved and continued.\n"
        "- Payment by card. Refunds are executed by the finance office.\n"
        "- The fire service answers within two days.\n"
        "- Berths have a code that anyone can check.\n"
        "- E-mail at each step of an application.\n\n## Limits\n\n"
        "- Sign-in for staff is the town's directory.\n- Accessible to WCAG 2.2 AA; Swedish and English.\n"
    )
    parts = {part["name"]: part["responsibilities"] for part in made.of("technical_architecture")["components"]}
    assert parts["Connection to Fire service"] == ["The fire service answers within two days"]
    assert parts["Security, accessibility and languages"] == [
        "Sign-in for staff is the town's directory",
        "Accessible to WCAG 2.2 AA",
    ]
    names = [group["name"] for group in made.of("epic_backlog")["epics"]]
    assert names[0] == "Berth kinds, applications and payment"


# -- what comes first ------------------------------------------------------------------------------------------------


def statements_of(text: str) -> list[Unit]:
    made = DraftedProject(brief=text, release=loaded(SOFTWARE))
    return list(material_of(made.request(made.release.definition.steps[0])).statements)


PADDING = {
    "Importer": [
        "Le kiosque doit vendre du pain.",
        "La lampe doit luire.",
        "Le chien doit aboyer.",
        "Le vent doit tomber.",
    ],
    "Inloggning": ["Kiosken ska sälja glass.", "Lampan ska lysa.", "Hunden ska skälla.", "Vinden ska vända."],
    "Das": [
        "Der Kiosk muss Eis verkaufen.",
        "Die Lampe muss leuchten.",
        "Der Hund muss bellen.",
        "Der Wind muss drehen.",
    ],
    "": ["The kiosk must sell ice.", "The kiosk must close at noon.", "The lamp must burn.", "The dog must bark."],
}
"""Demands that have nothing to do with the two, by how the first of the two opens."""


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Staff must be able to change the fees of each berth.", "A skipper can reserve a berth."),
        ("Import the 4,000 boats of the old file.", "The master sees all boats on one page."),
        ("Sign-in is by the town's directory.", "Only the master may see an address."),
        ("The master must draw up a plan.", "A message must be sent when the plan is ready."),
        ("Das Personal muss die Gebühren je Liegeplatz ändern können.", "Der Gast kann einen Liegeplatz buchen."),
        ("Importer les 4 000 bateaux du registre.", "Le responsable doit voir les bateaux sur une page."),
        ("Inloggning sker med BankID.", "Endast hamnkaptenen får se en adress."),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_what_prepares_comes_before_what_uses_it(first: str, second: str, *, turned: bool) -> None:
    order = (second, first) if turned else (first, second)
    padding = next(texts for opening, texts in PADDING.items() if first.startswith(opening))
    units = statements_of("# X\n\n" + "".join(f"- {text}\n" for text in [*order, *padding]))
    edges = {
        (units[later].text, units[earlier].text) for later, earlier, _ in planned([[unit] for unit in units]).edges
    }
    assert edges == {(second, first)}


@pytest.mark.parametrize(
    ("aim", "language", "demanded"),
    [
        ("Every decision can be shown later exactly as it was made.", "en", True),
        ("No booking is lost.", "en", True),
        ("It is clear at any time where things stand.", "en", False),
        ("Everything is easy.", "en", False),
        ("Jede Entscheidung lässt sich später nachvollziehen.", "de", True),
        ("Der Ruf wird besser.", "de", False),
        ("Chaque décision reste visible.", "fr", True),
        ("Cada decisión queda visible.", "es", True),
        ("Nenhuma decisão se perde.", "pt", True),
        ("Elk besluit blijft zichtbaar.", "nl", True),
        ("Varje beslut finns kvar.", "sv", True),
        ("Jokainen päätös jää näkyviin.", "fi", True),
    ],
)
def test_an_aim_that_can_be_checked_is_a_demand_as_well(aim: str, language: str, *, demanded: bool) -> None:
    found = tags_of(aim, language, Place(kind="goal", demand=None, intro=False))
    assert (Tag.GOAL in found, Tag.OBLIGATION in found) == (True, demanded)


def test_a_goal_that_only_a_proposal_serves_is_named_by_a_condition_of_the_review() -> None:
    demands = ("The clerk must print a receipt.", "The cook must see the order.", "Guests must book a table.")
    said = "".join(f"- {text}\n" for text in demands)
    made = drafted(f"# House\n\n## Goals\n\n- The mood in the house is good.\n\n## What it must do\n\n{said}")
    links = [(item["key"], goal) for item in made.of("epic_backlog")["epics"] for goal in item["goals"]]
    assert [(goal["goal"], goal["basis"]) for _, goal in links] == [("G-01", "proposed")]
    assert [links[0][0], "G-01"] in [item["items"] for item in made.of("final_review")["conditions"]]
