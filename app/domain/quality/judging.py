"""The judgement of a document: every fault in one pass."""

from collections.abc import Iterable, Iterator

from app.domain.definition.checks.declared import Check
from app.domain.findings import Finding, Severity
from app.domain.names import JsonObject
from app.domain.quality.context import Context
from app.domain.quality.rules import RULES
from app.domain.quality.rules.always import retired_codes, sources, unique_keys, unresolved_references
from app.domain.quality.subject import Fault, Subject, subject_of
from app.domain.schema_checks import schema_errors

MAX_FINDINGS = 200
"""More than these help nobody; the last one then says how many were left out."""

_ALWAYS = (unique_keys, unresolved_references, sources, retired_codes)


def judge(
    content: JsonObject,
    *,
    schema: JsonObject,
    checks: Iterable[Check],
    context: Context,
) -> tuple[Finding, ...]:
    """Judge a document by its complete schema and the checks of its type.

    The findings are ordered: the schema's first, then keys, references and sources, then the declared checks in their
    order. No finding with severity error means that the document passes. Nothing in `content` can make it raise.
    """
    subject = subject_of(content, schema=schema, context=context)
    findings = _each_once((*_by_schema(subject), *_by_nature(subject), *_by_checks(subject, checks)))
    if len(findings) <= MAX_FINDINGS:
        return findings
    left_out = Fault(
        code="document.more",
        pointer="",
        message=f"{len(findings) - MAX_FINDINGS + 1:,} more findings are left out",
        fix="Mend these first.",
    )
    kept = sorted(findings, key=lambda finding: finding.severity is Severity.WARNING)[: MAX_FINDINGS - 1]
    return (*kept, _finding(left_out, kept[0].severity))


def _each_once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Leave out what is found a second time, if only with another severity: the graver one stands."""
    told: dict[tuple[str, str, str], Finding] = {}
    for finding in findings:
        fault = (finding.code, finding.path, finding.message)
        if fault not in told or finding.severity is Severity.ERROR:
            told[fault] = finding
    return tuple(told.values())


def _by_schema(subject: Subject) -> Iterator[Finding]:
    for error in schema_errors(subject.content, schema=subject.schema):
        yield Finding(
            severity=Severity.ERROR,
            code="document.schema",
            path=error.pointer,
            message=error.message,
            fix=error.fix,
        )


def _by_nature(subject: Subject) -> Iterator[Finding]:
    for rule in _ALWAYS:
        for fault in rule(subject):
            yield _finding(fault, Severity.ERROR)


def _by_checks(subject: Subject, checks: Iterable[Check]) -> Iterator[Finding]:
    for check in checks:
        for fault in RULES[type(check)](check, subject):
            yield _finding(fault, check.severity)


def _finding(fault: Fault, severity: Severity) -> Finding:
    return Finding(
        severity=fault.severity or severity,
        code=fault.code,
        path=fault.pointer,
        message=fault.message,
        fix=fault.fix,
    )
