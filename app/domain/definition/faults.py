"""Findings about definitions, in one form."""

from app.domain.findings import Finding, Severity


def fault(code: str, path: str, message: str, fix: str) -> Finding:
    """State an error at `path` (`file:pointer`)."""
    return Finding(severity=Severity.ERROR, code=f"definition.{code}", path=path, message=message, fix=fix)


def advice(code: str, path: str, message: str, fix: str) -> Finding:
    """State a warning at `path` (`file:pointer`)."""
    return Finding(severity=Severity.WARNING, code=f"definition.{code}", path=path, message=message, fix=fix)


def in_workflow(pointer: str) -> str:
    """Name a place in the workflow file."""
    return f"workflow.yaml:{pointer}"
