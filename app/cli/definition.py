"""`combine definition validate|seal`."""

from pathlib import Path

from rich.text import Text

from app.cli.exits import Exit
from app.cli.output import messages, results, write_json
from app.cli.words import counted
from app.domain.findings import Finding, Severity, has_errors
from app.services.definition_folders import judge_folder
from app.services.definition_folders import seal_folder as seal_release

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow"}


def validate_folder(path: Path, *, as_json: bool) -> Exit:
    """Print what is wrong with the release in `path`; failed if any of it is an error."""
    findings = judge_folder(path)
    if as_json:
        write_json([finding.as_json() for finding in findings])
    else:
        _print(findings, path)
    return Exit.FAILED if has_errors(findings) else Exit.FINISHED


def seal_folder(path: Path) -> Exit:
    """Write the manifest of the release in `path`, if nothing is wrong with it."""
    findings = seal_release(path)
    if has_errors(findings):
        _print(findings, path)
        messages().print(f"{path}: not sealed", markup=False)
        return Exit.FAILED
    results().print(f"{path}: sealed", markup=False)
    return Exit.FINISHED


def _print(findings: tuple[Finding, ...], path: Path) -> None:
    out = results()
    for finding in findings:
        out.print(Text.assemble((finding.severity.value, _STYLES[finding.severity]), f" {finding.code} {finding.path}"))
        out.print(Text(f"    {finding.message}\n    {finding.fix}"))
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    warnings = len(findings) - errors
    verdict = "valid" if not errors else "not valid"
    out.print(f"{path}: {verdict}, {counted(errors, 'error')}, {counted(warnings, 'warning')}", markup=False)
