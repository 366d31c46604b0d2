"""A folder that proves itself: documents, schemas, provenance, the audit chain, and a verifier that stands alone."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.audit import Head, Sealed, Signature
from app.domain.canonical import digest_of, digest_of_bytes
from app.domain.names import Digest, Json, JsonObject
from app.exports.bundle import MANIFEST, BundleDocument, document_json, entry_of, rendered, stem_of

AUDIT = "audit.jsonl"
PROVENANCE = "provenance.jsonl"
VERIFIER = "verify.py"
_FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleDecision:
    """What somebody decided about a released version."""

    verdict: str
    at: str
    actor_kind: str
    actor_id: str
    policy_digest: Digest
    comment: Digest | None
    """Digest of the comment; the words stay where they are, so that they can be erased."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleAudit:
    """The whole audit chain of the project."""

    chain: str
    head: Head
    signature: Signature | None
    entries: Sequence[Sealed]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything that the folder is made from, beside the documents."""

    project: str
    release: str
    release_digest: Digest
    decisions: Sequence[Sequence[BundleDecision]]
    """For each document, in their order."""

    audit: BundleAudit
    verifier: bytes
    """The source of `app.exports.verify`."""


def json_bundle(documents: Sequence[BundleDocument], evidence: Evidence) -> tuple[tuple[str, bytes], ...]:
    """Give every file of the folder as relative path (with `/`) and bytes, sorted by path.

    The same documents, decisions and audit give the same bytes. The manifest's own `digest` names the whole folder.

    Raises:
        app.domain.documents.MalformedDocumentCode: a document's letters or path are no codes.

    """
    files = {VERIFIER: evidence.verifier, AUDIT: _lines(_sealed(entry) for entry in evidence.audit.entries)}
    entries: list[JsonObject] = []
    provenance: list[Json] = []
    texts = rendered(documents)
    for document, text, decisions in zip(documents, texts, evidence.decisions, strict=True):
        stem = stem_of(document)
        names = {
            "json": f"documents/{stem}.json",
            "markdown": f"markdown/{stem}.md",
            "schema": f"schemas/{document.type}.json",
        }
        files[names["json"]] = document_json(document.content, schema=document.schema)
        files[names["markdown"]] = text.encode()
        files[names["schema"]] = _pretty(document.schema)
        described = entry_of(document, files=[])
        entries.append({**{name: value for name, value in described.items() if name != "files"}, **names})
        provenance.append({**entries[-1], "decisions": [_decision(decision) for decision in decisions]})
    files[PROVENANCE] = _lines(provenance)
    files[MANIFEST] = _manifest(evidence, entries, files)
    return tuple(sorted(files.items()))


def manifest_digest(files: Sequence[tuple[str, bytes]]) -> Digest:
    """Read the digest that names the whole folder."""
    return Digest(json.loads(dict(files)[MANIFEST])["digest"])


def _manifest(evidence: Evidence, entries: Sequence[Json], files: dict[str, bytes]) -> bytes:
    audit = evidence.audit
    manifest: dict[str, Json] = {
        "format": _FORMAT,
        "project": evidence.project,
        "release": {"name": evidence.release, "digest": evidence.release_digest},
        "documents": entries,
        "audit": {
            "chain": audit.chain,
            "entries": audit.head.sequence,
            "head": audit.head.digest,
            "signature": _signature(audit.signature),
        },
        "files": {name: digest_of_bytes(content) for name, content in files.items()},
    }
    manifest["digest"] = digest_of(manifest)
    return (json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def _signature(signature: Signature | None) -> Json:
    if signature is None:
        return None
    head = signature.head
    return {"entries": head.sequence, "head": head.digest, "key": signature.key, "value": signature.value}


def _sealed(entry: Sealed) -> Json:
    return {
        "sequence": entry.sequence,
        "previous": entry.previous,
        "digest": entry.digest,
        "entry": entry.entry,
    }


def _decision(decision: BundleDecision) -> Json:
    return {
        "verdict": decision.verdict,
        "at": decision.at,
        "actor": {"kind": decision.actor_kind, "id": decision.actor_id},
        "policy_digest": decision.policy_digest,
        "comment": decision.comment,
    }


def _lines(values: Iterable[Json]) -> bytes:
    return "".join(f"{json.dumps(value, ensure_ascii=False, sort_keys=True)}\n" for value in values).encode()


def _pretty(value: JsonObject) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
