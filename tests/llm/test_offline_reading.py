"""What the drafter reads out of a brief, held against marks made by hand."""

from pathlib import Path

import pytest

from app.domain.briefs import blocks_of
from app.llm.offline.classify import Place, tags_of
from app.llm.offline.language import detect
from app.llm.offline.sentences import sentences_of
from app.llm.offline.statements import Reading
from app.llm.offline.tags import Tag
from tests.llm.drafted_projects import drafted, read

BRIEFS = sorted(Path(__file__).with_name("briefs").glob("*.md"))


def brief(name: str) -> str:
    return Path(__file__).with_name("briefs").joinpath(f"{name}.md").read_text(encoding="utf-8")


def kinds(reading: Reading, opening: str) -> frozenset[Tag]:
    """Give the tags of the statement that begins so."""
    (found,) = [statement for statement in reading.statements if statement.text.startswith(opening)]
    return found.tags


DEMANDS = {
    "tool-library": {
        "The catalogue must show": Tag.STRONG,
        "Members should be able": Tag.MEDIUM,
        "Wardens can mark": Tag.STRONG,
        "A member may hold": None,
        "As a member, I would like": Tag.WEAK,
        "If a tool is not returned": Tag.STRONG,
        "Reservations must never": Tag.STRONG,
        "A deposit of 20 euros": Tag.STRONG,
        "The treasurer needs to": Tag.STRONG,
        "It would be nice": Tag.WEAK,
        "Names and addresses": Tag.STRONG,
        "Members find and reserve": None,
        "No more than two tools": None,
    },
    "schulkueche": {
        "Das System muss den Speiseplan": Tag.STRONG,
        "Allergien müssen": Tag.STRONG,
        "Eltern sollen": Tag.MEDIUM,
        "Die Küchenleitung kann": None,
        "Abbestellungen sind": None,
        "Wenn eine Zahlung": None,
        "Personenbezogene Daten dürfen": Tag.STRONG,
        "Die Oberfläche muss": Tag.STRONG,
        "Eltern bestellen das Essen": None,
        "Es werden höchstens": None,
    },
    "vet-prose": {
        "We want one place": None,
        "The receptionist registers": None,
        "An owner can book": Tag.STRONG,
        "Appointments last": Tag.STRONG,
        "The duty roster": None,
        "During the visit": None,
        "A treatment": Tag.STRONG,
        "Prices come": None,
        "Invoices are sent": None,
        "Owners should get": Tag.MEDIUM,
        "Prescriptions": Tag.STRONG,
        "The laboratory sends": Tag.WEAK,
        "Patient records": Tag.STRONG,
        "Only vets see": None,
    },
    "metal-prose": {
        "What we need": None,
        "The office enters": None,
        "The foreman estimates": None,
        "Material prices": Tag.STRONG,
        "A quotation": Tag.STRONG,
        "Once the customer": None,
        "Every operation": Tag.STRONG,
        "A new revision": Tag.STRONG,
        "Parts that fail": None,
        "Customers would": Tag.WEAK,
        "Delivery notes": None,
        "The machines are not": Tag.STRONG,
        "Tablets must": Tag.STRONG,
        "The owner wants": None,
        "Works council": Tag.STRONG,
    },
}
"""Every demand of four briefs as a person marked it, with the strength that its own words state."""


@pytest.mark.parametrize(("name", "opening"), [(name, opening) for name in DEMANDS for opening in DEMANDS[name]])
def test_a_demand_is_found_with_the_strength_that_its_words_state(name: str, opening: str) -> None:
    found = kinds(read(brief(name)), opening)
    stated = found & {Tag.STRONG, Tag.MEDIUM, Tag.WEAK}
    wanted = DEMANDS[name][opening]
    assert Tag.OBLIGATION in found
    assert sorted(stated) == ([wanted] if wanted else [])


@pytest.mark.parametrize("name", DEMANDS)
def test_nothing_but_the_marked_demands_is_one(name: str) -> None:
    found = [s.text for s in read(brief(name)).statements if Tag.OBLIGATION in s.tags]
    surplus = [text for text in found if not any(text.startswith(opening) for opening in DEMANDS[name])]
    assert surplus == []


