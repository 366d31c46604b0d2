import re

import pytest
from hypothesis import example as tried
from hypothesis import given
from hypothesis import strategies as st

from app.exports.escaping import clean, heading, inline, line, prose, shortened, slug
from tests.exports.markdown_tree import parse

HOSTILE = [
    "# not a heading",
    "###### six",
    "#hash",
    "ends with #",
    "ends with ##",
    "> not a quote",
    "- not a list",
    "+ not a list",
    "* not a list",
    "1. not a list",
    "12) not a list",
    "---",
    "- - -",
    "***",
    "___",
    "===",
    "```python",
    "~~~",
    "`code`",
    "``",
    "a | b | c",
    "|---|---|",
    "<script>alert(1)</script>",
    "<b onclick=x>",
    "<!-- comment -->",
    "<https://example.org>",
    "</td></table>",
    "[link](javascript:alert(1))",
    "[ref][R-01]",
    "[^R-01]",
    "[R-01]: https://example.org 'x'",
    "![image](https://example.org/x.png)",
    "**bold** and *italic* and __bold__ and _italic_",
    "~~gone~~",
    "snake_case_name and __init__",
    "&lt;b&gt; &#60; &#x3c; &amp;",
    "R&D; AT&T",
    "back\\slash \\* \\",
    "$x$ and {{ template }}",
    "  indented",
    "\tindented",
    "    code by indent",
    "line one\nline two",
    "one\r\n\r\ntwo",
    "hard break  \nnext",
    "\u2028separator\u2029",
    "\x1b[31mred\x1b[0m",
    "right\u202eto left",
    "nul\x00byte",
    "-",
    "+",
    "#",
    "1.",
    "1)",
    "\\",
    "*",
    "_",
    "@everyone :smile:",
    "Wert: 5 % \u2013 „gut“ 三日 ß",
]
texts = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="#>-+*_`~|[]()<>!&;:\\ \n\t=1.aB^\"'/", max_size=40),
    st.sampled_from(HOSTILE),
)


def visible(text: str) -> str:
    return clean(text)


def read(markdown: str) -> str:
    tree = parse(markdown)
    assert list(tree.strangers()) == []
    return " ".join(tree.texts)


def same_words(left: str, right: str) -> bool:
    """Compare what is read; a parser trims Unicode space at the ends of lines."""
    return left.strip() == right.strip()


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_line_reads_as_itself(text: str) -> None:
    assert read(line(text)) == visible(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_heading_reads_as_itself(text: str) -> None:
    tree = parse(f"## {heading(text)}\n\nNext.\n")
    assert list(tree.strangers()) == []
    assert tree.headings == (f"h2 {visible(text)}",)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_cell_reads_as_itself(text: str) -> None:
    tree = parse(f"| A | B |\n| --- | --- |\n| {inline(text)} | end |\n")
    assert list(tree.strangers()) == []
    assert tree.rows == (("A", "B"), (visible(text), "end"))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_list_item_reads_as_itself(text: str) -> None:
    tree = parse(f"* {line(text)}\n* end\n")
    assert list(tree.strangers()) == []
    assert tree.texts == tuple(part for part in (visible(text), "end") if part)


@given(text=texts)
@tried(text="a_")
@tried(text="&a;")
def test_any_line_reads_as_itself(text: str) -> None:
    assert same_words(read(line(text)), visible(text))


@given(text=texts)
def test_any_cell_reads_as_itself(text: str) -> None:
    tree = parse(f"| A | B |\n| --- | --- |\n| {inline(text)} | end |\n")
    assert list(tree.strangers()) == []
    assert len(tree.rows) == 2
    assert same_words(tree.rows[1][0], visible(text))
    assert tree.rows[1][1] == "end"


@given(text=texts)
def test_any_heading_reads_as_itself(text: str) -> None:
    tree = parse(f"# Before\n\n## {heading(text)}\n\nAfter.\n")
    assert list(tree.strangers()) == []
    assert len(tree.headings) == 2
    assert same_words(tree.headings[1].removeprefix("h2 "), visible(text))


@given(text=texts)
def test_any_prose_keeps_its_words_and_makes_paragraphs_and_lists_only(text: str) -> None:
    blocks = prose(text)
    tree = parse("\n\n".join(blocks))
    assert list(tree.strangers()) == []
    assert {"heading_open", "blockquote_open", "table_open"}.isdisjoint(tree.kinds)
    marks = re.compile(r"[\W\d_]+")
    assert marks.sub("", "".join(tree.texts)) == marks.sub("", visible(text))
    assert bool(blocks) == bool(visible(text))


@given(text=texts)
def test_no_line_ends_in_space(text: str) -> None:
    for made in (line(text), inline(text), heading(text), *prose(text)):
        assert all(part == part.rstrip() for part in made.split("\n"))


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("", []),
        (" \n\t\n", []),
        ("One paragraph\nover two lines.", ["One paragraph over two lines."]),
        ("First.\n\nSecond.", ["First.", "Second."]),
        ("Two things:\n- one\n- two\nAnd after.", ["Two things:", "* one\n* two", "And after."]),
        ("* a\n+ b\n1. c\n2) d\n• e", ["* a\n* b\n1. c\n2. d\n* e"]),
        ("- one\n\n- two", ["* one", "* two"]),
        ("# Heading", ["\\# Heading"]),
        ("- # deep", ["* \\# deep"]),
        ("In\n2027. The roof", ["In", "2027. The roof"]),
        ("Costs 5.\n-5 degrees", ["Costs 5. -5 degrees"]),
    ],
)
def test_prose_is_paragraphs_and_lists(text: str, blocks: list[str]) -> None:
    assert prose(text) == blocks


@pytest.mark.parametrize("text", ["snake_case_name", "10 % of 5", "a - b", "C#", "a > b", "5+5", "user@example.org"])
def test_what_harms_nothing_stays_as_it_is(text: str) -> None:
    assert line(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [("short", "short"), ("a b", "a b"), ("word " * 30, "word " * 11 + "word…"), ("x" * 80, "x" * 60 + "…"), ("", "")],
)
def test_a_long_name_is_cut_at_a_word(text: str, expected: str) -> None:
    assert shortened(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("project_discovery", "project-discovery"),
        ("Übersicht über Fähren", "ubersicht-uber-fahren"),
        ("../../etc/passwd", "etc-passwd"),
        ("概要", ""),
        ("a" * 80, "a" * 60),
        ("CON", "con"),
    ],
)
def test_a_slug_is_safe_in_a_file_name(text: str, expected: str) -> None:
    assert slug(text) == expected
