"""What bounds a piece of work, as the drafter reads it: money, dates, what is forbidden, who does not answer."""

import pytest

from app.llm.offline.phrases import phrase
from tests.llm.drafted_projects import drafted

_SAID = {
    "en": "The clerk must print a receipt within 5 seconds.",
    "de": "Die Kasse muss den Beleg innerhalb von 5 Sekunden drucken.",
    "fr": "La caisse doit imprimer le reçu en moins de 5 secondes.",
    "es": "La caja debe imprimir el recibo en menos de 5 segundos.",
    "pt": "A caixa deve imprimir o recibo em menos de 5 segundos.",
    "nl": "De klant moet een afspraak kunnen maken en een bon krijgen van de kassa.",
    "sv": "Kassan måste skriva ut kvittot inom 5 sekunder.",
    "fi": "Asiakkaan täytyy voida varata aika ja saada siitä kuitti heti.",
}


@pytest.mark.parametrize(
    ("language", "limit", "kind"),
    [
        ("en", "Contract value at most CHF 80k.", "budget"),
        ("en", "We have 60,000 francs, to be spent by 31 December 2027.", "budget"),
        ("en", "Deadline: 30 September 2027.", "time"),
        ("de", "Wir haben 60 000 Franken.", "budget"),
        ("de", "Abgabetermin: 30. September 2027.", "time"),
        ("fr", "Nous avons 60 000 francs.", "budget"),
        ("es", "Tenemos 60 000 pesos.", "budget"),
        ("pt", "Temos 60 000 reais.", "budget"),
        ("nl", "Oplevering: 30 september 2027.", "time"),
        ("sv", "Högst 60 000 kr får användas.", "budget"),
        ("fi", "Takaraja: 30. syyskuuta 2027.", "time"),
    ],
)
def test_money_and_dates_are_limits_wherever_they_stand(language: str, limit: str, kind: str) -> None:
    found = drafted(f"{_SAID[language]}\n\n{limit}").of("project_discovery")
    assert [item["kind"] for item in found["constraints"] if item["statement"] == limit] == [kind]
    missing = {"budget": "assume_budget", "time": "assume_deadline"}[kind]
    assert phrase(missing, language) not in {item["statement"] for item in found["assumptions"]}


@pytest.mark.parametrize("time", ["by Advent", "before Christmas", "by spring"])
def test_a_feast_or_a_season_is_a_date(time: str) -> None:
    found = drafted(f"{_SAID['en']} It should be running {time}.").of("project_discovery")
    assert "The brief names no date." not in {item["why"] for item in found["open_questions"]}


@pytest.mark.parametrize(
    ("demand", "asked"),
    [
        ("The clerk must send the invoice to the bank.", True),
        ("The coach must not see bank details.", False),
        ("The payment must not be sent to the bank before the treasurer signs.", True),
        ("The clerk must send the invoice to the bank, never by letter.", True),
        ("The clerk must send the invoice to the bank. If it does not answer, the clerk prints it.", False),
        ("The clerk must send the invoice to the bank.\n\nThe fee is 5. When the bank is down, it is printed.", False),
    ],
)
def test_only_a_dependency_without_a_way_out_is_asked_about(demand: str, *, asked: bool) -> None:
    found = drafted(f"# Fees\n\nThe treasurer must see who has paid.\n\n{demand}").of("project_discovery")
    assert any("bank" in item["question"] for item in found["open_questions"]) == asked


@pytest.mark.parametrize(
    ("said", "forbidden"),
    [
        (
            "The clerk must print an order. The cook must see the order and the invoice.",
            "The system must not replace the record system Polypoint.",
        ),
        (
            "Die Kasse muss die Rechnung drucken. Der Koch muss jede Bestellung und jede Rechnung sehen.",
            "Wir dürfen das Verfahren Polypoint nicht ersetzen.",
        ),
        (
            "Le caissier doit imprimer la facture. Le cuisinier doit voir la commande et la facture.",
            "Le système ne doit pas remplacer le logiciel Polypoint.",
        ),
    ],
)
def test_what_is_forbidden_builds_nothing_and_decides_nothing(said: str, forbidden: str) -> None:
    found = drafted(f"{said}\n\n{forbidden}").of("technical_architecture")
    named = [item for name in ("components", "interfaces", "decisions") for item in found.get(name, ())]
    assert not [item for item in named if "Polypoint" in str(item.get("name", item.get("title")))]


def test_an_option_that_the_brief_does_not_name_is_called_proposed_and_what_is_only_kept_is_not_deleted() -> None:
    kept = drafted("The invoice must be kept for ten years. The clerk must see every invoice and every order.")
    gone = drafted("The invoice must be deleted after ten years. The clerk must see every invoice and every order.")
    assert not kept.of("technical_architecture").get("decisions")
    options = gone.of("technical_architecture")["decisions"][0]["options"]
    assert all(option["option"].startswith("Proposed: ") for option in options)
