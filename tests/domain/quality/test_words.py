import pytest

from app.domain.quality.words import fold, likeness, numbers_of, words_of

NUMBERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("", ()),
    ("no number", ()),
    ("2 s", ("2",)),
    ("2s", ("2",)),
    ("95%", ("95",)),
    ("1,000 and 1 000 and 1000", ("1000",)),
    ("1.000.000", ("1000000",)),
    ("1\u202f000", ("1000",)),
    ("2.5 or 2,5", ("2.5",)),
    ("2.50", ("2.5",)),
    ("007", ("7",)),
    ("at 18:00.", ("18", "0")),
    ("24/7", ("24", "7")),
    ("R-04 and E-03/S-02", ()),
    ("OAuth2 and ISO27001", ()),
    ("from 5 to 10", ("5", "10")),
    ("5-10", ("5", "10")),
    ("$12.30", ("12.3",)),
    ("\uff11\uff12 ヶ月", ("12",)),
)


@pytest.mark.parametrize(("text", "numbers"), NUMBERS)
def test_numbers_are_read_however_they_are_grouped(text: str, numbers: tuple[str, ...]) -> None:
    assert numbers_of(text) == numbers


def test_folding_drops_case_punctuation_and_spacing() -> None:
    assert fold("  The Tool-Keeper\u2019s  DESK! ") == "the tool keeper s desk"
    assert words_of("\uff21\uff22\uff23 \ufb01n") == ("abc", "fin")


@pytest.mark.parametrize(
    ("first", "second", "percentage"),
    [("a b", "a b", 100), ("a b", "b a", 99), ("a b c", "a b d", 50), ("a", "b", 0), ("", "", 100)],
)
def test_likeness_is_the_share_of_common_words(first: str, second: str, percentage: int) -> None:
    assert likeness(words_of(first), words_of(second)) == percentage
