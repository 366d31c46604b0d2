"""The key that signs the heads of the audit: Ed25519, derived from the installation's secret key.

Whoever holds the public key can check a signature and make none. The library is loaded by the first who signs or
checks, so that commands that do neither do not pay for it.
"""

import hmac
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_PURPOSE = b"combine audit heads 1"


class SigningKey:
    """Signs for the installation; the same secret gives the same key in every process."""

    def __init__(self, secret: str) -> None:
        self._seed = hmac.digest(secret.encode(), _PURPOSE, "sha256")
        self._private: Ed25519PrivateKey | None = None

    @property
    def public(self) -> str:
        """What others check signatures with: 64 hexadecimal digits."""
        return self._key().public_key().public_bytes_raw().hex()

    def sign(self, message: bytes) -> str:
        """Give the signature, 128 hexadecimal digits; the same message has the same."""
        return self._key().sign(message).hex()

    def _key(self) -> "Ed25519PrivateKey":
        if self._private is None:
            from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - late, as said above
                Ed25519PrivateKey,
            )

            self._private = Ed25519PrivateKey.from_private_bytes(self._seed)
        return self._private


def is_genuine(message: bytes, *, signature: str, key: str) -> bool:
    """Tell whether the holder of the public `key` signed `message`; whatever cannot be read was not signed."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - late, as said above
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415 - as above

    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True
