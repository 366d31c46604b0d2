"""Values that a browser keeps for us and cannot change: signed, for one purpose, for a few minutes."""

import base64
import binascii
import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping

import orjson

from app.core.settings import Settings

LONGEST_SEALED = 4000


class Seal:
    """Signs small values; with the settings' secret key, or with one of this process's own where none is set."""

    def __init__(self, settings: Settings) -> None:
        key = settings.secret_key.get_secret_value().encode() if settings.secret_key else secrets.token_bytes(32)
        self._key = hashlib.sha256(b"combine sign-in " + key).digest()

    def close(self, value: Mapping[str, str], *, seconds: int) -> str:
        """Give a text that holds the value and opens for so many seconds."""
        body = orjson.dumps({**value, "until": int(time.time()) + seconds})
        return base64.urlsafe_b64encode(self._mark(body) + body).decode()

    def open(self, text: str) -> dict[str, str] | None:
        """Give the value in a text; None where it is not ours, was changed, or its time is over."""
        if len(text) > LONGEST_SEALED:
            return None
        try:
            raw = base64.urlsafe_b64decode(text.encode())
        except (binascii.Error, ValueError):
            return None
        mark, body = raw[:32], raw[32:]
        if not hmac.compare_digest(mark, self._mark(body)):
            return None
        value: dict[str, str | int] = orjson.loads(body)
        if int(value.pop("until")) < time.time():
            return None
        return {name: str(given) for name, given in value.items()}

    def _mark(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, "sha256")
