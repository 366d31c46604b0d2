"""Released documents for exports: the examples of both shipped releases, as their services give them."""

from app.domain.canonical import digest_of
from app.domain.definition.release import Release, load_release
from app.domain.names import ROOT, Digest, DocumentTypeName, JsonObject, ScopePath
from app.exports.bundle import BundleDocument, BundleInput
from tests.examples_of_documents import TYPES, example, release_files

SOFTWARE = "software-product-development"
STRATEGY = "strategy-document"
INSIDE = ScopePath("E-02")
"""Where the examples of documents inside a scope stand."""


def release(name: str = SOFTWARE) -> Release:
    return load_release(release_files(name))


def document(
    document_type: str, *, of: Release, content: "JsonObject | None" = None, path: ScopePath | None = None
) -> BundleDocument:
    declared = of.definition.document_types[DocumentTypeName(document_type)]
    shown = content if content is not None else example(document_type).content
    return BundleDocument(
        type=declared.name,
        letters=declared.code,
        schema=of.schemas[declared.name],
        path=path if path is not None else INSIDE if declared.scope else ROOT,
        version=2,
        content=shown,
        content_digest=digest_of(shown),
        input_digest=Digest("a" * 64),
        inputs=(BundleInput(kind="brief", code="brief", version=1, digest=Digest("b" * 64)),),
    )


def documents(of: Release) -> list[BundleDocument]:
    return [document(name, of=of) for name in TYPES[of.definition.name]]
