"""Briefs are cut so that an edit touches the block it is made in, and no other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.briefs import blocks_of


def texts(brief: str) -> list[str]:
    return [block.text for block in blocks_of(brief)]


@pytest.mark.parametrize(
    ("brief", "expected"),
    [
        ("", []),
        ("\n \n\t\n", []),
        ("One line", ["One line"]),
        ("One\ntwo", ["One\ntwo"]),
        ("One\n\n\n two", ["One", " two"]),
        ("One\r\n\r\ntwo\rthree", ["One", "two\nthree"]),
        ("Line with space  \nnext", ["Line with space\nnext"]),
        ("- a\n- b", ["- a", "- b"]),
        ("Must:\n- a\n  more of a\n  - below a\n- b", ["Must:", "- a\n  more of a\n  - below a", "- b"]),
        ("1. a\n2) b\n10. c", ["1. a", "2) b", "10. c"]),
        ("• a\n* b\n+ c", ["• a", "* b", "+ c"]),
        ("-5 degrees\n-not an item", ["-5 degrees\n-not an item"]),
        ("2027. A year ends a line\nmore", ["2027. A year ends a line\nmore"]),
        ("```\n- code\n- code\n```", ["```\n- code\n- code\n```"]),
    ],
)
def test_a_brief_is_cut_at_blank_lines_and_outermost_list_items(brief: str, expected: list[str]) -> None:
    assert texts(brief) == expected


def test_equal_blocks_are_told_apart_by_their_occurrence() -> None:
    assert [(block.text, block.occurrence) for block in blocks_of("a\n\nb\n\na")] == [("a", 1), ("b", 1), ("a", 2)]


def test_an_edit_of_one_list_item_leaves_every_other_block_as_it_was() -> None:
    before = blocks_of("Must:\n- one\n- two\n- three\n\nEnd")
    after = blocks_of("Must:\n- one\n- 2\n- three\n\nEnd")
    assert [old == new for old, new in zip(before, after, strict=True)] == [True, True, False, True, True]


@given(st.text(alphabet="ab-* 1.\n`", max_size=60))
def test_every_word_of_a_brief_stands_in_exactly_one_block_in_order(brief: str) -> None:
    assert "\n".join(texts(brief)).split() == brief.split()


@given(st.text(alphabet="ab-* 1.\n", max_size=60))
def test_cutting_the_blocks_again_changes_nothing(brief: str) -> None:
    assert texts("\n\n".join(texts(brief))) == texts(brief)
