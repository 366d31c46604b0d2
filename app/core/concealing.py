"""Texts that are kept and that only whoever knows a secret, which is not kept, can read again."""

import base64
import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.fernet import Fernet


def conceal(body: bytes, material: bytes) -> bytes:
    """Make `body` unreadable without `material`; its length can still be told."""
    return _cipher(material).encrypt(body)


def reveal(concealed: bytes, material: bytes) -> bytes | None:
    """Give what was concealed; None where it was with other material, or changed since."""
    from cryptography.fernet import InvalidToken  # noqa: PLC0415 - loaded by the first answer with a secret

    try:
        return _cipher(material).decrypt(concealed)
    except InvalidToken:
        return None


def _cipher(material: bytes) -> "Fernet":
    from cryptography.fernet import Fernet  # noqa: PLC0415 - as above

    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"combine conceals " + material).digest()))
