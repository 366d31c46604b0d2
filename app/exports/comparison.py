"""A comparison as plain lines for a terminal."""

from collections.abc import Iterator, Mapping

from app.domain.compare import Change, Comparison, FieldChange, ItemChange
from app.domain.names import Json
from app.domain.presentation import SOURCES
from app.domain.words import Fate, Words
from app.exports.escaping import clean, shortened
from app.exports.sources import SourceWords

_MARKS = {Change.ADDED: "+", Change.REMOVED: "-", Change.CHANGED: "~", Change.MOVED: ">"}


_NOTHING_KNOWN = SourceWords(names={}, answers={}, write=clean)


def render_comparison(comparison: Comparison, *, sources: SourceWords = _NOTHING_KNOWN) -> str:
    """Write what differs, indented by depth; `sources` says what items rest on.

    `+` is added, `-` removed, `~` changed, `>` moved; inside texts, `[-gone-]` and `{+new+}`. Control characters of
    the contents never reach the terminal.
    """
    if comparison.is_empty:
        return "No difference.\n"
    lines = [_tally(comparison), ""]
    for field in comparison.fields:
        lines += [text.rstrip() for text in _field(field, depth=0, sources=sources)]
    if comparison.unchanged:
        lines += ["", f"Unchanged: {', '.join(clean(title) for title in comparison.unchanged)}"]
    return "\n".join(lines) + "\n"


def _tally(comparison: Comparison) -> str:
    counts = [(comparison.count(change), change.value) for change in Change]
    told = ", ".join(f"{count} {word}" for count, word in counts if count)
    return f"Items: {told}." if told else "No item differs, but other fields do."


def _field(field: FieldChange, *, depth: int, sources: SourceWords) -> Iterator[str]:
    pad = "  " * depth
    title = clean(field.title)
    if field.words:
        yield f"{pad}{title}: {words_line(field.words)}"
    elif field.items or field.fields:
        folded = f" ({field.unchanged} unchanged)" if field.unchanged else ""
        yield f"{pad}{title}{folded}"
        for item in field.items:
            if field.name == SOURCES:
                yield f"{pad}  {_MARKS[item.change]} {sources.of(item.old if item.new is None else item.new)}"
            else:
                yield from _item(item, depth=depth + 1, sources=sources)
        for inner in field.fields:
            yield from _field(inner, depth=depth + 1, sources=sources)
    else:
        yield f"{pad}{title}: {_value(field.old)} -> {_value(field.new)}"


def _item(item: ItemChange, *, depth: int, sources: SourceWords) -> Iterator[str]:
    name = clean(item.name)
    label = clean(item.key) if not name or name == clean(item.key) else f"{clean(item.key)} {shortened(name, most=90)}"
    moved = " (moved as well)" if item.is_moved and item.change is Change.CHANGED else ""
    yield f"{'  ' * depth}{_MARKS[item.change]} {label}{moved}"
    for field in item.fields:
        yield from _field(field, depth=depth + 2, sources=sources)


def words_line(words: tuple[Words, ...]) -> str:
    """Give a compared text on one line, removed and added words between marks."""
    return clean("".join(_marked(run) for run in words))


def _marked(run: Words) -> str:
    match run.fate:
        case Fate.SAME:
            return run.text
        case Fate.REMOVED:
            return f"[-{run.text}-]"
        case Fate.ADDED:
            return f"{{+{run.text}+}}"


def _value(value: Json) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, Mapping):
        return "; ".join(f"{clean(name)}: {_value(inner)}" for name, inner in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_value(entry) for entry in value)
    return clean(str(value))
