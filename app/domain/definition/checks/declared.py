"""What every declared check is made of: paths, filters, severity."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from app.domain.findings import Severity

FieldPath: TypeAlias = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$", max_length=200)]
Where: TypeAlias = Annotated[dict[str, tuple[str | bool, ...]], Field(min_length=1)]
"""Field of an item to the values that select it: `{strength: [must, should]}`."""


class PathKind(StrEnum):
    """Where a declared path starts."""

    LOCAL = "local"
    INPUT = "input"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class DeclaredPath:
    """A path that a check reads, so that the validator can follow it through the schemas."""

    parameter: str
    """JSON Pointer within the check."""

    path: str
    kind: PathKind


class Check(BaseModel):
    """What every check has."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: str
    severity: Literal[Severity.ERROR, Severity.WARNING] = Severity.ERROR

    def paths(self) -> tuple[DeclaredPath, ...]:
        """Give every path that this check reads, complete from its start."""
        return ()


def local(parameter: str, *steps: str) -> DeclaredPath:
    """Declare a path into the judged document."""
    return DeclaredPath(f"/{parameter}", ".".join(steps), PathKind.LOCAL)


def either(parameter: str, *steps: str) -> DeclaredPath:
    """Declare a path into the judged document or into an input."""
    return DeclaredPath(f"/{parameter}", ".".join(steps), PathKind.EITHER)


def filtered(where: "Where | None", prefix: str) -> tuple[DeclaredPath, ...]:
    """Declare the fields by which a list is filtered."""
    return tuple(either(f"where/{field}", prefix, field) for field in where or {})


class Mention(BaseModel):
    """A place that may refer to an item, with conditions on the object that holds the reference."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: FieldPath
    """Local: `epics.goals.goal`."""

    where: Where | None = None
    """Only mentions whose list item has one of these values count."""

    number_in: str | None = None
    """Only mentions whose list item has a digit in this field count."""
