"""Rules about schemas: valid, local, strict, and with what identity, references and collections need."""

from collections.abc import Iterator

from app.domain.definition.faults import fault, in_workflow
from app.domain.definition.material import Material
from app.domain.definition.rules.inputs import ANSWERS_FIELD
from app.domain.findings import Finding
from app.domain.names import Json, JsonObject
from app.domain.schema_checks import DRAFT, InvalidSchema, compile_schema
from app.domain.schemas import at_path, follow, item_schemas, local_target, subschemas, top_fields

_UNSUPPORTED = ("$anchor", "$dynamicAnchor", "$dynamicRef", "unevaluatedItems")


def schemas_are_valid(material: Material) -> Iterator[Finding]:
    """Each schema is a valid JSON Schema of draft 2020-12."""
    for file, schema in material.schemas.items():
        stated = schema.get("$schema", DRAFT)
        if stated != DRAFT:
            yield fault("invalid_schema", f"{file}:/$schema", f"{stated!r} is another draft", f"Write {DRAFT}.")
            continue
        try:
            compile_schema(schema)
        except InvalidSchema as error:
            if not _has_bad_reference(schema):
                yield fault("invalid_schema", f"{file}:{error.pointer}", str(error), "Correct the schema.")


def references_are_local(material: Material) -> Iterator[Finding]:
    """Each `$ref` is a pointer within its own file, and something stands there."""
    for file, schema in material.schemas.items():
        for pointer, node in material.subschemas[file]:
            for keyword in _UNSUPPORTED:
                if keyword in node:
                    yield fault(
                        "unsupported_keyword",
                        f"{file}:{pointer}/{keyword}",
                        f"{keyword} is not supported",
                        "Use `$ref` with a pointer into `$defs`.",
                    )
            reference = node.get("$ref")
            if reference is None:
                continue
            place = f"{file}:{pointer}/$ref"
            if not isinstance(reference, str) or not reference.startswith("#"):
                yield fault(
                    "remote_reference", place, f"{reference!r} leads out of the file", "Copy the schema into `$defs`."
                )
            elif local_target(schema, reference) is None:
                yield fault("unresolved_reference", place, f"nothing stands at {reference!r}", "Correct the pointer.")


def schemas_refuse_nothing_written(material: Material) -> Iterator[Finding]:
    """Each document is an object, and `{}` is none."""
    for pointer, name, declared in material.document_types():
        schema = material.schemas.get(declared.schema_file)
        if schema is None:
            continue
        place = in_workflow(f"{pointer}/schema")
        if schema.get("type") != "object":
            yield fault("not_an_object", place, f"{name!r} is not described as an object", 'Write "type": "object".')
        elif _accepts_empty(schema):
            yield fault(
                "accepts_empty",
                place,
                f"the schema of {name!r} accepts an empty document",
                "Name the fields that every such document has under `required`.",
            )


def reserved_fields_are_free(material: Material) -> Iterator[Finding]:
    """No schema claims a field that the product adds."""
    for _, _, declared in material.document_types():
        schema = material.schemas.get(declared.schema_file)
        if schema is not None and ANSWERS_FIELD in top_fields(schema):
            yield fault(
                "reserved_field",
                f"{declared.schema_file}:/properties/{ANSWERS_FIELD}",
                f"the product adds {ANSWERS_FIELD!r} to stored documents",
                "Choose another name.",
            )


def collections_are_lists_of_keyed_objects(material: Material) -> Iterator[Finding]:
    """Each collection is a list of objects that must have a `key`, and the fields of its identity."""
    for pointer, _, declared in material.document_types():
        schema = material.schemas.get(declared.schema_file)
        if schema is None:
            continue
        for field, entity_type in declared.collections.items():
            place = in_workflow(f"{pointer}/collections/{field}")
            items = _items_at(schema, field)
            if not any(_requires_key(item) for item in items):
                yield fault(
                    "bad_collection",
                    place,
                    f"{field!r} is not a list of objects that must have a `key`",
                    "Describe it as an array of objects with `key` among their `required` fields.",
                )
                continue
            yield from _identity(material, entity_type, field, schema, items)


def _identity(
    material: Material,
    entity_type: str,
    field: str,
    schema: JsonObject,
    items: tuple[JsonObject, ...],
) -> Iterator[Finding]:
    declared = material.workflow.entity_types.get(entity_type)
    if declared is None:
        return
    wanted = [(f"/entity_types/{entity_type}/match/{index}", name) for index, name in enumerate(declared.match)]
    wanted.append((f"/entity_types/{entity_type}/name_field", declared.name_field))
    for pointer, name in wanted:
        if not follow(schema, items, (name,)):
            yield fault(
                "identity_field",
                in_workflow(pointer),
                f"the items of {field!r} have no field {name!r}",
                "Name a field that the schema gives them.",
            )


def _items_at(schema: JsonObject, field: str) -> tuple[JsonObject, ...]:
    return tuple(item for node in at_path(schema, field) for item in item_schemas(schema, node))


def _requires_key(item: JsonObject) -> bool:
    properties, required = item.get("properties"), item.get("required")
    return isinstance(properties, dict) and "key" in properties and isinstance(required, list) and "key" in required


def _accepts_empty(schema: JsonObject) -> bool:
    required = schema.get("required")
    if isinstance(required, list) and required:
        return False
    try:
        return compile_schema(schema).is_valid({})
    except InvalidSchema:
        return False


def _has_bad_reference(schema: Json) -> bool:
    for _, node in subschemas(schema):
        reference = node.get("$ref")
        if reference is not None and (
            not isinstance(reference, str)
            or not reference.startswith("#")
            or not isinstance(schema, dict)
            or local_target(schema, reference) is None
        ):
            return True
    return False
