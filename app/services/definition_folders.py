"""Workflow definitions as files: judging a folder, sealing a release."""

from pathlib import Path

from app.domain.definition.manifest import MANIFEST_FILE, WORKFLOW_FILE, seal
from app.domain.definition.validation import validate, validate_gathered
from app.domain.findings import Finding, has_errors
from app.store.releases import gather_files


def judge_folder(folder: Path) -> tuple[Finding, ...]:
    """Give everything that is wrong with the release in `folder`, all at once.

    Raises:
        NotFound: there is no such folder.

    """
    return validate_gathered(gather_files(folder))


def seal_folder(folder: Path) -> tuple[Finding, ...]:
    """Write the manifest of the release in `folder`, unless something is wrong with it; give what is.

    Raises:
        NotFound: there is no such folder.
        Invalid: its workflow cannot be read, or names no release.

    """
    gathered = gather_files(folder)
    if gathered.refused:
        return tuple(gathered.refused.values())
    files = dict(gathered.files)
    if WORKFLOW_FILE not in files:
        return validate(files)
    files[MANIFEST_FILE] = seal(files)
    findings = validate(files)
    if not has_errors(findings):
        (folder / MANIFEST_FILE).write_bytes(files[MANIFEST_FILE])
    return findings
