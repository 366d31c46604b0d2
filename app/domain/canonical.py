"""Canonical JSON and digests: one value, one text, one name (RFC 8785)."""

import hashlib

import rfc8785

from app.domain.names import Digest, Json


def canonical_bytes(value: Json) -> bytes:
    """Write `value` as canonical JSON.

    Raises:
        rfc8785.CanonicalizationError: for NaN, infinities, integers beyond 2^53 and non-string keys.

    """
    return rfc8785.dumps(value)


def digest_of(value: Json) -> Digest:
    """Give the SHA-256 of the canonical JSON of `value`."""
    return digest_of_bytes(canonical_bytes(value))


def digest_of_bytes(content: bytes) -> Digest:
    """Give the SHA-256 of `content`."""
    return Digest(hashlib.sha256(content).hexdigest())
