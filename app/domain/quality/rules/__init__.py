"""The rules behind the declared checks: one small function each, from a check and a document to its faults."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

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
from app.domain.quality.rules import content, references
from app.domain.quality.subject import Fault, Subject

Rule: TypeAlias = Callable[[Any, Subject], Iterable[Fault]]
"""The first argument is a check of the type that the rule is registered for."""

RULES: Mapping[type[Check], Rule] = MappingProxyType(
    {
        Covers: references.covers,
        Acyclic: references.acyclic,
        Ordered: references.ordered,
        OwnedOnce: references.owned_once,
        Known: references.known,
        CoverageTable: references.coverage_table,
        EachHas: content.each_has,
        Size: content.size,
        Distinct: content.distinct,
        NumbersReappear: content.numbers_reappear,
        Testable: content.testable,
        Quoted: content.quoted,
        MustsCited: content.musts_cited,
        AddsUp: content.adds_up,
        WithinPeriod: content.within_period,
        Verdict: content.verdict,
    },
)
