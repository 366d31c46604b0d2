"""Walking JSON Schemas and the values they describe; only local references, as the definition language has them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.domain.names import Json, JsonObject

COMBINATORS = ("allOf", "anyOf", "oneOf")
_LEADING_ON = frozenset({*COMBINATORS, "$ref"})
"""Keywords by which a schema speaks through other ones."""

_MAPS_OF_SCHEMAS = frozenset({"properties", "patternProperties", "$defs", "dependentSchemas"})
_SINGLE_SCHEMAS = frozenset({"items", "additionalProperties", "contains", "not", "if", "then", "else", "propertyNames"})
_LISTS_OF_SCHEMAS = frozenset({*COMBINATORS, "prefixItems"})


def escape(step: str | int) -> str:
    """Write one step of a JSON Pointer (RFC 6901 §3)."""
    return str(step).replace("~", "~0").replace("/", "~1")


def local_target(root: JsonObject, reference: str) -> Json:
    """Give what a local reference (`#/$defs/source`) points at; None where nothing stands there."""
    node: Json = root
    for raw in reference.removeprefix("#").split("/")[1:]:
        step = raw.replace("~1", "/").replace("~0", "~")
        if isinstance(node, Mapping):
            node = node.get(step)
        elif isinstance(node, list) and step.isdigit() and int(step) < len(node):
            node = node[int(step)]
        else:
            return None
    return node


def alternatives(root: JsonObject, node: Json) -> tuple[JsonObject, ...]:
    """Give every object schema that may speak about a value: the node, what it refers to, and what it combines."""
    if isinstance(node, Mapping) and _LEADING_ON.isdisjoint(node):
        return (node,)
    found: list[JsonObject] = []
    waiting: list[Json] = [node]
    while waiting:
        current = waiting.pop(0)
        if not isinstance(current, Mapping) or any(current is seen for seen in found):
            continue
        found.append(current)
        reference = current.get("$ref")
        if isinstance(reference, str):
            waiting.append(local_target(root, reference))
        for combinator in COMBINATORS:
            members = current.get(combinator)
            if isinstance(members, list):
                waiting.extend(members)
    return tuple(found)


def item_schemas(root: JsonObject, node: Json) -> tuple[JsonObject, ...]:
    """Give the schemas of the items of a list; empty where `node` describes no list."""
    return tuple(
        member
        for schema in alternatives(root, node)
        if isinstance(schema.get("items"), Mapping)
        for member in alternatives(root, schema["items"])
    )


def follow(root: JsonObject, nodes: Sequence[JsonObject], steps: Sequence[str]) -> tuple[JsonObject, ...]:
    """Follow field names through objects and, silently, through the items of lists."""
    current = tuple(nodes)
    for step in steps:
        following: list[JsonObject] = []
        for node in current:
            for schema in (*alternatives(root, node), *item_schemas(root, node)):
                properties = schema.get("properties")
                entry = properties.get(step) if isinstance(properties, Mapping) else None
                if isinstance(entry, Mapping):
                    following.append(entry)
        current = tuple(following)
    return current


def at_path(root: JsonObject, path: str) -> tuple[JsonObject, ...]:
    """Give the schemas at a dotted path from the top of a document; empty where there is no such field."""
    return follow(root, (root,), path.split("."))


def top_fields(root: JsonObject) -> tuple[str, ...]:
    """Give the top-level fields of a document in schema order."""
    names: dict[str, None] = {}
    for schema in alternatives(root, root):
        properties = schema.get("properties")
        if isinstance(properties, Mapping):
            names.update(dict.fromkeys(properties))
    return tuple(names)


@dataclass(frozen=True, slots=True)
class Described:
    """A value of a document with one of the schemas that describe it."""

    pointer: str
    schema: JsonObject
    value: Json


def describe(root: JsonObject, value: Json) -> Iterator[Described]:
    """Give every value of a document with every schema that may speak about it, outer ones first."""
    yield from _describe(root, (root,), value, "")


def _describe(root: JsonObject, nodes: Sequence[Json], value: Json, pointer: str) -> Iterator[Described]:
    schemas = tuple(schema for node in nodes for schema in alternatives(root, node))
    for schema in schemas:
        yield Described(pointer, schema, value)
    if isinstance(value, Mapping):
        for name, entry in value.items():
            below = field_schemas(schemas, name)
            yield from _describe(root, below, entry, f"{pointer}/{escape(name)}")
    elif isinstance(value, list):
        members = [schema["items"] for schema in schemas if "items" in schema]
        for index, entry in enumerate(value):
            yield from _describe(root, members, entry, f"{pointer}/{index}")


def field_schemas(schemas: Sequence[JsonObject], field: str) -> tuple[Json, ...]:
    """Give what these schemas themselves say about one field of an object."""
    maps = (schema.get("properties") for schema in schemas)
    return tuple(properties[field] for properties in maps if isinstance(properties, Mapping) and field in properties)


def subschemas(node: Json, pointer: str = "") -> Iterator[tuple[str, JsonObject]]:
    """Give every schema object within a schema, itself first, with its pointer; examples are no schemas."""
    if not isinstance(node, dict):
        return
    yield pointer, node
    for keyword, entry in node.items():
        if isinstance(entry, dict):
            if keyword in _SINGLE_SCHEMAS:
                yield from subschemas(entry, f"{pointer}/{keyword}")
            elif keyword in _MAPS_OF_SCHEMAS:
                for name, member in entry.items():
                    yield from subschemas(member, f"{pointer}/{keyword}/{escape(name)}")
        elif isinstance(entry, list) and keyword in _LISTS_OF_SCHEMAS:
            for index, member in enumerate(entry):
                yield from subschemas(member, f"{pointer}/{keyword}/{index}")


def without_keywords(node: Json, keywords: frozenset[str]) -> Json:
    """Copy a schema without these keywords; properties that happen to bear such a name stay."""
    if not isinstance(node, Mapping):
        return node
    copy: dict[str, Json] = {}
    for keyword, entry in node.items():
        if keyword in keywords:
            continue
        if keyword in _MAPS_OF_SCHEMAS and isinstance(entry, Mapping):
            copy[keyword] = {name: without_keywords(member, keywords) for name, member in entry.items()}
        elif keyword in _SINGLE_SCHEMAS:
            copy[keyword] = without_keywords(entry, keywords)
        elif keyword in _LISTS_OF_SCHEMAS and isinstance(entry, list):
            copy[keyword] = [without_keywords(member, keywords) for member in entry]
        else:
            copy[keyword] = entry
    return copy


def references_of(schema: JsonObject) -> tuple[str, ...]:
    """Give the lists that `x-ref` names: one name, or several any of which may hold the target."""
    named = schema.get("x-ref")
    if isinstance(named, str):
        return (named,)
    return tuple(name for name in named if isinstance(name, str)) if isinstance(named, list) else ()


def declared_references(root: JsonObject) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the dotted path of every field that holds references, with the lists that they name."""
    yield from _declared(root, root, (), frozenset())


def _declared(
    root: JsonObject,
    node: Json,
    path: tuple[str, ...],
    around: frozenset[int],
) -> Iterator[tuple[str, tuple[str, ...]]]:
    if id(node) in around:
        return
    inside = around | {id(node)}
    for schema in (*alternatives(root, node), *item_schemas(root, node)):
        targets = references_of(schema)
        if targets:
            yield ".".join(path), targets
        properties = schema.get("properties")
        for name, entry in properties.items() if isinstance(properties, Mapping) else ():
            yield from _declared(root, entry, (*path, name), inside)
