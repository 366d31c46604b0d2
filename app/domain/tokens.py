"""Secrets that are shown once: how they are written, recognised, and kept as digests."""

import hashlib
import zlib
from typing import Final

from app.domain.names import Digest

PREFIX: Final = "cmb_"
"""Begins every access token, so that scanners for lost secrets know one."""

RANDOM_BYTES: Final = 32
_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BODY_LENGTH: Final = 43
"""The base-62 digits that 256 bits need."""

_CHECK_LENGTH: Final = 6
"""The base-62 digits that 32 bits need."""

TOKEN_LENGTH: Final = len(PREFIX) + _BODY_LENGTH + _CHECK_LENGTH


def write_token(random: bytes) -> str:
    """Write 256 random bits as an access token: prefix, base-62 digits, checksum."""
    body = _in_digits(int.from_bytes(random), _BODY_LENGTH)
    return f"{PREFIX}{body}{_check(body)}"


def is_token(text: str) -> bool:
    """Tell whether a text is written as an access token; a mistyped one is refused without asking the database."""
    if len(text) != TOKEN_LENGTH or not text.startswith(PREFIX):
        return False
    body, check = text[len(PREFIX) : -_CHECK_LENGTH], text[-_CHECK_LENGTH:]
    return set(body) <= set(_DIGITS) and check == _check(body)


def digest_of_secret(secret: str) -> Digest:
    """Give what is kept of a secret; a plain digest does for 256 random bits, which nobody can try out."""
    return Digest(hashlib.sha256(secret.encode()).hexdigest())


def _check(body: str) -> str:
    return _in_digits(zlib.crc32(body.encode()), _CHECK_LENGTH)


def _in_digits(number: int, length: int) -> str:
    digits: list[str] = []
    for _ in range(length):
        number, digit = divmod(number, len(_DIGITS))
        digits.append(_DIGITS[digit])
    return "".join(reversed(digits))
