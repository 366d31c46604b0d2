"""Checks of what the items themselves say."""

from typing import Annotated, Literal

from pydantic import Field

from app.domain.definition.checks.declared import (
    Check,
    DeclaredPath,
    FieldPath,
    Where,
    either,
    filtered,
    local,
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
            local("list", self.list),
            local("field", self.list, self.field),
            *filtered(self.where, self.list),
        )


class Size(Check):
    """A list has from `min` to `max` items."""

    rule: Literal["size"]
    list: FieldPath
    min: Annotated[int, Field(ge=0, le=10_000)] = 0
    max: Annotated[int, Field(ge=0, le=10_000)] = 10_000

    def paths(self) -> tuple[DeclaredPath, ...]:
        """Give every path that this check reads."""
        return (local("list", self.list),)


class Distinct(Check):
    """No two items of a list are alike in these fields taken together; case, punctuation and spacing do not count."""

    rule: Literal["distinct"]
    list: FieldPath
    fields: tuple[FieldPath, ...] = Field(min_length=1)
    similarity: Annotated[int, Field(ge=50, le=100)] = 100
    """Percentage of shared words from which two items count as alike; 100 is the same words in the same order."""

    per: FieldPath | None = None
    """Only items with the same value here are compared: two people may want the same."""

    against: FieldPath | None = None
    """Either: texts that no item may repeat either, as `technical_architecture.components.name`."""

    def paths(self) -> tuple[DeclaredPath, ...]:
        """Give every path that this check reads."""
        fields = tuple(local(f"fields/{index}", self.list, name) for index, name in enumerate(self.fields))
        per = (local("per", self.list, self.per),) if self.per else ()
        against = (either("against", self.against),) if self.against else ()
        return (local("list", self.list), *fields, *per, *against)


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
            either("of", self.of),
            *(either(f"of_fields/{index}", self.of, name) for index, name in enumerate(self.of_fields)),
            local("list", self.list),
            local("refs", self.list, self.refs),
            *(local(f"within/{index}", self.list, name) for index, name in enumerate(self.within)),
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
        return (local("list", self.list), local("criteria", self.list, self.criteria))


class Quoted(Check):
    """Each item of a list is itself an exact citation of the brief: `brief`, `occurrence` and `quote`."""

    rule: Literal["quoted"]
    list: FieldPath

    def paths(self) -> tuple[DeclaredPath, ...]:
        """Give every path that this check reads."""
        return (local("list", self.list), local("list", self.list, "quote"))


class MustsCited(Check):
    """Each sentence of the brief that says "must", in any language the product knows, is cited by an item."""

    rule: Literal["musts_cited"]
    by: tuple[FieldPath, ...] = Field(min_length=1)
    """Either: the lists whose items count."""

    def paths(self) -> tuple[DeclaredPath, ...]:
        """Give every path that this check reads."""
        return tuple(either(f"by/{index}", path) for index, path in enumerate(self.by))


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
        each = (local("each", self.each),) if self.each else ()
        return (*each, local("total", *start, self.total), local("parts", *start, self.parts))


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
        dates = tuple(local(f"dates/{index}", path) for index, path in enumerate(self.dates))
        return (*dates, either("start", self.start), either("end", self.end))


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
        gaps = (local("gaps", self.gaps),) if self.gaps else ()
        return (
            local("field", self.field),
            local("findings", self.findings),
            local("conditions", self.conditions),
            *gaps,
        )
