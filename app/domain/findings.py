"""Findings: what a check has to say, in the same form for definitions, documents and question sets."""

from dataclasses import asdict, dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Whether a finding stops the thing it is about."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault: a stable code, where, what, and how to mend it."""

    severity: Severity
    code: str
    """Stable, `area.rule`: `definition.unknown_scope`, `document.uncovered`, `question.leading`."""

    path: str
    """JSON Pointer into the judged value, or `file:pointer` for definitions; empty for the whole."""

    message: str
    fix: str

    def as_json(self) -> dict[str, str]:
        """Give the finding as plain JSON, fields in reading order."""
        return {name: str(value) for name, value in asdict(self).items()}


def has_errors(findings: tuple[Finding, ...]) -> bool:
    """Tell whether any finding is an error."""
    return any(finding.severity is Severity.ERROR for finding in findings)
