"""A folder of released documents as values: Markdown and JSON of each, and a manifest that a program can read.

Nothing here touches a disk; the same documents give the same paths and the same bytes.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.domain.documents import MalformedDocumentCode, document_code, parse_document_code
from app.domain.names import ROOT, Digest, DocumentTypeName, Json, JsonObject, ScopePath
from app.domain.presentation import KEY, SOURCES, Shape, shape_of
from app.exports.escaping import slug
from app.exports.markdown import MadeFrom, TitleBlock, names_in, render_markdown

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleInput:
    """An input of a released version, as the manifest lists it."""

    kind: str
    """`brief`, `document`, `item` or `gathered`."""

    code: str
    """`brief`, the document's code, or the item's code."""

    version: int | None
    digest: Digest | None
    """Content digest of what was read; None for an optional input that was absent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleDocument:
    """One released version with everything that its files say."""

    type: DocumentTypeName
    letters: str
    """The code of its type: `PD`."""

    schema: JsonObject
    path: ScopePath = ROOT
    version: int
    state: str = "released"
    content: JsonObject
    content_digest: Digest
    input_digest: Digest
    inputs: tuple[BundleInput, ...] = ()

    @property
    def code(self) -> str:
        """The document's public code: `SB-1@E-03`."""
        return str(document_code(self.letters, path=self.path))


def bundle(documents: Sequence[BundleDocument], *, project: str, release: str) -> tuple[tuple[str, bytes], ...]:
    """Give every file of the folder as relative path (with `/`) and bytes, sorted by path.

    `release` is the workflow release, `name@version`. The order of `documents` is the order of the manifest.

    Raises:
        app.domain.documents.MalformedDocumentCode: a document's letters or path are no codes.

    """
    files = {}
    entries: list[Json] = []
    for document, markdown in zip(documents, rendered(documents), strict=True):
        stem = stem_of(document)
        files[f"{stem}.md"] = markdown.encode()
        files[f"{stem}.json"] = document_json(document.content, schema=document.schema)
        entries.append(entry_of(document, files=[f"{stem}.md", f"{stem}.json"]))
    manifest: JsonObject = {"project": project, "release": release, "documents": entries}
    files[MANIFEST] = _json_bytes(manifest)
    return tuple(sorted(files.items()))


def markdown_bundle(documents: Sequence[BundleDocument]) -> tuple[tuple[str, bytes], ...]:
    """Give the documents as Markdown alone, by relative path, sorted.

    Raises:
        app.domain.documents.MalformedDocumentCode: a document's letters or path are no codes.

    """
    texts = zip(documents, rendered(documents), strict=True)
    return tuple(sorted((f"{stem_of(document)}.md", text.encode()) for document, text in texts))


def rendered(documents: Sequence[BundleDocument]) -> tuple[str, ...]:
    """Give each document as Markdown, with the names of items in all of them."""
    names = names_of(documents)
    return tuple(
        render_markdown(document.content, schema=document.schema, title=_title_block(document, names), names=names)
        for document in documents
    )


def document_json(content: JsonObject, *, schema: JsonObject) -> bytes:
    """Write a document as JSON in reading order; its canonical digest is the content digest."""
    return _json_bytes(_in_order(content, shape_of(schema)))


def names_of(documents: Iterable[BundleDocument]) -> dict[str, str]:
    """Give the name of every coded item in these documents, by code."""
    names: dict[str, str] = {}
    for document in documents:
        names |= names_in(document.content, schema=document.schema)
    return names


def _title_block(document: BundleDocument, names: Mapping[str, str]) -> TitleBlock:
    return TitleBlock(
        code=document.code,
        version=document.version,
        state=document.state,
        subject=" ".join(part for part in (document.path, names.get(document.path, "")) if part),
        made_from=tuple(
            MadeFrom(name=entry.code, version=entry.version) for entry in document.inputs if entry.digest is not None
        ),
    )


def stem_of(document: BundleDocument) -> str:
    """Name the files: `PD-1-project-discovery`, inside a scope `E-03/SB-1-story-backlog`.

    Reading the code back refuses any that could lead out of the folder.
    """
    code = parse_document_code(document.code)
    if str(code) != document.code:
        raise MalformedDocumentCode(document.code)
    name = f"{code.letters}-{code.number}-{slug(document.type)}"
    return f"{code.path}/{name}" if code.path else name


def entry_of(document: BundleDocument, *, files: list[str]) -> dict[str, Json]:
    """Give what a manifest says of a document."""
    return {
        "code": document.code,
        "type": document.type,
        "scope": document.path,
        "version": document.version,
        "content_digest": document.content_digest,
        "input_digest": document.input_digest,
        "inputs": [
            {"kind": entry.kind, "code": entry.code, "version": entry.version, "digest": entry.digest}
            for entry in document.inputs
        ],
        "files": files,
    }


def _in_order(value: Json, shape: Shape | None) -> Json:
    """Put the fields of objects into reading order: key first, sources last but for what the schema does not name."""
    if isinstance(value, list | tuple):
        return [_in_order(entry, shape) for entry in value]
    if not isinstance(value, Mapping):
        return value
    fields = shape.fields if shape else {}
    wanted = [KEY, *fields, SOURCES]
    names = [name for name in wanted if name in value] + sorted(name for name in value if name not in wanted)
    return {name: _in_order(value[name], fields.get(name)) for name in names}


def _json_bytes(value: Json) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
