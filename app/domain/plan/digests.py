"""Base and input digests: SHA-256 over canonical JSON, remembered by what they are made from."""

import hashlib
from collections.abc import Sequence

import orjson

from app.domain.canonical import digest_of
from app.domain.completions import ASSEMBLER_VERSION
from app.domain.facts import ModelBinding
from app.domain.names import Digest
from app.domain.plan.board import InputValues


def digest_of_lists(value: object) -> Digest:
    """Digest nested sequences of strings and nulls.

    For these orjson writes canonical JSON at a small part of the cost: what RFC 8785 adds is the order of keys and the
    form of numbers, and here are neither.
    """
    return Digest(hashlib.sha256(orjson.dumps(value)).hexdigest())


def binding_digest(binding: ModelBinding) -> Digest:
    """Digest a model binding with its settings."""
    return digest_of({"provider": binding.provider, "model": binding.model, "settings": dict(binding.settings)})


class DigestCache:
    """Base and input digests by what they are made from; share one between plans of the same project."""

    def __init__(self) -> None:
        self._bases: dict[tuple[Digest, Digest, InputValues], Digest] = {}
        self._plain: dict[Digest, Digest] = {}

    def base(self, declaration: Digest, binding: Digest, values: InputValues) -> Digest:
        """Digest a step's declaration, the assembler, the model binding and the ordered inputs."""
        key = (declaration, binding, values)
        known = self._bases.get(key)
        if known is None:
            known = self._bases[key] = digest_of_lists([declaration, ASSEMBLER_VERSION, binding, values])
        return known

    def input(
        self, base: Digest, closed_sets: Sequence[tuple[Digest, Digest]], comments: Sequence[tuple[Digest, Digest]]
    ) -> Digest:
        """Digest a base with answers and comments; the usual one without either is remembered."""
        if closed_sets or comments:
            return input_digest(base, closed_sets, comments)
        known = self._plain.get(base)
        if known is None:
            known = self._plain[base] = input_digest(base, (), ())
        return known


def input_digest(
    base: Digest, closed_sets: Sequence[tuple[Digest, Digest]], comments: Sequence[tuple[Digest, Digest]]
) -> Digest:
    """Digest a base with the closed question sets (name, values; sorted) and the send-backs in their order."""
    return digest_of_lists([base, closed_sets, comments])