OTHERS = [
    ("tool-library", "Our neighbourhood association", Tag.NOW),
    ("tool-library", "Last year eleven tools", Tag.PROBLEM),
    ("tool-library", "It may cost at most", Tag.CONSTRAINT),
    ("tool-library", "The association wants it before", Tag.CONSTRAINT),
    ("tool-library", "Lending of vehicles", Tag.OUT),
    ("tool-library", "Who decides about damage?", Tag.OPEN),
    ("tool-library", "It is not yet decided", Tag.OPEN),
    ("schulkueche", "Derzeit bestellen die Klassen", Tag.NOW),
    ("schulkueche", "Das Budget beträgt", Tag.CONSTRAINT),
    ("schulkueche", "Start ist nach den Sommerferien", Tag.CONSTRAINT),
    ("schulkueche", "Noch zu klären ist", Tag.OPEN),
    ("clinic-prose", "At the moment appointments", Tag.NOW),
    ("clinic-prose", "We want to start in September", Tag.CONSTRAINT),
    ("clinic-prose", "A vet must be able", Tag.OBLIGATION),
    ("clinic-prose", "The system must send a reminder", Tag.PROHIBITION),
    ("vet-prose", "Last winter two dogs", Tag.PROBLEM),
    ("vet-prose", "We have 9,000 euros", Tag.CONSTRAINT),
    ("metal-prose", "If the customer orders", Tag.NOW),
    ("bailleur", "Il ne doit jamais", Tag.PROHIBITION),
    ("cooperativa", "¿Quién decide", Tag.OPEN),
    ("koloni", "En lott får inte", Tag.PROHIBITION),
    ("saunavuorot", "Asunto ei saa", Tag.PROHIBITION),
    ("fietstellingen", "De app mag geen locatie", Tag.PROHIBITION),
    ("feira", "Os pagamentos não podem", Tag.PROHIBITION),
    ("kaigishitsu", "参加者の個人情報を", Tag.PROHIBITION),
    ("kaigishitsu", "多目的室を", Tag.OPEN),
]


@pytest.mark.parametrize(("name", "opening", "tag"), OTHERS)
def test_a_statement_is_sorted_by_its_own_words_or_its_heading(name: str, opening: str, tag: Tag) -> None:
    assert tag in kinds(read(brief(name)), opening)


@pytest.mark.parametrize(
    ("heading", "must", "still_open"),
    [
        ("Not decided", "The registry must keep every record for ten years.", "Who pays must be agreed."),
        ("Noch zu klären", "Das Register muss jede Akte zehn Jahre behalten.", "Es muss geklärt werden, wer zahlt."),
        ("À trancher", "Le registre doit garder chaque acte dix ans.", "Il faut décider qui paie."),
        ("Sin decidir", "El registro debe conservar cada acta diez años.", "Hay que decidir quién paga."),
        ("Por decidir", "O registo deve guardar cada ata dez anos.", "É preciso decidir quem paga."),
        ("Niet besloten", "Het register moet elke akte tien jaar bewaren.", "Er moet worden bepaald wie betaalt."),
        ("Inte beslutat", "Registret måste spara varje akt i tio år.", "Det måste beslutas vem som betalar."),
        ("Ei päätetty", "Rekisterin täytyy säilyttää asiakirjat kymmenen vuotta.", "Pitää päättää, kuka maksaa."),
    ],
)
def test_a_must_under_what_is_not_decided_is_a_demand_and_asked(heading: str, must: str, still_open: str) -> None:
    made = drafted(f"# X\n\n## {heading}\n\n- {must}\n- {still_open}\n").of("project_discovery")
    assert [item["statement"] for item in made["requirements"]] == [must]
    questions = [item["question"] for item in made["open_questions"]]
    assert [any(text.rstrip(".") in question for question in questions) for text in (must, still_open)] == [True, True]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("tool-library", "The shed door was painted green"),
        ("clinic-prose", "My brother in law"),
        ("schulkueche", "Der Hausmeister spielt"),
    ],
)
def test_what_has_nothing_to_do_with_it_is_left_over(name: str, words: str) -> None:
    assert [quote for quote in read(brief(name)).leftover if quote.text.startswith(words)]


LANGUAGES = {
    "bailleur": "fr",
    "clinic-prose": "en",
    "cooperativa": "es",
    "feira": "pt",
    "fietstellingen": "nl",
    "kaigishitsu": "ja",
    "koloni": "sv",
    "russkij": "und",
    "saunavuorot": "fi",
    "schulkueche": "de",
}


@pytest.mark.parametrize("name", LANGUAGES)
def test_the_language_is_known_by_script_and_function_words(name: str) -> None:
    assert detect(brief(name)) == LANGUAGES[name]


