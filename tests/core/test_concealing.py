import pytest

from app.core.concealing import conceal, reveal


def test_what_is_concealed_is_read_with_the_same_material_alone() -> None:
    concealed = conceal(b"cmb_secret", b"session")
    assert b"cmb_secret" not in concealed
    assert (reveal(concealed, b"session"), reveal(concealed, b"other")) == (b"cmb_secret", None)


@pytest.mark.parametrize(
    "broken", [b"", b"x", conceal(b"a", b"m")[:-5], b"\xff" * 80], ids=["empty", "short", "cut", "bytes"]
)
def test_what_was_changed_is_not_read(broken: bytes) -> None:
    assert reveal(broken, b"m") is None
