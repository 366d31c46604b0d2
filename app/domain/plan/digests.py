"""Base and input digests: SHA-256 over canonical JSON."""

import hashlib
from collections.abc import Sequence
from typing import TypeAlias

import orjson

from app.domain.canonical import digest_of
from app.domain.completions import ASSEMBLER_VERSION
from app.domain.facts import ModelBinding
from app.domain.names import Digest

InputValues: TypeAlias = tuple[object, ...]
"""What the inputs are, as nested tuples of digests; the same values mean the same request."""


def digest_of_lists(value: object) -> Digest:
    """Digest nested sequences of strings and nulls.

    For these orjson writes canonical JSON at a small part of the cost: what RFC 8785 adds is the order of keys and the
    form of numbers, and here are neither.
    """
    return Digest(hashlib.sha256(orjson.dumps(value)).hexdigest())


def binding_digest(binding: ModelBinding) -> Digest:
    """Digest a model binding with its settings."""
    return digest_of({"provider": binding.provider, "model": binding.model, "settings": dict(binding.settings)})


def base_digest(declaration: Digest, binding: Digest, values: InputValues) -> Digest:
    """Digest a step's declaration, the assembler, the model binding and the ordered inputs."""
    return digest_of_lists([declaration, ASSEMBLER_VERSION, binding, values])


def input_digest(
    base: Digest, closed_sets: Sequence[tuple[Digest, Digest]], comments: Sequence[tuple[Digest, Digest]]
) -> Digest:
    """Digest a base with the closed question sets (name, values; sorted) and the send-backs in their order."""
    return digest_of_lists([base, closed_sets, comments])
