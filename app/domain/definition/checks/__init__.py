"""The checks that a document type may declare: one model a rule, its parameters and the paths it reads.

Every document is judged without any declaration by its schema, by the keys of its lists (unique), by its references
(`x-ref`) and by its sources. What is declared here is what only the definition can know. A check is written in
`workflow.yaml` as `{rule: NAME, ...}`; `severity: warning` makes any of them advice.

Paths are dotted field names; a list on the way means each of its items: `epics.goals.goal` is the `goal` of each goal
of each epic. A *local* path starts at a field of the judged document. An *input* path starts with the name of an input
of the step (a document type, a gathered document type, or the scope of an item): `project_discovery.requirements`; a
path marked *either* may be local or of an input. A *relative* path starts inside each item of the rule's `list`.

What stands at the end of a path is compared by its code or key if it is an object, else by itself.
"""

from typing import Annotated, TypeAlias

from pydantic import Discriminator, Tag

from app.domain.definition.checks.declared import Check
from app.domain.definition.checks.of_content import (
    AddsUp,
    Distinct,
    EachHas,
    MustsCited,
    NumbersReappear,
    Quoted,
    Size,
    Testable,
    Verdict,
    WithinPeriod,
)
from app.domain.definition.checks.of_references import Acyclic, CoverageTable, Covers, Known, Ordered, OwnedOnce

CHECK_TYPES: tuple[type[Check], ...] = (
    Covers,
    Acyclic,
    Ordered,
    EachHas,
    Size,
    Distinct,
    OwnedOnce,
    Known,
    NumbersReappear,
    Testable,
    Quoted,
    MustsCited,
    AddsUp,
    WithinPeriod,
    CoverageTable,
    Verdict,
)


def rule_name(check_type: type[Check]) -> str:
    """Give the name by which `workflow.yaml` declares a check."""
    (name,) = check_type.model_fields["rule"].annotation.__args__  # type: ignore[union-attr]  # always Literal[name]
    return str(name)


RULE_NAMES: tuple[str, ...] = tuple(rule_name(check_type) for check_type in CHECK_TYPES)


def _tag_of(value: object) -> str | None:
    rule = value.get("rule") if isinstance(value, dict) else getattr(value, "rule", None)
    return f"({rule})" if rule in RULE_NAMES else None


AnyCheck: TypeAlias = Annotated[
    Annotated[Covers, Tag("(covers)")]
    | Annotated[Acyclic, Tag("(acyclic)")]
    | Annotated[Ordered, Tag("(ordered)")]
    | Annotated[EachHas, Tag("(each_has)")]
    | Annotated[Size, Tag("(size)")]
    | Annotated[Distinct, Tag("(distinct)")]
    | Annotated[OwnedOnce, Tag("(owned_once)")]
    | Annotated[Known, Tag("(known)")]
    | Annotated[NumbersReappear, Tag("(numbers_reappear)")]
    | Annotated[Testable, Tag("(testable)")]
    | Annotated[Quoted, Tag("(quoted)")]
    | Annotated[MustsCited, Tag("(musts_cited)")]
    | Annotated[AddsUp, Tag("(adds_up)")]
    | Annotated[WithinPeriod, Tag("(within_period)")]
    | Annotated[CoverageTable, Tag("(coverage_table)")]
    | Annotated[Verdict, Tag("(verdict)")],
    Discriminator(
        _tag_of,
        custom_error_type="unknown_check",
        custom_error_message="A check needs `rule: NAME` with a known name",
    ),
]
