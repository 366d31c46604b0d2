from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.words import MOST_EDITS, Fate, Words, compare_words

SAME, REMOVED, ADDED = Fate.SAME, Fate.REMOVED, Fate.ADDED


def runs(old: str, new: str) -> list[tuple[Fate, str]]:
    return [(run.fate, run.text) for run in compare_words(old, new)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", []),
        ("ready", "ready", [(SAME, "ready")]),
        ("", "ready", [(ADDED, "ready")]),
        ("ready", "", [(REMOVED, "ready")]),
        (
            "within two days",
            "within three days",
            [(SAME, "within "), (REMOVED, "two"), (ADDED, "three"), (SAME, " days")],
        ),
        ("10 euros", "12 euros", [(REMOVED, "10"), (ADDED, "12"), (SAME, " euros")]),
        ("A loan bicycle.", "A bicycle.", [(SAME, "A "), (REMOVED, "loan "), (SAME, "bicycle.")]),
        ("三日以内", "五日以内", [(REMOVED, "三"), (ADDED, "五"), (SAME, "日以内")]),
        ("wait", "waiting", [(REMOVED, "wait"), (ADDED, "waiting")]),
    ],
)
def test_words_are_kept_or_replaced_whole(old: str, new: str, expected: list[tuple[Fate, str]]) -> None:
    assert runs(old, new) == expected


words = st.lists(st.sampled_from(["a", "job", " ", ".", "日", "\n", "10", "_", "é"]), max_size=30).map("".join)


@given(old=st.one_of(words, st.text(max_size=60)), new=st.one_of(words, st.text(max_size=60)))
def test_the_runs_hold_both_texts(old: str, new: str) -> None:
    compared = compare_words(old, new)
    assert "".join(run.text for run in compared if run.fate is not ADDED) == old
    assert "".join(run.text for run in compared if run.fate is not REMOVED) == new
    assert all(run.text for run in compared)
    assert all(left.fate is not right.fate for left, right in pairwise(compared))


@given(text=words)
def test_a_text_is_the_same_as_itself(text: str) -> None:
    assert all(run.fate is SAME for run in compare_words(text, text))


def test_texts_far_apart_are_replaced_between_what_they_share_at_both_ends() -> None:
    old = "start " + "a " * MOST_EDITS + "end"
    new = "start " + "b " * MOST_EDITS + "end"
    assert compare_words(old, new) == (
        Words(fate=SAME, text="start "),
        Words(fate=REMOVED, text="a " * (MOST_EDITS - 1) + "a"),
        Words(fate=ADDED, text="b " * (MOST_EDITS - 1) + "b"),
        Words(fate=SAME, text=" end"),
    )


def test_a_long_text_with_few_changes_is_still_compared_word_by_word() -> None:
    old = " ".join(f"word{number}" for number in range(5_000))
    new = old.replace("word7 ", "term7 ").replace("word4990", "term4990")
    changed = [run.text for run in compare_words(old, new) if run.fate is not SAME]
    assert changed == ["word7", "term7", "word4990", "term4990"]


def test_changes_with_only_space_between_them_are_one() -> None:
    assert runs("the red door", "a blue door") == [(REMOVED, "the red"), (ADDED, "a blue"), (SAME, " door")]
