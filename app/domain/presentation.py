"""What a document's schema says about how the document is read: titles, order, and the form of each part.

The vocabulary, beside JSON Schema's own `title`:

- `x-render` at an object: `order`, the fields in reading order; others follow by name.
- `x-render` at the items of a list: `heading`, the field that names an item, and `order`.
- `x-render` at any value: `as`, one of the forms below; `collect` (`questions` or `assumptions`; within an item
  `proposals`, of which those marked as proposed), gathered once more at the end of the document; `group: true`,
  digits in groups of three.
- `x-ref` at a string: the list or lists that it refers to; a code, shown with the name of what it refers to.

`key` names an item in its list and `sources` says what it rests on; both are shown everywhere in the same way.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.names import Json, JsonObject

KEY = "key"
SOURCES = "sources"
PROPOSED = "proposed"
"""What an entry is marked with that nobody has confirmed."""

ANSWERS = "answers"
"""Stored beside the document's own fields by the product: the questions that were asked, with their answers."""


class Form(StrEnum):
    """How a value is laid out."""

    TEXT = "text"
    """A short value on the line of its label."""

    PROSE = "prose"
    """Paragraphs."""

    NOTE = "note"
    """A remark to the reader ahead of everything else."""

    FIELDS = "fields"
    """An object, a labelled paragraph a field."""

    TABLE = "table"
    """Short uniform items, one a row."""

    CARDS = "cards"
    """Long items, each under a heading of its own."""

    LIST = "list"
    """One line an item."""

    STEPS = "steps"
    """One numbered line an item."""

    CRITERIA = "criteria"
    """One line an item, every field with its label."""

    CODES = "codes"
    """References, separated by commas."""

    QUOTES = "quotes"
    """Words of the brief."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One place of a schema, read for presentation."""

    title: str
    form: Form
    is_list: bool = False
    fields: Mapping[str, "Shape"]
    """Fields of the object, or of each item of the list, in reading order, without key and sources."""

    heading: str | None = None
    collect: str | None = None
    is_reference: bool = False
    is_grouped: bool = False
    is_choice: bool = False
    """Its values are an enumeration, read with spaces for underscores."""


def shape_of(schema: JsonObject) -> Shape:
    """Read the presentation of a whole document type."""
    return _read(schema, name="", root=schema)


def name_of_item(item: Json, shape: Shape) -> str:
    """Give the text that names an item of a list: its heading field, or nothing."""
    if not isinstance(item, Mapping) or shape.heading is None:
        return ""
    value = item.get(shape.heading)
    return value if isinstance(value, str) else ""


def coded_items(document: JsonObject, shape: Shape) -> Iterator[tuple[str, str]]:
    """Give key and name of every item in the document's own lists; keys are codes once they were given."""
    for field, inner in shape.fields.items():
        value = document.get(field)
        if not inner.is_list or not isinstance(value, list | tuple):
            continue
        for item in value:
            if isinstance(item, Mapping) and isinstance(item.get(KEY), str):
                yield str(item[KEY]), name_of_item(item, inner)


def _read(node: JsonObject, *, name: str, root: JsonObject) -> Shape:
    node = _resolved(node, root=root)
    hints = _object_at(node, "x-render")
    items = _resolved(_object_at(node, "items"), root=root)
    is_list = node.get("type") == "array"
    holder = items if is_list else node
    fields = _fields(holder, root=root)
    heading = _object_at(holder, "x-render").get("heading")
    collect = hints.get("collect")
    return Shape(
        title=str(node.get("title") or _spelled(name)),
        form=_form(hints.get("as"), is_list=is_list, has_fields=bool(fields)),
        is_list=is_list,
        fields=fields,
        heading=heading if isinstance(heading, str) else None,
        collect=collect if isinstance(collect, str) else None,
        is_reference="x-ref" in node or "x-ref" in items,
        is_grouped=hints.get("group") is True,
        is_choice="enum" in node,
    )


def _fields(node: JsonObject, *, root: JsonObject) -> dict[str, Shape]:
    properties = _object_at(node, "properties")
    order = _object_at(node, "x-render").get("order")
    first = [name for name in order if name in properties] if isinstance(order, list | tuple) else []
    rest = [name for name in properties if name not in first]
    names = [name for name in (*first, *rest) if isinstance(name, str) and name not in (KEY, SOURCES)]
    return {name: _read(_object_at(properties, name), name=name, root=root) for name in names}


def _form(declared: Json, *, is_list: bool, has_fields: bool) -> Form:
    if declared in set(Form):
        return Form(str(declared))
    if is_list:
        return Form.CARDS if has_fields else Form.LIST
    return Form.FIELDS if has_fields else Form.TEXT


def _resolved(node: JsonObject, *, root: JsonObject) -> JsonObject:
    """Follow a local `$ref`; what stands beside it wins over what it names."""
    reference = node.get("$ref")
    if not isinstance(reference, str) or not reference.startswith("#/$defs/"):
        return node
    return {**_object_at(_object_at(root, "$defs"), reference.removeprefix("#/$defs/")), **node}


def _object_at(node: JsonObject, name: str) -> JsonObject:
    value = node.get(name)
    return value if isinstance(value, Mapping) else {}


def _spelled(name: str) -> str:
    return name.replace("_", " ").capitalize()
