"""Ed25519 as the product signs and as the stand-alone verifier checks: two implementations that must agree."""

from dataclasses import dataclass

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from app.core import signing
from app.core.signing import SigningKey
from app.exports import verify

KEY = SigningKey("a secret of the installation")
MESSAGE = b'{"audit":"instance","sequence":3}'
_ORDER = 2**252 + 27742317777372353535851937790883648493
_P = 2**255 - 19


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """An example of RFC 8032, section 7.1."""

    secret: str
    public: str
    message: str
    signature: str


PUBLISHED = (
    Published(
        secret="9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        public="d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        message="",
        signature="e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b",
    ),
    Published(
        secret="4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        public="3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        message="72",
        signature="92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
        "387b2eaeb4302aeeb00d291612bb0c00",
    ),
    Published(
        secret="c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        public="fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        message="af82",
        signature="6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
        "4a7c15e9716ed28dc027beceea1ec40a",
    ),
)


def agreed(message: bytes, *, signature: str, key: str) -> bool:
    """Ask both implementations, which must say the same."""
    product = signing.is_genuine(message, signature=signature, key=key)
    assert verify.is_genuine(message, signature, key) is product
    return product


@pytest.mark.parametrize("example", PUBLISHED, ids=lambda example: example.message or "empty")
def test_the_published_examples_hold(example: Published) -> None:
    private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(example.secret))
    message = bytes.fromhex(example.message)
    assert private.public_key().public_bytes_raw().hex() == example.public
    assert private.sign(message).hex() == example.signature
    assert agreed(message, signature=example.signature, key=example.public)
    assert not agreed(message + b"x", signature=example.signature, key=example.public)


def test_the_same_secret_gives_the_same_key_and_signature_and_another_another() -> None:
    again, other = SigningKey("a secret of the installation"), SigningKey("a secret of the installatioN")
    assert (again.public, again.sign(MESSAGE)) == (KEY.public, KEY.sign(MESSAGE))
    assert other.public != KEY.public


@given(st.text(max_size=40), st.binary(max_size=200))
def test_what_was_signed_is_genuine_for_both(secret: str, message: bytes) -> None:
    key = SigningKey(secret)
    assert agreed(message, signature=key.sign(message), key=key.public)


@given(st.integers(0, 511))
def test_a_flipped_bit_of_a_signature_is_seen_by_both(bit: int) -> None:
    flipped = int(KEY.sign(MESSAGE), 16) ^ (1 << bit)
    assert not agreed(MESSAGE, signature=f"{flipped:0128x}", key=KEY.public)


@given(st.integers(0, 255))
def test_a_flipped_bit_of_a_key_is_seen_by_both(bit: int) -> None:
    flipped = int(KEY.public, 16) ^ (1 << bit)
    assert not agreed(MESSAGE, signature=KEY.sign(MESSAGE), key=f"{flipped:064x}")


SIGNED = KEY.sign(MESSAGE)
SCALAR = int.from_bytes(bytes.fromhex(SIGNED[64:]), "little")
MALFORMED = {
    "nothing": ("", KEY.public),
    "no digits": ("x" * 128, KEY.public),
    "too short": (SIGNED[:-2], KEY.public),
    "too long": (SIGNED + "00", KEY.public),
    "no key": (SIGNED, ""),
    "half a key": (SIGNED, KEY.public[:32]),
    "a key off the curve": (SIGNED, "02" + "00" * 31),
    "a commitment off the curve": ("02" + "00" * 31 + SIGNED[64:], KEY.public),
    "a second scalar for the same signature": (
        SIGNED[:64] + (SCALAR + _ORDER).to_bytes(32, "little").hex(),
        KEY.public,
    ),
    "a commitment beyond the field": ((_P + 1).to_bytes(32, "little").hex() + SIGNED[64:], KEY.public),
    "zeroes": ("0" * 128, KEY.public),
}


@pytest.mark.parametrize("what", MALFORMED)
def test_what_is_no_signature_is_not_genuine_and_no_crash(what: str) -> None:
    signature, key = MALFORMED[what]
    assert not agreed(MESSAGE, signature=signature, key=key)
