"""Released documents for exports: the examples of both shipped releases, as their services give them."""

import json
from dataclasses import replace
from functools import cache

from app.domain.canonical import digest_of
from app.domain.definition.loading import load_release
from app.domain.definition.model import Definition, Scope
from app.domain.definition.release import Release
from app.domain.names import ROOT, Digest, DocumentTypeName, EntityTypeName, JsonObject, ScopeName, ScopePath
from app.exports.bundle import BundleDocument, BundleInput
from tests.examples_of_documents import TYPES, example, release_files

SOFTWARE = "software-product-development"
STRATEGY = "strategy-document"
INSIDE = ScopePath("E-02")
"""Where the examples of documents inside a scope stand."""


@cache
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


def deeper() -> tuple[Definition, list[BundleDocument]]:
    """Give the software release with one level more, and its documents: requirements hold what the root held."""
    made = release()
    outer, inner = ScopeName("requirement"), ScopeName("epic")
    types = dict(made.definition.document_types)
    backlog = DocumentTypeName("epic_backlog")
    types[backlog] = replace(types[backlog], scope=outer)
    entities = dict(made.definition.entity_types)
    opening = EntityTypeName("requirement")
    entities[opening] = replace(entities[opening], opens=outer)
    scopes = {
        outer: Scope(name=outer, parent=None, entity_type=opening),
        inner: replace(made.definition.scopes[inner], parent=outer),
    }
    definition = replace(made.definition, scopes=scopes, entity_types=entities, document_types=types)
    return definition, [
        document("project_discovery", of=made),
        document("epic_backlog", of=made, content=_below("epic_backlog"), path=ScopePath("R-01")),
        document("story_backlog", of=made, content=_below("story_backlog"), path=ScopePath("R-01/E-02")),
    ]


def _below(document_type: str) -> JsonObject:
    moved: JsonObject = json.loads(json.dumps(example(document_type).content).replace('"E-0', '"R-01/E-0'))
    return moved
