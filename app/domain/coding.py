"""From the document as it was written to the document as it is kept: codes for local keys, and digests of it all."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.domain.canonical import digest_of
from app.domain.names import Code, Digest, Json, JsonObject
from app.domain.questions import Answered
from app.domain.schemas import references_of

KEY_FIELD = "key"
ANSWERS_FIELD = "answers"
_BRANCHES = ("allOf", "anyOf", "oneOf")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentDigests:
    """The digests of one content."""

    content: Digest
    parts: Mapping[str, Digest]
    """Top-level field to the digest of its value."""

    items: Mapping[str, Mapping[Code, Digest]]
    """Collection field to its items in order, each with its digest; position is not part of an item."""


def code_content(content: JsonObject, *, schema: JsonObject, codes: Mapping[str, Sequence[Code]]) -> dict[str, Json]:
    """Replace local keys by codes: an item's own `key`, every reference marked `x-ref`, every cited assumption.

    Args:
        content: the document as it was written; stays untouched.
        schema: of the document type; `x-ref` names the top-level list whose keys a string refers to.
        codes: collection field to the codes of its items, in order. Lists that carry no codes keep their keys.

    A reference to a key that no item has stays as it is.

    """
    names = {field: _local_names(content.get(field), given) for field, given in codes.items()}
    coded = _Coder(schema=schema, names=names).coded(content, schema)
    if not isinstance(coded, dict):
        raise TypeError("a document is a JSON object")
    for field, given in codes.items():
        items = coded.get(field)
        if isinstance(items, list):
            coded[field] = [
                {**item, KEY_FIELD: code} if isinstance(item, Mapping) else item
                for item, code in zip(items, given, strict=True)
            ]
    return coded


def with_answers(content: JsonObject, answers: Sequence[Answered]) -> dict[str, Json]:
    """Add what people answered as the document's own field, where anything was asked; the order given is kept."""
    if not answers:
        return dict(content)
    return {**content, ANSWERS_FIELD: [answered.as_json() for answered in answers]}


def digests_of_content(content: JsonObject, collections: Sequence[str]) -> ContentDigests:
    """Digest a coded content, its parts and the items of its collections."""
    return ContentDigests(
        content=digest_of(content),
        parts={field: digest_of(value) for field, value in content.items()},
        items={field: dict(_item_digests(content.get(field))) for field in collections},
    )


def _item_digests(items: Json) -> Iterator[tuple[Code, Digest]]:
    for item in items if isinstance(items, list) else ():
        if isinstance(item, Mapping):
            yield Code(str(item[KEY_FIELD])), digest_of(item)


def _local_names(items: Json, codes: Sequence[Code]) -> dict[str, Code]:
    if not isinstance(items, list):
        return {}
    return {
        str(item[KEY_FIELD]): code
        for item, code in zip(items, codes, strict=True)
        if isinstance(item, Mapping) and KEY_FIELD in item
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Coder:
    """Walks a document along its schema."""

    schema: JsonObject
    names: Mapping[str, Mapping[str, Code]]

    def coded(self, value: Json, schema: Json) -> Json:
        """Copy `value` with every local reference replaced."""
        shapes = list(self._shapes(schema))
        if isinstance(value, str):
            return self._coded_text(value, shapes)
        if isinstance(value, Mapping):
            return {field: self._coded_field(field, inner, shapes) for field, inner in value.items()}
        if isinstance(value, Sequence):
            return [self.coded(inner, _every(shape.get("items") for shape in shapes)) for inner in value]
        return value

    def _coded_text(self, text: str, shapes: Sequence[JsonObject]) -> Json:
        targets = (target for shape in shapes for target in references_of(shape))
        found = (self.names.get(target, {}).get(text) for target in targets)
        return next((code for code in found if code is not None), text)

    def _coded_field(self, field: str, value: Json, shapes: Sequence[JsonObject]) -> Json:
        if field == "assumption" and isinstance(value, str):
            found = self.names.get("assumptions", {}).get(value)
            if found is not None:
                return found
        declared = [shape["properties"] for shape in shapes if isinstance(shape.get("properties"), Mapping)]
        inner = [properties.get(field) for properties in declared if isinstance(properties, Mapping)]
        return self.coded(value, _every(iter(inner)))

    def _shapes(self, schema: Json) -> Iterator[JsonObject]:
        """Give every schema that describes a value: the schema itself, what it refers to, and its branches."""
        waiting, seen = [schema], set()
        while waiting:
            shape = waiting.pop(0)
            if not isinstance(shape, Mapping) or id(shape) in seen:
                continue
            seen.add(id(shape))
            yield shape
            reference = shape.get("$ref")
            if isinstance(reference, str):
                waiting.append(self._referred(reference))
            for branch in _BRANCHES:
                choices = shape.get(branch)
                if isinstance(choices, list):
                    waiting.extend(choices)

    def _referred(self, reference: str) -> Json:
        """Follow a pointer within the schema: `#/$defs/source`."""
        found: Json = self.schema
        for segment in reference.removeprefix("#/").split("/"):
            if not isinstance(found, Mapping):
                return None
            found = found.get(segment.replace("~1", "/").replace("~0", "~"))
        return found


def _every(schemas: Iterator[Json]) -> Json:
    """Give one schema that stands for all of `schemas`."""
    present = [schema for schema in schemas if schema is not None]
    return present[0] if len(present) == 1 else {"allOf": present}
