"""Checks of what refers to what."""

from typing import Annotated, Literal

from pydantic import Field

from app.domain.definition.checks.declared import (
    Check,
    DeclaredPath,
    FieldPath,
    Mention,
    Where,
    either,
    filtered,
    local,
)


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
        within = (either("within", self.within),) if self.within else ()
        by = tuple(local(f"by/{index}", mention.path) for index, mention in enumerate(self.mentions()))
        proposed = tuple(local(f"proposed/{index}", mention.path) for index, mention in enumerate(self.proposals()))
        return (either("of", self.of), *filtered(self.where, self.of), *within, *by, *proposed)


class Acyclic(Check):
    """The items of a list, joined by a field that refers to items of the same list, have no cycle."""

    rule: Literal["acyclic"]
    list: FieldPath
    edges: FieldPath
    """Relative: `depends_on.epic`."""

    def paths(self) -> tuple[DeclaredPath, ...]:
        """Give every path that this check reads."""
        return (local("list", self.list), local("edges", self.list, self.edges))


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
            local("list", self.list),
            local("edges", self.list, self.edges),
            local("field", self.list, self.field),
        )


class OwnedOnce(Check):
    """Each item of a list is referred to exactly once: every datum has one owner."""

    rule: Literal["owned_once"]
    of: FieldPath
    """Either: `data`."""

    by: FieldPath
    """Local: `components.owns_data`."""

    def paths(self) -> tuple[DeclaredPath, ...]:
        """Give every path that this check reads."""
        return (either("of", self.of), local("by", self.by))


class Known(Check):
    """Each value at a path is one of the values at other paths; case, punctuation and spacing do not count."""

    rule: Literal["known"]
    values: FieldPath
    """Local: `stories.as_a`."""

    among: tuple[FieldPath, ...] = Field(min_length=1)
    """Either: `[project_discovery.actors.name]`."""

    def paths(self) -> tuple[DeclaredPath, ...]:
        """Give every path that this check reads."""
        among = tuple(either(f"among/{index}", path) for index, path in enumerate(self.among))
        return (local("values", self.values), *among)


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
        columns = tuple(local(f"columns/{name}", self.list, name) for name in self.columns)
        sources = tuple(either(f"columns/{name}", path) for name, path in self.columns.items())
        gap = (local("gap", self.list, self.gap),) if self.gap else ()
        rows = (local("list", self.list), local("row", self.list, self.row), either("of", self.of))
        return (*rows, *filtered(self.where, self.of), *columns, *sources, *gap)
