"""The identifiers and codes that the whole product speaks in."""

from collections.abc import Mapping, Sequence
from typing import NewType, TypeAlias

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
JsonObject: TypeAlias = "Mapping[str, Json]"

Digest = NewType("Digest", str)
"""SHA-256 over canonical JSON (RFC 8785): 64 lower-case hexadecimal digits."""

BlockId = NewType("BlockId", str)
"""The first 16 digits of a brief block's digest."""

ProjectId = NewType("ProjectId", str)
"""UUIDv7, the key of a project; its slug is for people."""

StepId = NewType("StepId", str)
RoleName = NewType("RoleName", str)
"""A role that writes (analyst, architect) or decides (pm); named by definitions."""

DocumentTypeName = NewType("DocumentTypeName", str)
EntityTypeName = NewType("EntityTypeName", str)
ScopeName = NewType("ScopeName", str)

Code = NewType("Code", str)
"""An item's public code, its parents included: `R-04`, `E-03`, `E-03/S-02`."""

ScopePath = NewType("ScopePath", str)
"""Where an instance stands: `""` at the root, else the code of the entity that opened it (`E-03`, `E-03/S-02`)."""

ROOT = ScopePath("")


def parent_path(path: ScopePath) -> ScopePath:
    """Give the scope path around `path`; the root is its own parent."""
    return ScopePath(path.rpartition("/")[0])


def is_within(path: ScopePath, ancestor: ScopePath) -> bool:
    """Tell whether `path` is `ancestor` or stands below it."""
    return ancestor in (ROOT, path) or path.startswith(f"{ancestor}/")
