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

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

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


def _local(parameter: str, *steps: str) -> DeclaredPath:
    return DeclaredPath(f"/{parameter}", ".".join(steps), PathKind.LOCAL)


def _either(parameter: str, *steps: str) -> DeclaredPath:
    return DeclaredPath(f"/{parameter}", ".".join(steps), PathKind.EITHER)


def _filtered(where: "Where | None", prefix: str) -> tuple[DeclaredPath, ...]:
    return tuple(_either(f"where/{field}", prefix, field) for field in where or {})


class Mention(BaseModel):
    """A place that may refer to an item, with conditions on the object that holds the reference."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: FieldPath
    """Local: `epics.goals.goal`."""

    where: Where | None = None
    """Only mentions whose list item has one of these values count."""

    number_in: str | None = None
    """Only mentions whose list item has a digit in this field count."""


class Covers(Check):
    """Each item of an input list (or of a list of this document) is referred to by at least one place.

    Items that only places in `proposed` refer to are reported as warnings: conditions of acceptance.
    """

    rule: Literal["covers"]
    of: FieldPath
    """Either: the list whose items must be covered."""

    where: Where | None = None
    """Only these items of `of` must be covered."""

    within: FieldPath | None = None
    """Either: only items whose codes stand there must be covered, as `epic.requirements`."""

    by: tuple[FieldPath | Mention, ...] = Field(min_length=1)
    proposed: tuple[FieldPath | Mention, ...] = ()

    def mentions(self) -> tuple[Mention, ...]:
        """Give the places that count as coverage."""
        return tuple(entry if isinstance(entry, Mention) else Mention(path=entry) for entry in self.by)

    def proposals(self) -> tuple[Mention, ...]:
        """Give the places that only propose."""
        return tuple(entry if isinstance(entry, Mention) else Mention(path=entry) for entry in self.proposed)

    def paths(self) -> tuple[DeclaredPath, ...]:
        """Give every path that this check reads."""
        within = (_either("within", self.within),) if self.within else ()
        by = tuple(_local(f"by/{index}", mention.path) for index, mention in enumerate(self.mentions()))
        proposed = tuple(_local(f"proposed/{index}", mention.path) for index, mention in enumerate(self.proposals()))
        return (_either("of", self.of), *_filtered(self.where, self.of), *within, *by, *proposed)


class Acyclic(Check):
    """The items of a list, joined by a field that refers to items of the same list, have no cycle."""

    rule: Literal["acyclic"]
    list: FieldPath
    edges: FieldPath
    """Relative: `depends_on.epic`."""

    def paths(self) -> tuple[DeclaredPath, ...]:
        """Give every path that this check reads."""
        return (_local("list", self.list), _local("edges", self.list, self.edges))


class Ordered(Check):
    """No item stands in an earlier phase than one it depends on."""

    rule: Literal["ordered"]
    list: FieldPath
    edges: FieldPath
    field: FieldPath
    """Relative: `phase`."""

    order: tuple[str, ...] = Field(min_length=2)
    """The values of `field`, earliest first."""

    def paths(self) -> tuple[DeclaredPath, ...]:
        """Give every path that this check reads."""
        return (
            _local("list", self.list),
            _local("edges", self.list, self.edges),
            _local("field", self.list, self.field),
        )


class EachHas(Check):
    """Each item of a list has at least `min` values in a field: no epic without a requirement."""

    rule: Literal["each_has"]
    list: FieldPath
    field: FieldPath
    where: Where | None = None
    min: Annotated[int, Field(ge=1, le=1000)] = 1

    def paths(self) -> tuple[DeclaredPath, ...]:
        """Give every path that this check reads."""
        return (
            _local("list", self.list),
            _local("field", self.list, self.field),
            *_filtered(self.where, self.list),
        )


class Size(Check):
    """A list has from `min` to `max` items."""

    rule: Literal["size"]
    list: FieldPath
    min: Annotated[int, Field(ge=0, le=10_000)] = 0
    max: Annotated[int, Field(ge=0, le=10_000)] = 10_000

    def paths(self) -> tuple[DeclaredPath, ...]:
        """Give every path that this check reads."""
        return (_local("list", self.list),)


class Distinct(Check):
    """No two items of a list are alike in these fields taken together; case, punctuation and spacing do not count."""

    rule: Literal["distinct"]
    list: FieldPath
    fields: tuple[FieldPath, ...] = Field(min_length=1)
    similarity: Annotated[int, Field(ge=50, le=100)] = 100
    """Percentage of shared words from which two items count as alike; 100 is the same words in the same order."""

    against: FieldPath | None = None
    """Either: texts that no item may repeat either, as `technical_architecture.components.name`."""

    def paths(self) -> tuple[DeclaredPath, ...]:
        """Give every path that this check reads."""
        fields = tuple(_local(f"fields/{index}", self.list, name) for index, name in enumerate(self.fields))
        against = (_either("against", self.against),) if self.against else ()
        return (_local("list", self.list), *fields, *against)


class OwnedOnce(Check):
    """Each item of a list is referred to exactly once: every datum has one owner."""

    rule: Literal["owned_once"]
    of: FieldPath
    """Either: `data`."""

    by: FieldPath
    """Local: `components.owns_data`."""

    def paths(self) -> tuple[DeclaredPath, ...]:
        """Give every path that this check reads."""
        return (_either("of", self.of), _local("by", self.by))


class Known(Check):
    """Each value at a path is one of the values at other paths; case, punctuation and spacing do not count."""

    rule: Literal["known"]
    values: FieldPath
    """Local: `stories.as_a`."""

    among: tuple[FieldPath, ...] = Field(min_length=1)
    """Either: `[project_discovery.actors.name]`."""

    def paths(self) -> tuple[DeclaredPath, ...]:
        """Give every path that this check reads."""
        among = tuple(_either(f"among/{index}", path) for index, path in enumerate(self.among))
        return (_local("values", self.values), *among)


class NumbersReappear(Check):
    """The numbers of each item that is referred to stand again in one of the items that refer to it."""

    rule: Literal["numbers_reappear"]
    of: FieldPath
    """Either: `project_discovery.requirements`."""

    of_fields: tuple[FieldPath, ...] = Field(min_length=1)
    """Relative to `of`: `[statement, measure]`."""

    list: FieldPath
    """Local: `stories`."""

    refs: FieldPath
    """Relative to `list`: `requirements`."""

    within: tuple[FieldPath, ...] = Field(min_length=1)
    """Relative to `list`: `[acceptance_criteria]`; every text below is read."""

    def paths(self) -> tuple[DeclaredPath, ...]:
        """Give every path that this check reads."""
        return (
            _either("of", self.of),
            *(_either(f"of_fields/{index}", self.of, name) for index, name in enumerate(self.of_fields)),
            _local("list", self.list),
            _local("refs", self.list, self.refs),
            *(_local(f"within/{index}", self.list, name) for index, name in enumerate(self.within)),
        )


class Testable(Check):
    """Each item of a list has at least one criterion that can be tested: it says something, and not only vaguely."""

    rule: Literal["testable"]
    list: FieldPath
    """Local: `stories`."""

    criteria: FieldPath
    """Relative, ending at the text: `acceptance_criteria.then`."""

    vague: tuple[str, ...] = ()
    """Words that make a criterion untestable unless a number stands beside them: `[fast, user-friendly]`."""

    def paths(self) -> tuple[DeclaredPath, ...]:
        """Give every path that this check reads."""
        return (_local("list", self.list), _local("criteria", self.list, self.criteria))


class Quoted(Check):
    """Each item of a list is itself an exact citation of the brief: `brief`, `occurrence` and `quote`."""

    rule: Literal["quoted"]
    list: FieldPath

    def paths(self) -> tuple[DeclaredPath, ...]:
        """Give every path that this check reads."""
        return (_local("list", self.list), _local("list", self.list, "quote"))


class AddsUp(Check):
    """A total equals the sum of its parts; with `each`, in every item of that list."""

    rule: Literal["adds_up"]
    total: FieldPath
    """Local, or relative to `each`."""

    parts: FieldPath
    """Local, or relative to `each`: `items.amount`."""

    each: FieldPath | None = None

    def paths(self) -> tuple[DeclaredPath, ...]:
        """Give every path that this check reads."""
        start = (self.each,) if self.each else ()
        each = (_local("each", self.each),) if self.each else ()
        return (*each, _local("total", *start, self.total), _local("parts", *start, self.parts))


class WithinPeriod(Check):
    """Dates lie inside a period.

    A date is `2027`, `2027-Q2`, `2027-05` or `2027-05-31`; a range is two of them with `/` between. Other texts are
    refused; null and absent values are not judged.
    """

    rule: Literal["within_period"]
    dates: tuple[FieldPath, ...] = Field(min_length=1)
    """Local."""

    start: FieldPath
    """Either: `strategy_discovery.period.start`."""

    end: FieldPath
    """Either."""

    def paths(self) -> tuple[DeclaredPath, ...]:
        """Give every path that this check reads."""
        dates = tuple(_local(f"dates/{index}", path) for index, path in enumerate(self.dates))
        return (*dates, _either("start", self.start), _either("end", self.end))


class CoverageTable(Check):
    """A table of this document equals the trace that is computed from the inputs.

    One row for each item of `of`; a column lists the codes of the items whose reference path holds the row's code:
    `columns: {epics: epic_backlog.epics.requirements}` puts the epics that name the requirement into `epics`. The gap
    field is filled (text, or true) exactly in rows with an empty column among those that `gap_where` selects.
    """

    rule: Literal["coverage_table"]
    list: FieldPath
    row: FieldPath
    """Relative: the field of a row that names the item, as `requirement`."""

    of: FieldPath
    """Either: `project_discovery.requirements`."""

    where: Where | None = None
    """Only these items have a row."""

    columns: Annotated[dict[str, FieldPath], Field(min_length=1)]
    """Field of a row to an input path that ends at the references."""

    gap: FieldPath | None = None
    gap_where: Where | None = None

    def paths(self) -> tuple[DeclaredPath, ...]:
        """Give every path that this check reads."""
        columns = tuple(_local(f"columns/{name}", self.list, name) for name in self.columns)
        sources = tuple(_either(f"columns/{name}", path) for name, path in self.columns.items())
        gap = (_local("gap", self.list, self.gap),) if self.gap else ()
        rows = (_local("list", self.list), _local("row", self.list, self.row), _either("of", self.of))
        return (*rows, *_filtered(self.where, self.of), *columns, *sources, *gap)


class Verdict(Check):
    """An overall verdict agrees with the findings, the conditions and the gaps beside it.

    A blocking finding makes it `not_ready`, and only a blocking finding does; `ready` allows no serious finding, no
    condition and no gap; `conditional` needs a condition.
    """

    rule: Literal["verdict"]
    field: FieldPath
    """Local: `assessment.verdict`."""

    ready: str = "ready"
    conditional: str = "ready_with_conditions"
    not_ready: str = "not_ready"
    findings: FieldPath
    """Local, ending at the severity: `findings.severity`."""

    blocking: tuple[str, ...] = Field(min_length=1)
    serious: tuple[str, ...] = ()
    conditions: FieldPath
    """Local: the list `conditions`."""

    gaps: FieldPath | None = None
    """Local: `coverage.gap`; a filled one forbids `ready`."""

    def paths(self) -> tuple[DeclaredPath, ...]:
        """Give every path that this check reads."""
        gaps = (_local("gaps", self.gaps),) if self.gaps else ()
        return (
            _local("field", self.field),
            _local("findings", self.findings),
            _local("conditions", self.conditions),
            *gaps,
        )


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
