"""What the drafter reads where a brief is marked up: its words, and quotes that cut through no mark."""

from time import process_time

import pytest

from app.llm.offline.structure import SourceBlock, outline_of
from app.llm.offline.tags import Tag
from tests.llm.drafted_projects import read

AROUND = "There is a yard with an oven, and the hens are in the yard of the farm."

MARKED = [
    (
        "The farmer must see the eggs. <script>x()</script> [x](javascript:x()) ![p](p)\nThe farmer must see each hen.",
        ["The farmer must see the eggs.", "The farmer must see each hen."],
        ["The farmer must see the eggs.", "The farmer must see each hen."],
    ),
    (
        "[click](javascript:alert(1)) A farmer must feed hens.",
        ["A farmer must feed hens."],
        ["A farmer must feed hens."],
    ),
    (
        "[The price list](https://e.org/a_(b)) must be public.",
        ["The price list must be public."],
        ["[The price list](https://e.org/a_(b)) must be public."],
    ),
    (
        'The [hours](https://e.org "T. Hours") must be shown.',
        ["The hours must be shown."],
        ['The [hours](https://e.org "T. Hours") must be shown.'],
    ),
    ("See https://example.org. Cooks must wash eggs.", ["Cooks must wash eggs."], ["Cooks must wash eggs."]),
    ("**Cooks** must wash eggs.", ["Cooks must wash eggs."], ["**Cooks** must wash eggs."]),
    ("Cooks must wash `eggs`", ["Cooks must wash eggs"], ["Cooks must wash `eggs`"]),
    (
        "A cook must follow the rules, e.g. [those](https://e.org) of the town.",
        ["A cook must follow the rules, e.g. those of the town."],
        ["A cook must follow the rules, e.g. [those](https://e.org) of the town."],
    ),
    ("<p>Cooks must wash eggs.</p>", ["Cooks must wash eggs."], ["Cooks must wash eggs."]),
    ("<div>\nCooks must wash eggs.\n</div>", ["Cooks must wash eggs."], ["Cooks must wash eggs."]),
    ("- <script>x()</script> Cooks must wash eggs.", ["Cooks must wash eggs."], ["Cooks must wash eggs."]),
    ("    Cooks must wash eggs.", ["Cooks must wash eggs."], ["Cooks must wash eggs."]),
    (
        "<!-- Cats must go.\n\nDogs must go. --> Cooks must wash eggs.",
        ["Cooks must wash eggs."],
        ["Cooks must wash eggs."],
    ),
    ("<style>\np{}\n\nDogs must go.\n</style>\n\nCooks must sit.", ["Cooks must sit."], ["Cooks must sit."]),
    ("```\nCooks must wash eggs.\n```", ["Cooks must wash eggs."], ["Cooks must wash eggs."]),
    ("Rules:\n~~~ text\n- Cooks must sit.\n~~~\nEnd.", ["Cooks must sit."], ["Cooks must sit."]),
    ("````\n```\nCooks must sit.\n```\n````", ["Cooks must sit."], ["Cooks must sit."]),
    ("```\nCooks must sit.", ["Cooks must sit."], ["Cooks must sit."]),
    ("```python\ncooks must sit\n```\nCooks must wash eggs.", ["Cooks must wash eggs."], ["Cooks must wash eggs."]),
    (
        "<ul><li>Cooks must sit</li><li>Hens must lie<ul>\n<li>at six</li></ul></li></ul>Cats must go",
        ["Cooks must sit", "Hens must lie: at six", "Cats must go"],
        ["Cooks must sit", "Hens must lie", "at six", "Cats must go"],
    ),
    (
        "<p>Cooks must sit</p><p>Hens must `<p>` lie</p>",
        ["Cooks must sit", "Hens must <p> lie"],
        ["Cooks must sit", "Hens must `<p>` lie"],
    ),
    (
        "A cook must set `<title>` and ``__a `b` c.d__`` from `a_*.md`.",
        ["A cook must set <title> and __a `b` c.d__ from a_*.md."],
        ["A cook must set `<title>` and ``__a `b` c.d__`` from `a_*.md`."],
    ),
    (
        "A cook must read List<String>, <name> and <b>bold</b> <x-a>eggs</x-a> <svg onload=a()> in <50 ms.",
        ["A cook must read List<String>, <name> and bold eggs  in <50 ms."],
        ["A cook must read List<String>, <name> and <b>bold</b> <x-a>eggs</x-a> <svg onload=a()> in <50 ms."],
    ),
    (
        "A cook must link <https://e.org/a> to eggs.",
        ["A cook must link https://e.org/a to eggs."],
        ["A cook must link <https://e.org/a> to eggs."],
    ),
    ("<!-- no end\n\nCooks must wash eggs.", ["Cooks must wash eggs."], ["Cooks must wash eggs."]),
]


def test_a_program_is_named_as_not_used() -> None:
    source = 'Cooks must sit.\n\n```json\n{"must": 1,\n\n"x": "y"}\n```\n\n- a\n\n  ~~~sql\n  select 1\n\nCats must go.'
    reading = read(source)
    assert [entry.text for entry in reading.statements] == ["Cooks must sit.", "Cats must go."]
    assert [quote.text for quote in reading.unread] == ['{"must": 1,', '"x": "y"}', "select 1"]
    assert all(quote in reading.unused({}, frozenset()) for quote in reading.unread)


@pytest.mark.parametrize("opening", ["<!-- ", "<script> ", "<style> "])
def test_many_openings_without_an_end_cost_no_minutes(opening: str) -> None:
    text = "See " + opening * (400_000 // len(opening))
    begun = process_time()
    outline_of([SourceBlock(id="0" * 16, occurrence=1, text=text)])
    assert process_time() - begun < 60, "each opening was looked for to the very end: minutes, not a second"


@pytest.mark.parametrize(("source", "texts", "quotes"), MARKED)
def test_markup_neither_glues_sentences_nor_is_cut_by_a_quote(source: str, texts: list[str], quotes: list[str]) -> None:
    demands = [entry for entry in read(f"{source}\n\n{AROUND}\n").statements if Tag.OBLIGATION in entry.tags]
    assert [demand.text for demand in demands] == texts
    assert [quote.text for demand in demands for quote in demand.quotes] == quotes
    assert all(quote in source for quote in quotes)


def test_a_party_behind_markup_is_met() -> None:
    assert [party.name for party in read(f"{MARKED[0][0]}\n\n{AROUND}\n").parties] == ["farmer"]