@pytest.mark.parametrize("path", BRIEFS, ids=lambda path: path.stem)
def test_every_quote_stands_in_its_block(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    blocks = {(str(block.id), block.occurrence): block.text for block in blocks_of(text)}
    reading = read(text)
    quotes = [quote for statement in reading.statements for quote in statement.quotes]
    quotes += [clause.quote for statement in reading.statements for clause in statement.clauses]
    quotes += [*reading.leftover, *(quote for party in reading.parties for quote in party.quotes)]
    assert [quote for quote in quotes if quote.text not in blocks[quote.block, quote.occurrence]] == []


SENTENCES = [
    ("en", "It takes approx. 5 minutes. Dr. Smith, e.g. the head, decides.", 2),
    ("en", "It costs $4.50. Nobody pays.", 2),
    ("en", "Really? Yes!", 2),
    ("fr", "Le bail de M. Dupont est signé. Voir art. 5 du code.", 2),
    ("de", "Am 1. Mai geht es los, z. B. mit Gästen. Bis 2019. Der Rest folgt.", 3),
    ("sv", "Vi öppnar kl. 9.30 varje dag. Bl.a. båtar.", 2),
    ("fi", "Avataan 1. toukokuuta klo 9. Ks. s. 4.", 2),
    ("ja", "利用者は予約できる。ただし、当日は不可。", 2),
    ("und", "يجب حفظ السجلات عشر سنوات. هل يدفع الأعضاء؟ تفتح المكتبة يوم السبت.", 3),
    ("und", "ספר נשמר עשר שנים. הספרייה פתוחה בשבת.", 2),
]


@pytest.mark.parametrize(("language", "text", "count"), SENTENCES)
def test_sentences_end_where_a_reader_ends_them(language: str, text: str, count: int) -> None:
    assert len(sentences_of(text, language=language)) == count


def test_the_same_words_in_two_places_are_two_occurrences() -> None:
    reading = read("# A\n\n- It must work.\n\n# B\n\n- It must work.")
    assert [quote.occurrence for statement in reading.statements for quote in statement.quotes] == [1, 2]


def test_a_list_item_with_its_sub_items_is_one_statement() -> None:
    reading = read("# Requirements\n\n- Reports for the board:\n  - members by age\n  - income by month\n- Exports")
    assert [statement.text for statement in reading.statements] == [
        "Reports for the board: members by age; income by month",
        "Exports",
    ]


def test_a_lead_in_outranks_the_heading() -> None:
    reading = read("# Background\n\nThe system must:\n\n- open the gate\n- close the gate")
    assert [Tag.STRONG in statement.tags for statement in reading.statements] == [True, True]


@pytest.mark.parametrize(
    "text",
    [
        "A third of visitors come for a place to sit, study or be warm, not for media.",
        "The bus drives to 60 villages a year and the list of them is kept in a spreadsheet by Marja.",
        "The bus drives to 60 villages a year and the list is kept by Marja, who retires in June 2027.",
    ],
)
def test_a_fact_is_never_sold_as_an_obligation(text: str) -> None:
    (statement,) = read(text).statements
    assert statement.tags & {Tag.OBLIGATION, Tag.CONSTRAINT, Tag.RETENTION, Tag.NOW} == {Tag.NOW}


LICENCES = {
    "en": ("The clerk must see the driver licence.", "The code must be under an open-source licence."),
    "de": ("Die Trainerin muss die Lizenz sehen.", "Die Software muss unter einer freien Lizenz stehen."),
    "fr": ("Le secrétaire doit saisir la licence.", "Le code doit être publié sous licence libre."),
    "es": ("El socio debe enseñar la licencia.", "El código debe publicarse bajo una licencia libre."),
    "pt": ("O sócio deve mostrar a licença de pesca.", "O código deve ser publicado sob uma licença livre."),
    "nl": ("De visser moet vergunning en licentie tonen.", "De code moet onder een vrije licentie staan."),
    "sv": ("Läraren ska se licens och tillstånd.", "Koden ska ha en fri licens."),
    "fi": ("Pelaajan täytyy näyttää lisenssi.", "Koodin täytyy olla julkaistu avoimella lisenssillä."),
}


@pytest.mark.parametrize("language", LICENCES)
def test_a_licence_that_somebody_holds_is_no_law(language: str) -> None:
    place = Place(kind="", demand=None, intro=False)
    found = [tags_of(text, language, place) & {Tag.LAW, Tag.CONSTRAINT} for text in LICENCES[language]]
    assert found == [set(), {Tag.LAW, Tag.CONSTRAINT}]


@pytest.mark.parametrize(
    ("wish", "rest", "wanted"),
    [
        ("We want a booking system.", "Invoices are sent by e-mail.", True),
        ("We want a booking system.", "Two years ago invoices were sent by e-mail.", False),
        ("We want a booking system.", "A list of bookings is kept for the board.", True),
        ("We want a booking system.", "The list of 60 bookings a year is kept in a spreadsheet by Marja.", False),
        ("We want a booking system.", "Members hang the key on the whiteboard.", False),
        ("We are a booking office.", "Invoices are sent by e-mail.", False),
        ("We want a strategy for bookings.", "Invoices are sent by e-mail.", False),
        ("Wir wollen eine Anwendung für den Verein.", "Rechnungen werden per E-Mail verschickt.", True),
        ("Nous voulons une application pour le club.", "Les factures sont envoyées par courriel.", True),
        ("Queremos una aplicación para el club.", "Las facturas son enviadas por correo.", True),
        ("We willen een toepassing voor de vereniging.", "De rekeningen worden per e-mail verstuurd.", True),
        ("Vi vill ha en app för föreningen.", "Fakturorna skickas med e-post.", True),
    ],
)
def test_the_present_tense_tells_what_is_wanted_only_behind_a_wish(wish: str, rest: str, wanted: bool) -> None:  # noqa: FBT001  a column of the table
    found = [entry for entry in read(f"{wish} {rest}\n").statements if entry.text == rest]
    assert any({Tag.OBLIGATION, Tag.PLACE} <= entry.tags for entry in found) is wanted


def test_a_cue_inside_another_word_says_nothing() -> None:
    heading = "# Before Successful Login\n\n- Members type their number."
    assert not [statement for statement in read(heading).statements if Tag.GOAL in statement.tags]
