"""Who a brief names, and what a person in it wants: user stories, lists of people, letters."""

import pytest

from app.llm.offline.own_wishes import own_wish_in
from app.llm.offline.tags import Tag
from tests.llm.drafted_projects import drafted, read

STORIES = [
    (
        "en",
        "As a reader, I want to borrow a book, so that I do not queue.",
        "reader",
        "borrow a book",
        "I do not queue",
    ),
    ("en", "US-3: As an administrator I'd like to export loans as CSV", "administrator", "export loans as CSV", ""),
    ("en", "As librarians, we need to see what is lost by hand.", "librarians", "see what is lost by hand", ""),
    ("en", "As the head of the test team, I must see it. Then I sign.", "head of the test team", "see it", ""),
    ("de", "Als Leserin möchte ich ein Buch leihen, damit ich lese.", "Leserin", "ein Buch leihen", "ich lese"),
    ("fr", "En tant qu'usager, j'aimerais rendre un livre la nuit.", "usager", "rendre un livre la nuit", ""),
    ("es", "Como lectora, quiero devolver un libro para no esperar.", "lectora", "devolver un libro", "no esperar"),
    ("pt", "Como leitor, gostaria de devolver um livro à noite.", "leitor", "devolver um livro à noite", ""),
    ("nl", "Als lezer wil ik een boek lenen zodat ik niet wacht.", "lezer", "een boek lenen", "ik niet wacht"),
    ("sv", "Som läsare vill jag låna en bok så att jag lär mig.", "läsare", "låna en bok", "jag lär mig"),
    ("fi", "Lukijana haluan lainata kirjan, jotta en jonota.", "Lukija", "lainata kirjan", "en jonota"),
    ("ja", "利用者として、職員なしで本を借りたい。", "利用者", "職員なしで本を借りたい", ""),
]
NO_STORIES = [
    ("en", "As a result, I want to go."),
    ("en", "As discussed, we want to go."),
    ("en", "As soon as I arrive, I want to go."),
    ("de", "Als Erstes möchte ich danken."),
    ("es", "Como dije, quiero ir."),
    ("nl", "Als het regent, wil ik naar huis."),
    ("fi", "Tänä vuonna haluan levätä."),
    ("ja", "結果として、本を借りたい。"),
]
AROUND = {
    "en": "There is a house with a yard, and the house is in the town.",
    "de": "Es gibt ein Haus mit einem Hof, und das Haus ist in der Stadt.",
    "fr": "Il y a une maison avec une cour, et la maison est dans la ville.",
    "es": "Hay una casa con un patio, y la casa está en el centro de la ciudad.",
    "pt": "Há uma casa com um pátio, e a casa não é no centro da cidade.",
    "nl": "Er is een huis met een tuin, en het huis staat in de stad.",
    "sv": "Det finns ett hus med en gård, och huset är i en stad.",
    "fi": "Talo on kaupungissa ja siellä on myös piha, joka on pieni.",
    "ja": "市には図書館が三つある。",
}
KIOSK = """# Library kiosk

## User stories

- As a reader, I want to borrow a book without staff, so that I do not need to queue by hand.
- As a reader, I want to return a book at night.
- As a librarian, I want to see which books are overdue, so that I can remind readers.
- As an administrator, I want to export loans as CSV.
"""


@pytest.mark.parametrize(("language", "text", "who", "what", "why"), STORIES)
def test_a_user_story_says_who_wants_what_and_why(language: str, text: str, who: str, what: str, why: str) -> None:
    story = own_wish_in(text, language)
    assert story is not None
    assert (story.who, story.what, story.why) == (who, what, why)
    said = {" must ": Tag.STRONG, "'d like": Tag.WEAK, "aimerais": Tag.WEAK, "gostaria": Tag.WEAK}
    assert story.strength == next((tag for words, tag in said.items() if words in text), None)


@pytest.mark.parametrize(("language", "text"), NO_STORIES)
def test_what_only_begins_like_a_user_story_is_none(language: str, text: str) -> None:
    assert own_wish_in(text, language) is None


@pytest.mark.parametrize(("language", "text", "who", "what", "why"), STORIES)
def test_a_user_story_is_a_demand_wherever_it_stands(language: str, text: str, who: str, what: str, why: str) -> None:
    for title in ("Kiosk", "Today"):
        reading = read(f"# {title}\n\n{AROUND[language]}\n\n1. {text}\n")
        (story,) = [entry for entry in reading.statements if what in entry.text]
        assert Tag.OBLIGATION in story.tags
        assert not story.tags & {Tag.NOW, Tag.PROBLEM, Tag.OUT, Tag.GOAL}, why
        assert who in [party.name for party in reading.parties]


