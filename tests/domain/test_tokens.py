import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.tokens import TOKEN_LENGTH, digest_of_secret, is_token, write_token

TOKEN = write_token(bytes(range(32)))


@given(st.binary(min_size=32, max_size=32))
def test_what_is_written_is_recognised(random: bytes) -> None:
    token = write_token(random)
    assert (len(token), token[:4], is_token(token)) == (TOKEN_LENGTH, "cmb_", True)


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_different_bits_give_different_tokens(one: bytes, other: bytes) -> None:
    assert (write_token(one) == write_token(other)) is (one == other)


@pytest.mark.parametrize("place", range(TOKEN_LENGTH))
def test_one_wrong_character_is_noticed(place: int) -> None:
    wrong = "A" if TOKEN[place] != "A" else "B"
    assert not is_token(TOKEN[:place] + wrong + TOKEN[place + 1 :])


@pytest.mark.parametrize(
    "text", ["", "cmb_", TOKEN[:-1], TOKEN + "0", TOKEN.swapcase(), " " + TOKEN, "ä" * TOKEN_LENGTH]
)
def test_what_is_no_token_is_not_taken_for_one(text: str) -> None:
    assert not is_token(text)


def test_what_is_kept_of_a_secret_is_its_digest() -> None:
    assert digest_of_secret("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
