"""The work in released documents, as trackers see it: items in levels, parents before children.

Which lists are work comes from the release. An item of an entity type that opens a scope holds what is made inside
that scope. Inside the innermost scopes, the items of a list whose schema shows criteria (`x-render` as `criteria`)
are what somebody builds and tests.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.domain.definition.model import Definition, EntityType
from app.domain.errors import Conflict
from app.domain.names import Json, JsonObject, ScopeName
from app.domain.presentation import KEY, Form, Shape, name_of_item, shape_of
from app.exports.bundle import BundleDocument
from app.exports.escaping import clean


class NoWorkItems(Conflict):
    """The release has no hierarchy that a tracker could take."""

    def __init__(self, workflow: str, why: str) -> None:
        super().__init__(f"The workflow {workflow!r} has no {why}. Export its documents as markdown or json.")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkItem:
    """One item that a tracker takes."""

    code: str
    parent: str | None
    """Code of the item that it belongs to; None where it stands by itself."""

    level: int
    """0 for the outermost."""

    kind: str
    """The entity type's name, as words."""

    title: str
    document: BundleDocument
    field: str
    """The top-level field of the document that it stands in."""

    content: JsonObject
    shape: Shape
    """Of the item: its fields in reading order."""

    @property
    def version(self) -> int:
        """The version of the document that it stands in."""
        return self.document.version


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """All items of a project, outermost level first, in the order of their documents within a level."""

    items: tuple[WorkItem, ...]
    has_leaves: bool
    """True where the innermost level is what somebody builds, and not only what holds it."""

    @property
    def levels(self) -> int:
        """How many levels there are."""
        return 1 + max((item.level for item in self.items), default=-1)

    def children(self, code: str) -> tuple[WorkItem, ...]:
        """Give the items that belong to the item `code`."""
        return tuple(item for item in self.items if item.parent == code)


def work_in(documents: Sequence[BundleDocument], *, definition: Definition) -> Work:
    """Find the work in these documents.

    Raises:
        NoWorkItems: the release has no items that open a scope, or none of them is released.

    """
    if not definition.scopes:
        raise NoWorkItems(definition.name, "items that hold others")
    found: list[WorkItem] = []
    for document in documents:
        for field, entity_type in definition.document_types[document.type].collections.items():
            level = _level(definition, definition.entity_types[entity_type], document, field)
            if level is not None:
                found.extend(_items(definition.entity_types[entity_type], document, field, level))
    if not found:
        raise NoWorkItems(definition.name, "released items yet that hold others")
    known = {item.code for item in found}
    items = tuple(sorted((_placed(item, known) for item in found), key=lambda item: item.level))
    return Work(items=items, has_leaves=any(not _opens(definition, item) for item in items))


def _opens(definition: Definition, item: WorkItem) -> bool:
    entity_type = definition.document_types[item.document.type].collections[item.field]
    return definition.entity_types[entity_type].opens is not None


def _level(definition: Definition, entity_type: EntityType, document: BundleDocument, field: str) -> int | None:
    """Give the level of a list's items; None where they are no work."""
    if entity_type.opens is not None:
        return _depth(definition, entity_type.opens)
    scope = definition.document_types[document.type].scope
    is_innermost = scope is not None and all(other.parent != scope for other in definition.scopes.values())
    shape = shape_of(document.schema).fields.get(field)
    is_testable = shape is not None and any(inner.form is Form.CRITERIA for inner in shape.fields.values())
    return _depth(definition, scope) + 1 if scope is not None and is_innermost and is_testable else None


def _depth(definition: Definition, scope: ScopeName) -> int:
    parent = definition.scopes[scope].parent
    return 0 if parent is None else 1 + _depth(definition, parent)


def _items(entity_type: EntityType, document: BundleDocument, field: str, level: int) -> Iterator[WorkItem]:
    shape, listed = shape_of(document.schema).fields[field], document.content.get(field)
    for content in listed if isinstance(listed, list | tuple) else ():
        if isinstance(content, Mapping) and isinstance(content.get(KEY), str):
            code = str(content[KEY])
            yield WorkItem(
                code=code,
                parent=document.path or None,
                level=level,
                kind=entity_type.name.replace("_", " "),
                title=clean(name_of_item(content, shape)) or code,
                document=document,
                field=field,
                content=content,
                shape=shape,
            )


def _placed(item: WorkItem, known: set[str]) -> WorkItem:
    """Let go of a parent that is not released, so that every parent named is there."""
    if item.parent is None or item.parent in known:
        return item
    return replace(item, parent=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One field of an item in plain words."""

    label: str
    entries: tuple[str, ...]
    is_list: bool


def lines_of(item: WorkItem, *, names: Mapping[str, str]) -> tuple[Line, ...]:
    """Give what an item says beside its name, field by field, without markup; empty fields are left out."""
    return tuple(_lines(item.content, item.shape, names))


def _lines(content: JsonObject, shape: Shape, names: Mapping[str, str]) -> Iterator[Line]:
    for name, inner in shape.fields.items():
        if name == shape.heading:
            continue
        value = content.get(name)
        many = value if inner.is_list and isinstance(value, list | tuple) else (value,)
        entries = tuple(words for entry in many if (words := words_of(entry, inner, names)))
        if entries:
            yield Line(label=inner.title, entries=entries, is_list=inner.is_list)


def words_of(value: Json, shape: Shape, names: Mapping[str, str]) -> str:
    """Give a value in plain words on one line."""
    if isinstance(value, Mapping):
        told = ((inner.title, value.get(name), inner) for name, inner in shape.fields.items())
        return "; ".join(
            f"{title}: {words}" for title, entry, inner in told if (words := words_of(entry, inner, names))
        )
    if isinstance(value, list | tuple):
        return ", ".join(words_of(entry, shape, names) for entry in value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = clean(str(value))
    if shape.is_reference and text in names:
        return f"{text} ({names[text]})"
    return text.replace("_", " ") if shape.is_choice else text


def stated_in(item: WorkItem) -> str:
    """Say where an item comes from: `E-02/S-01, version 2 of SB-1@E-02`."""
    return f"{item.code}, version {item.version} of {item.document.code}"
