"""One value as Markdown blocks, by the form that its schema declares.

Lists of facts take `-`, lists of content take `*`: CommonMark begins a new list where the mark changes, so that two
lists which follow each other stay two.
"""

from collections.abc import Mapping, Sequence

from app.domain.names import Json, JsonObject
from app.domain.presentation import KEY, SOURCES, Form, Shape, name_of_item
from app.exports.escaping import clean, heading, inline, is_list, line, prose
from app.exports.footnotes import Footnotes

_SHORT_FORMS = frozenset({Form.TEXT, Form.CODES})


def is_empty(value: Json) -> bool:
    """Tell whether there is nothing to show: absent, blank, or made of such values only."""
    if value is None:
        return True
    if isinstance(value, str):
        return not clean(value)
    if isinstance(value, Mapping):
        return all(is_empty(inner) for inner in value.values())
    return isinstance(value, list | tuple) and not value


class Blocks:
    """Writes values; remembers the sources of items as footnotes on the way."""

    def __init__(self, notes: Footnotes) -> None:
        self._notes = notes

    def write(self, value: Json, shape: Shape, *, depth: int) -> list[str]:
        """Give the blocks of `value`; `depth` is the level of the headings that cards take."""
        match shape.form:
            case Form.CARDS:
                return [block for item in _objects(value) for block in self._card(item, shape, depth=depth)]
            case Form.FIELDS if isinstance(value, Mapping):
                return self._fields(value, shape, depth=depth)
            case Form.PROSE | Form.NOTE:
                return prose(str(value))
            case Form.TEXT | Form.CODES | Form.FIELDS:
                return [self.short(value, shape)]
            case Form.TABLE | Form.LIST | Form.STEPS | Form.CRITERIA | Form.QUOTES:
                return ["\n".join(self._lines(value, shape))]

    def _lines(self, value: Json, shape: Shape) -> list[str]:
        items = _objects(value)
        match shape.form:
            case Form.TABLE:
                return self._table(items, shape)
            case Form.STEPS:
                return [f"{number}. {self._step(item, shape)}" for number, item in enumerate(items, start=1)]
            case Form.CRITERIA:
                return [f"* {self._criterion(item, shape)}" for item in items]
            case Form.QUOTES:
                return [f"* {_quote(item)}" for item in items]
            case _ if shape.fields:
                return [f"* {self._entry(item, shape)}" for item in items]
            case _:
                return [f"* {line(str(entry))}" for entry in _entries(value)]

    def short(self, value: Json, shape: Shape) -> str:
        """Give `value` for the inside of a line or a table cell."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, int) and shape.is_grouped:
            return f"{value:,}".replace(",", " ")
        if isinstance(value, str) and shape.is_reference:
            return self._notes.named(value)
        if isinstance(value, Mapping):
            return self.details(value, shape)
        if isinstance(value, list | tuple):
            separator = "; " if shape.fields or not shape.is_reference else ", "
            return separator.join(self._short_entry(entry, shape) for entry in value)
        return inline(_spoken(value, shape))

    def details(self, item: JsonObject, shape: Shape, *, leave_out: str | None = None) -> str:
        """Give the filled fields of an object on one line, with their labels."""
        shown = [name for name in shape.fields if name != leave_out and not is_empty(item.get(name))]
        return "; ".join(
            f"{inline(shape.fields[name].title).lower()}: {self.short(item[name], shape.fields[name]).rstrip('.')}"
            for name in shown
        )

    def _short_entry(self, entry: Json, shape: Shape) -> str:
        if not isinstance(entry, Mapping):
            return inline(str(entry))
        named = self.short(entry.get(shape.heading), shape.fields[shape.heading]) if shape.heading else ""
        rest = self.details(entry, shape, leave_out=shape.heading)
        return f"{named} ({rest})" if named and rest else named or rest

    def _mark(self, item: JsonObject, *, within: str = "") -> str:
        key = str(item.get(KEY, ""))
        return self._notes.mark(f"{within}.{key}" if within else key, item.get(SOURCES))

    def _table(self, items: Sequence[JsonObject], shape: Shape) -> list[str]:
        """Write rows; a column that no item fills is left out, the heading's never."""
        shown = [
            name
            for name in shape.fields
            if name == shape.heading or any(not is_empty(item.get(name)) for item in items)
        ]
        keyed = any(KEY in item for item in items)
        header = (["Code"] if keyed else []) + [inline(shape.fields[name].title) for name in shown]
        rows = [_row(header), _row(["---"] * len(header))]
        for item in items:
            code = [f"{inline(str(item.get(KEY, '')))}{self._mark(item)}"] if keyed else []
            cells = ["" if is_empty(item.get(name)) else self.short(item[name], shape.fields[name]) for name in shown]
            rows.append(_row(code + cells))
        return rows

    def _card(self, item: JsonObject, shape: Shape, *, depth: int) -> list[str]:
        key = str(item.get(KEY, ""))
        name = self._heading(item, shape)
        title = " ".join(part for part in (heading(key), name) if part) or "Item"
        mark = self._mark(item)
        facts = self._fields(item, shape, depth=depth, leave_out=shape.heading, within=key)
        return [f"{'#' * min(depth, 6)} {title}", *facts, *([f"Sources: {mark}"] if mark else [])]

    def _heading(self, item: JsonObject, shape: Shape) -> str:
        if shape.heading and shape.fields[shape.heading].is_reference:
            return self._notes.named(name_of_item(item, shape))
        return heading(name_of_item(item, shape))

    def _fields(
        self, value: JsonObject, shape: Shape, *, depth: int, leave_out: str | None = None, within: str = ""
    ) -> list[str]:
        """Write the fields of an object: short ones gathered in lists, long ones as blocks under their labels."""
        written: list[str] = []
        bullets: list[str] = []
        for name, inner in shape.fields.items():
            if name == leave_out or is_empty(value.get(name)):
                continue
            label = inline(inner.title)
            if inner.form in _SHORT_FORMS or inner.form is Form.FIELDS:
                bullets.append(f"- **{label}:** {self.short(value[name], inner)}")
                continue
            written += ["\n".join(bullets)] if bullets else []
            bullets = []
            written += self._labelled(label, value[name], inner, depth=depth, within=within)
        return [*written, "\n".join(bullets)] if bullets else written

    def _labelled(self, label: str, value: Json, shape: Shape, *, depth: int, within: str) -> list[str]:
        if shape.form is Form.PROSE:
            first, *others = prose(str(value))
            return [f"**{label}:**", first, *others] if is_list(first) else [f"**{label}:** {first}", *others]
        if shape.form is Form.CRITERIA:
            lines = [f"* {self._criterion(item, shape, within=within)}" for item in _objects(value)]
            return [f"**{label}**", "\n".join(lines)]
        return [f"**{label}**", *self.write(value, shape, depth=depth + 1)]

    def _step(self, item: JsonObject, shape: Shape) -> str:
        others = [
            self.short(item[name], inner)
            for name, inner in shape.fields.items()
            if name != shape.heading and not is_empty(item.get(name))
        ]
        words = inline(name_of_item(item, shape))
        return f"**{', '.join(others)}:** {words}" if others else line(name_of_item(item, shape))

    def _criterion(self, item: JsonObject, shape: Shape, *, within: str = "") -> str:
        parts = [
            f"**{inline(inner.title)}** {self.short(item[name], inner)}"
            for name, inner in shape.fields.items()
            if not is_empty(item.get(name))
        ]
        return ", ".join(parts) + self._mark(item, within=within)

    def _entry(self, item: JsonObject, shape: Shape) -> str:
        key = inline(str(item.get(KEY, "")))
        rest = self.details(item, shape, leave_out=shape.heading)
        name = inline(name_of_item(item, shape)) if key else line(name_of_item(item, shape))
        lead = f"**{key}** {name}" if key else name
        return f"{lead}{f' ({rest})' if rest else ''}{self._mark(item)}"


def _spoken(value: Json, shape: Shape) -> str:
    """Give a scalar in words: the values of an enumeration without underscores."""
    return (str(value).replace("_", " ").strip() or str(value)) if shape.is_choice else str(value)


def _quote(item: JsonObject) -> str:
    return f"“{inline(str(item.get('quote', '')))}” (block {inline(str(item.get('brief', '')))})"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _entries(value: Json) -> Sequence[Json]:
    return value if isinstance(value, list | tuple) else [value]


def _objects(value: Json) -> list[JsonObject]:
    return [entry for entry in _entries(value) if isinstance(entry, Mapping)]