@pytest.mark.parametrize(
    ("head", "row", "text"),
    [
        (
            "As a/an | I want to ... | So that",
            "reader | return a book | I sleep",
            "As a reader, I want to return a book, so that I sleep",
        ),
        ("No | As a | I want <goal> | Priority", "1 | reader | to rest | Must", "As a reader, I want to rest"),
        (
            "Als | möchte ich | damit",
            "Leser | ein Buch leihen | ich lese",
            "Als Leser, möchte ich ein Buch leihen, damit ich lese",
        ),
        ("Role | Wish | Reason", "reader | must return a book | rest", "reader: must return a book; rest"),
    ],
)
def test_a_row_continues_the_words_of_its_head(head: str, row: str, text: str) -> None:
    table = f"| {head} |\n|{' --- |' * (head.count('|') + 1)}\n| {row} |\n"
    (entry,) = [entry for entry in read(f"# Kiosk\n\n{table}").statements if Tag.OBLIGATION in entry.tags]
    assert entry.text == text
    assert [quote.text for quote in entry.quotes] == [row.removeprefix("1 | ").removesuffix(" | Must")]


def test_each_user_story_of_a_brief_becomes_a_story_of_the_one_who_tells_it() -> None:
    made = drafted(KIOSK)
    discovery, (backlog,) = made.of("project_discovery"), made.all_of("story_backlog")
    names = {actor["key"]: actor["name"] for actor in discovery["actors"]}
    assert made.errors() == []
    assert discovery["not_used"] == []
    assert "Who will use it?" not in str(discovery["open_questions"])
    assert [(names[story["as_a"]], story["i_want"], story["priority"]) for story in backlog["stories"]] == [
        ("Reader", "borrow a book without staff", "should"),
        ("Reader", "return a book at night", "should"),
        ("Librarian", "see which books are overdue", "should"),
        ("Administrator", "export loans as CSV", "should"),
    ]


@pytest.mark.parametrize(
    ("heading", "text", "names"),
    [
        ("Who", "Night nurses drive and visit. Doctors call.", ["Night nurses", "Doctors"]),
        ("Who", "The health insurer AOK receives a list of visits each month.", ["health insurer AOK"]),
        ("Who", "- Night nurses drive and visit\n- Relatives", ["Night nurses", "Relatives"]),
        ("Who", "Parents, nurses and donors.", ["Parents", "nurses", "donors"]),
        ("Wer", "Pflegekräfte, Ärzte und Angehörige.", ["Pflegekräfte", "Ärzte", "Angehörige"]),
        ("Wer", "Fahrer fahren und melden.", ["Fahrer"]),
        ("Roster", "We'd like volunteers to sign up themselves, and swap shifts.", []),
    ],
)
def test_only_who_is_named_is_somebody(heading: str, text: str, names: list[str]) -> None:
    around = AROUND["de" if heading == "Wer" else "en"]
    assert [party.name for party in read(f"# Calls\n\n{around}\n\n## {heading}\n\n{text}\n").parties] == names


@pytest.mark.parametrize(
    ("language", "wish"),
    [
        ("en", "We'd like volunteers to sign up themselves, and swap shifts."),
        ("de", "Wir hätten gern, dass Mitglieder selbst Schichten tauschen."),
        ("fr", "On aimerait que les bénévoles choisissent eux-mêmes leurs heures."),
        ("es", "Nos gustaría que los voluntarios cambien los turnos."),
        ("pt", "Gostaríamos que os voluntários mudassem os turnos."),
        ("nl", "We zouden graag zien dat leden zelf hun diensten ruilen."),
        ("sv", "Vi skulle vilja att medlemmar byter pass själva."),
        ("fi", "Haluaisimme, että jäsenet vaihtavat vuoroja itse."),
    ],
)
def test_what_we_would_like_is_wanted_and_not_how_things_are(language: str, wish: str) -> None:
    (entry,) = [entry for entry in read(f"{AROUND[language]} {wish}\n").statements if entry.text == wish]
    assert Tag.OBLIGATION in entry.tags
    assert Tag.NOW not in entry.tags
