"""Release manifests: the digests that a release was sealed with."""

import hashlib
from collections.abc import Collection, Iterator, Mapping

from pydantic import ValidationError

from app.domain.canonical import canonical_bytes, digest_of
from app.domain.definition.faults import fault
from app.domain.definition.gathered import is_covered
from app.domain.definition.language import Manifest, Workflow
from app.domain.definition.shapes import findings_of
from app.domain.definition.strict_yaml import read_yaml
from app.domain.errors import Invalid
from app.domain.findings import Finding
from app.domain.names import Digest, Json
from app.domain.strict_json import NotJson, read_json

MANIFEST_FILE = "release.json"
WORKFLOW_FILE = "workflow.yaml"
_SEAL_AGAIN = "Seal the release again with `combine definition seal`."


def release_digest(*, name: str, version: str, files: Mapping[str, bytes]) -> Digest:
    """Name a release by its name, its version and the bytes of every file but the manifest."""
    return _digest(name, version, dict(_hashes(files)))


def seal(files: Mapping[str, bytes]) -> bytes:
    """Write the manifest of a release: name and version from its workflow, a digest for each file.

    The same files give the same bytes.

    Raises:
        Invalid: the workflow cannot be read, or names no release.

    """
    workflow, findings = read_yaml(files.get(WORKFLOW_FILE, b""), file=WORKFLOW_FILE)
    named = workflow if isinstance(workflow, Mapping) else {}
    name, version = named.get("name"), named.get("version")
    if findings or not isinstance(name, str) or not isinstance(version, str):
        raise Invalid(f"{WORKFLOW_FILE} cannot be sealed: it must be readable and state `name` and `version`.")
    body: dict[str, Json] = {
        "name": name,
        "version": version,
        "digest": release_digest(name=name, version=version, files=files),
        "files": [{"path": path, "sha256": sha} for path, sha in _hashes(files)],
    }
    return canonical_bytes(body) + b"\n"


def check_manifest(
    files: Mapping[str, bytes], workflow: Workflow | None, refused: Collection[str] = ()
) -> Iterator[Finding]:
    """Hold the files against the manifest that they were sealed with; of what was `refused` nothing more is said."""
    if is_covered(MANIFEST_FILE, refused):
        return
    content = files.get(MANIFEST_FILE)
    if content is None:
        yield fault(
            "missing_manifest",
            f"{MANIFEST_FILE}:",
            "the release is not sealed: it has no manifest",
            f"Write {MANIFEST_FILE} by sealing the release.",
        )
        return
    try:
        manifest = Manifest.model_validate(read_json(content.decode()))
    except (NotJson, UnicodeDecodeError) as error:
        yield fault("malformed_manifest", f"{MANIFEST_FILE}:", str(error), _SEAL_AGAIN)
        return
    except ValidationError as error:
        for finding in findings_of(error, {}, file=MANIFEST_FILE):
            yield fault("malformed_manifest", finding.path, finding.message, _SEAL_AGAIN)
        return
    hashes = dict(_hashes(files))
    differing = tuple(_compare_files(manifest, hashes, refused))
    yield from differing
    if workflow is not None:
        yield from _compare_identity(manifest, workflow)
        is_told = differing or any(is_covered(listed.path, refused) for listed in manifest.files)
        if not is_told and manifest.digest != _digest(workflow.name, workflow.version, hashes):
            yield fault(
                "manifest_digest",
                f"{MANIFEST_FILE}:/digest",
                "the digest of the manifest is not the digest of these files",
                _SEAL_AGAIN,
            )


def _compare_files(manifest: Manifest, hashes: Mapping[str, str], refused: Collection[str]) -> Iterator[Finding]:
    for index, listed in enumerate(manifest.files):
        place = f"{MANIFEST_FILE}:/files/{index}"
        if is_covered(listed.path, refused):
            continue
        if listed.path not in hashes:
            yield fault(
                "listed_file_missing",
                place,
                f"{listed.path!r} is listed and not there",
                "Put the file back, or seal the release again with `combine definition seal`.",
            )
        elif hashes[listed.path] != listed.sha256:
            yield fault(
                "manifest_mismatch",
                place,
                f"{listed.path!r} is not the file that was sealed",
                "Restore the sealed file, or raise the version and seal it with `combine definition seal`.",
            )
    for path in sorted(hashes.keys() - {listed.path for listed in manifest.files}):
        yield fault(
            "unlisted_file",
            f"{path}:",
            f"{path!r} is not in the manifest",
            "Remove the file, or raise the version and seal it with `combine definition seal`.",
        )


def _compare_identity(manifest: Manifest, workflow: Workflow) -> Iterator[Finding]:
    for field, sealed, stated in (
        ("name", manifest.name, workflow.name),
        ("version", manifest.version, workflow.version),
    ):
        if sealed != stated:
            yield fault(
                "manifest_identity",
                f"{MANIFEST_FILE}:/{field}",
                f"the manifest says {field} {sealed!r}, the workflow {stated!r}",
                _SEAL_AGAIN,
            )


def _digest(name: str, version: str, hashes: Mapping[str, str]) -> Digest:
    return digest_of({"name": name, "version": version, "files": dict(hashes)})


def _hashes(files: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    for path in sorted(files):
        if path != MANIFEST_FILE:
            yield path, hashlib.sha256(files[path]).hexdigest()
